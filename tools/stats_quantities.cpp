// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/stats_quantities.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "algorithms/directions.h"
#include "algorithms/distances.h"
#include "algorithms/inequalities.h"
#include "algorithms/insphere.h"
#include "algorithms/insphere_of_units.h"
#include "algorithms/measures.h"
#include "tools/reach.h"

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

class Combinatorics : public Collector {
 public:
  void see(SeenComplex& seen, RegionId region) override {
    const auto facets = seen.complex.facets(region);
    const auto inner = std::ranges::count_if(facets, [&](FacetId facet) { return !seen.complex.is_boundary(facet); });
    facets_.add(Rational(facets.size()));
    neighbors_.add(Rational(inner));
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<Combinatorics&>(other);
    facets_.append(std::move(later.facets_));
    neighbors_.append(std::move(later.neighbors_));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    reports.push_back({"facets", "facets, those on the domain's boundary among them", kRegions,
                       facets_.distribution(kIntegers, bits)});
    reports.push_back({"degree", "regions behind a facet", kRegions, neighbors_.distribution(kIntegers, bits)});
  }

 private:
  Sample<Rational> facets_, neighbors_;
};

class Measures : public Collector {
 public:
  void see(SeenComplex& seen, RegionId region) override {
    const RegionMeasure& measure = seen.measure(region);
    volume_.add(measure.volume);
    std::optional<Rational> least, most = Rational(0);
    for (const CoordinateRange& range : measure.box) {
      if (!range.lo || !range.hi) {
        most.reset();
        continue;
      }
      const Rational width = *range.hi - *range.lo;
      if (!least || width < *least) least = width;
      if (most && width > *most) most = width;
    }
    shortest_.add(std::move(least));
    longest_.add(std::move(most));
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<Measures&>(other);
    volume_.append(std::move(later.volume_));
    shortest_.append(std::move(later.shortest_));
    longest_.append(std::move(later.longest_));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    reports.push_back({"volume", "volume", kRegions, volume_.distribution({}, bits)});
    reports.push_back({"box_shortest_side", "shortest side of the least box that holds the region", kRegions,
                       shortest_.distribution({}, bits)});
    reports.push_back({"box_longest_side", "longest side of the least box that holds the region", kRegions,
                       longest_.distribution({}, bits)});
  }

 private:
  Sample<Rational> volume_, shortest_, longest_;
};

class Gradients : public Collector {
 public:
  void see(SeenComplex& seen, RegionId region) override {
    seen.outputs.move_to(region);
    squared_norm_.add(seen.outputs.squared_gradient_norm());
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<Gradients&>(other);
    squared_norm_.append(std::move(later.squared_norm_));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    reports.push_back({"squared_gradient_norm", "sum of the squared entries of A, where f(y) = A y + c", kRegions,
                       squared_norm_.distribution({}, bits)});
  }

 private:
  Sample<Rational> squared_norm_;
};

/// Distances from a point of a region: its centroid, or points of the data.
class Distances : public Collector {
 public:
  explicit Distances(bool of_points) : of_points_(of_points) {}

  void see(SeenComplex& seen, RegionId region) override {
    if (of_points_) return;
    const auto& centroid = seen.measure(region).centroid;
    if (!centroid) {
      to_boundary_.add_missing();
      to_crease_.add_missing();
      return;
    }
    const InnerDistances distances = inner_distances(seen.complex, seen.rows, region, *centroid);
    to_boundary_.add(distances.boundary);
    to_crease_.add(distances.crease);
  }
  void see_point(const Complex& complex, std::span<const Rational> point) override {
    if (!of_points_) return;
    const auto boundary = nearest_boundary(complex, RegionId(0), point);
    const auto crease = nearest_crease(complex, RegionId(0), point);
    // No boundary, no crease: infinitely far.
    to_boundary_.add(boundary ? std::optional(boundary->squared) : std::nullopt);
    to_crease_.add(crease ? std::optional(crease->squared) : std::nullopt);
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<Distances&>(other);
    to_boundary_.append(std::move(later.to_boundary_));
    to_crease_.append(std::move(later.to_crease_));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    const std::string from = of_points_ ? "from the point" : "from the centroid";
    const std::string over = of_points_ ? "points" : "bounded regions";
    reports.push_back({"squared_distance_to_boundary",
                       fmt::format("squared distance {} to the region's boundary, the domain's included", from), over,
                       to_boundary_.distribution({}, bits)});
    reports.push_back({"squared_distance_to_crease",
                       fmt::format("squared distance {} to the nearest crease inside the domain", from), over,
                       to_crease_.distribution({}, bits)});
  }

 private:
  bool of_points_;
  Sample<Rational> to_boundary_, to_crease_;
};

/// Radii of the largest balls.
class Radii : public Collector {
 public:
  void see(SeenComplex& seen, RegionId region) override {
    const auto facets = seen.complex.facets(region);
    const bool touches_domain =
        std::ranges::any_of(facets, [&](FacetId facet) { return seen.complex.is_boundary(facet); });
    const auto radius = radius_of(insphere(seen.rows.inward(region), seen.complex.dim()));
    radius_.add(radius);
    if (!touches_domain) return free_radius_.add(radius);
    seen.outputs.move_to(region);
    const auto free = insphere_of_units(seen.outputs);
    free_radius_.add(radius_of(free ? *free : exact_insphere_of_units(seen.complex, region)));
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<Radii&>(other);
    radius_.append(std::move(later.radius_));
    free_radius_.append(std::move(later.free_radius_));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    reports.push_back(
        {"inradius", "radius of the largest ball in the region", kRegions, radius_.distribution({}, bits)});
    reports.push_back({"inradius_without_domain", "the same without the inequalities of the domain", kRegions,
                       free_radius_.distribution({}, bits)});
  }

 private:
  static Insphere exact_insphere_of_units(const Complex& complex, RegionId region) {
    return insphere(inequalities(complex, region, RowSet::kUnits).rows, complex.dim());
  }
  static std::optional<Radius> radius_of(const Insphere& ball) {
    return ball.infinite ? std::nullopt : std::optional(Radius{ball.radius});
  }

  Sample<Radius> radius_, free_radius_;
};

class DecisionPieces : public Collector {
 public:
  void see(SeenComplex& seen, RegionId region) override {
    const std::size_t pieces = seen.decision_pieces[region.index];
    pieces_.add(Rational(pieces));
    cut_.add(Rational(pieces > 0 ? 1 : 0));
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<DecisionPieces&>(other);
    pieces_.append(std::move(later.pieces_));
    cut_.append(std::move(later.cut_));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    reports.push_back({"cut_by_decision_boundary",
                       "1 where the decision boundary has a piece in the region's interior, else 0", kRegions,
                       cut_.distribution(kIntegers, bits)});
    reports.push_back({"decision_pieces", "pieces of the decision boundary in the region's interior", kRegions,
                       pieces_.distribution(kIntegers, bits)});
  }

 private:
  Sample<Rational> pieces_, cut_;
};

/// Cosines between normals, of facets or of all units.
class Directions : public Collector {
 public:
  explicit Directions(const QuantityOptions& options, bool units)
      : units_(units), with_domain_(options.domain_facets), bins_(options.bins), layers_(options.num_layers) {}

  void see(SeenComplex& seen, RegionId region) override {
    const std::vector<Normal> normals =
        units_ ? unit_normals(seen.complex, region) : facet_normals(seen.complex, seen.rows, region, with_domain_);
    const std::vector<NormalPair> pairs = pairwise_cosines(normals);
    for (const NormalPair& pair : pairs) {
      signed_.add(pair.cosine);
      absolute_.add(abs(pair.cosine));
      if (is_within_layer(normals, pair)) layers_[normals[pair.first].unit->layer].add(abs(pair.cosine));
    }
    if (units_) return;
    if (pairs.empty()) {
      mean_.add_missing();
      mean_squared_.add_missing();
      return;
    }
    Rational sum = 0;
    std::vector<Cosine> cosines;
    for (const NormalPair& pair : pairs) {
      sum += pair.cosine.squared;
      cosines.push_back(pair.cosine);
    }
    mean_.add(MeanCosine(std::move(cosines)));
    mean_squared_.add(Rational(sum / Rational(pairs.size())));
  }

  void append(Collector& other) override {
    auto& later = dynamic_cast<Directions&>(other);
    signed_.append(std::move(later.signed_));
    absolute_.append(std::move(later.absolute_));
    mean_.append(std::move(later.mean_));
    mean_squared_.append(std::move(later.mean_squared_));
    for (std::size_t l = 0; l < layers_.size(); ++l) layers_[l].append(std::move(later.layers_[l]));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    const Binning equal{Binning::Kind::kEqual, 0, 1, bins_};
    const std::string name = units_ ? "unit" : "facet";
    const std::string what =
        units_ ? "the gradients of two units' pre-activations" : "the inward normals of two facets";
    const std::string over = units_ ? "pairs of units in a region" : "pairs of facets of a region";
    // Millions of values in large complexes: side by side.
    Distribution all, absolute, mean, mean_squared;
    std::vector<Distribution> in_layers(layers_.size());
    tbb::parallel_invoke(
        [&] {
          all = signed_.distribution({Binning::Kind::kEqual, -1, 1, bins_}, bits);
        },
        [&] { absolute = absolute_.distribution(equal, bits); },
        [&] {
          tbb::parallel_for(std::size_t{0}, layers_.size(),
                            [&](std::size_t l) { in_layers[l] = layers_[l].distribution(equal, bits); });
        },
        [&] { mean = mean_.distribution(equal, bits); },
        [&] { mean_squared = mean_squared_.distribution(equal, bits); });
    reports.push_back({name + "_cos", "cosine of the angle between " + what, over, std::move(all)});
    reports.push_back({name + "_abs_cos", "its absolute value", over, std::move(absolute)});
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      if (in_layers[l].count == 0) continue;
      reports.push_back({fmt::format("{}_abs_cos_layer_{}", name, l),
                         fmt::format("the same, both {} of layer {}", units_ ? "units" : "facets bent by units", l),
                         over, std::move(in_layers[l])});
    }
    if (units_) return;
    reports.push_back({name + "_mean_abs_cos", "mean of |cos| over the pairs of a region", kRegions, std::move(mean)});
    reports.push_back(
        {name + "_mean_squared_cos", "mean of cos^2 over the pairs of a region", kRegions, std::move(mean_squared)});
  }

 private:
  bool units_, with_domain_;
  std::size_t bins_;
  Sample<Cosine> signed_, absolute_;
  std::vector<Sample<Cosine>> layers_;
  Sample<MeanCosine> mean_;
  Sample<Rational> mean_squared_;
};

/// How the hyperplanes of deeper units bend at the facets between two regions.
class Bends : public Collector {
 public:
  explicit Bends(const QuantityOptions& options) : bins_(options.bins) {}

  void see(SeenComplex& seen, RegionId region) override {
    for (const FacetId facet : seen.complex.facets(region)) {
      // Once per facet.
      if (!seen.complex.is_interior(facet) || seen.complex.sides(facet)[0] != region) continue;
      for (BentUnit& unit : cosines_across(seen.complex, facet)) cosines_.add(std::move(unit.cosine));
    }
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<Bends&>(other);
    cosines_.append(std::move(later.cosines_));
  }
  void report(std::vector<QuantityReport>& reports, unsigned bits) override {
    reports.push_back({"unit_cos_across",
                       "cosine of the angle by which a unit's hyperplane bends at a facet of a layer before it",
                       "units at facets", cosines_.distribution({Binning::Kind::kEqual, -1, 1, bins_}, bits)});
  }

 private:
  std::size_t bins_;
  Sample<Cosine> cosines_;
};

std::vector<std::size_t> count_decision_pieces(const Complex& complex, const DecisionCells& cells) {
  std::vector<std::size_t> pieces(complex.num_regions());
  for (const FacetId facet : cells.complex.facets()) {
    if (!cells.complex.is_interior(facet) || cells.activation_facet[facet.index].is_valid()) continue;
    const auto [a, b] = cells.complex.sides(facet);
    if (!std::ranges::equal(cells.maximizers[a.index], cells.maximizers[b.index]))
      ++pieces[cells.region[a.index].index];
  }
  return pieces;
}

}  // namespace

ComplexFindings::ComplexFindings(const Complex& seen, const DecisionCells* cells)
    : complex(seen),
      rows(seen),
      decision_pieces(cells != nullptr ? count_decision_pieces(seen, *cells)
                                       : count_decision_pieces(seen, decision_cells(seen))) {}

const RegionMeasure& SeenComplex::measure(RegionId region) {
  if (measured_ != region) {
    measure_ = measure_region(complex, region);
    measured_ = region;
  }
  return measure_;
}

Collectors make_collectors(const QuantityOptions& options) {
  Collectors collectors;
  const bool measured = options.dim <= kMaxMeasuredDimension;
  collectors.push_back(std::make_unique<Combinatorics>());
  if (measured) collectors.push_back(std::make_unique<Measures>());
  collectors.push_back(std::make_unique<Gradients>());
  collectors.push_back(std::make_unique<Radii>());
  if (measured || options.points) collectors.push_back(std::make_unique<Distances>(options.points));
  collectors.push_back(std::make_unique<DecisionPieces>());
  collectors.push_back(std::make_unique<Directions>(options, false));
  if (options.units) {
    collectors.push_back(std::make_unique<Directions>(options, true));
    if (!options.points) collectors.push_back(std::make_unique<Bends>(options));
  }
  return collectors;
}

}  // namespace crease::tools
