// SPDX-License-Identifier: GPL-3.0-or-later
// One named test for every degeneracy, on networks small enough to check by hand.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/expect_counts.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Patterns = std::vector<std::string>;

/// The engine's patterns, sorted; every region is held against the oracle on the way.
Patterns patterns(const Network& network, const Domain& domain) {
  CAPTURE(to_text(network), to_text(domain));
  Recorder recorder(network);
  REQUIRE(for_each_region(network, domain, recorder).complete());
  std::sort(recorder.regions.begin(), recorder.regions.end(),
            [](const auto& a, const auto& b) { return a.pattern < b.pattern; });
  std::vector<OracleRegion> expected = oracle_regions(network, domain);
  std::sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.pattern < b.pattern; });
  Patterns result;
  REQUIRE(recorder.regions.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(find_region_violation(network, domain, recorder.regions[i], expected[i]) == "");
    result.push_back(recorder.regions[i].pattern);
  }
  CHECK(find_complex_violation(domain, recorder.regions) == "");
  expect_counts(network, domain, expected.size());
  return result;
}

Patterns patterns(const std::string& network, const Domain& domain) { return patterns(from_text(network), domain); }

Rational power_of_ten(int exponent) {
  Integer power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(exponent)));
  return exponent < 0 ? Rational(Integer(1), power) : Rational(power);
}

Domain polytope(const Rows& rows) {
  const Layer shaped = layer(rows);
  return Domain::polytope(shaped.weights, shaped.bias);
}

}  // namespace

TEST_CASE("no unit bends: the domain is one region", "[degenerate]") {
  CHECK(patterns("2: identity[1 2 3]", Domain::all(2)) == Patterns{"0"});
  CHECK(patterns("3: identity[0 0 0 0] / relu[0 -1]", Domain::all(3)) == Patterns{"0|0"});
  CHECK(patterns("2: identity[1 2 3]", Domain::box(2, 0, 1)) == Patterns{"0"});
}

TEST_CASE("small networks over the line and the plane", "[degenerate]") {
  CHECK(patterns(abs_1d(), Domain::all(1)) == Patterns{"01|0", "10|0"});
  CHECK(patterns(xor_2d(), Domain::all(2)) == Patterns{"00|0", "10|0", "11|0"});
}

TEST_CASE("dead units: constant for ever, on a breakpoint or off it", "[degenerate]") {
  CHECK(patterns(dead_unit(), Domain::all(2)) == Patterns{"0*10|0", "0*11|0"});
  CHECK(patterns(dead_unit(), Domain::box(2, 5, 6)) == Patterns{"0*11|0"});
}

TEST_CASE("duplicated, negated and proportional units are one crease", "[degenerate]") {
  const auto found = patterns(duplicated_units(), Domain::all(2));
  CHECK(found == Patterns{"01001|0", "10110|0"});
}

TEST_CASE("many hyperplanes through one point", "[degenerate]") {
  for (int k = 1; k <= 12; ++k)
    CHECK(patterns(through_one_point(k), Domain::all(2)).size() == 2u * static_cast<unsigned>(k));
  // The point is a corner of the domain.
  const Domain corner = polytope({{1, 0, Rational(-1, 3)}, {0, 1, Rational(2, 7)}});
  CHECK(patterns(through_one_point(6), corner).size() == 1);
}

TEST_CASE("cells with more facets, and points on more hyperplanes, than a word has bits", "[degenerate]") {
  // Tangents of a parabola are in general position, and all of them bound the cell above it.
  Rows tangents;
  for (int t = -75; t < 75; ++t) tangents.push_back({-2 * t, 1, t * t});
  const Network parabola(2, {layer(tangents)});
  expect_counts(parabola, Domain::all(2), 1 + 150 + 150 * 149 / 2, 149 * 148 / 2);
  const Domain above = Domain::polytope(layer(tangents).weights, layer(tangents).bias);
  CHECK(patterns("2: relu[1 0 0] relu[1 0 -74]", above) == Patterns{"00", "10", "11"});

  Rows pencil;
  for (int t = 0; t < 140; ++t) pencil.push_back({1, t, 0, 1 + 2 * t});
  for (int c = 0; c < 4; ++c) pencil.push_back({0, 0, 1, c});
  expect_counts(Network(3, {layer(pencil)}), Domain::all(3), 280 * 5, 0);
}

TEST_CASE("parallel hyperplanes", "[degenerate]") {
  for (int k = 1; k <= 8; ++k)
    CHECK(patterns(parallel_units(k), Domain::all(2)).size() == static_cast<std::size_t>(k) + 1);
  expect_counts(parallel_units(5), Domain::all(2), 6, 0);
}

TEST_CASE("a dead layer hides what lies before it, and freezes what follows", "[degenerate]") {
  CHECK(patterns(dead_layer(), Domain::all(2)) == Patterns{"00|00|*1|0", "01|00|*1|0", "10|00|*1|0", "11|00|*1|0"});
}

TEST_CASE("a unit identically zero on a cell has no hyperplane there", "[degenerate]") {
  CHECK(patterns(zero_on_a_cell(), Domain::all(2)) == Patterns{"00|**|0", "01|*0|0", "10|11|0", "11|10|0", "11|11|0"});
}

TEST_CASE("relu(z) - relu(-z) folds where z does, in a deeper layer", "[degenerate]") {
  // Unit 0 of layer 2 bends on unit 0's own line; unit 1 on a parallel of it.
  const auto found = patterns(crease_on_crease(), Domain::all(2));
  for (const std::string& pattern : found) CHECK(pattern[0] == pattern[4]);
  CHECK(patterns("1: relu[1 0] relu[-1 0] / relu[1 -1 0] relu[1 1 0] / relu[1 -1 0]", Domain::all(1)) ==
        Patterns{"01|01|0", "10|11|*"});
}

TEST_CASE("zero biases: all regions are cones", "[degenerate]") {
  const Network network = from_text(
      "3: relu[1 2 -1 0] relu[0 1 1 0] relu[-2 1 0 0] relu[1 0 0 0] / relu[1 -1 2 -1 0] relu[-1 1 1 1 0] / "
      "relu[1 -1 0] identity[1 1 0]");
  const auto found = patterns(network, Domain::all(3));
  expect_counts(network, Domain::all(3), found.size(), 0);
  // The ball's place is taken by a box: all cones meet it.
  expect_counts(network, Domain::box(3, -1, 1), found.size(), found.size());
  // The apex is a corner of this domain, and outside that one.
  CHECK(patterns(network, polytope({{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}})).size() <= found.size());
  CHECK(patterns(network, Domain::box(3, 1, 2)).size() <= found.size());
}

TEST_CASE("zero biases, but breakpoints off zero: not a cone", "[degenerate]") {
  CHECK(patterns("1: pw(-1,1;0,1,0;0)[1 0]", Domain::all(1)) == Patterns{"0", "1", "2"});
  CHECK(patterns("1: relu[1 0] / pw(1;0,1;0)[1 0]", Domain::all(1)) == Patterns{"0|0", "1|0", "1|1"});
  // An activation that is 1 at 0 makes deeper rows affine.
  CHECK(patterns("1: pw(0;-1,1;1)[1 0] / pw(0;0,1;0)[1 0] / relu[1 0]", Domain::all(1)) == Patterns{"0|1|1", "1|1|1"});
  CHECK(patterns("1: pw(0;1,-1;1)[1 0] / relu[1 0]", Domain::all(1)) == Patterns{"0|0", "0|1", "1|0", "1|1"});
}

TEST_CASE("slivers 1e-40 wide are regions", "[degenerate]") {
  const Network network = sliver(power_of_ten(-40));
  CHECK(patterns(network, Domain::all(2)).size() == patterns(sliver(1), Domain::all(2)).size());
  CHECK(patterns(sliver(0), Domain::all(2)).size() == 6);
  expect_counts(sliver(power_of_ten(-4000)), Domain::all(2), oracle_regions(sliver(1), Domain::all(2)).size());
}

TEST_CASE("three lines that miss one point by 1e-40 enclose a triangle", "[degenerate]") {
  const auto triangle = [](const Rational& offset) {
    return Network(2, {layer({{1, 0, 0}, {0, 1, 0}, {1, 1, -offset}})});
  };
  CHECK(patterns(triangle(power_of_ten(-40)), Domain::all(2)).size() == 7);
  expect_counts(triangle(power_of_ten(-40)), Domain::all(2), 7, 1);
  expect_counts(triangle(power_of_ten(-400)), Domain::all(2), 7, 1);
  expect_counts(triangle(0), Domain::all(2), 6, 0);
  // Large integers whose difference doubles lose: 2^53 + 1.
  const Integer big = (Integer(1) << 53) + 1;
  CHECK(patterns(Network(2, {layer({{1, 0, -Rational(big)}, {1, 0, -Rational(big - 1)}, {0, 1, 0}})}), Domain::all(2))
            .size() == 6);
}

TEST_CASE("lines that are almost parallel meet far away", "[degenerate]") {
  const Rational tiny = power_of_ten(-40);
  const Network network(2, {layer({{1, 0, 0}, {1, tiny, -1}, {1, -tiny, -2}})});
  CHECK(patterns(network, Domain::all(2)).size() == 7);
  CHECK(patterns(network, Domain::box(2, -10, 10)).size() == 4);
}

TEST_CASE("weights of 1e300 and 1e-300 scale without a trace", "[degenerate]") {
  const Rational huge = exact_rational(1e300), tiny = exact_rational(1e-300);
  const Layer second = layer({{1, -1, 1, 0}, {1, 1, -2, Rational(1, 2)}});
  const Network plain(2, {layer({{1, 2, 1}, {-1, 1, 0}, {2, 1, -1}}), second});
  Layer first = layer({{huge, 2 * huge, huge}, {-tiny, tiny, 0}, {2 * huge, huge, -huge}});
  Layer scaled = second;
  for (std::size_t u = 0; u < 2; ++u) {
    scaled.weights(u, 0) /= huge;
    scaled.weights(u, 1) /= tiny;
    scaled.weights(u, 2) /= huge;
  }
  CHECK(patterns(Network(2, {first, scaled}), Domain::all(2)) == patterns(plain, Domain::all(2)));
  // Products beyond the range of doubles, in depth.
  const Network deep(1, {layer({{huge, huge}, {-huge, tiny}}), layer({{huge, -huge, 0}, {tiny, tiny, -huge}}),
                         layer({{huge, tiny, -1}})});
  CHECK(patterns(deep, Domain::all(1)).size() == oracle_regions(deep, Domain::all(1)).size());
  const Network subnormal(1, {layer({{exact_rational(5e-324), exact_rational(-5e-324)}, {tiny, -tiny}, {1, 0}})});
  CHECK(patterns(subnormal, Domain::all(1)) == Patterns{"000", "001", "111"});
}

TEST_CASE("activations with several breakpoints, bends of every kind", "[degenerate]") {
  CHECK(patterns("1: pw(-1,0,1;0,1,-1,0;1)[1 0]", Domain::all(1)) == Patterns{"0", "1", "2", "3"});
  CHECK(patterns("2: pw(-1,1;0,1,0;0)[1 0 0] pw(-1,1;0,1,0;0)[0 1 0]", Domain::all(2)).size() == 9);
  CHECK(patterns("1: pw(0;-2,1;0)[1 0] / pw(0;0,1;0)[1 -2]", Domain::all(1)).size() == 4);
  // Constant on a breakpoint that is not the first.
  CHECK(patterns("1: pw(-1,1;0,1,0;0)[0 1] pw(-1,1;0,1,0;0)[0 -1] pw(-1,1;0,1,0;0)[0 2] relu[1 0]", Domain::all(1)) ==
        Patterns{"**20", "**21"});
  // Two units share a crease through different breakpoints.
  CHECK(patterns("1: pw(-1,1;0,1,0;0)[1 0] relu[1 -1] relu[1 1]", Domain::all(1)) == Patterns{"000", "101", "211"});
  // A saturated clip is constant: the next layer is frozen there.
  CHECK(patterns("1: pw(0,1;0,1,0;0)[1 0] / relu[1 0] relu[1 -1] relu[2 -1]", Domain::all(1)) ==
        Patterns{"0|*00", "1|100", "1|101", "2|1*1"});
}

TEST_CASE("a domain row that lies on a unit's hyperplane", "[degenerate]") {
  CHECK(patterns("2: relu[1 0 0] relu[0 1 0]", polytope({{2, 0, 0}})) == Patterns{"10", "11"});
  CHECK(patterns("2: relu[1 0 0] relu[0 1 0]", polytope({{-1, 0, 0}, {-3, 0, 0}})) == Patterns{"00", "01"});
  CHECK(patterns("2: relu[1 1 0]", Domain::box(2, 0, 1)) == Patterns{"1"});
  CHECK(patterns("2: relu[1 1 -2]", Domain::box(2, 0, 1)) == Patterns{"0"});
}

TEST_CASE("a tangent hyperplane touches a cell without cutting it", "[degenerate]") {
  CHECK(patterns("2: relu[1 0 0] relu[0 1 0] / relu[1 1 0]", Domain::all(2)) ==
        Patterns{"00|*", "01|1", "10|1", "11|1"});
  CHECK(patterns("3: relu[1 1 1 0]", Domain::box(3, 0, 1)) == Patterns{"1"});
  CHECK(patterns("3: relu[1 1 0 0]", Domain::box(3, 0, 1)) == Patterns{"1"});
}

TEST_CASE("domains with redundant, repeated and constant rows", "[degenerate]") {
  const Domain odd = polytope({{1, 0, 1}, {2, 0, 2}, {1, 0, 5}, {0, 0, 0}, {0, 0, 3}, {-1, 0, 1}, {1, 1, 4}});
  CHECK(patterns("2: relu[1 0 0] relu[0 1 0] relu[1 0 -1]", odd) == Patterns{"000", "010", "100", "110"});
}

TEST_CASE("a domain without a vertex", "[degenerate]") {
  CHECK(patterns("3: relu[1 0 0 0] relu[1 0 0 -1]", polytope({{1, 0, 0, 2}, {-1, 0, 0, 2}})) ==
        Patterns{"00", "10", "11"});
  CHECK(patterns("3: relu[0 1 0 0]", polytope({{1, 0, 0, 2}, {-1, 0, 0, 2}})) == Patterns{"0", "1"});
}

TEST_CASE("more inputs than the rows span: the quotient", "[degenerate]") {
  CHECK(patterns("4: relu[1 2 3 4 5] relu[2 4 6 8 9]", Domain::all(4)).size() == 3);
  CHECK(patterns("4: relu[1 2 3 4 5] relu[1 0 0 0 1] / relu[1 -1 0] identity[1 1 1]", Domain::all(4)).size() == 5);
  // Units that never bend span more than those that do.
  CHECK(patterns("3: identity[1 0 0 0] relu[0 1 0 0] identity[1 0 0 1] / relu[1 0 -1 0] relu[1 1 -1 2]", Domain::all(3))
            .size() == 2);
}

TEST_CASE("all of R^784 with eight first-layer units", "[degenerate]") {
  Random random(test_seed());
  const Network wide = he_network(random, 784, {8, 4, 2});
  // The eight rows are independent, so their values are coordinates: the same counts as over R^8.
  std::vector<Layer> layers = wide.layers();
  layers[0].weights = Matrix<Rational>(8, 8);
  for (std::size_t i = 0; i < 8; ++i) layers[0].weights(i, i) = 1;
  const RegionCount expected = count_regions(Network(8, layers), Domain::all(8));
  CHECK(expected.activation_regions > 256);
  expect_counts(wide, Domain::all(784), expected.activation_regions, 0);
}

TEST_CASE("slices", "[degenerate]") {
  const auto slice = [](std::vector<Rational> point, const Rows& directions) {
    Slice result{std::move(point), Matrix<Rational>(directions.size(), directions[0].size())};
    for (std::size_t i = 0; i < directions.size(); ++i) {
      for (std::size_t k = 0; k < directions[i].size(); ++k) result.directions(i, k) = directions[i][k];
    }
    return result;
  };
  const std::string cube = "3: relu[1 0 0 0] relu[0 1 0 0] relu[0 0 1 0]";
  // Inside a unit's hyperplane: it sits on its breakpoint.
  CHECK(patterns(cube, Domain::all(3).sliced(slice({0, 0, 0}, {{1, 0}, {0, 1}, {0, 0}}))) ==
        Patterns{"00*", "01*", "10*", "11*"});
  CHECK(patterns(cube, Domain::all(3).sliced(slice({0, 0, 5}, {{1, 0}, {0, 1}, {0, 0}}))) ==
        Patterns{"001", "011", "101", "111"});
  // The diagonal meets all creases at once.
  CHECK(patterns(cube, Domain::all(3).sliced(slice({0, 0, 0}, {{1}, {1}, {1}}))) == Patterns{"000", "111"});
  CHECK(patterns(cube, Domain::box(3, -1, 1).sliced(slice({0, 0, 0}, {{1, 1}, {1, -1}, {2, 0}}))).size() == 6);
  // Along a face of the box: all of the slice's interior counts.
  CHECK(patterns(cube, Domain::box(3, 0, 1).sliced(slice({0, 0, 0}, {{1, 0}, {0, 1}, {0, 0}}))) == Patterns{"11*"});
  Matrix<Rational> rows(1, 2);
  rows(0, 0) = 1;
  const std::vector<Rational> offsets{0};
  CHECK(patterns(cube,
                 Domain::all(3).sliced(slice({0, 0, 5}, {{1, 0}, {0, 1}, {0, 0}})).with_slice_rows(rows, offsets)) ==
        Patterns{"101", "111"});
}
