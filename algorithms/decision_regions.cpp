// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/decision_regions.h"

#include <algorithm>
#include <boost/pending/disjoint_sets.hpp>
#include <numeric>
#include <set>
#include <stdexcept>

#include "core/affine_map.h"

namespace crease {
namespace {

using Pair = std::array<std::uint32_t, 2>;

bool have_same_maximizers(const DecisionCells& cells, FacetId facet) {
  const auto [first, second] = cells.complex.sides(facet);
  return std::ranges::equal(cells.maximizers[first.index], cells.maximizers[second.index]);
}

void insert_pairs(std::set<Pair>& pairs, std::span<const std::uint32_t> classes) {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (std::size_t j = i + 1; j < classes.size(); ++j) pairs.insert({classes[i], classes[j]});
  }
}

/// The classes that are above and below class p somewhere among the corners of the cells.
std::vector<std::uint32_t> sign_changes(const Complex& complex, std::span<const RegionId> cells, const AffineMap& map,
                                        std::size_t p) {
  std::vector<std::uint32_t> result;
  for (std::uint32_t j = 0; j < map.c.size(); ++j) {
    bool above = false, below = false;
    for (const RegionId cell : cells) {
      for (const VertexId vertex : complex.vertices(cell)) {
        Rational value = complex.is_ray(vertex) ? Rational(0) : Rational(map.c[p] - map.c[j]);
        const auto y = complex.coordinates(vertex);
        for (std::size_t k = 0; k < y.size(); ++k) value += (map.A(p, k) - map.A(j, k)) * y[k];
        above = above || value > 0;
        below = below || value < 0;
      }
    }
    if (above && below) result.push_back(j);
  }
  return result;
}

}  // namespace

DecisionRegions decision_regions(const DecisionCells& cells) {
  const Complex& complex = cells.complex;
  std::vector<std::uint32_t> rank(complex.num_regions()), parent(complex.num_regions());
  std::iota(parent.begin(), parent.end(), 0u);
  boost::disjoint_sets sets(rank.data(), parent.data());
  for (const FacetId facet : complex.facets()) {
    if (!complex.is_interior(facet) || !have_same_maximizers(cells, facet)) continue;
    sets.union_set(complex.sides(facet)[0].index, complex.sides(facet)[1].index);
  }
  DecisionRegions result;
  std::vector<std::vector<RegionId>> lists;
  std::vector<std::uint32_t> number(complex.num_regions(), RegionId::kNone);  // per root
  for (const RegionId cell : complex.regions()) {
    std::uint32_t& region = number[sets.find_set(cell.index)];
    if (region == RegionId::kNone) {
      region = static_cast<std::uint32_t>(lists.size());
      lists.emplace_back();
    }
    lists[region].push_back(cell);
    result.region_of.push_back(region);
  }
  for (const std::vector<RegionId>& list : lists) result.cells.push_list(list);
  return result;
}

ComponentTopology topology(const DecisionCells& cells, std::span<const RegionId> region) {
  return topology(cells.complex, Subcomplex(cells.complex, region)).components.at(0);
}

std::map<std::size_t, std::size_t> pieces_per_region(const DecisionCells& cells) {
  std::vector<std::size_t> pieces(cells.num_activation_regions);
  for (const FacetId facet : cells.complex.facets()) {
    if (cells.activation_facet[facet.index].is_valid()) continue;
    ++pieces[cells.region[cells.complex.sides(facet)[0].index].index];
  }
  std::map<std::size_t, std::size_t> histogram;
  for (const std::size_t n : pieces) ++histogram[n];
  return histogram;
}

RegionDecisions region_decisions(const DecisionCells& cells, RegionId activation_region) {
  if (activation_region.index >= cells.num_activation_regions) {
    throw std::invalid_argument("there is no activation region " + to_string(activation_region));
  }
  RegionDecisions result;
  const auto [first, last] = std::equal_range(cells.region.begin(), cells.region.end(), activation_region);
  std::set<Pair> meeting, tied;
  std::set<FacetId> pieces;
  for (auto it = first; it != last; ++it) {
    const RegionId cell(static_cast<std::size_t>(it - cells.region.begin()));
    result.cells.push_back(cell);
    insert_pairs(tied, cells.maximizers[cell.index]);
    for (const FacetId facet : cells.complex.facets(cell)) {
      if (cells.activation_facet[facet.index].is_valid() || !pieces.insert(facet).second) continue;
      insert_pairs(meeting, cells.facet_maximizers[facet.index]);
    }
  }
  result.pieces.assign(pieces.begin(), pieces.end());
  result.meeting.assign(meeting.begin(), meeting.end());
  result.tied.assign(tied.begin(), tied.end());
  const AffineMap map = affine_map(cells.complex, result.cells.front());
  for (std::size_t p = 0; p < map.c.size(); ++p) {
    result.sign_changes.push_back(sign_changes(cells.complex, result.cells, map, p));
  }
  return result;
}

}  // namespace crease
