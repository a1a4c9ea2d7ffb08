// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preprocess.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

#include "algorithms/build_complex.h"
#include "algorithms/linear_regions.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

using namespace crease;
using crease::testing::Degeneracy;
using crease::testing::from_text;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

namespace {

/// Every third one zero where that is allowed, or far from 1.
Rational random_scale(Random& random, bool may_be_zero) {
  if (random.chance(0.2)) return exact_rational(random.chance(0.5) ? 1e300 : -1e-300);
  if (may_be_zero && random.chance(0.3)) return 0;
  return Rational(random.chance(0.5) ? random.integer(1, 9) : random.integer(-9, -1)) / random.integer(1, 7);
}

InputMap random_map(Random& random, std::size_t n0, bool may_be_zero) {
  InputMap map;
  for (std::size_t i = 0; i < n0; ++i) {
    map.scale.push_back(random_scale(random, may_be_zero));
    map.offset.push_back(random.chance(0.3) ? Rational(0) : Rational(random.integer(-20, 20)) / random.integer(1, 9));
  }
  return map;
}

std::vector<Rational> image_of(const InputMap& map, const std::vector<Rational>& x) {
  std::vector<Rational> result;
  for (std::size_t i = 0; i < x.size(); ++i) result.push_back(map.scale[i] * x[i] + map.offset[i]);
  return result;
}

Network random_network(Random& random, int index) {
  const auto degeneracy = static_cast<Degeneracy>(index % 2 == 0 ? 0 : 1 + index / 2 % 10);
  const Network network = testing::random_case(random, random.integer(1, 3), degeneracy, 10).network;
  return index % 3 == 0 ? testing::with_max_groups(random, network, 3) : network;
}

}  // namespace

TEST_CASE("a network after a map is the network of the map", "[preprocess]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const Network network = random_network(random, index);
    const InputMap map = random_map(random, network.input_dim(), true);
    const Network composed = compose_affine_input(network, map);
    CHECK(composed.name() == network.name());
    for (int n = 0; n < 10; ++n) {
      std::vector<Rational> x;
      for (std::size_t i = 0; i < network.input_dim(); ++i) x.push_back(Rational(random.integer(-50, 50)) / 8);
      if (evaluate(composed, x) != evaluate(network, image_of(map, x))) FAIL_CHECK("another value");
    }
  }
}

TEST_CASE("maps that can be undone move regions and change none", "[preprocess]") {
  const std::uint64_t seed = test_seed();
  std::size_t regions = 0;
  const int cases = scaled_cases(60);
  for (int index = 0; index < cases; ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const Network network = random_network(random, index);
    const std::size_t n0 = network.input_dim();
    const InputMap map = random_map(random, n0, false);
    const std::vector<Rational> lo(n0, -3), hi(n0, Rational(7, 2));
    std::vector<Rational> image_lo = image_of(map, lo), image_hi = image_of(map, hi);
    for (std::size_t i = 0; i < n0; ++i) {
      if (image_lo[i] > image_hi[i]) std::swap(image_lo[i], image_hi[i]);
    }
    const Complex composed = build_complex(compose_affine_input(network, map), Domain::box(lo, hi)).complex;
    const Complex original = build_complex(network, Domain::box(image_lo, image_hi)).complex;
    std::vector<std::string> patterns, expected;
    for (const RegionId r : composed.regions()) patterns.push_back(composed.pattern(r));
    for (const RegionId r : original.regions()) expected.push_back(original.pattern(r));
    std::ranges::sort(patterns);
    std::ranges::sort(expected);
    CHECK(patterns == expected);
    CHECK(composed.num_interior_facets() == original.num_interior_facets());
    CHECK(linear_regions(composed).size() == linear_regions(original).size());
    regions += patterns.size();
  }
  CHECK(regions > static_cast<std::size_t>(cases));
}

TEST_CASE("outputs can be chosen and put in another order", "[preprocess]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed + 2, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const Network network = random_network(random, index);
    std::vector<std::size_t> outputs;
    for (int n = random.integer(1, 4); n > 0; --n) {
      outputs.push_back(static_cast<std::size_t>(random.integer(0, static_cast<int>(network.output_dim()) - 1)));
    }
    const Network chosen = select_outputs(network, outputs);
    REQUIRE(chosen.output_dim() == outputs.size());
    std::vector<Rational> x;
    for (std::size_t i = 0; i < network.input_dim(); ++i) x.push_back(Rational(random.integer(-50, 50)) / 8);
    const std::vector<Rational> all = evaluate(network, x), some = evaluate(chosen, x);
    for (std::size_t i = 0; i < outputs.size(); ++i) CHECK(some[i] == all[outputs[i]]);
  }
}

TEST_CASE("outputs that are left out take their creases along", "[preprocess]") {
  const Network corner = from_text("2: relu[1 0 0] relu[0 1 0]");
  const std::vector<std::size_t> second = {1};
  CHECK(select_outputs(corner, second) == from_text("2: relu[0 1 0]"));
  CHECK(build_complex(corner, Domain::all(2)).complex.num_regions() == 4);
  CHECK(build_complex(select_outputs(corner, second), Domain::all(2)).complex.num_regions() == 2);
}

TEST_CASE("both at once, and none", "[preprocess]") {
  const Network network = from_text("2: relu[1 -1 0] abs[1/2 3 -1] / identity[1 1 0] identity[2 0 1/3]");
  CHECK(preprocess(network, {}) == network);
  CHECK(Preprocessing{}.is_none());
  const InputMap map{{2, Rational(1, 3)}, {0, 1}};
  const Network both = preprocess(network, {map, {1}});
  CHECK(both == from_text("2: relu[2 -1/3 -1] abs[1 1 2] / identity[2 0 1/3]"));
  CHECK(preprocess(network, {map, {}}) == compose_affine_input(network, map));
}

TEST_CASE("what does not fit is refused", "[preprocess]") {
  const Network network = from_text("2: relu[1 -1 0]");
  CHECK_THROWS_AS(compose_affine_input(network, {{1}, {0, 0}}), std::invalid_argument);
  CHECK_THROWS_AS(compose_affine_input(network, {{1, 1}, {0}}), std::invalid_argument);
  CHECK_THROWS_AS(select_outputs(network, {}), std::invalid_argument);
  CHECK_THROWS_AS(select_outputs(network, std::vector<std::size_t>{1}), std::invalid_argument);
}
