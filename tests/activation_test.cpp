// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/activation.h"

#include <catch2/catch.hpp>
#include <limits>
#include <set>

#include "core/errors.h"
#include "tests/support/random.h"

using namespace crease;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

namespace {

Rational random_rational(Random& random, int range) {
  Rational value(random.integer(-range, range), random.integer(1, 6));
  value.canonicalize();
  return value;
}

Activation random_piecewise(Random& random) {
  std::set<Rational> breakpoints;
  for (int i = random.integer(0, 5); i > 0; --i) breakpoints.insert(random_rational(random, 8));
  std::vector<Rational> slopes;
  // Few different slopes, so that some breakpoints do not bend.
  for (std::size_t p = 0; p <= breakpoints.size(); ++p) slopes.emplace_back(random.integer(-1, 1));
  return Activation::piecewise({breakpoints.begin(), breakpoints.end()}, slopes, random_rational(random, 8),
                               random_rational(random, 8));
}

}  // namespace

TEST_CASE("named activations are the functions of their names", "[activation]") {
  const Rational alpha(-1, 3), lo(-2, 3), hi(5, 2);
  for (int i = -40; i <= 40; ++i) {
    const Rational z = Rational(i) / 5;
    CAPTURE(to_string(z));
    CHECK(Activation::identity()(z) == z);
    CHECK(Activation::relu()(z) == (z > 0 ? z : Rational(0)));
    CHECK(Activation::leaky_relu(alpha)(z) == (z > 0 ? z : Rational(alpha * z)));
    CHECK(Activation::abs()(z) == (z > 0 ? z : Rational(-z)));
    CHECK(Activation::hard_tanh()(z) == (z < -1 ? Rational(-1) : z > 1 ? Rational(1) : z));
    CHECK(Activation::relu6()(z) == (z < 0 ? Rational(0) : z > 6 ? Rational(6) : z));
    CHECK(Activation::clip(lo, hi)(z) == (z < lo ? lo : z > hi ? hi : z));
    CHECK(Activation::clip_below(lo)(z) == (z < lo ? lo : z));
    CHECK(Activation::clip_above(hi)(z) == (z > hi ? hi : z));
  }
}

TEST_CASE("activations know the name they were made by", "[activation]") {
  CHECK(Activation::relu().name() == "relu");
  CHECK(Activation::leaky_relu(2).name() == "leaky_relu");
  CHECK(Activation::hard_tanh().name() == "hard_tanh");
  CHECK(Activation::clip(0, 1).name() == "clip");
  CHECK(Activation::piecewise({0}, {0, 1}, 0, 0).name() == "piecewise");
  CHECK(Activation::leaky_relu(1).name() == "identity");
}

TEST_CASE("equality is equality of functions", "[activation]") {
  CHECK(Activation::leaky_relu(0) == Activation::relu());
  CHECK(Activation::leaky_relu(-1) == Activation::abs());
  CHECK(Activation::leaky_relu(1) == Activation::identity());
  CHECK(Activation::clip_below(0) == Activation::relu());
  CHECK(Activation::clip(-1, 1) == Activation::hard_tanh());
  CHECK(Activation::piecewise({0, 6}, {0, 1, 0}, 100, 6) == Activation::relu6());
  CHECK_FALSE(Activation::clip(0, 5) == Activation::relu6());
  CHECK_FALSE(Activation::leaky_relu(Rational(1, 10)) == Activation::leaky_relu(Rational(1, 100)));
  CHECK_FALSE(Activation::piecewise({}, {1}, 0, 1) == Activation::identity());
}

TEST_CASE("breakpoints that do not bend are dropped", "[activation]") {
  CHECK(Activation::identity().is_identity());
  CHECK(Activation::leaky_relu(1).is_identity());
  CHECK(Activation::piecewise({-1, 0, 1}, {2, 2, 3, 3}, 0, 0).breakpoints() == std::vector<Rational>{0});
  const Activation constant = Activation::clip(3, 3);
  CHECK(constant.is_affine());
  CHECK_FALSE(constant.is_identity());
  CHECK(constant(Rational(-100)) == 3);
  CHECK(constant(Rational(100)) == 3);
}

TEST_CASE("piecewise activations are continuous, bend at each breakpoint and meet their anchor",
          "[activation][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(500); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const Activation sigma = random_piecewise(random);
    REQUIRE(sigma.num_pieces() == sigma.breakpoints().size() + 1);
    for (std::size_t p = 0; p < sigma.breakpoints().size(); ++p) {
      const Rational& t = sigma.breakpoints()[p];
      CHECK(sigma.slope(p) * t + sigma.intercept(p) == sigma.slope(p + 1) * t + sigma.intercept(p + 1));
      CHECK(sigma.slope(p) != sigma.slope(p + 1));
      CHECK(sigma.piece_of(t) == p + 1);
      CHECK(sigma.piece_of(t - Rational(1, 1000000)) == p);
    }
    const Rational anchor = random_rational(random, 10), value = random_rational(random, 10);
    std::vector<Rational> slopes;
    for (std::size_t p = 0; p < sigma.num_pieces(); ++p) slopes.push_back(sigma.slope(p));
    const Activation moved = Activation::piecewise(sigma.breakpoints(), slopes, anchor, value);
    CHECK(moved(anchor) == value);
    // Same breakpoints and slopes: the two functions differ by a constant.
    const Rational difference = value - sigma(anchor);
    for (int k = 0; k < 10; ++k) {
      const Rational z = random_rational(random, 12);
      CHECK(moved(z) - sigma(z) == difference);
      CHECK(sigma(nearest_double(z)) == Approx(nearest_double(sigma(z))).margin(1e-12));
    }
  }
}

TEST_CASE("flat pieces are flat up to infinity in doubles", "[activation]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(Activation::relu()(-infinity) == 0);
  CHECK(Activation::relu()(infinity) == infinity);
  CHECK(Activation::relu6()(infinity) == 6);
}

TEST_CASE("numbers that do not fit are refused", "[activation]") {
  CHECK_THROWS_AS(Activation::clip(1, 0), InvalidNetwork);
  CHECK_THROWS_AS(Activation::piecewise({0}, {1}, 0, 0), InvalidNetwork);
  CHECK_THROWS_AS(Activation::piecewise({}, {}, 0, 0), InvalidNetwork);
  CHECK_THROWS_AS(Activation::piecewise({0, 0}, {0, 1, 2}, 0, 0), InvalidNetwork);
  CHECK_THROWS_AS(Activation::piecewise({1, 0}, {0, 1, 2}, 0, 0), InvalidNetwork);
  CHECK_THROWS_WITH(Activation::piecewise({1, 0}, {0, 1, 2}, 0, 0), Catch::Contains("breakpoint 2"));
  std::vector<Rational> many, slopes{0};
  for (int i = 0; i < 70'000; ++i) {
    many.emplace_back(i);
    slopes.emplace_back((i + 1) % 2);
  }
  CHECK_THROWS_AS(Activation::piecewise(many, slopes, 0, 0), InvalidNetwork);
}
