// SPDX-License-Identifier: GPL-3.0-or-later
// Networks in plain text.
#include <catch2/catch.hpp>

#include "core/io/network_file.h"
#include "tests/support/expect_error.h"

using namespace crease;
using namespace crease::testing;

namespace {

Network text(const std::string& bytes, const ReadOptions& options = {}) {
  return parse_network(bytes, "net.txt", options).network;
}

const std::string kText =
    "# 2 -> 3 -> 1\n"
    "1 2\n"
    "3, 4\n"
    "0.1;\t1/3  # a comment\n"
    "\n"
    "# the bias\n"
    "7 8 9\n"
    "\n\n"
    "1 -1 2e-3\n"
    "\r\n"
    "5\n";

}  // namespace

TEST_CASE("a network in plain text", "[text]") {
  const Network network = text(kText);
  REQUIRE(network.layers().size() == 2);
  const Layer& first = network.layers()[0];
  CHECK(first.weights(2, 0) == Rational(1, 10));
  CHECK(first.weights(2, 1) == Rational(1, 3));
  CHECK(first.weights(1, 0) == 3);
  CHECK(first.bias == std::vector<Rational>{7, 8, 9});
  CHECK(first.activations[0] == Activation::relu());
  CHECK(network.layers()[1].weights(0, 2) == Rational(1, 500));
  CHECK(network.layers()[1].activations[0] == Activation::identity());
  CHECK(text(kText, {.decimals = DecimalPolicy::kFloat32}).layers()[0].weights(2, 0) == exact_rational(double{0.1F}));
  CHECK(parse_network(kText, "-").source.format == NetworkFormat::kText);
  CHECK(parse_network(kText, "net.txt").source.weight_type == "decimal");

  // Columns for rows, the bias as a column, other line ends, no end of the last line.
  CHECK(text("1 3 0.1\n2 4 1/3\n\n7\n8\n9\n\n1\n-1\n2e-3\n\n5") == network);
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : kText) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(text(windows) == network);
  CHECK(text("1 2\n3 4\n\n0 0\n", {.weights = WeightShape::kInOut}).layers()[0].weights(0, 1) == 3);
}

TEST_CASE("activation lines", "[text]") {
  const Network network = text(
      "abs\n1\n2\n\n0 0\n\n{\"type\": \"leaky_relu\", \"alpha\": \"1/4\"}\n1 1\n\n0\n\n1\n\n0\n\nrelu # of the "
      "last\n1\n\n0\n");
  REQUIRE(network.layers().size() == 4);
  CHECK(network.layers()[0].activations[1] == Activation::abs());
  CHECK(network.layers()[1].activations[0] == Activation::leaky_relu(Rational(1, 4)));
  CHECK(network.layers()[2].activations[0] == Activation::relu());
  CHECK(network.layers()[3].activations[0] == Activation::relu());
}

TEST_CASE("networks in broken text are refused with the place", "[text][broken]") {
  const auto refuses = [](const std::string& bytes, const Words& words) { expect_broken(bytes, "net.txt", words); };
  refuses("", {"the file is empty"});
  refuses("# nothing\n\n", {"there are no numbers in it"});
  refuses("1 2\n3\n\n0 0\n", {"net.txt:2:1", "a row of 1 numbers", "line 1, has 2"});
  refuses("1 2\n3 4x\n\n0 0\n", {"net.txt:2:3", "'4x' is not a number"});
  refuses("1 2\n 3 ,, 4\n\n0 0\n", {"net.txt:2:5", "is not a number"});
  refuses("1 nan\n\n0\n", {"net.txt:1:3", "'nan' is not a number"});
  refuses("inf 1\n\n0\n", {"net.txt:1:1", "'inf' is not a number"});
  refuses("1 1e999999\n\n0\n", {"net.txt:1:3", "exponent"});
  refuses("1 2\n\n0\n\n1\n", {"net.txt:5:1", "no bias behind it", "zeros"});
  refuses("1 2\n3 4\n\n0 0 0\n", {"'weights in line 1' (2, 2)", "needs a bias of 2 entries, and 'bias in line 4'"});
  refuses("1 2\n\n0\n\n1 2\n\n0\n", {"'weights in line 5' (1, 2)", "does not fit behind"});
  refuses("tanh\n1\n\n0\n", {"activation of layer 1", "unknown activation 'tanh'"});
  refuses("1\n\nrelu\n0\n", {"net.txt:3:1", "before the weights of a layer, not before its bias"});
  refuses("relu\nabs\n1\n\n0\n", {"net.txt:2:1", "second activation"});
  refuses("1\n\n0\nrelu\n", {"weights are missing behind the activation 'relu'"});
  refuses("[1, 2]\n1\n\n0\n", {"activation of layer 1"});
}
