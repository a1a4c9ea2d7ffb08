// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/breadth_first.h"

namespace crease {

BreadthFirst::BreadthFirst(const AdjacencyGraph& graph)
    : graph_(&graph), distances_(num_vertices(graph), kUnreachable) {
  reached_.reserve(num_vertices(graph));
}

void BreadthFirst::reset() {
  for (const RegionId region : reached_) distances_[region.index] = kUnreachable;
  reached_.clear();
}

void BreadthFirst::search(RegionId source) {
  // Not boost::breadth_first_visit: its colours are a second table beside the distances, which took up to twice the
  // time on a million regions in random order (0.28 s against 0.15 s), and the list of those reached serves as queue,
  // as order and as what reset() has to undo.
  std::size_t next = reached_.size();
  reached_.push_back(source);
  distances_[source.index] = 0;
  for (; next < reached_.size(); ++next) {
    const std::uint32_t from = reached_[next].index;
    const std::uint32_t distance = distances_[from] + 1;
    for (auto [target, end] = adjacent_vertices(from, *graph_); target != end; ++target) {
      if (distances_[*target] != kUnreachable) continue;
      distances_[*target] = distance;
      reached_.push_back(RegionId(*target));
    }
  }
}

}  // namespace crease
