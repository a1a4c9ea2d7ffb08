// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/hamming_distance.h"

#include <catch2/catch.hpp>

#include "tests/support/arrangements.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// Unit by unit.
std::size_t hamming_by_symbols(const Complex& complex, RegionId a, RegionId b) {
  std::size_t count = 0;
  const std::vector<Layer>& layers = complex.network().layers();
  for (std::uint32_t l = 0; l < layers.size(); ++l) {
    for (std::uint32_t u = 0; u < layers[l].num_units(); ++u) {
      count += !(complex.symbol(a, {l, u}) == complex.symbol(b, {l, u}));
    }
  }
  return count;
}

/// Over all pairs, one by one.
DistanceComparison compare_all(const Complex& complex, const AdjacencyGraph& graph) {
  const Distances distances = all_distances(graph);
  DistanceComparison result;
  result.exhaustive = true;
  result.sources = complex.num_regions();
  Rational sum = 0;
  for (std::size_t a = 0; a < distances.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      if (distances[a][b] == kUnreachable) {
        ++result.unreachable;
        continue;
      }
      const std::int64_t excess = static_cast<std::int64_t>(distances[a][b]) -
                                  static_cast<std::int64_t>(hamming_by_symbols(complex, RegionId(a), RegionId(b)));
      if (result.pairs == 0) result.min_excess = result.max_excess = excess;
      result.min_excess = std::min(result.min_excess, excess);
      result.max_excess = std::max(result.max_excess, excess);
      result.differing += excess != 0;
      ++result.pairs;
      sum += Rational(excess);
    }
  }
  if (result.pairs > 0) result.mean_excess = sum / Rational(result.pairs);
  return result;
}

void expect_same(const DistanceComparison& a, const DistanceComparison& b) {
  CHECK(a.exhaustive == b.exhaustive);
  CHECK(a.sources == b.sources);
  CHECK(a.pairs == b.pairs);
  CHECK(a.unreachable == b.unreachable);
  CHECK(a.differing == b.differing);
  CHECK(a.min_excess == b.min_excess);
  CHECK(a.max_excess == b.max_excess);
  CHECK(a.mean_excess == b.mean_excess);
}

DistanceComparison compare(const Complex& complex, const ComparisonOptions& options = {}) {
  return compare_distances(complex, make_adjacency_graph(complex), options);
}

}  // namespace

TEST_CASE("Hamming distances count units, and comparisons count pairs", "[hamming_distance]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(150);
  bool zeros = false;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    const Complex whole = complex_of(example.network, example.domain);
    const Complex part = part_of(example.network, example.domain, 6);
    zeros = zeros || whole.tables().signs.has_zeros();
    for (const Complex& complex : {whole, part}) {
      if (complex.num_regions() > 80) continue;
      for (const RegionId a : complex.regions()) {
        for (const RegionId b : complex.regions()) {
          CHECK(hamming_distance(complex, a, b) == hamming_by_symbols(complex, a, b));
        }
      }
      const AdjacencyGraph graph = make_adjacency_graph(complex);
      expect_same(compare_distances(complex, graph), compare_all(complex, graph));
    }
  }
  CHECK(zeros);
}

TEST_CASE("many units: a symbol beyond the first 64 creases", "[hamming_distance]") {
  // 70 units of two breakpoints each: unit i bends at -i and 1 - i, so that unit 32's creases lie in two words.
  Rows rows;
  for (int i = 0; i < 70; ++i) rows.push_back({1, Rational(i) + Rational(1, 3)});
  const Network network(1, {layer(rows, Activation::clip(0, Rational(1, 2)))});
  const Complex complex = complex_of(network, Domain::all(1));
  CHECK(complex.num_regions() == 141);
  for (const RegionId a : complex.regions()) {
    for (const RegionId b : complex.regions()) {
      REQUIRE(hamming_distance(complex, a, b) == hamming_by_symbols(complex, a, b));
    }
  }
}

TEST_CASE("distinct hyperplanes: the distances agree", "[hamming_distance]") {
  for (const Arrangement& arrangement : {braid(4), general_position(3, 6), type_b(3), resonance(3)}) {
    const Network network = to_network(arrangement);
    const DistanceComparison result = compare(complex_of(network, Domain::all(network.input_dim())));
    CHECK(result.exhaustive);
    CHECK(result.pairs > 0);
    CHECK(result.differing == 0);
  }
}

TEST_CASE("units that flip together, and one that flips twice", "[hamming_distance]") {
  // One line, five units: two regions at distance 1 with all symbols different.
  const Complex five = complex_of(duplicated_units(), Domain::all(2));
  REQUIRE(five.num_regions() == 2);
  CHECK(compare(five).min_excess == 1 - static_cast<long>(hamming_by_symbols(five, RegionId(0), RegionId(1))));
  CHECK(compare(five).max_excess < 0);
  // Three pieces: the outer two differ in one symbol, two facets apart.
  const Complex clip = complex_of(from_text("1: pw(0,1;0,1,0;0)[1 0]"), Domain::all(1));
  REQUIRE(clip.num_regions() == 3);
  CHECK(compare(clip).max_excess == 1);
  CHECK(compare(clip).differing == 1);
  CHECK(compare(clip).mean_excess == Rational(1, 3));
}

TEST_CASE("deep: a crease may have to be crossed and crossed back", "[hamming_distance]") {
  // 32 intervals in a row, but no more than 10 units to differ in.
  const Complex complex = complex_of(sawtooth(5), Domain::box(1, 0, 1));
  const DistanceComparison result = compare(complex);
  CHECK(result.pairs == 32 * 31 / 2);
  CHECK(result.max_excess >= 31 - static_cast<long>(complex.network().num_bending_units()));
}

TEST_CASE("samples: some sources, all pairs with them, the same for the same seed", "[hamming_distance]") {
  const Complex complex = complex_of(zigzag(2, 2, 3), Domain::box(2, -1, 1));
  const std::uint64_t n = complex.num_regions();
  REQUIRE(n == 64);
  const DistanceComparison all = compare(complex);
  REQUIRE(all.exhaustive);
  CHECK(all.pairs == n * (n - 1) / 2);
  expect_same(all, compare(complex, {n * (n - 1) / 2, 1}));
  bool seed_matters = false;
  for (const std::uint64_t size : {1u, 2u, 10u, 30u}) {
    const ComparisonOptions options{size * (n - 1), 7};
    const DistanceComparison sample = compare(complex, options);
    CHECK_FALSE(sample.exhaustive);
    CHECK(sample.sources == size);
    CHECK(sample.pairs == size * (n - 1) - size * (size - 1) / 2);
    CHECK(sample.min_excess >= all.min_excess);
    CHECK(sample.max_excess <= all.max_excess);
    CHECK(sample.differing <= all.differing);
    expect_same(sample, compare(complex, options));
    seed_matters = seed_matters || sample.mean_excess != compare(complex, {size * (n - 1), 8}).mean_excess;
  }
  CHECK(seed_matters);
  CHECK(compare(complex, {0, 1}).sources == 1);
}
