// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/adjacency_graph.h"

namespace crease {

/// lo <= the number meant <= hi, proved.
struct DistanceBounds {
  std::uint32_t lo = 0, hi = 0;
  bool is_exact() const { return lo == hi; }
  bool operator==(const DistanceBounds&) const = default;
};

struct GraphExtent {
  DistanceBounds diameter;   ///< the largest distance between two regions
  DistanceBounds radius;     ///< the smallest, over all regions, of the largest distance from it
  std::size_t searches = 0;  ///< breadth-first searches made
};

struct ExtentOptions {
  /// Arcs to look at: searches are made while they fit in, but at least one. The answer is exact where
  /// regions * arcs <= max_arcs, whatever the graph.
  std::uint64_t max_arcs = 500'000'000;
};

/// Diameter and radius by bounding all eccentricities (F. Takes, W. Kosters, Determining the diameter of small world
/// networks, CIKM 2011): a search from v with eccentricity e proves max(d(v,w), e - d(v,w)) <= e(w) <= e + d(v,w) for
/// all w. Exact when it ends, which may take few searches (grids) or one per region (where all eccentricities are
/// equal, as in central arrangements); proved bounds when the budget ends it.
///
/// Nothing for a graph that is not connected, or empty: then distances are infinite.
/// Laws: radius <= diameter <= 2 radius. Deterministic. O(arcs + regions) per search; memory: 16 bytes per region.
std::optional<GraphExtent> graph_extent(const AdjacencyGraph& graph, const ExtentOptions& options = {});

}  // namespace crease
