// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/adjacency_graph.h"

namespace crease {

/// The number of facets to cross from a region to each region; kUnreachable (algorithms/breadth_first.h) where no path
/// leads. O(arcs).
std::vector<std::uint32_t> distances_from(const AdjacencyGraph& graph, RegionId source);

struct RegionPath {
  std::vector<RegionId> regions;  ///< both ends included
  std::vector<FacetId> facets;    ///< facets[i] is between regions[i] and regions[i + 1]
};

/// A shortest path: of all, the one that always takes the first facet, in the order of the region it leaves, that leads
/// closer. Nothing when there is none (in a complex that is not complete). O(arcs).
std::optional<RegionPath> shortest_path(const AdjacencyGraph& graph, RegionId from, RegionId to);

}  // namespace crease
