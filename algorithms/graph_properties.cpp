// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/graph_properties.h"

#include <boost/graph/bipartite.hpp>
#include <iterator>

#include "algorithms/breadth_first.h"

namespace crease {

std::map<std::size_t, std::size_t> degree_histogram(const Complex& complex) {
  std::map<std::size_t, std::size_t> histogram;
  for (const RegionId region : complex.regions()) ++histogram[complex.degree(region)];
  return histogram;
}

// Not boost::connected_components, which refuses graphs that are directed by their type.
Components components(const AdjacencyGraph& graph) {
  Components result;
  result.of_region.resize(num_vertices(graph));
  BreadthFirst search(graph);
  for (std::size_t region = 0; region < num_vertices(graph); ++region) {
    if (search.distances()[region] != kUnreachable) continue;
    const std::size_t before = search.reached().size();
    search.search(RegionId(region));
    const auto component = search.reached().subspan(before);
    for (const RegionId member : component) {
      result.of_region[member.index] = static_cast<std::uint32_t>(result.sizes.size());
    }
    result.sizes.push_back(component.size());
  }
  return result;
}

Bipartition bipartition(const AdjacencyGraph& graph) {
  const boost::typed_identity_property_map<std::uint32_t> index;
  std::vector<boost::default_color_type> colours(num_vertices(graph), boost::white_color);
  std::vector<std::uint32_t> cycle;
  boost::find_odd_cycle(graph, index, boost::make_iterator_property_map(colours.begin(), index),
                        std::back_inserter(cycle));
  Bipartition result;
  for (const std::uint32_t region : cycle) result.odd_cycle.emplace_back(region);
  if (result.is_bipartite()) {
    for (const boost::default_color_type colour : colours) result.side.push_back(colour != boost::white_color);
  }
  return result;
}

}  // namespace crease
