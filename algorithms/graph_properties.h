// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "core/adjacency_graph.h"

namespace crease {

/// How many regions have how many facet neighbours. O(incidences of regions and facets).
/// Laws: the counts add up to num_regions(); the degrees, times their counts, to 2 num_interior_facets().
std::map<std::size_t, std::size_t> degree_histogram(const Complex& complex);

struct Components {
  std::vector<std::uint32_t> of_region;  ///< numbered from 0 in the order of the first region of each
  std::vector<std::size_t> sizes;        ///< per component
};

/// The connected components. A complete complex has one: two interior points of a convex domain can be joined by a
/// segment that misses all faces of dimension d - 2. O(arcs).
Components components(const AdjacencyGraph& graph);

/// Either a 2-colouring or what forbids one.
struct Bipartition {
  std::vector<bool> side;           ///< per region: neighbours differ; false for the first region of each component.
                                    ///< Empty when there is no such colouring.
  std::vector<RegionId> odd_cycle;  ///< else distinct regions, an odd number, each a neighbour of the next and the last
                                    ///< one of the first.
  bool is_bipartite() const { return odd_cycle.empty(); }
};

/// Law: bipartite for one-layer networks: the side is the parity of the distinct hyperplanes a region lies above. Not
/// in general: an odd number of regions can surround a face of dimension d - 2, as five surround the origin for
/// relu(relu(x) - relu(y)). O(arcs).
Bipartition bipartition(const AdjacencyGraph& graph);

}  // namespace crease
