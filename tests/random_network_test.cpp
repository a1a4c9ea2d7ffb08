// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/random_network.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/errors.h"
#include "tests/support/expect_error.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// The weights of one layer, as doubles.
std::vector<double> weights_of(const std::string& law, std::size_t n_in, std::size_t n_out, std::uint64_t seed) {
  const Network network = random_network({{n_in, n_out, 1}, law, "zero", "relu", seed});
  std::vector<double> values;
  for (const Rational& entry : network.layers()[0].weights.entries()) values.push_back(entry.get_d());
  return values;
}

double mean(const std::vector<double>& values, int power) {
  double sum = 0;
  for (const double value : values) sum += std::pow(value, power);
  return sum / static_cast<double>(values.size());
}

/// The greatest distance of the empirical distribution function from `cdf`, times sqrt(n): beyond 1.95 in one of 1000.
template <typename Cdf>
double kolmogorov_smirnov(std::vector<double> values, const Cdf& cdf) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  double greatest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = cdf(values[i]);
    greatest =
        std::max({greatest, std::abs(p - static_cast<double>(i) / n), std::abs(p - static_cast<double>(i + 1) / n)});
  }
  return greatest * std::sqrt(n);
}

}  // namespace

TEST_CASE("normal numbers have the distribution they are named after") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    CAPTURE(seed);
    const std::vector<double> values = weights_of("normal:1", 100, 200, seed);
    CHECK(kolmogorov_smirnov(values, [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }) < 1.95);
    // Standard errors: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n).
    const double unit = 1 / std::sqrt(static_cast<double>(values.size()));
    CHECK(std::abs(mean(values, 1)) < 4 * unit);
    CHECK(std::abs(mean(values, 2) - 1) < 4 * std::sqrt(2.0) * unit);
    CHECK(std::abs(mean(values, 3)) < 4 * std::sqrt(15.0) * unit);
    CHECK(std::abs(mean(values, 4) - 3) < 4 * std::sqrt(96.0) * unit);
    CHECK(std::ranges::max(values) > 3);
  }
}

TEST_CASE("uniform numbers and integers") {
  const std::vector<double> values = weights_of("uniform:2", 100, 100, 5);
  CHECK(kolmogorov_smirnov(values, [](double x) { return (x + 2) / 4; }) < 1.95);
  CHECK(std::ranges::all_of(values, [](double x) { return -2 < x && x < 2 && x != 0; }));

  std::map<double, int> frequency;
  for (const double value : weights_of("integers:-2,3", 60, 100, 5)) ++frequency[value];
  REQUIRE(frequency.size() == 6);
  CHECK((frequency.begin()->first == -2 && frequency.rbegin()->first == 3));
  // 6000 of six kinds: a deviation of 115 has four standard deviations.
  for (const auto& [value, count] : frequency) CHECK(std::abs(count - 1000) < 116);
}

TEST_CASE("scales go with the fan") {
  const struct {
    const char* name;
    double variance;
  } cases[] = {{"he_normal", 2.0 / 50},       {"he_uniform", 2.0 / 50},   {"glorot_normal", 2.0 / 250},
               {"glorot_uniform", 2.0 / 250}, {"lecun_normal", 1.0 / 50}, {"lecun_uniform", 1.0 / 50},
               {"torch_linear", 1.0 / 150},   {"normal:1/3", 1.0 / 9},    {"uniform:0.3", 0.03}};
  for (const auto& [name, variance] : cases) {
    CAPTURE(name);
    CHECK(mean(weights_of(name, 50, 200, 9), 2) == Approx(variance).epsilon(0.06));
  }
}

TEST_CASE("the same words give the same network, and other words another") {
  const RandomNetwork words{{3, 5, 4, 2}, "he_normal", "normal:0.5", "relu", 7};
  const Network network = random_network(words, "a");
  CHECK(network == random_network(words, "b"));
  CHECK(network.input_dim() == 3);
  REQUIRE(network.layers().size() == 3);
  CHECK(network.layers()[1].activations == std::vector(4, Activation::relu()));
  CHECK(network.layers()[2].is_affine());

  RandomNetwork other = words;
  other.seed = 8;
  CHECK_FALSE(random_network(other).layers()[0].weights == network.layers()[0].weights);
  other = words;
  other.activation = "leaky_relu:1/10";
  CHECK(random_network(other).layers()[1].weights == network.layers()[1].weights);
  CHECK(random_network(other).layers()[1].bias == network.layers()[1].bias);
  CHECK(random_network(other).layers()[0].activations[0] == Activation::leaky_relu(Rational(1, 10)));
  other.biases = "zero";
  CHECK(random_network(other).layers()[2].weights == network.layers()[2].weights);
  CHECK(random_network(other).layers()[2].bias == std::vector<Rational>(2));
}

TEST_CASE("numbers are float32") {
  const Network network = random_network({{2, 50, 1}, "normal:1/3", "uniform:0.1", "relu", 1});
  for (const Rational& w : network.layers()[0].weights.entries()) {
    CHECK(exact_rational(static_cast<double>(static_cast<float>(w.get_d()))) == w);
  }
}

TEST_CASE("max groups have a row for each argument") {
  const Network network = random_network({{2, 3, 1}, "he_normal", "zero", "max:4", 1});
  const Layer& layer = network.layers()[0];
  CHECK(layer.num_units() == 3);
  CHECK(layer.num_rows() == 12);
  CHECK((layer.is_group(0) && layer.num_pieces(0) == 4));
  CHECK_FALSE(network.layers()[1].has_groups());
}

TEST_CASE("words that do not fit are refused") {
  for (const char* text : {"", "he", "normal", "normal:", "normal:x", "normal:0", "normal:-1", "normal:1e31",
                           "uniform:1/0", "integers", "integers:1", "integers:2,1", "integers:1,2,3", "integers:0,1e3",
                           "integers:0,2000000", "zero:1", "he_normal:2", " zero"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_number_law(text), InputError);
  }
  for (const char* text : {"", "tanh", "leaky_relu", "leaky_relu:x", "max", "max:1", "max:1001", "max:-2", "relu:1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_unit_law(text), InputError);
  }
  CHECK_THROWS_AS(random_network({{2}, "zero", "zero", "relu", 1}), InputError);
  CHECK_THROWS_AS(random_network({{}, "zero", "zero", "relu", 1}), InputError);
  CHECK_THROWS_AS(random_network({{2, 0, 1}, "zero", "zero", "relu", 1}), InputError);
  CHECK_THROWS_AS(random_network({{10000, 10000, 1}, "zero", "zero", "relu", 1}), InputError);
  CHECK_THROWS_AS(random_network({{10000, 1000, 1}, "zero", "zero", "max:2", 1}), InputError);
  CHECK_THROWS_AS(random_network({{10000000, 10000000, 10000000}, "zero", "zero", "relu", 1}), InputError);
}
