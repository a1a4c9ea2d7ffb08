// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"
#include "tests/support/random.h"

using namespace crease;

namespace {

Network parse(const std::string& text, DecimalPolicy decimals = DecimalPolicy::kExact) {
  return parse_network(text, "net.json", {.decimals = decimals}).network;
}

/// A network with one layer given by its members.
std::string one_layer(const std::string& members, int input_dim = 2) {
  return R"({"format": "crease-network/1", "input_dim": )" + std::to_string(input_dim) + ", \"layers\": [{" + members +
         "}]}";
}

std::string written(const Network& network) {
  std::ostringstream out;
  write_network_json(network, out);
  return out.str();
}

Activation activation_of(const std::string& members) {
  return parse(one_layer(R"("weights": [[1, 0]], )" + members)).layers()[0].activations[0];
}

Rational random_number(testing::Random& random) {
  switch (random.integer(0, 5)) {
    case 0:
      return 0;
    case 1:
      return random.integer(-9, 9);
    case 2:
      return exact_rational(random.gaussian());
    case 3:
      return exact_rational(static_cast<float>(random.gaussian() * 1e-30));
    case 4:
      return parse_rational("-123456789012345678901234567890");
    default: {
      Rational value(random.integer(-1000, 1000), random.integer(1, 1000));
      value.canonicalize();
      return value;
    }
  }
}

Activation random_activation(testing::Random& random) {
  const Rational a = random_number(random);
  switch (random.integer(0, 9)) {
    case 0:
      return Activation::relu();
    case 1:
      return Activation::leaky_relu(a);
    case 2:
      return Activation::abs();
    case 3:
      return Activation::hard_tanh();
    case 4:
      return Activation::relu6();
    case 5:
      return Activation::identity();
    case 6:
      return Activation::clip_below(a);
    case 7:
      return Activation::clip_above(a);
    case 8:
      return Activation::clip(a, a + random.integer(0, 2));
    default:
      return Activation::piecewise({a, a + 1, a + 3}, {random_number(random), 1, -2, random_number(random)}, a, a);
  }
}

Network random_network(testing::Random& random) {
  const int input_dim = random.integer(1, 4);
  std::vector<Layer> layers;
  int inputs = input_dim;
  for (int l = random.integer(1, 4); l > 0; --l) {
    const int units = random.integer(1, 5);
    Layer layer{Matrix<Rational>(static_cast<std::size_t>(units), static_cast<std::size_t>(inputs)), {}, {}};
    const bool same = random.chance(0.5);
    const Activation common = random_activation(random);
    for (std::size_t i = 0; i < layer.num_units(); ++i) {
      for (Rational& w : layer.weights.row(i)) w = random_number(random);
      layer.bias.push_back(random_number(random));
      layer.activations.push_back(same ? common : random_activation(random));
    }
    layers.push_back(std::move(layer));
    inputs = units;
  }
  return Network(static_cast<std::size_t>(input_dim), std::move(layers));
}

}  // namespace

TEST_CASE("the design's example is read as it stands", "[json]") {
  const Network network = parse(R"({"format": "crease-network/1", "input_dim": 2, "layers": [
    {"weights": [["1/2", -3], [0.1, 2]], "bias": [0, "1/3"], "activation": "relu"},
    {"weights": [[1e2, 25e-1]], "activation": "identity"}]})");
  REQUIRE(network.layers().size() == 2);
  CHECK(network.name() == "net");
  const Layer& first = network.layers()[0];
  CHECK(first.weights(0, 0) == Rational(1, 2));
  CHECK(first.weights(0, 1) == -3);
  CHECK(first.weights(1, 0) == Rational(1, 10));
  CHECK(first.bias == std::vector<Rational>{0, Rational(1, 3)});
  CHECK(first.activations[1] == Activation::relu());
  const Layer& second = network.layers()[1];
  CHECK(second.weights(0, 0) == 100);
  CHECK(second.weights(0, 1) == Rational(5, 2));
  CHECK(second.bias == std::vector<Rational>{0});
}

TEST_CASE("numbers are exact, or rounded when asked", "[json]") {
  const auto weight = [](const std::string& number, DecimalPolicy decimals) {
    return parse(one_layer("\"weights\": [[" + number + ", 0]], \"activation\": \"relu\""), decimals)
        .layers()[0]
        .weights(0, 0);
  };
  const std::string integer = "123456789012345678901234567890123456789012345678901234567890";
  for (const std::string number : {"0.1", "-1.25e-3", "1e400", "1E-4000", "0", "-0", "18446744073709551616",
                                   "0.100000000000000000000000000000000000000001"}) {
    CHECK(weight(number, DecimalPolicy::kExact) == parse_rational(number));
    CHECK(weight('"' + number + '"', DecimalPolicy::kExact) == parse_rational(number));
  }
  CHECK(to_string(weight(integer, DecimalPolicy::kExact)) == integer);
  CHECK(weight("0.1", DecimalPolicy::kFloat64) == exact_rational(0.1));
  CHECK(weight("0.1", DecimalPolicy::kFloat32) == exact_rational(0.1F));
  CHECK(weight("\"1/10\"", DecimalPolicy::kFloat32) == Rational(1, 10));
  CHECK(parse_network(one_layer(R"("weights": [[1, 2]], "activation": "abs")"), "-",
                      {.decimals = DecimalPolicy::kFloat32})
            .source.decimals == DecimalPolicy::kFloat32);
}

TEST_CASE("every activation has its forms", "[json]") {
  CHECK(activation_of(R"("activation": "abs")") == Activation::abs());
  CHECK(activation_of(R"("activation": "hard_tanh")") == Activation::hard_tanh());
  CHECK(activation_of(R"("activation": {"type": "relu6"})") == Activation::relu6());
  CHECK(activation_of(R"("activation": "identity")") == Activation::identity());
  CHECK(activation_of(R"("activation": "leaky_relu", "alpha": 0.01)") == Activation::leaky_relu(Rational(1, 100)));
  CHECK(activation_of(R"("activation": {"type": "leaky_relu", "alpha": "-1/3"})") ==
        Activation::leaky_relu(Rational(-1, 3)));
  CHECK(activation_of(R"("activation": "clip", "lo": -1, "hi": 2)") == Activation::clip(-1, 2));
  CHECK(activation_of(R"("activation": {"type": "clip", "lo": -1})") == Activation::clip_below(-1));
  CHECK(activation_of(R"("activations": [{"type": "clip", "hi": 3}])") == Activation::clip_above(3));
  CHECK(activation_of(R"("activation": {"type": "piecewise", "breakpoints": [0, 1], "slopes": [0, 2, 1],
                         "anchor": 0, "value": 5})") == Activation::piecewise({0, 1}, {0, 2, 1}, 0, 5));
  const Network mixed = parse(one_layer(R"("weights": [[1, 0], [0, 1]], "activations": ["relu", {"type": "abs"}])"));
  CHECK(mixed.layers()[0].activations == std::vector<Activation>{Activation::relu(), Activation::abs()});
}

TEST_CASE("what is written reads back, under every policy", "[json]") {
  const std::uint64_t seed = testing::test_seed();
  for (int index = 0; index < testing::scaled_cases(300); ++index) {
    CAPTURE(seed, index);
    testing::Random random(seed, static_cast<std::uint64_t>(index));
    const Network network = random_network(random);
    const std::string text = written(network);
    CAPTURE(text);
    for (const DecimalPolicy decimals : {DecimalPolicy::kExact, DecimalPolicy::kFloat64, DecimalPolicy::kFloat32}) {
      const Network read = parse(text, decimals);
      CHECK(read == network);
      CHECK(written(read) == text);
      for (std::size_t l = 0; l < network.layers().size(); ++l) {
        for (std::size_t i = 0; i < network.layers()[l].num_units(); ++i) {
          const std::string name = network.layers()[l].activations[i].name();
          CHECK(read.layers()[l].activations[i].name() == name);
        }
      }
    }
  }
}

TEST_CASE("the written form has one line per row", "[json]") {
  const Network network = parse(one_layer(R"("weights": [[1, "1/2"], [16777217, 0]], "activation": "clip", "lo": 0)"));
  CHECK(written(network) == R"({"format": "crease-network/1", "input_dim": 2, "layers": [
  {"weights": [
    [1, "1/2"],
    ["16777217/1", 0]],
   "bias": [0, 0],
   "activation": "clip", "lo": 0}
]}
)");
}

TEST_CASE("format, name and hash of a source", "[json]") {
  const std::string text = one_layer(R"("weights": [[1, 2]], "activation": "relu")");
  for (const std::string path : {"a/b.tiny.json", "-", "noextension", "UPPER.JSON"}) {
    const NetworkFile file = parse_network("\n " + text, path);
    CHECK(file.source.format == NetworkFormat::kJson);
    CHECK(file.source.weight_type == "decimal");
  }
  CHECK(parse_network(text, "a/b.tiny.json").network.name() == "b.tiny");
  CHECK(parse_network(text, "-").network.name() == "stdin");
  CHECK(parse_network("\xEF\xBB\xBF" + text, "bom.json").network == parse(text));
  CHECK(parse_network("\xEF\xBB\xBF" + text, "-").network == parse(text));

  // The SHA-256 of this text, by sha256sum.
  const std::string fixed =
      R"({"format":"crease-network/1","input_dim":1,"layers":[{"weights":[[1]],"activation":"relu"}]})";
  CHECK(parse_network(fixed, "x.json").source.sha256 ==
        "30135711473215dc2e57260fcb5b0103a3e6705fd28eee1e077b9072048b7126");
}
