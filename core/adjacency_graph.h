// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <cstdint>

#include "core/complex.h"
#include "core/ids.h"

namespace crease {

/// The graph whose vertices are a complex's regions (vertex i is RegionId(i)) and whose edges are its interior facets.
/// Undirected: each edge is stored as two arcs, and graph[arc] is the facet that both cross. The arcs of a region are
/// in the order of its facets. All of Boost.Graph works on it; what asks for an undirected graph by its type does not.
///
/// The graph has no loops and no parallel edges. Two regions cannot share two facets: their intersection is convex, so
/// it would contain the hull of both facets; distinct facets of a convex cell lie on distinct hyperplanes, so that hull
/// has inner points, but the interiors of two regions are disjoint.
///
/// Memory: 8 bytes per arc and 4 per region.
using AdjacencyGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, FacetId,
                                                          boost::no_property, std::uint32_t, std::uint32_t>;

/// Complexity: linear in the number of incidences of regions and facets.
/// Throws std::length_error beyond 2^31 interior facets.
AdjacencyGraph make_adjacency_graph(const Complex& complex);

}  // namespace crease
