// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/linear_regions.h"

#include <algorithm>
#include <boost/pending/disjoint_sets.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "algorithms/live_pieces.h"
#include "algorithms/output_rows.h"

namespace crease {
namespace {

enum class Comparison { kEqual, kDifferent, kUncertain };

/// The affine maps of all regions: enclosures first, exact ones where these leave a doubt.
class Maps {
 public:
  /// `outputs` as in ComplexResult, or empty: then they are computed here.
  Maps(const Complex& complex, std::span<const double> outputs)
      : complex_(complex), enclosures_(outputs), live_id_(complex.num_regions(), kUnknown) {
    if (!outputs.empty()) {
      equality_shows_ = complex.network().output_dim() <= ScaledNetwork::kMostOutputs;
      size_ = outputs.size() / complex.num_regions();
      return;
    }
    size_ = rows().num_outputs() * rows().row_size() + 1;
    own_.resize(complex.num_regions() * size_);
    enclosures_ = own_;
    for (const RegionId region : complex.regions()) {
      rows().move_to(region);
      rows().enclosure({own_.data() + region.index * size_, size_});
    }
  }

  std::size_t num_entries() const { return size_ - 1; }
  double entry(RegionId region, std::size_t i) const { return enclosures_[region.index * size_ + i]; }
  double radius(RegionId region) const { return entry(region, size_ - 1); }

  /// In doubles; a sum or difference is off by less than a part in 2^52.
  Comparison triage_compare(RegionId a, RegionId b) const {
    const double radii = (radius(a) + radius(b)) * (1 + 0x1p-50);
    bool equal = true;
    for (std::size_t i = 0; i < num_entries(); ++i) {
      const double difference = std::fabs(entry(a, i) - entry(b, i));
      if (difference * (1 - 0x1p-50) > radii) return Comparison::kDifferent;
      equal = equal && difference == 0;
    }
    return equal && radii == 0 && equality_shows_ ? Comparison::kEqual : Comparison::kUncertain;
  }

  /// Are the maps equal? By live pieces where these are, else by the exact maps: of one region with the same live
  /// pieces each.
  bool are_equal(RegionId a, RegionId b) {
    const std::uint32_t first = live_id(a), second = live_id(b);
    return first == second || exact_id(first) == exact_id(second);
  }
  /// Equal iff the maps are, among `regions` alone.
  std::vector<std::uint32_t> ids(std::span<const RegionId> regions) {
    std::vector<std::uint32_t> result;
    for (const RegionId region : regions) result.push_back(live_id(region));
    const bool is_one = std::ranges::all_of(result, [&](std::uint32_t id) { return id == result[0]; });
    if (!is_one) {
      for (std::uint32_t& id : result) id = exact_id(id);
    }
    return result;
  }

 private:
  static constexpr std::uint32_t kUnknown = UINT32_MAX;

  /// Not made before somebody asks.
  OutputRows& rows() {
    if (!rows_) rows_.emplace(complex_);
    return *rows_;
  }

  std::uint32_t live_id(RegionId region) {
    std::uint32_t& id = live_id_[region.index];
    if (id == kUnknown) {
      if (!live_) live_.emplace(complex_);
      const auto next = static_cast<std::uint32_t>(of_live_pieces_.size());
      const auto [known, is_new] = of_live_pieces_.try_emplace(live_->of(region), next);
      if (is_new) first_with_.push_back(region);
      id = known->second;
    }
    return id;
  }
  std::uint32_t exact_id(std::uint32_t live_id) {
    exact_id_.resize(first_with_.size(), kUnknown);
    std::uint32_t& id = exact_id_[live_id];
    if (id == kUnknown) {
      rows().move_to(first_with_[live_id]);
      id = ids_.emplace(rows().exact(), static_cast<std::uint32_t>(ids_.size())).first->second;
    }
    return id;
  }

  const Complex& complex_;
  std::optional<OutputRows> rows_;
  std::size_t size_ = 1;
  bool equality_shows_ = true;  ///< the enclosures are of all outputs, not of a sum of them
  std::vector<double> own_;
  std::span<const double> enclosures_;
  std::optional<LivePieces> live_;
  std::unordered_map<std::u16string, std::uint32_t> of_live_pieces_;
  std::vector<std::uint32_t> live_id_;  ///< per region
  std::vector<RegionId> first_with_;    ///< per live id
  std::map<std::vector<Integer>, std::uint32_t> ids_;
  std::vector<std::uint32_t> exact_id_;  ///< per live id
};

/// The last layer of which no unit passes anything on there (all slopes are zero), or -1.
int last_flat_layer(const Complex& complex, RegionId region) {
  const auto& layers = complex.network().layers();
  for (auto l = static_cast<std::uint32_t>(layers.size()); l-- > 0;) {
    bool flat = true;
    for (std::uint32_t u = 0; flat && u < layers[l].num_units(); ++u) {
      flat = layers[l].piece(u, complex.symbol(region, {l, u}).piece).slope == 0;
    }
    if (flat) return static_cast<int>(l);
  }
  return -1;
}

/// Whether units bend before a layer that passes nothing on: then the map is the same on both sides.
bool is_behind_flat_layer(const Complex& complex, FacetId facet) {
  const std::vector<UnitId> units = complex.units(facet);
  return static_cast<int>(units.back().layer) < last_flat_layer(complex, complex.sides(facet)[0]);
}

void find_bends(const Complex& complex, Maps& maps, std::vector<bool>& bends) {
  bends.assign(complex.num_facets(), false);
  for (const FacetId facet : complex.facets()) {
    if (!complex.is_interior(facet)) continue;
    const auto [a, b] = complex.sides(facet);
    switch (maps.triage_compare(a, b)) {
      case Comparison::kEqual:
        break;
      case Comparison::kDifferent:
        bends[facet.index] = true;
        break;
      case Comparison::kUncertain:
        bends[facet.index] = !is_behind_flat_layer(complex, facet) && !maps.are_equal(a, b);
        break;
    }
  }
}

/// Reorders the regions and returns stretches of them such that equal maps are in one stretch, by their enclosures, one
/// entry after another; a region that is alone is left out.
std::vector<std::span<RegionId>> clusters_of(const Maps& maps, std::span<RegionId> all) {
  // Outward by more than the rounding of the sums. What is no number is everywhere.
  struct Interval {
    double low, high;
    RegionId region;
  };
  struct Part {
    std::span<RegionId> regions;
    std::size_t entry;  ///< the next one to tell them apart by
  };
  std::vector<std::span<RegionId>> clusters;
  std::vector<Interval> intervals;
  std::vector<Part> parts{{all, 0}};
  while (!parts.empty()) {
    const auto [regions, i] = parts.back();
    parts.pop_back();
    if (regions.size() < 2) continue;
    if (i == maps.num_entries()) {
      clusters.push_back(regions);
      continue;
    }
    intervals.clear();
    for (const RegionId region : regions) {
      const double x = maps.entry(region, i), r = maps.radius(region);
      const double low = x - r, high = x + r;
      intervals.push_back({std::isnan(low) ? -HUGE_VAL : low - std::fabs(low) * 0x1p-50,
                           std::isnan(high) ? HUGE_VAL : high + std::fabs(high) * 0x1p-50, region});
    }
    std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.low < b.low; });
    for (std::size_t k = 0; k < regions.size(); ++k) regions[k] = intervals[k].region;
    std::size_t begin = 0;
    double reach = intervals[0].high;
    for (std::size_t k = 1; k <= regions.size(); ++k) {
      if (k < regions.size() && intervals[k].low <= reach) {
        reach = std::max(reach, intervals[k].high);
        continue;
      }
      parts.push_back({regions.subspan(begin, k - begin), i + 1});
      if (k < regions.size()) reach = intervals[k].high;
      begin = k;
    }
  }
  return clusters;
}

LinearRegions from_maps(const Complex& complex, Maps maps) {
  LinearRegions result;
  find_bends(complex, maps, result.bends);

  std::vector<std::uint32_t> rank(complex.num_regions()), parent(complex.num_regions());
  std::iota(parent.begin(), parent.end(), 0u);
  boost::disjoint_sets sets(rank.data(), parent.data());
  for (const FacetId facet : complex.facets()) {
    if (!complex.is_interior(facet) || result.bends[facet.index]) continue;
    sets.union_set(complex.sides(facet)[0].index, complex.sides(facet)[1].index);
  }
  std::vector<LinearRegionId> of_root(complex.num_regions());
  std::vector<RegionId> first;  // of every linear region
  for (const RegionId region : complex.regions()) {
    LinearRegionId& id = of_root[sets.find_set(region.index)];
    if (!id.is_valid()) {
      id = LinearRegionId(first.size());
      first.push_back(region);
    }
    result.of_region.push_back(id);
  }

  std::vector<RegionId> sorted = first;
  const std::vector<std::span<RegionId>> clusters = clusters_of(maps, sorted);
  // The first region with the same map.
  std::vector<RegionId> representative(complex.num_regions());
  for (const RegionId region : first) representative[region.index] = region;
  for (const auto& regions : clusters) {
    std::sort(regions.begin(), regions.end());
    const std::vector<std::uint32_t> ids = maps.ids(regions);
    std::map<std::uint32_t, RegionId> seen;
    for (std::size_t i = 0; i < regions.size(); ++i) {
      representative[regions[i].index] = seen.emplace(ids[i], regions[i]).first->second;
    }
  }
  std::vector<AffinePieceId> piece_of(complex.num_regions());
  for (const RegionId region : first) {
    AffinePieceId& piece = piece_of[representative[region.index].index];
    if (!piece.is_valid()) piece = AffinePieceId(result.num_affine_pieces++);
    result.affine_piece.push_back(piece);
  }
  return result;
}

}  // namespace

LinearRegions linear_regions(const Complex& complex) { return from_maps(complex, Maps(complex, {})); }

LinearRegions linear_regions(const ComplexResult& result) {
  return from_maps(result.complex, Maps(result.complex, result.outputs));
}

}  // namespace crease
