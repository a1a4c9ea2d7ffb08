// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/errors.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

std::vector<Rational> random_point(Random& random, std::size_t n) {
  std::vector<Rational> x(n);
  for (Rational& entry : x) entry = Rational(random.integer(-30, 30)) / random.integer(1, 7);
  return x;
}

Rational value(const Network& network, std::vector<Rational> x) { return evaluate(network, x).front(); }

/// Layers of random widths, about half of them affine (with slopes and intercepts other than the identity's).
Network random_mixed(Random& random) {
  const int inputs = random.integer(1, 4);
  std::vector<Layer> layers;
  std::size_t width = static_cast<std::size_t>(inputs);
  for (int l = random.integer(1, 5); l > 0; --l) {
    Rows rows(static_cast<std::size_t>(random.integer(1, 4)));
    for (auto& row : rows) row = random_point(random, width + 1);
    Layer next = layer(rows, random.chance(0.5) ? Activation::identity() : Activation::relu());
    for (Activation& activation : next.activations) {
      if (random.chance(0.3)) activation = Activation::piecewise({}, {random.integer(-2, 2)}, 0, random.integer(-2, 2));
    }
    width = rows.size();
    layers.push_back(next);
  }
  return Network(static_cast<std::size_t>(inputs), layers);
}

}  // namespace

TEST_CASE("tiny networks compute what their names say", "[network]") {
  for (int i = -6; i <= 6; ++i) CHECK(value(abs_1d(), {Rational(i) / 2}) == Rational(std::abs(i)) / 2);
  for (int a = 0; a <= 1; ++a) {
    for (int b = 0; b <= 1; ++b) CHECK(value(xor_2d(), {a, b}) == (a ^ b));
  }
}

TEST_CASE("a network knows its shape", "[network]") {
  const Network network = from_text("3: relu[1 0 0 1] identity[0 1 0 0] / relu[1 1 0]");
  CHECK(network.input_dim() == 3);
  CHECK(network.output_dim() == 1);
  CHECK(network.layers().size() == 2);
  CHECK(network.num_bending_units() == 2);
  CHECK_FALSE(network.layers()[0].is_affine());
  CHECK(network.name() == "network");
}

TEST_CASE("equality is about numbers, not names", "[network]") {
  const Layer one = layer({{1, 2}}), other = layer({{1, 3}});
  CHECK(Network(1, {one}, "a") == Network(1, {one}, "b"));
  CHECK_FALSE(Network(1, {one}) == Network(1, {other}));
  CHECK_FALSE(Network(1, {one}) == Network(1, {one, one}));
  CHECK_FALSE(Network(1, {one}) == Network(1, {layer({{1, 2}}, Activation::abs())}));
}

TEST_CASE("parts that do not fit are refused, with the layer's number", "[network]") {
  const Layer good = layer({{1, 2, 0}});
  CHECK_THROWS_AS(Network(2, {}), InvalidNetwork);
  CHECK_THROWS_AS(Network(0, {good}), InvalidNetwork);
  CHECK_THROWS_WITH(Network(3, {good}), Catch::Contains("layer 1") && Catch::Contains("2 inputs"));
  CHECK_THROWS_WITH(Network(2, {good, good}, "toy"), Catch::Contains("toy") && Catch::Contains("layer 2"));
  Layer no_bias = good;
  no_bias.bias.clear();
  CHECK_THROWS_WITH(Network(2, {no_bias}), Catch::Contains("0 biases"));
  Layer no_activation = good;
  no_activation.activations.clear();
  CHECK_THROWS_WITH(Network(2, {no_activation}), Catch::Contains("0 activations"));
  CHECK_THROWS_WITH(Network(2, {Layer{Matrix<Rational>(0, 2), {}, {}}}), Catch::Contains("no unit"));
  CHECK_THROWS_AS(evaluate(abs_1d(), std::vector<Rational>{1, 2}), std::invalid_argument);
  CHECK_THROWS_AS(evaluate(abs_1d(), std::vector<double>{}), std::invalid_argument);
}

TEST_CASE("doubles follow the exact values", "[network][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(30); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const Network network = he_network(random, 3, {8, 8, 2});
    for (int k = 0; k < 5; ++k) {
      const std::vector<Rational> x = random_point(random, 3);
      std::vector<double> rounded(x.size());
      std::transform(x.begin(), x.end(), rounded.begin(), nearest_double);
      const auto exact = evaluate(network, x);
      const auto doubles = evaluate(network, rounded);
      REQUIRE(exact.size() == doubles.size());
      for (std::size_t o = 0; o < exact.size(); ++o) {
        CHECK(doubles[o] == Approx(nearest_double(exact[o])).epsilon(1e-9).margin(1e-9));
      }
    }
  }
}

TEST_CASE("fusing affine layers keeps the function and leaves none before another layer", "[network][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(300); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const Network network = random_mixed(random);
    const Network fused = fuse_affine_layers(network);
    CAPTURE(to_text(network), to_text(fused));
    for (int k = 0; k < 10; ++k) {
      const std::vector<Rational> x = random_point(random, network.input_dim());
      CHECK(evaluate(fused, x) == evaluate(network, x));
    }
    for (std::size_t l = 0; l + 1 < fused.layers().size(); ++l) CHECK_FALSE(fused.layers()[l].is_affine());
    CHECK(fuse_affine_layers(fused) == fused);
    CHECK(fused.name() == network.name());
  }
}
