// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/graph_distances.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/arrangements.h"
#include "tests/support/graphs.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

void expect_path(const AdjacencyGraph& graph, RegionId from, RegionId to, std::uint32_t distance) {
  const std::optional<RegionPath> path = shortest_path(graph, from, to);
  REQUIRE(path.has_value() == (distance != kUnreachable));
  if (!path) return;
  REQUIRE(path->regions.size() == distance + 1);
  REQUIRE(path->facets.size() == distance);
  CHECK(path->regions.front() == from);
  CHECK(path->regions.back() == to);
  for (std::size_t i = 0; i < distance; ++i) {
    const auto [arc, found] = edge(path->regions[i].index, path->regions[i + 1].index, graph);
    REQUIRE(found);
    CHECK(graph[arc] == path->facets[i]);
  }
}

void expect_distances(const AdjacencyGraph& graph) {
  const Distances expected = all_distances(graph);
  for (std::size_t a = 0; a < expected.size(); ++a) {
    CHECK(distances_from(graph, RegionId(a)) == expected[a]);
    for (std::size_t b = 0; b < expected.size(); b += 1 + expected.size() / 8) {
      expect_path(graph, RegionId(a), RegionId(b), expected[a][b]);
    }
  }
}

/// The distinct hyperplanes of a one-layer network, as rows in the domain's own coordinates whose sign does not matter.
std::vector<Row> hyperplanes(const Network& network, const Domain& domain) {
  const Layer& layer = network.layers().front();
  std::vector<Row> rows;
  for (std::size_t i = 0; i < layer.num_units(); ++i) {
    for (const Rational& breakpoint : layer.activations[i].breakpoints()) {
      // By its values at the origin and at the unit points.
      std::vector<Rational> y(domain.dim(), Rational(0));
      const auto value = [&] {
        const std::vector<Rational> x = domain.to_input(y);
        Rational sum = layer.bias[i] - breakpoint;
        for (std::size_t j = 0; j < x.size(); ++j) sum += layer.weights(i, j) * x[j];
        return sum;
      };
      Row row{{}, value()};
      for (Rational& coordinate : y) {
        coordinate = 1;
        row.normal.push_back(value() - row.offset);
        coordinate = 0;
      }
      if (row.is_constant()) continue;
      row = primitive(row);
      Row flipped = row;
      for (Rational& entry : flipped.normal) entry = -entry;
      flipped.offset = -flipped.offset;
      if (std::find(rows.begin(), rows.end(), row) == rows.end() &&
          std::find(rows.begin(), rows.end(), flipped) == rows.end()) {
        rows.push_back(row);
      }
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("distances and paths are Floyd and Warshall's", "[graph_distances]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(150);
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    expect_distances(random_graph(random));
    const RandomCase example = random_small_case(random);
    const Complex complex = complex_of(example.network, example.domain);
    if (complex.num_regions() > 80) continue;
    expect_distances(make_adjacency_graph(complex));
    expect_distances(make_adjacency_graph(part_of(example.network, example.domain, 5)));
  }
}

TEST_CASE("in one layer, the distance is the number of distinct hyperplanes in between", "[graph_distances]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(100);
  std::size_t pairs = 0;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    const Network first(example.network.input_dim(), {example.network.layers().front()});
    const Complex complex = complex_of(first, example.domain, true);
    const AdjacencyGraph graph = make_adjacency_graph(complex);
    const std::vector<Row> rows = hyperplanes(first, example.domain);
    std::vector<std::vector<bool>> above;
    for (const RegionId region : complex.regions()) {
      const std::vector<Rational> point = complex.interior_point(region);
      above.emplace_back();
      for (const Row& row : rows) above.back().push_back(row.at(point) > 0);
    }
    for (std::size_t a = 0; a < above.size(); a += 1 + above.size() / 20) {
      const std::vector<std::uint32_t> distances = distances_from(graph, RegionId(a));
      for (std::size_t b = 0; b < above.size(); ++b) {
        std::size_t between = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) between += above[a][i] != above[b][i];
        CHECK(distances[b] == between);
        ++pairs;
      }
    }
  }
  CHECK(pairs > static_cast<std::size_t>(scaled_cases(1000)));
}

TEST_CASE("on a line, paths go from interval to interval", "[graph_distances]") {
  const Complex complex = complex_of(sawtooth(5), Domain::box(1, 0, 1), true);
  const AdjacencyGraph graph = make_adjacency_graph(complex);
  std::vector<RegionId> order;
  for (const RegionId region : complex.regions()) order.push_back(region);
  std::sort(order.begin(), order.end(),
            [&](RegionId a, RegionId b) { return complex.interior_point(a)[0] < complex.interior_point(b)[0]; });
  REQUIRE(order.size() == 32);
  const std::optional<RegionPath> path = shortest_path(graph, order.front(), order.back());
  REQUIRE(path);
  CHECK(path->regions == order);
  CHECK(shortest_path(graph, order[3], order[3])->regions == std::vector<RegionId>{order[3]});
}
