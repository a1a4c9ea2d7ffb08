// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"
#include "tests/support/shared_networks.h"

using namespace crease;
using crease::testing::shared_network;

namespace {

/// Two inputs, three hidden units, one output; means 1, 2 and 10, ranges 2, 4 and 3.
const std::string kSmall = R"(// a comment
// another one
2,2,1,3,
2,3,1,
0,
-5.0,-5.0,
5.0,5.0,
1.0,2.0,10.0,
2.0,4.0,3.0,
1.0,0.5,
-1.0e0,2.0,
0.1,0.0,
0.25,
-1.0,
0.0,
1.0,-2.0,0.5,
7.5,
)";

std::vector<Rational> output(const std::string& text, const ReadOptions& options, std::vector<Rational> x) {
  return evaluate(parse_network(text, "small.nnet", options).network, x);
}

}  // namespace

TEST_CASE("the normalisation is folded in exactly, or ignored", "[nnet]") {
  const Network raw = parse_network(kSmall, "small.nnet", {.raw = true}).network;
  REQUIRE(raw.layers().size() == 2);
  CHECK(raw.layers()[0].weights(2, 0) == Rational(1, 10));
  CHECK(raw.layers()[0].bias == std::vector<Rational>{Rational(1, 4), -1, 0});
  CHECK(raw.layers()[0].activations[0] == Activation::relu());
  CHECK(raw.layers()[1].activations[0] == Activation::identity());

  for (const std::vector<Rational>& x :
       {std::vector<Rational>{0, 0}, {3, -1}, {Rational(-7, 3), 100}, {Rational(1, 9), -8}}) {
    const std::vector<Rational> normalised = {(x[0] - 1) / 2, (x[1] - 2) / 4};
    CHECK(output(kSmall, {}, x)[0] == evaluate(raw, normalised)[0] * 3 + 10);
  }
  // Inputs outside their declared bounds are not clamped.
  CHECK(output(kSmall, {}, {1000, 0}) != output(kSmall, {}, {5, 0}));
}

TEST_CASE("a single layer is folded on both sides", "[nnet]") {
  const std::string text = "1,1,1,1,\n1,1,\n0,\n0,\n1,\n3,5,\n2,7,\n4,\n6,\n";
  // 7 (4 (x - 3) / 2 + 6) + 5
  CHECK(output(text, {}, {10}) == std::vector<Rational>{7 * (2 * 7 + 6) + 5});
}

TEST_CASE("decimals follow the policy", "[nnet]") {
  const auto weight = [](DecimalPolicy decimals) {
    return parse_network(kSmall, "small.nnet", {.decimals = decimals, .raw = true}).network.layers()[0].weights(2, 0);
  };
  CHECK(weight(DecimalPolicy::kExact) == Rational(1, 10));
  CHECK(weight(DecimalPolicy::kFloat64) == exact_rational(0.1));
  CHECK(weight(DecimalPolicy::kFloat32) == exact_rational(0.1F));
}

TEST_CASE("layout is free where the format is", "[nnet]") {
  const Network expected = parse_network(kSmall, "small.nnet").network;
  std::string carriage_returns, blank_lines, spaces;
  for (const char c : kSmall) {
    carriage_returns += c == '\n' ? "\r\n" : std::string(1, c);
    blank_lines += c == '\n' ? "\n \n" : std::string(1, c);
    spaces += c == ',' ? " ,\t" : std::string(1, c);
  }
  std::string no_last_commas = kSmall;
  for (std::size_t at; (at = no_last_commas.find(",\n")) != std::string::npos;) no_last_commas.erase(at, 1);
  std::string no_last_newline = kSmall;
  no_last_newline.pop_back();
  for (const std::string& text : {carriage_returns, blank_lines, spaces, no_last_commas, no_last_newline}) {
    CAPTURE(text);
    CHECK(parse_network(text, "small.nnet").network == expected);
  }
  CHECK(parse_network(kSmall, "-").source.format == NetworkFormat::kNnet);
  CHECK(parse_network(kSmall.substr(kSmall.find("2,2,1")), "-").source.format == NetworkFormat::kNnet);
}

TEST_CASE("a real collision-avoidance network is read", "[nnet]") {
  const std::optional<std::string> path = shared_network("TestNetwork.nnet");
  if (!path) return;
  const Network network = read_network(*path).network;
  CHECK(network.input_dim() == 5);
  CHECK(network.output_dim() == 5);
  CHECK(network.num_bending_units() == 300);
}
