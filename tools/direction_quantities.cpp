// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/direction_quantities.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>

#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "algorithms/directions.h"

namespace crease::tools {
namespace {

/// |x|, and within which doubles it lies.
DoubleBounds absolute(const DoubleBounds& x) {
  if (x.lo >= 0) return x;
  if (x.hi <= 0) return {-x.hi, -x.lo};
  return {0, std::max(-x.lo, x.hi)};
}

/// Finds one of many cosines again.
using FindCosine = std::function<Cosine(std::uint64_t key)>;

/// Cosines of pairs of normals, their absolute values, and those of pairs within one layer.
class PairSamples {
 public:
  explicit PairSamples(const QuantityOptions& options) : bins_(options.bins), layers_(options.num_layers) {}

  void add(const Cosine& cosine, std::optional<std::uint32_t> layer) {
    signed_.add(cosine);
    absolute_.add(abs(cosine));
    if (layer) layers_[*layer].add(abs(cosine));
  }
  void add(const DoubleBounds& cosine, std::uint64_t key, std::optional<std::uint32_t> layer) {
    signed_.add(cosine, key);
    absolute_.add(absolute(cosine), key);
    if (layer) layers_[*layer].add(absolute(cosine), key);
  }
  void append(PairSamples& later) {
    signed_.append(std::move(later.signed_));
    absolute_.append(std::move(later.absolute_));
    for (std::size_t l = 0; l < layers_.size(); ++l) layers_[l].append(std::move(later.layers_[l]));
  }

  /// `name`: "facet" or "unit". `make_find()` gives a way to find cosines again, for one thread each.
  void report(std::vector<QuantityReport>& reports, const std::string& name, const std::string& what,
              const std::string& over, const Precision& precision, const std::function<FindCosine()>& make_find) const {
    const Binning equal{Binning::Kind::kEqual, 0, 1, bins_};
    // Millions of values in large complexes: side by side.
    const auto of_size = [&](const Sample<Cosine>& sample) {
      const FindCosine find = make_find();
      return sample.distribution(equal, precision, [&](std::uint64_t key) { return abs(find(key)); });
    };
    Distribution all, absolute;
    std::vector<Distribution> in_layers(layers_.size());
    tbb::parallel_invoke(
        [&] {
          all = signed_.distribution({Binning::Kind::kEqual, -1, 1, bins_}, precision, make_find());
        },
        [&] { absolute = of_size(absolute_); },
        [&] {
          tbb::parallel_for(std::size_t{0}, layers_.size(), [&](std::size_t l) { in_layers[l] = of_size(layers_[l]); });
        });
    reports.push_back({name + "_cos", "cosine of the angle between " + what, over, std::move(all)});
    reports.push_back({name + "_abs_cos", "its absolute value", over, std::move(absolute)});
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      if (in_layers[l].count == 0) continue;
      reports.push_back(
          {fmt::format("{}_abs_cos_layer_{}", name, l),
           fmt::format("the same, both {} of layer {}", name == "unit" ? "units" : "facets bent by units", l), over,
           std::move(in_layers[l])});
    }
  }

 private:
  std::size_t bins_;
  Sample<Cosine> signed_, absolute_;
  std::vector<Sample<Cosine>> layers_;
};

std::optional<std::uint32_t> common_layer(std::span<const Normal> normals, const NormalPair& pair) {
  return is_within_layer(normals, pair) ? std::optional(normals[pair.first].unit->layer) : std::nullopt;
}

class FacetDirections : public Collector {
 public:
  explicit FacetDirections(const QuantityOptions& options)
      : with_domain_(options.domain_facets), bins_(options.bins), pairs_(options) {}

  void see(SeenComplex& seen, RegionId region) override {
    if (seen.findings.bounds) return see_bounds(seen, region);
    const std::vector<Normal> normals = normals_of(seen.findings, region);
    const std::vector<NormalPair> pairs = pairwise_cosines(normals);
    for (const NormalPair& pair : pairs) pairs_.add(pair.cosine, common_layer(normals, pair));
    if (pairs.empty()) return add_missing();
    mean_.add(mean_of(pairs));
    mean_squared_.add(mean_square_of(pairs));
  }
  void append(Collector& other) override {
    auto& later = dynamic_cast<FacetDirections&>(other);
    pairs_.append(later.pairs_);
    mean_.append(std::move(later.mean_));
    mean_squared_.append(std::move(later.mean_squared_));
  }
  void report(std::vector<QuantityReport>& reports, const Precision& precision, const ComplexFindings* found) override {
    // The pairs of the region that was asked for last.
    struct Known {
      RegionId region;
      std::vector<NormalPair> pairs;
    };
    const auto pairs_of = [this, found](Known& known, RegionId region) -> const std::vector<NormalPair>& {
      if (known.region != region) known = {region, pairwise_cosines(normals_of(*found, region))};
      return known.pairs;
    };
    const auto make_find = [&] {
      return [pairs_of, known = Known()](std::uint64_t key) mutable {
        return pairs_of(known, RegionId(key / kMaxPairs))[key % kMaxPairs].cosine;
      };
    };
    pairs_.report(reports, "facet", "the inward normals of two facets", "pairs of facets of a region", precision,
                  make_find);
    const Binning equal{Binning::Kind::kEqual, 0, 1, bins_};
    Known known;
    reports.push_back({"facet_mean_abs_cos", "mean of |cos| over the pairs of a region", "regions",
                       mean_.distribution(equal, precision, [&](std::uint64_t region) {
                         return mean_of(pairs_of(known, RegionId(region)));
                       })});
    reports.push_back({"facet_mean_squared_cos", "mean of cos^2 over the pairs of a region", "regions",
                       mean_squared_.distribution(equal, precision, [&](std::uint64_t region) {
                         return mean_square_of(pairs_of(known, RegionId(region)));
                       })});
  }

 private:
  static constexpr std::uint64_t kMaxPairs = std::uint64_t{1} << 31;

  std::vector<Normal> normals_of(const ComplexFindings& found, RegionId region) const {
    return facet_normals(found.complex, found.rows, region, with_domain_);
  }
  static MeanCosine mean_of(const std::vector<NormalPair>& pairs) {
    std::vector<Cosine> cosines;
    for (const NormalPair& pair : pairs) cosines.push_back(pair.cosine);
    return MeanCosine(std::move(cosines));
  }
  static Rational mean_square_of(const std::vector<NormalPair>& pairs) {
    Rational sum = 0;
    for (const NormalPair& pair : pairs) sum += pair.cosine.squared;
    return sum / Rational(pairs.size());
  }
  void add_missing() {
    mean_.add_missing();
    mean_squared_.add_missing();
  }

  void see_bounds(SeenComplex& seen, RegionId region) {
    const Complex& complex = seen.complex;
    std::vector<FacetId> facets;
    std::vector<std::optional<std::uint32_t>> layers;
    for (const FacetId facet : complex.facets(region)) {
      const bool is_domain = complex.is_boundary(facet);
      if (is_domain && !with_domain_) continue;
      facets.push_back(facet);
      layers.push_back(is_domain ? std::nullopt : std::optional(first_layer(complex, facet)));
    }
    if (facets.size() < 2) return add_missing();
    const ComplexBounds::Cosines cosines = seen.findings.bounds->geometry.cosines(region, facets);
    std::uint64_t pair = 0;
    for (std::size_t a = 0; a < facets.size(); ++a) {
      for (std::size_t b = a + 1; b < facets.size(); ++b, ++pair) {
        pairs_.add(cosines.pairs[pair], region.index * kMaxPairs + pair,
                   layers[a] == layers[b] ? layers[a] : std::nullopt);
      }
    }
    mean_.add(cosines.mean_absolute, region.index);
    mean_squared_.add(cosines.mean_squared, region.index);
  }
  /// Of the first unit that bends there.
  static std::uint32_t first_layer(const Complex& complex, FacetId facet) { return complex.units(facet).front().layer; }

  bool with_domain_;
  std::size_t bins_;
  PairSamples pairs_;
  Sample<MeanCosine> mean_;
  Sample<Rational> mean_squared_;
};

class UnitDirections : public Collector {
 public:
  explicit UnitDirections(const QuantityOptions& options) : pairs_(options) {}

  void see(SeenComplex& seen, RegionId region) override {
    const std::vector<Normal> normals = unit_normals(seen.complex, region);
    for (const NormalPair& pair : pairwise_cosines(normals)) pairs_.add(pair.cosine, common_layer(normals, pair));
  }
  void append(Collector& other) override { pairs_.append(dynamic_cast<UnitDirections&>(other).pairs_); }
  void report(std::vector<QuantityReport>& reports, const Precision& precision, const ComplexFindings*) override {
    pairs_.report(reports, "unit", "the gradients of two units' pre-activations", "pairs of units in a region",
                  precision, [] { return FindCosine(); });
  }

 private:
  PairSamples pairs_;
};

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
  void append(Collector& other) override { cosines_.append(std::move(dynamic_cast<Bends&>(other).cosines_)); }
  void report(std::vector<QuantityReport>& reports, const Precision& precision, const ComplexFindings*) override {
    reports.push_back({"unit_cos_across",
                       "cosine of the angle by which a unit's hyperplane bends at a facet of a layer before it",
                       "units at facets", cosines_.distribution({Binning::Kind::kEqual, -1, 1, bins_}, precision)});
  }

 private:
  std::size_t bins_;
  Sample<Cosine> cosines_;
};

}  // namespace

std::unique_ptr<Collector> make_facet_directions(const QuantityOptions& options) {
  return std::make_unique<FacetDirections>(options);
}
std::unique_ptr<Collector> make_unit_directions(const QuantityOptions& options) {
  return std::make_unique<UnitDirections>(options);
}
std::unique_ptr<Collector> make_bends(const QuantityOptions& options) { return std::make_unique<Bends>(options); }

}  // namespace crease::tools
