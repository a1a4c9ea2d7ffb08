// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/graph_properties.h"

#include <catch2/catch.hpp>
#include <numeric>
#include <set>

#include "tests/support/arrangements.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Histogram = std::map<std::size_t, std::size_t>;

bool are_neighbours(const AdjacencyGraph& graph, RegionId a, RegionId b) {
  const auto [begin, end] = adjacent_vertices(a.index, graph);
  return std::find(begin, end, b.index) != end;
}

/// Either answer carries its own proof. Returns the answer.
bool expect_proof(const AdjacencyGraph& graph) {
  const Bipartition result = bipartition(graph);
  if (result.is_bipartite()) {
    CHECK(result.side.size() == num_vertices(graph));
    for (auto [arc, end] = edges(graph); arc != end; ++arc) {
      CHECK(result.side[source(*arc, graph)] != result.side[target(*arc, graph)]);
    }
    std::set<std::uint32_t> seen;
    const Components parts = components(graph);
    for (std::size_t i = 0; i < parts.of_region.size(); ++i) {
      if (seen.insert(parts.of_region[i]).second) CHECK_FALSE(result.side[i]);
    }
    return true;
  }
  const std::vector<RegionId>& cycle = result.odd_cycle;
  CHECK(result.side.empty());
  CHECK(cycle.size() % 2 == 1);
  CHECK(std::set<RegionId>(cycle.begin(), cycle.end()).size() == cycle.size());
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    CHECK(are_neighbours(graph, cycle[i], cycle[(i + 1) % cycle.size()]));
  }
  return false;
}

void expect_components(const AdjacencyGraph& graph) {
  const Distances distances = all_distances(graph);
  const Components result = components(graph);
  REQUIRE(result.of_region.size() == num_vertices(graph));
  std::vector<std::size_t> sizes;
  for (std::size_t a = 0; a < distances.size(); ++a) {
    // A new number is the next one.
    if (result.of_region[a] == sizes.size()) sizes.push_back(0);
    REQUIRE(result.of_region[a] < sizes.size());
    ++sizes[result.of_region[a]];
    for (std::size_t b = 0; b < a; ++b) {
      CHECK((result.of_region[a] == result.of_region[b]) == (distances[a][b] != kUnreachable));
    }
  }
  CHECK(sizes == result.sizes);
}

}  // namespace

TEST_CASE("degrees of grids, chambers and paths", "[graph_properties]") {
  // An N x N grid: 4 corners, 4 (N - 2) on the sides.
  for (const int k : {1, 2, 3}) {
    const std::size_t n = std::size_t{1} << k;
    Histogram expected{{2, 4}};
    if (n > 2) expected.insert({{3, 4 * (n - 2)}, {4, (n - 2) * (n - 2)}});
    CHECK(degree_histogram(complex_of(zigzag(2, 2, k), Domain::box(2, -1, 1))) == expected);
  }
  // Chambers of the braid arrangement: orders of n things, n - 1 swaps of neighbours each.
  CHECK(degree_histogram(complex_of(to_network(braid(3)), Domain::all(3))) == Histogram{{2, 6}});
  CHECK(degree_histogram(complex_of(to_network(braid(5)), last_coordinate_zero(5))) == Histogram{{4, 120}});
  CHECK(degree_histogram(complex_of(sawtooth(4), Domain::box(1, 0, 1))) == Histogram{{1, 2}, {2, 14}});
  CHECK(degree_histogram(complex_of(from_text("2: identity[1 2 3]"), Domain::all(2))) == Histogram{{0, 1}});
}

TEST_CASE("degrees are those of the graph and add up to twice the adjacencies", "[graph_properties]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(100);
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    const Complex complex = complex_of(example.network, example.domain);
    const AdjacencyGraph graph = make_adjacency_graph(complex);
    Histogram expected;
    for (std::uint32_t i = 0; i < num_vertices(graph); ++i) ++expected[out_degree(i, graph)];
    CHECK(degree_histogram(complex) == expected);
    std::size_t regions = 0, ends = 0;
    for (const auto& [degree, count] : degree_histogram(complex)) {
      regions += count;
      ends += degree * count;
    }
    CHECK(regions == complex.num_regions());
    CHECK(ends == 2 * complex.num_interior_facets());

    CHECK(components(graph).sizes == std::vector<std::size_t>{complex.num_regions()});
    expect_proof(graph);
    const AdjacencyGraph part = make_adjacency_graph(part_of(example.network, example.domain, 4));
    expect_components(part);
    expect_proof(part);
  }
}

TEST_CASE("components and colourings of graphs that need not be connected", "[graph_properties]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(300);
  int bipartite = 0;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const AdjacencyGraph graph = random_graph(random);
    expect_components(graph);
    bipartite += expect_proof(graph);
  }
  CHECK(bipartite > 0);
  CHECK(bipartite < cases);
  CHECK(components(make_graph(0, {})).sizes.empty());
  CHECK(bipartition(make_graph(0, {})).is_bipartite());
}

TEST_CASE("one layer is bipartite, whatever its units share", "[graph_properties]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(100);
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    const Network first(example.network.input_dim(), {example.network.layers().front()});
    CHECK(expect_proof(make_adjacency_graph(complex_of(first, example.domain))));
  }
}

TEST_CASE("five regions around a point are an odd cycle", "[graph_properties]") {
  const Complex complex = complex_of(from_text("2: relu[1 0 0] relu[0 1 0] / relu[1 -1 0]"), Domain::box(2, -1, 1));
  REQUIRE(complex.num_regions() == 5);
  const AdjacencyGraph graph = make_adjacency_graph(complex);
  CHECK_FALSE(expect_proof(graph));
  CHECK(bipartition(graph).odd_cycle.size() == 5);
}
