// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Writer = void (*)(const Network&, std::ostream&);

std::string written(Writer write, const Network& network) {
  std::ostringstream out;
  write(network, out);
  return out.str();
}

/// What refuses to write it says.
std::string refusal(Writer write, const Network& network) {
  try {
    written(write, network);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// Layers 3, 4, 2 with numbers from `number`.
template <typename Number>
Network random_network(Number&& number, const std::vector<Activation>& hidden) {
  std::vector<Layer> layers;
  std::size_t inputs = 3;
  for (const std::size_t units : {std::size_t{4}, std::size_t{2}}) {
    Layer layer{Matrix<Rational>(units, inputs), std::vector<Rational>(units), {}};
    for (std::size_t u = 0; u < units; ++u) {
      for (Rational& w : layer.weights.row(u)) w = number();
      layer.bias[u] = number();
      layer.activations.push_back(units == 2 ? Activation::identity() : hidden[u % hidden.size()]);
    }
    layers.push_back(std::move(layer));
    inputs = units;
  }
  return Network(3, std::move(layers));
}

}  // namespace

TEST_CASE("a network written as ONNX is read back as it was", "[io][onnx][random]") {
  const std::uint64_t seed = test_seed();
  const std::vector<std::vector<Activation>> kinds = {
      {Activation::relu()},
      {Activation::abs()},
      {Activation::leaky_relu(Rational(1, 8))},
      {Activation::relu(), Activation::leaky_relu(-3), Activation::abs(), Activation::identity()},
      {Activation::hard_tanh()},
      {Activation::relu6()},
      {Activation::clip(Rational(-1, 4), 3)},
      {Activation::clip_below(Rational(1, 2))},
      {Activation::clip_above(2)}};
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const bool wide = random.chance(0.5);
    const auto number = [&] {
      const double value = std::ldexp(random.integer(-1000, 1000), random.integer(-40, 40));
      return exact_rational(wide ? value * (1 + 0x1p-50) : value);
    };
    const Network network = random_network(number, kinds[static_cast<std::size_t>(index) % kinds.size()]);
    const NetworkFile read = parse_network(written(write_network_onnx, network), "network.onnx");
    CHECK(read.network == network);
    CHECK(read.source.weight_type == (wide ? "float64" : "float32"));
    CHECK(written(write_network_onnx, read.network) == written(write_network_onnx, network));
  }
}

TEST_CASE("maxima are written and read back as they were", "[io][onnx][random]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const auto number = [&]() -> Rational { return Rational(random.integer(-1000, 1000)) / 64; };
    const auto layer = [&](const std::vector<std::size_t>& arguments, std::size_t inputs) {
      std::size_t rows = 0;
      for (const std::size_t size : arguments) rows += size;
      Matrix<Rational> weights(rows, inputs);
      std::vector<Rational> bias(rows);
      for (std::size_t i = 0; i < rows; ++i) {
        for (Rational& w : weights.row(i)) w = number();
        bias[i] = number();
      }
      return make_max_layer(weights, bias, arguments);
    };
    const std::size_t size = static_cast<std::size_t>(random.integer(2, 4));
    const Network alike(3, {layer({size, size}, 3), layer({2, 2, 2}, 2), layer({1}, 3)});
    CHECK(parse_network(written(write_network_json, alike), "net.json").network == alike);
    CHECK(parse_network(written(write_network_onnx, alike), "net.onnx").network == alike);
    CHECK(refusal(write_network_nnet, alike).find("maximum") != std::string::npos);
    CHECK(refusal(write_network_npz, alike).find("layer 1: it has max groups") != std::string::npos);

    const Layer mixed = layer({3, 1, 2}, 3);
    Layer plain = mixed;
    plain.activations[1] = Activation::relu();
    const Network various(3, {mixed, plain});
    CHECK(parse_network(written(write_network_json, various), "net.json").network == various);
    CHECK(refusal(write_network_onnx, various).find("different numbers of rows") != std::string::npos);
  }
}

TEST_CASE("a network written as .nnet is read back as it was", "[io][random]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(200); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const auto number = [&] {
      Rational value = exact_rational(std::ldexp(random.integer(-1000, 1000), random.integer(-300, 60)));
      return random.chance(0.5) ? Rational(random.integer(-5000, 5000)) / 1250 : value;
    };
    const Network network = random_network(number, {Activation::relu()});
    const std::string text = written(write_network_nnet, network);
    CHECK(parse_network(text, "network.nnet").network == network);
    CHECK(written(write_network_nnet, parse_network(text, "network.nnet").network) == text);
  }
}

TEST_CASE("a network written as .npz is read back as it was", "[io][arrays][random]") {
  const std::uint64_t seed = test_seed();
  const std::vector<Activation> activations = {Activation::relu(),
                                               Activation::abs(),
                                               Activation::identity(),
                                               Activation::relu6(),
                                               Activation::leaky_relu(Rational(1, 3)),
                                               Activation::clip_below(Rational(-1, 7)),
                                               Activation::clip(2, 2),
                                               Activation::piecewise({0, 1}, {1, 2, 3}, 0, Rational(1, 9))};
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    std::vector<Layer> layers;
    const auto size = [&] { return static_cast<std::size_t>(random.integer(1, 4)); };
    const std::size_t n0 = size();
    for (std::size_t inputs = n0, l = size(); l > 0; --l) {
      const std::size_t units = size();
      Layer next{Matrix<Rational>(units, inputs), std::vector<Rational>(units),
                 std::vector(units, random.pick(activations))};
      const auto number = [&] {
        return exact_rational(std::ldexp(random.integer(-1000, 1000) * (1 + 0x1p-40), random.integer(-1060, 900)));
      };
      for (std::size_t u = 0; u < units; ++u) {
        for (Rational& w : next.weights.row(u)) w = number();
        next.bias[u] = number();
        if (random.chance(0.2)) next.activations[u] = random.pick(activations);
      }
      layers.push_back(std::move(next));
      inputs = units;
    }
    const Network network(n0, layers);
    const std::string bytes = written(write_network_npz, network);
    const NetworkFile read = parse_network(bytes, "network.npz");
    CHECK(read.network == network);
    CHECK(read.source.weight_type == "float64");
    const std::string json = written(write_network_json, read.network);
    CHECK(written(write_network_npz, parse_network(json, "network.json").network) == bytes);
  }
}

TEST_CASE("what a format cannot hold is refused with its place", "[io][onnx]") {
  const auto with_weight = [](const Rational& weight) {
    return random_network([&] { return weight; }, {Activation::relu()});
  };
  CHECK(refusal(write_network_onnx, with_weight(Rational(1, 3))).find("layer 1, unit 1: the number 1/3") == 0);
  CHECK(refusal(write_network_nnet, with_weight(Rational(1, 3))).find("layer 1, unit 1: the number 1/3") == 0);
  CHECK(refusal(write_network_npz, with_weight(Rational(1, 3))).find("layer 1, unit 1: the number 1/3") == 0);
  CHECK(refusal(write_network_onnx, with_weight(parse_rational("1e400"))).find("not a float64") != std::string::npos);
  CHECK(refusal(write_network_npz, with_weight(parse_rational("1e400"))).find("not a float64") != std::string::npos);
  CHECK(refusal(write_network_nnet, with_weight(parse_rational("1e400"))).empty());
  const auto with_activation = [](const std::vector<Activation>& hidden) {
    return random_network([] { return Rational(1); }, hidden);
  };
  const Activation bend = Activation::piecewise({0, 1}, {1, 2, 3}, 0, 0);
  CHECK(refusal(write_network_onnx, with_activation({bend})).find("layer 1: no ONNX operator") == 0);
  CHECK(refusal(write_network_onnx, with_activation({Activation::relu(), Activation::relu6()})).find("layer 1") == 0);
  CHECK(refusal(write_network_nnet, with_activation({Activation::abs()})).find("layer 1: a unit is abs") == 0);
}
