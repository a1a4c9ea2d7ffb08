// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/stats_quantities.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "algorithms/distances.h"
#include "algorithms/inequalities.h"
#include "algorithms/insphere_of_units.h"
#include "tools/direction_quantities.h"
#include "tools/reach.h"
#include "tools/region_quantity.h"

namespace crease::tools {
namespace {

const Binning kIntegers{Binning::Kind::kIntegers, 0, 1, 0};

/// A radius as a value of a Sample.
struct Radius {
  RootQuotient value;
};
int compare(const Radius& a, const Radius& b) { return compare(a.value, b.value); }
int compare(const Radius& a, const Rational& b) { return compare(a.value, RootQuotient(b)); }
double nearest_double(const Radius& radius) { return nearest_double(radius.value); }
Enclosure enclosure(const Radius& radius, unsigned bits) { return radius.value.enclosure(bits); }
std::string to_string(const Radius& radius) { return radius.value.text().value_or(""); }

constexpr const char* kRegions = "regions";

/// A quantity that is a count.
class Count : public Collector {
 public:
  using Find = std::function<std::size_t(SeenComplex&, RegionId)>;

  Count(std::string name, std::string description, Find find)
      : name_(std::move(name)), description_(std::move(description)), find_(std::move(find)) {}

  void see(SeenComplex& seen, RegionId region) override {
    const auto count = static_cast<double>(find_(seen, region));
    sample_.add(DoubleBounds{count, count}, region.index);
  }
  void append(Collector& later) override { sample_.append(std::move(dynamic_cast<Count&>(later).sample_)); }
  void report(std::vector<QuantityReport>& reports, const Precision& precision, const ComplexFindings*) override {
    reports.push_back({name_, description_, kRegions, sample_.distribution(kIntegers, precision)});
  }

 private:
  std::string name_, description_;
  Find find_;
  Sample<Rational> sample_;
};

bool is_domain(const SeenComplex& seen, FacetId facet) { return seen.complex.is_boundary(facet); }

bool touches_domain(const SeenComplex& seen, RegionId region) {
  return std::ranges::any_of(seen.complex.facets(region), [&](FacetId facet) { return is_domain(seen, facet); });
}

void add_counts_of_facets(Collectors& collectors) {
  collectors.push_back(
      std::make_unique<Count>("facets", "facets, those on the domain's boundary among them",
                              [](SeenComplex& seen, RegionId region) { return seen.complex.facets(region).size(); }));
  collectors.push_back(
      std::make_unique<Count>("degree", "regions behind a facet", [](SeenComplex& seen, RegionId region) {
        const auto inner =
            std::ranges::count_if(seen.complex.facets(region), [&](FacetId facet) { return !is_domain(seen, facet); });
        return static_cast<std::size_t>(inner);
      }));
}

/// The shortest side, or the longest: where the region has no bound, every other one is shorter.
NumberOr<Rational> side_of_box(const RegionMeasure& measure, bool longest) {
  std::optional<Rational> side;
  for (const CoordinateRange& range : measure.box) {
    if (!range.lo || !range.hi) {
      if (longest) return Absent::kInfinite;
      continue;
    }
    const Rational width = *range.hi - *range.lo;
    if (!side || (longest ? width > *side : width < *side)) side = width;
  }
  return or_infinite(std::move(side));
}

DoubleBounds side_of_box(const ComplexBounds::Measure& measure, bool longest) {
  DoubleBounds side = measure.sides[0];
  for (const DoubleBounds& other : measure.sides) {
    side.lo = longest ? std::max(side.lo, other.lo) : std::min(side.lo, other.lo);
    side.hi = longest ? std::max(side.hi, other.hi) : std::min(side.hi, other.hi);
  }
  return side;
}

void add_measures(Collectors& collectors) {
  collectors.push_back(std::make_unique<RegionQuantity<Rational>>(
      "volume", "volume", kRegions,
      [](SeenComplex& seen, RegionId region) { return or_infinite(seen.measure(region).volume); },
      [](SeenComplex& seen, RegionId region) -> std::optional<NumberOr<DoubleBounds>> {
        if (!seen.complex.is_bounded(region)) return Absent::kInfinite;
        return seen.measure_bounds(region).volume;
      }));
  for (const bool longest : {false, true}) {
    const std::string which = longest ? "longest" : "shortest";
    collectors.push_back(std::make_unique<RegionQuantity<Rational>>(
        "box_" + which + "_side", which + " side of the least box that holds the region", kRegions,
        [longest](SeenComplex& seen, RegionId region) { return side_of_box(seen.measure(region), longest); },
        [longest](SeenComplex& seen, RegionId region) -> std::optional<NumberOr<DoubleBounds>> {
          if (!seen.complex.is_bounded(region)) return std::nullopt;
          return side_of_box(seen.measure_bounds(region), longest);
        }));
  }
}

void add_gradients(Collectors& collectors) {
  collectors.push_back(std::make_unique<RegionQuantity<Rational>>(
      "squared_gradient_norm", "sum of the squared entries of A, where f(y) = A y + c", kRegions,
      [](SeenComplex& seen, RegionId region) -> NumberOr<Rational> {
        return seen.outputs(region).squared_gradient_norm();
      },
      [](SeenComplex& seen, RegionId region) -> std::optional<NumberOr<DoubleBounds>> {
        return seen.findings.bounds->squared_gradient_norm[region.index];
      }));
}

NumberOr<Radius> radius_of(const Insphere& ball) {
  if (ball.infinite) return Absent::kInfinite;
  return Radius{ball.radius};
}

std::optional<NumberOr<DoubleBounds>> radius_of(const TriagedInsphere& ball) {
  switch (ball.kind) {
    case TriagedInsphere::Kind::kUncertain:
      return std::nullopt;
    case TriagedInsphere::Kind::kInfinite:
      return Absent::kInfinite;
    case TriagedInsphere::Kind::kFinite:
      return DoubleBounds{std::max(ball.lo, 0.0), ball.hi};
  }
  return std::nullopt;
}

Insphere insphere_without_domain(SeenComplex& seen, RegionId region) {
  if (const auto ball = insphere_of_units(seen.outputs(region))) return *ball;
  return insphere(inequalities(seen.complex, region, RowSet::kUnits).rows, seen.complex.dim());
}

void add_radii(Collectors& collectors) {
  collectors.push_back(std::make_unique<RegionQuantity<Radius>>(
      "inradius", "radius of the largest ball in the region", kRegions,
      [](SeenComplex& seen, RegionId region) { return radius_of(seen.insphere(region)); },
      [](SeenComplex& seen, RegionId region) { return radius_of(seen.insphere_bounds(region)); }));
  collectors.push_back(std::make_unique<RegionQuantity<Radius>>(
      "inradius_without_domain", "the same without the inequalities of the domain", kRegions,
      [](SeenComplex& seen, RegionId region) {
        return radius_of(touches_domain(seen, region) ? insphere_without_domain(seen, region) : seen.insphere(region));
      },
      [](SeenComplex& seen, RegionId region) -> std::optional<NumberOr<DoubleBounds>> {
        if (touches_domain(seen, region)) return std::nullopt;
        return radius_of(seen.insphere_bounds(region));
      }));
}

QuantityReport boundary_distances(const std::string& from, std::string over, Distribution distribution) {
  return {"squared_distance_to_boundary",
          "squared distance from the " + from + " to the region's boundary, the domain's included", std::move(over),
          std::move(distribution)};
}
QuantityReport crease_distances(const std::string& from, std::string over, Distribution distribution) {
  return {"squared_distance_to_crease",
          "squared distance from the " + from + " to the nearest crease inside the domain", std::move(over),
          std::move(distribution)};
}

/// From the regions' centroids.
void add_distances(Collectors& collectors) {
  const auto add = [&](const QuantityReport& told, auto exact, auto bounds) {
    collectors.push_back(std::make_unique<RegionQuantity<Rational>>(
        told.name, told.description, told.over,
        [exact](SeenComplex& seen, RegionId region) -> NumberOr<Rational> {
          if (!seen.complex.is_bounded(region)) return Absent::kMissing;
          return or_infinite(exact(seen.distances(region)));
        },
        [bounds](SeenComplex& seen, RegionId region) -> std::optional<NumberOr<DoubleBounds>> {
          if (!seen.complex.is_bounded(region)) return Absent::kMissing;
          return bounds(seen.distances_bounds(region));
        }));
  };
  using Bounds = ComplexBounds::Distances;
  add(
      boundary_distances("centroid", "bounded regions", {}), [](const InnerDistances& d) { return d.boundary; },
      [](const Bounds& d) -> std::optional<NumberOr<DoubleBounds>> { return or_infinite(d.boundary); });
  add(
      crease_distances("centroid", "bounded regions", {}), [](const InnerDistances& d) { return d.crease; },
      [](const Bounds& d) -> std::optional<NumberOr<DoubleBounds>> {
        if (!d.crease_is_known) return std::nullopt;
        return or_infinite(d.crease);
      });
}

/// From points of the data.
class PointDistances : public Collector {
 public:
  void see(SeenComplex&, RegionId) override {}
  void see_point(const Complex& complex, std::span<const Rational> point) override {
    const auto boundary = nearest_boundary(complex, RegionId(0), point);
    const auto crease = nearest_crease(complex, RegionId(0), point);
    // No boundary, no crease: infinitely far.
    to_boundary_.add(boundary ? std::optional(boundary->squared) : std::nullopt);
    to_crease_.add(crease ? std::optional(crease->squared) : std::nullopt);
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<PointDistances&>(other);
    to_boundary_.append(std::move(later.to_boundary_));
    to_crease_.append(std::move(later.to_crease_));
  }
  void report(std::vector<QuantityReport>& reports, const Precision& precision, const ComplexFindings*) override {
    reports.push_back(boundary_distances("point", "points", to_boundary_.distribution({}, precision)));
    reports.push_back(crease_distances("point", "points", to_crease_.distribution({}, precision)));
  }

 private:
  Sample<Rational> to_boundary_, to_crease_;
};

void add_decision_pieces(Collectors& collectors) {
  collectors.push_back(std::make_unique<Count>(
      "cut_by_decision_boundary", "1 where the decision boundary has a piece in the region's interior, else 0",
      [](SeenComplex& seen, RegionId region) -> std::size_t {
        return seen.findings.decision_pieces[region.index] > 0 ? 1 : 0;
      }));
  collectors.push_back(std::make_unique<Count>(
      "decision_pieces", "pieces of the decision boundary in the region's interior",
      [](SeenComplex& seen, RegionId region) { return seen.findings.decision_pieces[region.index]; }));
}

}  // namespace

Collectors make_collectors(const QuantityOptions& options) {
  Collectors collectors;
  const bool measured = options.dim <= kMaxMeasuredDimension;
  add_counts_of_facets(collectors);
  if (measured) add_measures(collectors);
  add_gradients(collectors);
  add_radii(collectors);
  if (options.points) {
    collectors.push_back(std::make_unique<PointDistances>());
  } else if (measured) {
    add_distances(collectors);
  }
  add_decision_pieces(collectors);
  collectors.push_back(make_facet_directions(options));
  if (options.units) {
    collectors.push_back(make_unit_directions(options));
    if (!options.points) collectors.push_back(make_bends(options));
  }
  return collectors;
}

}  // namespace crease::tools
