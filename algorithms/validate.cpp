// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/validate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <iterator>
#include <numeric>
#include <utility>

#include "algorithms/validate_internal.h"

namespace crease {
namespace {

using internal::Components;
using internal::ViolationList;

struct CodeName {
  ViolationCode code;
  const char* name;
  int law;
};

/// In the order of the enumeration.
constexpr CodeName kCodes[] = {
    {ViolationCode::kRepeatedEntry, "repeated-entry", 1},
    {ViolationCode::kMisplacedWall, "misplaced-wall", 1},
    {ViolationCode::kSignOrder, "sign-order", 1},
    {ViolationCode::kRepeatedPattern, "repeated-pattern", 1},
    {ViolationCode::kNoRegion, "no-region", 1},
    {ViolationCode::kWitness, "witness", 2},
    {ViolationCode::kVertexDomain, "vertex-domain", 3},
    {ViolationCode::kVertexWalls, "vertex-walls", 3},
    {ViolationCode::kVertexRegion, "vertex-region", 3},
    {ViolationCode::kVertexOrder, "vertex-order", 3},
    {ViolationCode::kRepeatedVertex, "repeated-vertex", 3},
    {ViolationCode::kRay, "ray", 3},
    {ViolationCode::kIncidence, "incidence", 3},
    {ViolationCode::kNotExtreme, "not-extreme", 3},
    {ViolationCode::kFlatRegion, "flat-region", 3},
    {ViolationCode::kBoundedness, "boundedness", 3},
    {ViolationCode::kLineality, "lineality", 3},
    {ViolationCode::kFacetDimension, "facet-dimension", 4},
    {ViolationCode::kFacetVertices, "facet-vertices", 4},
    {ViolationCode::kFacetWalls, "facet-walls", 4},
    {ViolationCode::kFacetSides, "facet-sides", 4},
    {ViolationCode::kFacetLists, "facet-lists", 4},
    {ViolationCode::kFacetSigns, "facet-signs", 4},
    {ViolationCode::kOpenFacet, "open-facet", 4},
    {ViolationCode::kFacetOrder, "facet-order", 4},
    {ViolationCode::kNotClosed, "not-closed", 5},
    {ViolationCode::kContinuity, "continuity", 6},
    {ViolationCode::kRepeatedAdjacency, "repeated-adjacency", 7},
    {ViolationCode::kDisconnected, "disconnected", 7},
    {ViolationCode::kVolume, "volume", 8},
    {ViolationCode::kVolumeSum, "volume-sum", 8},
    {ViolationCode::kEuler, "euler", 9},
    {ViolationCode::kCounts, "counts", 10},
    {ViolationCode::kLabelTables, "label-tables", 11},
    {ViolationCode::kLabelOrder, "label-order", 12},
    {ViolationCode::kLinearRegionMap, "linear-region-map", 13},
    {ViolationCode::kLinearRegionSplit, "linear-region-split", 13},
    {ViolationCode::kLinearRegionNeighbour, "linear-region-neighbour", 13},
    {ViolationCode::kBends, "bends", 14},
    {ViolationCode::kAffinePiece, "affine-piece", 15},
};
static_assert(std::size(kCodes) == static_cast<std::size_t>(ViolationCode::kAffinePiece) + 1);

/// Laws 1, 7, 10, and what 4 says of signs, sides and lists.
class TableLaws {
 public:
  TableLaws(const Complex& complex, ViolationList& violations)
      : complex_(complex), tables_(complex.tables()), walls_(complex.walls()), violations_(violations) {}

  void check() {
    if (complex_.num_regions() == 0 && complex_.is_complete()) {
      violations_.add({ViolationCode::kNoRegion, "the complex has no region and says it is complete", {}, {}, {}});
    }
    check_lists();
    for (const RegionId region : complex_.regions()) check_sign_order(region);
    check_patterns();
    check_facet_lists();
    for (const FacetId facet : complex_.facets()) check_facet(facet);
    check_graph();
    check_counts();
  }

 private:
  template <typename T>
  static bool has_repetition(std::span<const T> list) {
    return std::adjacent_find(list.begin(), list.end()) != list.end();
  }

  void check_lists() {
    for (const RegionId r : complex_.regions()) {
      if (has_repetition(complex_.facets(r)) || has_repetition(complex_.vertices(r))) {
        violations_.add(
            {ViolationCode::kRepeatedEntry, to_string(r) + " lists a facet or a vertex twice", {r}, {}, {}});
      }
    }
    for (const FacetId f : complex_.facets()) {
      const auto walls = complex_.walls(f);
      if (has_repetition(complex_.vertices(f)) || has_repetition(walls)) {
        violations_.add({ViolationCode::kRepeatedEntry, to_string(f) + " lists a wall or a vertex twice", {}, {f}, {}});
      }
      if (!walls.empty() && walls.back() == walls_.infinity()) {
        violations_.add({ViolationCode::kMisplacedWall, to_string(f) + " lies at infinity", {}, {f}, {}});
      }
    }
    for (const VertexId v : complex_.vertices()) {
      if (has_repetition(complex_.walls(v))) {
        violations_.add({ViolationCode::kRepeatedEntry, to_string(v) + " lists a wall twice", {}, {}, {v}});
      }
    }
  }

  void check_sign_order(RegionId region) {
    const auto report = [&](const std::string& what) {
      violations_.add({ViolationCode::kSignOrder, to_string(region) + " has " + what, {region}, {}, {}});
    };
    const auto above = tables_.signs.above(region.index);
    for (std::size_t word = 0; word < above.size(); ++word) {
      const std::size_t left = tables_.signs.num_creases() - word * 64;
      const std::uint64_t beyond = left < 64 ? ~std::uint64_t{0} << left : 0;
      const std::uint64_t zero = tables_.signs.has_zeros() ? tables_.signs.zero(region.index)[word] : 0;
      if ((above[word] & zero) != 0 || ((above[word] | zero) & beyond) != 0) report("contradictory signs");
    }
    for (WallId crease = 0; crease < walls_.num_creases(); ++crease) {
      if (walls_.is_argument(crease) && walls_.crease(crease).breakpoint == 0 && !has_greatest_argument(region, crease))
        report(to_string(walls_.crease(crease).unit) + " without one greatest argument or several that share it");
    }
    for (WallId crease = 1; crease < walls_.num_creases(); ++crease) {
      if (walls_.crease(crease).unit != walls_.crease(crease - 1).unit || walls_.is_argument(crease)) continue;
      const CreaseSign before = complex_.sign(region, crease - 1);
      const CreaseSign sign = complex_.sign(region, crease);
      if (before == CreaseSign::kAbove || sign == CreaseSign::kBelow) continue;
      report(to_string(walls_.crease(crease).unit) + " below a breakpoint and not below a later one");
    }
  }

  /// Of a max group one argument is above all others, or several share the maximum.
  bool has_greatest_argument(RegionId region, WallId first) const {
    std::size_t above = 0, zero = 0;
    for (WallId crease = first; crease < first + walls_.num_creases(walls_.crease(first).unit); ++crease) {
      above += complex_.sign(region, crease) == CreaseSign::kAbove;
      zero += complex_.sign(region, crease) == CreaseSign::kZero;
    }
    return above == 1 ? zero == 0 : above == 0 && zero > 1;
  }

  void check_patterns() {
    std::vector<std::uint32_t> order(complex_.num_regions());
    std::iota(order.begin(), order.end(), 0);
    const auto compare = [&](std::uint32_t a, std::uint32_t b) {
      const auto first = tables_.signs.above(a), second = tables_.signs.above(b);
      const auto above =
          std::lexicographical_compare_three_way(first.begin(), first.end(), second.begin(), second.end());
      if (above != 0 || !tables_.signs.has_zeros()) return above;
      const auto zero = tables_.signs.zero(a), other = tables_.signs.zero(b);
      return std::lexicographical_compare_three_way(zero.begin(), zero.end(), other.begin(), other.end());
    };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto signs = compare(a, b);
      return signs != 0 ? signs < 0 : a < b;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (compare(order[i - 1], order[i]) != 0) continue;
      const RegionId a(order[i - 1]), b(order[i]);
      violations_.add({ViolationCode::kRepeatedPattern,
                       to_string(a) + " and " + to_string(b) + " have the same pattern " + complex_.pattern(a),
                       {a, b},
                       {},
                       {}});
    }
  }

  /// region_facets against sides.
  void check_facet_lists() {
    std::vector<std::uint32_t> listed(complex_.num_facets(), 0);
    for (const RegionId r : complex_.regions()) {
      for (const FacetId f : complex_.facets(r)) {
        ++listed[f.index];
        const auto& sides = complex_.sides(f);
        if (sides[0] == r || sides[1] == r) continue;
        violations_.add({ViolationCode::kFacetLists,
                         to_string(r) + " lists " + to_string(f) + ", which lies between " + to_string(sides[0]) +
                             " and " + to_string(sides[1]),
                         {r},
                         {f},
                         {}});
      }
    }
    for (const FacetId f : complex_.facets()) {
      const std::uint32_t expected = complex_.is_interior(f) ? 2 : 1;
      if (listed[f.index] == expected) continue;
      violations_.add({ViolationCode::kFacetLists,
                       to_string(f) + " has " + std::to_string(expected) + " sides and is listed by " +
                           std::to_string(listed[f.index]) + " regions",
                       {},
                       {f},
                       {}});
    }
  }

  void check_facet(FacetId facet) {
    const auto [first, second] = complex_.sides(facet);
    const bool on_boundary = std::any_of(complex_.walls(facet).begin(), complex_.walls(facet).end(),
                                         [&](WallId wall) { return walls_.is_domain_row(wall); });
    const std::string name = to_string(facet);
    if (second.is_valid() && !(first < second)) {
      violations_.add({ViolationCode::kFacetSides,
                       name + " lies between " + to_string(first) + " and " + to_string(second) + ", in this order",
                       {first, second},
                       {facet},
                       {}});
    }
    if (facet.index > 0 && first < complex_.sides(FacetId(facet.index - std::size_t{1}))[0]) {
      violations_.add({ViolationCode::kFacetOrder, name + " follows a facet of a later region", {first}, {facet}, {}});
    }
    if (second.is_valid() && on_boundary) {
      violations_.add({ViolationCode::kFacetSides,
                       name + " lies on the boundary of the domain and has two sides",
                       {first, second},
                       {facet},
                       {}});
    }
    if (!second.is_valid() && !on_boundary && complex_.is_complete()) {
      violations_.add({ViolationCode::kOpenFacet, name + " has one side in a complete complex", {first}, {facet}, {}});
    }
    if (second.is_valid()) check_signs_across(facet);
  }

  void check_signs_across(FacetId facet) {
    const RegionId first = complex_.sides(facet)[0], second = complex_.sides(facet)[1];
    const auto walls = complex_.walls(facet);
    const auto report = [&](const std::string& what) {
      violations_.add({ViolationCode::kFacetSigns,
                       to_string(first) + " and " + to_string(second) + " at " + to_string(facet) + ": " + what,
                       {first, second},
                       {facet},
                       {}});
    };
    const auto name = [&](WallId crease) { return to_string(walls_.crease(crease).unit); };
    const SignTable& signs = tables_.signs;
    const auto above = signs.above(first.index), above_behind = signs.above(second.index);
    for (std::size_t word = 0; word < signs.words(); ++word) {
      std::uint64_t differ = above[word] ^ above_behind[word];
      if (signs.has_zeros()) differ |= signs.zero(first.index)[word] ^ signs.zero(second.index)[word];
      for (; differ != 0; differ &= differ - 1) {
        const auto crease = static_cast<WallId>(word * 64 + static_cast<std::size_t>(std::countr_zero(differ)));
        if (crease >= walls_.num_creases() || std::binary_search(walls.begin(), walls.end(), crease)) continue;
        report(name(crease) + " has different signs, but no wall there");
      }
    }
    if (walls.empty() || !walls_.is_crease(walls.front())) {
      report("no crease lies there");
      return;
    }
    // Below the first layer with a wall nothing changes: its rows are the same on both sides, and the regions are not.
    const std::uint32_t layer = walls_.crease(walls.front()).unit.layer;
    for (const WallId wall : walls) {
      if (!walls_.is_crease(wall) || walls_.crease(wall).unit.layer != layer) break;
      const CreaseSign a = complex_.sign(first, wall), b = complex_.sign(second, wall);
      if (walls_.is_argument(wall)) {
        // The greatest argument gives way to another one; further ones may pass by below.
        if (a != CreaseSign::kBelow && b != CreaseSign::kBelow) report(name(wall) + " has the same greatest argument");
        continue;
      }
      if (a == CreaseSign::kZero || b == CreaseSign::kZero || a == b) report(name(wall) + " has not opposite signs");
    }
  }

  void check_graph() {
    std::vector<std::pair<std::array<RegionId, 2>, FacetId>> pairs;
    Components components(complex_.num_regions());
    for (const FacetId f : complex_.facets()) {
      if (!complex_.is_interior(f)) continue;
      std::array<RegionId, 2> sides = complex_.sides(f);
      components.join(sides[0].index, sides[1].index);
      std::sort(sides.begin(), sides.end());
      pairs.emplace_back(sides, f);
    }
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t i = 1; i < pairs.size(); ++i) {
      if (pairs[i].first != pairs[i - 1].first) continue;
      const auto [a, b] = pairs[i].first;
      violations_.add({ViolationCode::kRepeatedAdjacency,
                       to_string(a) + " and " + to_string(b) + " share " + to_string(pairs[i - 1].second) + " and " +
                           to_string(pairs[i].second),
                       {a, b},
                       {pairs[i - 1].second, pairs[i].second},
                       {}});
    }
    if (!complex_.is_complete() || components.count() <= 1) return;
    RegionId far(0);
    while (components.find(far.index) == 0) far = RegionId(far.index + std::size_t{1});
    violations_.add({ViolationCode::kDisconnected,
                     "the graph has " + std::to_string(components.count()) + " components; no path leads from R0 to " +
                         to_string(far),
                     {RegionId(0), far},
                     {},
                     {}});
  }

  void check_counts() {
    std::size_t interior = 0, boundary = 0, open = 0;
    for (const FacetId f : complex_.facets()) {
      interior += complex_.is_interior(f);
      boundary += !complex_.is_interior(f) && complex_.is_boundary(f);
      open += complex_.is_open(f);
    }
    const std::size_t listed = tables_.region_facets.total_size();
    if (listed == 2 * interior + boundary + open) return;
    violations_.add({ViolationCode::kCounts,
                     "the regions list " + std::to_string(listed) + " facets, but there are " +
                         std::to_string(interior) + " in the interior, " + std::to_string(boundary) +
                         " on the boundary and " + std::to_string(open) + " open ones",
                     {},
                     {},
                     {}});
  }

  const Complex& complex_;
  const ComplexTables& tables_;
  const WallList& walls_;
  ViolationList& violations_;
};

}  // namespace

std::string to_string(ViolationCode code) { return kCodes[static_cast<std::size_t>(code)].name; }

int law_of(ViolationCode code) { return kCodes[static_cast<std::size_t>(code)].law; }

std::vector<Violation> validate(const Complex& complex, const ValidateOptions& options) {
  ViolationList violations(options.max_violations);
  TableLaws(complex, violations).check();
  if (complex.has_coordinates()) {
    internal::check_geometry(complex, violations);
    // What is computed from the tables tells nothing new, and may not even be defined, once they are known to be wrong.
    if (violations.is_empty()) internal::check_measures(complex, options.volumes, violations);
  }
  return violations.take();
}

}  // namespace crease
