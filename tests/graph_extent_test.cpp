// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/graph_extent.h"

#include <catch2/catch.hpp>

#include "tests/support/arrangements.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

void expect_extent(const Complex& complex, std::uint32_t diameter, std::uint32_t radius) {
  const std::optional<GraphExtent> extent = graph_extent(make_adjacency_graph(complex));
  REQUIRE(extent);
  CHECK(extent->diameter == DistanceBounds{diameter, diameter});
  CHECK(extent->radius == DistanceBounds{radius, radius});
}

struct Truth {
  bool connected = true;
  std::uint32_t diameter = 0, radius = kUnreachable;
};

Truth by_all_distances(const AdjacencyGraph& graph) {
  Truth truth;
  for (const std::vector<std::uint32_t>& row : all_distances(graph)) {
    const std::uint32_t e = *std::max_element(row.begin(), row.end());
    truth.connected = truth.connected && e != kUnreachable;
    truth.diameter = std::max(truth.diameter, e);
    truth.radius = std::min(truth.radius, e);
  }
  return truth;
}

}  // namespace

TEST_CASE("grids: d (N - 1) from corner to corner", "[graph_extent]") {
  for (const int d : {1, 2, 3}) {
    for (const int k : {1, 2, 3}) {
      CAPTURE(d, k);
      const std::uint32_t n = 1u << k;
      const auto dimension = static_cast<std::uint32_t>(d);
      const Domain cube = Domain::box(static_cast<std::size_t>(d), -1, 1);
      expect_extent(complex_of(zigzag(d, 2, k), cube), dimension * (n - 1), dimension * (n / 2));
    }
  }
}

TEST_CASE("permutohedra: as many swaps as pairs, from everywhere", "[graph_extent]") {
  for (const int n : {2, 3, 4, 5}) {
    CAPTURE(n);
    const auto pairs = static_cast<std::uint32_t>(n * (n - 1) / 2);
    expect_extent(complex_of(to_network(braid(n)), Domain::all(static_cast<std::size_t>(n))), pairs, pairs);
  }
}

TEST_CASE("intervals in a row", "[graph_extent]") {
  for (const int k : {1, 2, 3, 4, 5, 6}) {
    const std::uint32_t n = 1u << k;
    expect_extent(complex_of(sawtooth(k), Domain::box(1, 0, 1)), n - 1, n / 2);
    if (k > 1) expect_extent(complex_of(sawtooth(k), Domain::box(1, -1, 2)), n + 1, n / 2 + 1);
  }
  expect_extent(complex_of(from_text("2: identity[1 2 3]"), Domain::all(2)), 0, 0);
}

TEST_CASE("exact or bounds, as the budget allows", "[graph_extent]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(300);
  int stopped = 0;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    AdjacencyGraph graph = random_graph(random);
    if (index % 3 == 0) {
      const RandomCase example = random_small_case(random);
      const Complex complex = complex_of(example.network, example.domain);
      if (complex.num_regions() <= 80) graph = make_adjacency_graph(complex);
    }
    const Truth truth = by_all_distances(graph);
    for (const std::uint64_t searches : {0, 1, 2, 3, 5, 100}) {
      const std::uint64_t budget = searches * num_edges(graph);
      CAPTURE(searches, budget);
      const std::optional<GraphExtent> extent = graph_extent(graph, {budget});
      REQUIRE(extent.has_value() == truth.connected);
      if (!extent) continue;
      const auto& [diameter, radius, made] = *extent;
      CHECK((diameter.lo <= truth.diameter && truth.diameter <= diameter.hi));
      CHECK((radius.lo <= truth.radius && truth.radius <= radius.hi));
      CHECK((made >= 1 && (made <= searches || made == 1 || num_edges(graph) == 0)));
      if (searches >= num_vertices(graph)) CHECK((diameter.is_exact() && radius.is_exact()));
      stopped += !diameter.is_exact() || !radius.is_exact();
    }
  }
  CHECK(stopped > 0);
  CHECK_FALSE(graph_extent(make_graph(0, {})));
  CHECK_FALSE(graph_extent(make_graph(3, {{0, 1}})));
}

TEST_CASE("a grid takes few searches, however large", "[graph_extent]") {
  const AdjacencyGraph graph = make_adjacency_graph(complex_of(zigzag(2, 2, 6), Domain::box(2, -1, 1)));
  CHECK(graph_extent(graph)->searches <= 10);
}
