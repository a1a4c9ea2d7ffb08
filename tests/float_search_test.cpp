// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_search.h"

#include <array>
#include <catch2/catch.hpp>

#include "algorithms/compare_patterns.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

struct Found {
  FloatSearch search;
  PatternComparison regions;
  EdgeComparison edges;
};

Found search(const Network& network, const Domain& domain, const FloatSearchOptions& options = {}) {
  const Complex complex = complex_of(network, domain);
  Found found;
  found.search = float_search(FloatNetwork(network, domain), float_rows(domain), options);
  found.regions = compare_patterns(PatternIndex(complex), found.search.patterns);
  found.edges = compare_edges(complex, found.regions.region_of, found.search.edges);
  CHECK(found.regions.found + found.regions.missed == complex.num_regions());
  CHECK(found.regions.found + found.regions.invented == found.search.patterns.size());
  CHECK(found.edges.found + found.edges.missed == complex.num_interior_facets());
  return found;
}

void expect_all(const Network& network, const Domain& domain) {
  const Found found = search(network, domain);
  CHECK((found.regions.missed == 0 && found.regions.invented == 0));
  CHECK((found.edges.missed == 0 && found.edges.invented == 0));
}

/// Of zigzag(d, p, k): at the fold of layer j at m / p^j (p does not divide m) the folded value is 0 for even m, and
/// the peak for odd m, from where the next layer takes it to 0 if p is even, and to the peak if not. Where the value is
/// 0 unit 0 of the next layer is zero, on both sides of the fold: no unit can switch alone.
bool is_blocked(int i, int p, int k) {
  int layer = k;
  for (; i % p == 0; i /= p) --layer;
  return i % 2 == 0 ? layer < k : p % 2 == 0 && layer + 2 <= k;
}

/// Per coordinate, the number of blocked folds to the left.
std::vector<int> block_of(const Complex& complex, RegionId region, int p, int k) {
  int cells = 1;
  for (int l = 0; l < k; ++l) cells *= p;
  std::vector<int> block;
  for (const Rational& x : complex.interior_point(region)) {
    int& count = block.emplace_back(0);
    for (int i = 1; i < cells; ++i) count += is_blocked(i, p, k) && Rational(2 * i) / cells - 1 < x;
  }
  return block;
}

}  // namespace

TEST_CASE("the float search finds all of generic networks", "[approximations]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(10); ++index) {
    CAPTURE(seed, index);
    Random random(seed + 25, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 3);
    const Network network = he_network(random, d, {6, 5});
    FloatSearchOptions options;
    options.tolerance = 1e-9;
    const Found found = search(network, Domain::box(static_cast<std::size_t>(d), -1, 1), options);
    CHECK((found.regions.missed == 0 && found.regions.invented == 0));
    CHECK((found.edges.missed == 0 && found.edges.invented == 0));
    CHECK(found.search.linear_programs > found.search.patterns.size());
  }
  expect_all(from_text("1: abs[1 0]"), Domain::box(1, -2, 1));
  expect_all(through_one_point(6), Domain::all(2));
  expect_all(parallel_units(5), Domain::box(2, -3, 3));
  expect_all(from_text("2: abs[1 0 0] pw(-1,0,1;0,1,2,3;0)[0 1 1/3] relu[1 1 1/5]"), Domain::box(2, -2, 2));
  const std::vector<std::size_t> groups = {3, 2};
  Matrix<Rational> weights(5, 2);
  const int entries[] = {1, 0, -2, 1, 1, -3, 0, 1, 2, -1};
  for (std::size_t i = 0; i < 10; ++i) weights(i / 2, i % 2) = entries[i];
  const Layer maxout = make_max_layer(weights, {0, Rational(1, 2), 1, Rational(1, 3), 0}, groups);
  expect_all(Network(2, {maxout}), Domain::box(2, -2, 2));
}

TEST_CASE("the float search loses regions where units share a hyperplane", "[approximations]") {
  // One line under all units: every row is redundant beside its copies.
  const Found doubled = search(duplicated_units(), Domain::all(duplicated_units().input_dim()));
  CHECK((doubled.regions.found == 1 && doubled.regions.missed == 1 && doubled.regions.invented == 0));
  CHECK((doubled.edges.found == 0 && doubled.edges.missed == 1));
  // Every line of a pencil twice, one of them turned round: one region of 2 k.
  for (int k = 1; k <= 4; ++k) {
    Rows rows;
    for (int i = 0; i < k; ++i) {
      rows.push_back({1, i, -1});
      rows.push_back({-2, -2 * i, 2});
    }
    const Network twice(2, {layer(rows)});
    const Found found = search(twice, Domain::box(2, -4, 4));
    CHECK((found.regions.found == 1 && found.regions.missed == static_cast<std::size_t>(2 * k - 1)));
  }
  // |x| of two ReLUs.
  CHECK(search(abs_1d(), Domain::box(1, -2, 1)).regions.missed == 1);
  // A folding network finds the cells of one block.
  for (const auto& [d, p, k] :
       {std::array{1, 2, 2}, {1, 2, 3}, {1, 3, 2}, {2, 2, 2}, {2, 2, 3}, {2, 3, 2}, {1, 2, 4}}) {
    CAPTURE(d, p, k);
    const auto dim = static_cast<std::size_t>(d);
    const Network network = zigzag(d, p, k);
    const Domain domain = Domain::box(dim, -1, 1);
    const Complex complex = complex_of(network, domain, true);
    const Found found = search(network, domain);
    const std::vector<int> block = block_of(complex, found.regions.region_of[0], p, k);
    std::size_t expected = 0;
    for (const RegionId region : complex.regions()) expected += block_of(complex, region, p, k) == block;
    CHECK(found.regions.found == expected);
    CHECK(found.regions.missed == complex.num_regions() - expected);
    CHECK(found.regions.invented == 0);
    CHECK((expected < complex.num_regions()) == (p == 3 || k > 2));
  }
  // Behind a unit that is off, the next one is constant, and where the first one switches on so does it.
  std::size_t from_left = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Found found = search(from_text("1: relu[1 0] / relu[1 0]"), Domain::box(1, -1, 1), {1e-6, seed, {}});
    CHECK((found.regions.found == 1 && found.regions.missed == 1 && found.regions.invented == 0));
    from_left += found.search.patterns[0] == PiecePattern{0, 0};
  }
  CHECK((from_left > 0 && from_left < 8));
  // Thinner than the tolerance.
  const Domain square = Domain::box(2, -1, 1);
  CHECK(search(sliver(Rational(1, 10)), square).regions.missed == 0);
  CHECK(search(sliver(Rational(1, 10000000)), square).regions.missed > 0);
}

}  // namespace crease::testing
