// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adjacency_graph.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/graphs.h"
#include "tests/support/networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Arc = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

/// Expects each interior facet to be two arcs, and nothing else.
void expect_facets_as_arcs(const Complex& complex) {
  const AdjacencyGraph graph = make_adjacency_graph(complex);
  CHECK(num_vertices(graph) == complex.num_regions());
  CHECK(num_edges(graph) == 2 * complex.num_interior_facets());
  std::set<Arc> expected, arcs;
  for (const FacetId facet : complex.facets()) {
    if (!complex.is_interior(facet)) continue;
    const auto [a, b] = complex.sides(facet);
    expected.insert({a.index, b.index, facet.index});
    expected.insert({b.index, a.index, facet.index});
  }
  for (auto [arc, end] = edges(graph); arc != end; ++arc) {
    CHECK(arcs.insert({source(*arc, graph), target(*arc, graph), graph[*arc].index}).second);
  }
  CHECK(arcs == expected);

  std::set<std::pair<std::uint32_t, std::uint32_t>> ends;
  for (const auto& [a, b, facet] : arcs) {
    CHECK(a != b);
    CHECK(ends.insert({a, b}).second);  // no two facets between the same two regions
  }
  for (const RegionId region : complex.regions()) {
    CHECK(out_degree(region.index, graph) == complex.degree(region));
    FacetId last;
    for (auto [arc, end] = out_edges(region.index, graph); arc != end; ++arc) {
      if (last.is_valid()) CHECK(last < graph[*arc]);
      last = graph[*arc];
    }
  }
}

}  // namespace

TEST_CASE("the graph has two arcs for each interior facet, in the order of the facets", "[adjacency_graph]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(150);
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    expect_facets_as_arcs(complex_of(example.network, example.domain));
    expect_facets_as_arcs(part_of(example.network, example.domain, 3));
  }
}

TEST_CASE("one region has no neighbour", "[adjacency_graph]") {
  const AdjacencyGraph graph = make_adjacency_graph(complex_of(from_text("2: identity[1 2 3]"), Domain::box(2, 0, 1)));
  CHECK(num_vertices(graph) == 1);
  CHECK(num_edges(graph) == 0);
}

TEST_CASE("open facets lead nowhere", "[adjacency_graph]") {
  const Complex part = part_of(sawtooth(4), Domain::box(1, 0, 1), 5);
  CHECK(part.num_regions() == 5);
  CHECK(num_edges(make_adjacency_graph(part)) == 2 * part.num_interior_facets());
  CHECK(part.num_interior_facets() < part.num_facets() - 1);
}
