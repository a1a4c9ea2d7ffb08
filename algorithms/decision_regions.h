// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "algorithms/decision_cells.h"
#include "algorithms/subcomplex.h"

namespace crease {

/// Decision regions: maximal unions of decision cells, connected through facets, with the same set of maximizers. With
/// several maximizers they are plateaus.
struct DecisionRegions {
  IndexLists<RegionId> cells;            ///< per decision region, increasing; regions are ordered by their first cells
  std::vector<std::uint32_t> region_of;  ///< per decision cell
  std::size_t size() const { return cells.size(); }
};

/// Complexity: near linear in the number of facets.
DecisionRegions decision_regions(const DecisionCells& cells);

/// The topology of a closed decision region; its size is its number of cells. Connected through facets, it has
/// b_0 = 1.
ComponentTopology topology(const DecisionCells& cells, std::span<const RegionId> region);

/// How many activation regions have how many pieces of the decision boundary inside them: facets between decision cells
/// of one region. The regions that are cut are those with at least one. Law: there are as many decision cells as
/// activation regions when none is cut.
std::map<std::size_t, std::size_t> pieces_per_region(const DecisionCells& cells);

/// What the decision boundary does in one activation region. Source: X. Zhang, D. Wu, Empirical Studies on the
/// Properties of Linear Regions in Deep Neural Networks, 2020.
struct RegionDecisions {
  std::vector<RegionId> cells;  ///< its decision cells
  std::vector<FacetId> pieces;  ///< facets between them
  /// Pairs i < j of classes that attain the maximum together on some piece: {f_i = f_j >= all others} meets the
  /// interior of the region in dimension d - 1, or, where they are tied, has such a part of its frontier there.
  std::vector<std::array<std::uint32_t, 2>> meeting;
  std::vector<std::array<std::uint32_t, 2>> tied;  ///< pairs that are so in dimension d: plateaus
  /// Per class p: the classes j for which f_p - f_j takes both signs on the region.
  std::vector<std::vector<std::uint32_t>> sign_changes;
};

/// Throws std::invalid_argument for a region that is not there. Complexity: O(log cells) beside one exact map.
RegionDecisions region_decisions(const DecisionCells& cells, RegionId activation_region);

}  // namespace crease
