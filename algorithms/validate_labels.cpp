// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "algorithms/validate_internal.h"
#include "core/affine_map.h"

namespace crease {
namespace {

using internal::Components;
using internal::ViolationList;

class LabelLaws {
 public:
  LabelLaws(const Complex& complex, const LinearRegions& labels, ViolationList& violations)
      : complex_(complex), labels_(labels), violations_(violations) {}

  void check() {
    if (!check_tables()) return;
    check_order();
    find_maps();
    check_linear_regions();
    check_facets();
    check_pieces();
  }

 private:
  LinearRegionId label(RegionId r) const { return labels_.of_region[r.index]; }

  /// Whether every label can be looked up.
  bool check_tables() {
    const auto report = [&](const std::string& what) {
      violations_.add({ViolationCode::kLabelTables, what, {}, {}, {}});
      return false;
    };
    if (labels_.of_region.size() != complex_.num_regions()) return report("the labels are not one per region");
    if (labels_.bends.size() != complex_.num_facets()) return report("the bends are not one per facet");
    std::vector<bool> linear_used(labels_.size()), piece_used(labels_.num_affine_pieces);
    for (const LinearRegionId l : labels_.of_region) {
      if (l.index >= linear_used.size()) return report(to_string(l) + " does not exist");
      linear_used[l.index] = true;
    }
    for (const AffinePieceId a : labels_.affine_piece) {
      if (a.index >= piece_used.size()) return report(to_string(a) + " does not exist");
      piece_used[a.index] = true;
    }
    if (std::count(linear_used.begin(), linear_used.end(), false) != 0) return report("a linear region has no region");
    if (std::count(piece_used.begin(), piece_used.end(), false) != 0) return report("an affine piece has no region");
    return true;
  }

  void check_order() {
    std::uint32_t next = 0;
    for (const RegionId r : complex_.regions()) {
      if (label(r).index > next) {
        violations_.add(
            {ViolationCode::kLabelOrder, to_string(label(r)) + " is out of order at " + to_string(r), {r}, {}, {}});
      }
      next = std::max(next, label(r).index + 1);
    }
    next = 0;
    for (std::uint32_t l = 0; l < labels_.size(); ++l) {
      const AffinePieceId piece = labels_.affine_piece[l];
      if (piece.index > next) {
        violations_.add({ViolationCode::kLabelOrder,
                         to_string(piece) + " is out of order at " + to_string(LinearRegionId(l)),
                         {},
                         {},
                         {}});
      }
      next = std::max(next, piece.index + 1);
    }
  }

  /// Numbers the distinct maps.
  void find_maps() {
    std::map<std::vector<Rational>, std::uint32_t> known;
    for (const RegionId r : complex_.regions()) {
      AffineMap map = affine_map(complex_, r);
      std::vector<Rational> numbers = std::move(map.c);
      numbers.insert(numbers.end(), map.A.entries().begin(), map.A.entries().end());
      map_of_.push_back(known.try_emplace(std::move(numbers), static_cast<std::uint32_t>(known.size())).first->second);
    }
  }

  void check_linear_regions() {
    Components components(complex_.num_regions());
    for (const FacetId f : complex_.facets()) {
      const auto [a, b] = complex_.sides(f);
      if (b.is_valid() && label(a) == label(b)) components.join(a.index, b.index);
    }
    std::vector<RegionId> first(labels_.size());
    for (const RegionId r : complex_.regions()) {
      RegionId& start = first[label(r).index];
      if (!start.is_valid()) start = r;
      const std::string both = to_string(start) + " and " + to_string(r) + " of " + to_string(label(r));
      if (map_of_[r.index] != map_of_[start.index]) {
        violations_.add({ViolationCode::kLinearRegionMap, both + " have different maps", {start, r}, {}, {}});
      }
      if (components.find(r.index) != components.find(start.index)) {
        violations_.add({ViolationCode::kLinearRegionSplit, both + " are not connected", {start, r}, {}, {}});
      }
    }
    first_ = std::move(first);
  }

  void check_facets() {
    for (const FacetId f : complex_.facets()) {
      const auto [a, b] = complex_.sides(f);
      const bool bends = b.is_valid() && map_of_[a.index] != map_of_[b.index];
      if (labels_.bends[f.index] != bends) {
        violations_.add({ViolationCode::kBends,
                         to_string(f) + (bends ? " bends the network" : " does not bend the network") +
                             ", and its label says otherwise",
                         {},
                         {f},
                         {}});
      }
      if (b.is_valid() && !bends && label(a) != label(b)) {
        violations_.add({ViolationCode::kLinearRegionNeighbour,
                         to_string(a) + " and " + to_string(b) + " have the same map and share " + to_string(f) +
                             ", but not the label",
                         {a, b},
                         {f},
                         {}});
      }
    }
  }

  void check_pieces() {
    std::map<std::uint32_t, std::uint32_t> piece_of_map;  // and the linear region that says so
    std::vector<RegionId> region_of_piece(labels_.num_affine_pieces);
    for (std::uint32_t l = 0; l < labels_.size(); ++l) {
      const AffinePieceId piece = labels_.affine_piece[l];
      const RegionId r = first_[l];
      const std::uint32_t same_map = piece_of_map.try_emplace(map_of_[r.index], l).first->second;
      if (labels_.affine_piece[same_map] != piece) {
        violations_.add({ViolationCode::kAffinePiece,
                         to_string(LinearRegionId(same_map)) + " and " + to_string(LinearRegionId(l)) +
                             " have the same map, but not the same affine piece",
                         {first_[same_map], r},
                         {},
                         {}});
      }
      RegionId& start = region_of_piece[piece.index];
      if (!start.is_valid()) start = r;
      if (map_of_[start.index] != map_of_[r.index]) {
        violations_.add({ViolationCode::kAffinePiece,
                         to_string(label(start)) + " and " + to_string(LinearRegionId(l)) + " of " + to_string(piece) +
                             " have different maps",
                         {start, r},
                         {},
                         {}});
      }
    }
  }

  const Complex& complex_;
  const LinearRegions& labels_;
  ViolationList& violations_;
  std::vector<std::uint32_t> map_of_;  ///< per region
  std::vector<RegionId> first_;        ///< per linear region
};

}  // namespace

std::vector<Violation> validate_linear_regions(const Complex& complex, const LinearRegions& labels,
                                               const ValidateOptions& options) {
  ViolationList violations(options.max_violations);
  LabelLaws(complex, labels, violations).check();
  return violations.take();
}

}  // namespace crease
