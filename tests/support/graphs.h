// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "algorithms/breadth_first.h"
#include "algorithms/build_complex.h"
#include "core/adjacency_graph.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

/// Graphs that no network has made, and distances by another algorithm.

namespace crease::testing {

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// The graph with these edges, no two alike; edge i is FacetId(i).
inline AdjacencyGraph make_graph(std::size_t num_vertices, const Edges& edges) {
  std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, FacetId>> arcs;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const auto [a, b] = edges[i];
    arcs.push_back({{a, b}, FacetId(i)});
    arcs.push_back({{b, a}, FacetId(i)});
  }
  std::sort(arcs.begin(), arcs.end());
  Edges ends;
  std::vector<FacetId> facets;
  for (const auto& [arc, facet] : arcs) {
    ends.push_back(arc);
    facets.push_back(facet);
  }
  return AdjacencyGraph(boost::edges_are_sorted, ends.begin(), ends.end(), facets.begin(),
                        static_cast<std::uint32_t>(num_vertices), static_cast<std::uint32_t>(ends.size()));
}

/// Sparse or dense, connected or not.
inline AdjacencyGraph random_graph(Random& random) {
  const int n = random.integer(1, 40);
  const double density = random.pick<double>({0.02, 0.05, 0.1, 0.5, 1.0});
  Edges edges;
  const bool path = random.chance(0.5);
  for (int a = 0; a < n; ++a) {
    for (int b = a + 1; b < n; ++b) {
      if ((path && b == a + 1) || random.chance(density)) edges.emplace_back(a, b);
    }
  }
  return make_graph(static_cast<std::size_t>(n), edges);
}

using Distances = std::vector<std::vector<std::uint32_t>>;

/// All distances by R. Floyd's and S. Warshall's algorithm.
inline Distances all_distances(const AdjacencyGraph& graph) {
  const std::size_t n = num_vertices(graph);
  Distances d(n, std::vector<std::uint32_t>(n, kUnreachable));
  for (std::size_t i = 0; i < n; ++i) d[i][i] = 0;
  for (auto [arc, end] = edges(graph); arc != end; ++arc) d[source(*arc, graph)][target(*arc, graph)] = 1;
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        if (d[i][k] != kUnreachable && d[k][j] != kUnreachable) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
      }
    }
  }
  return d;
}

inline const std::vector<Degeneracy>& all_degeneracies() {
  static const std::vector<Degeneracy> all = {
      Degeneracy::kNone,      Degeneracy::kDuplicates,    Degeneracy::kParallel,  Degeneracy::kZeroBias,
      Degeneracy::kDeadLayer, Degeneracy::kConstantUnits, Degeneracy::kOnePoint,  Degeneracy::kCancelling,
      Degeneracy::kSlivers,   Degeneracy::kExtremeScales, Degeneracy::kEverything};
  return all;
}

/// A small network of any kind in a domain of any kind.
inline RandomCase random_small_case(Random& random) {
  const Degeneracy degeneracy = random.pick(all_degeneracies());
  return random_case(random, random.integer(1, 3), degeneracy, 8);
}

inline Complex complex_of(const Network& network, const Domain& domain, bool vertices = false) {
  ComplexOptions options;
  options.vertices = options.coordinates = vertices;
  return build_complex(network, domain, options).complex;
}

/// The complex of a part of the regions, the first ones of the walk.
inline Complex part_of(const Network& network, const Domain& domain, std::uint64_t max_regions) {
  ComplexOptions options;
  options.vertices = options.coordinates = false;
  options.walk.max_regions = max_regions;
  return build_complex(network, domain, options).complex;
}

}  // namespace crease::testing
