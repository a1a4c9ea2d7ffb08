// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/graph_distances.h"

#include "algorithms/breadth_first.h"

namespace crease {

std::vector<std::uint32_t> distances_from(const AdjacencyGraph& graph, RegionId source) {
  BreadthFirst search(graph);
  search.search(source);
  return {search.distances().begin(), search.distances().end()};
}

std::optional<RegionPath> shortest_path(const AdjacencyGraph& graph, RegionId from, RegionId to) {
  // Distances to the end let the path be walked forwards, facets included, without a table of predecessors.
  BreadthFirst search(graph);
  search.search(to);
  const auto distances = search.distances();
  if (distances[from.index] == kUnreachable) return std::nullopt;
  RegionPath path;
  path.regions.push_back(from);
  while (path.regions.back() != to) {
    const std::uint32_t here = path.regions.back().index;
    auto arc = out_edges(here, graph).first;
    while (distances[target(*arc, graph)] + 1 != distances[here]) ++arc;
    path.facets.push_back(graph[*arc]);
    path.regions.emplace_back(target(*arc, graph));
  }
  return path;
}

}  // namespace crease
