// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/adjacency_graph.h"

namespace crease {

/// The distance of regions that no path connects.
constexpr std::uint32_t kUnreachable = 0xffffffff;

/// Breadth-first searches of one graph, one after another in the same memory (8 bytes per region).
class BreadthFirst {
 public:
  /// The graph must outlive this object.
  explicit BreadthFirst(const AdjacencyGraph& graph);

  /// Forgets all regions reached so far. O(regions reached).
  void reset();
  /// Reaches what is connected to `source` and not reached yet. Pre: `source` is not reached yet. O(arcs met).
  void search(RegionId source);

  /// The regions reached by all searches since the last reset(), in the order they were.
  std::span<const RegionId> reached() const { return reached_; }
  /// Per region: facets to cross from the source of the search that reached it, or kUnreachable.
  std::span<const std::uint32_t> distances() const { return distances_; }
  /// The largest distance from the source of the last search.
  std::uint32_t eccentricity() const { return distances_[reached_.back().index]; }

 private:
  const AdjacencyGraph* graph_;
  std::vector<RegionId> reached_;
  std::vector<std::uint32_t> distances_;
};

}  // namespace crease
