// SPDX-License-Identifier: GPL-3.0-or-later
// Convolutions, batch-norm and their like, as layers. Their numbers are held against onnxruntime by
// onnx_models_test.py.
#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Ints = std::vector<std::int64_t>;

/// A 1 x 2 x 4 x 4 image under one operator, then ReLU.
OnnxBuilder image(const std::string& op, const std::vector<std::string>& inputs) {
  OnnxBuilder b(13);
  b.input("x", {1, 2, 4, 4}).output("y");
  b.floats("w", {3, 2, 2, 2}, std::vector<float>(24, 0.5F)).floats("b", {3}, {1, 2, 3});
  b.node(op, inputs, {"h"}).set_name("op");
  b.node("Relu", {"h"}, {"y"});
  return b;
}

NetworkFile read(const OnnxBuilder& b) { return parse_network(b.bytes(), "net.onnx"); }

OnnxBuilder batch_norm(const std::vector<float>& scale, const std::vector<float>& variance, float epsilon) {
  OnnxBuilder b(13);
  b.input("x", {1, 2}).output("y");
  b.floats("s", {2}, scale).floats("b", {2}, {1, -1}).floats("m", {2}, {2, 3}).floats("v", {2}, variance);
  set_attribute(b.node("BatchNormalization", {"x", "s", "b", "m", "v"}, {"y"}), "epsilon", epsilon);
  return b;
}

}  // namespace

TEST_CASE("a convolution is one layer of sparse rows", "[io][onnx]") {
  OnnxBuilder b = image("Conv", {"x", "w", "b"});
  set_attribute(b.node_at(0), "strides", Ints{2, 2});
  const Network network = read(b).network;
  REQUIRE(network.layers().size() == 1);
  const Layer& layer = network.layers()[0];
  CHECK(layer.num_inputs() == 32);
  CHECK(layer.num_units() == 3 * 2 * 2);
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    std::size_t taps = 0;
    for (const Rational& w : layer.weights.row(u)) taps += w != 0;
    CHECK(taps == 8);
    CHECK(layer.bias[u] == Rational(1 + u / 4));
  }
}

TEST_CASE("convolution, batch-norm and mean fold into one layer", "[io][onnx]") {
  OnnxBuilder b(13);
  b.input("x", {1, 1, 4}).output("y");
  b.floats("w", {1, 1, 2}, {1, -1});
  for (const char* name : {"s", "b", "m", "v"}) b.floats(name, {1}, {1});
  b.node("Conv", {"x", "w"}, {"c"});
  set_attribute(b.node("BatchNormalization", {"c", "s", "b", "m", "v"}, {"n"}), "epsilon", 3.0F);
  b.node("GlobalAveragePool", {"n"}, {"y"});
  const NetworkFile file = read(b);
  REQUIRE(file.network.layers().size() == 1);
  // ((x0 - x3) / 3 - 1) / 2 + 1
  CHECK(evaluate(file.network, std::vector<Rational>{6, 100, -7, 0}) == std::vector<Rational>{Rational(3, 2)});
  CHECK(file.source.rounded == 0);
}

TEST_CASE("the factor of a batch-norm is the nearest double, and counted where that is not exact", "[io][onnx]") {
  const NetworkFile exact = read(batch_norm({3, -0.5F}, {3.75F, 0}, 0.25F));
  CHECK(exact.source.rounded == 0);
  CHECK(evaluate(exact.network, std::vector<Rational>{4, 4}) == std::vector<Rational>{4, -2});
  const NetworkFile rounded = read(batch_norm({1, -1}, {2, 3.75F}, 0.25F));
  CHECK(rounded.source.rounded == 1);
  CHECK(rounded.network.layers()[0].weights(0, 0) == exact_rational(2.0 / 3));
  CHECK(rounded.network.layers()[0].weights(1, 1) == Rational(-1, 2));
  expect_broken(batch_norm({1, 1}, {1, -1}, 0.5F).bytes(), "net.onnx", {"channel 1", "not positive"});
  expect_broken(batch_norm({1, 1, 1}, {1, 1, 1}, 0.5F).bytes(), "net.onnx", {"initializer", "'s'"});
}

TEST_CASE("a head that chooses a class is left out", "[io][onnx]") {
  const auto with_head = [](const std::string& op, std::int64_t axis, std::int64_t opset) {
    OnnxBuilder b(static_cast<int>(opset));
    b.input("x", {1, 3}).output("y");
    b.node("Abs", {"x"}, {"h"});
    set_attribute(b.node(op, {"h"}, {"y"}), "axis", axis);
    return b;
  };
  for (const char* op : {"Softmax", "LogSoftmax", "ArgMax"}) {
    const NetworkFile file = read(with_head(op, -1, 13));
    CHECK(file.source.head == op);
    CHECK(file.network.output_dim() == 3);
    CHECK(file.network.layers()[0].activations[0] == Activation::abs());
    expect_broken(with_head(op, 0, 13).bytes(), "net.onnx", {op, "all 3 scores"});
  }
  CHECK(read(with_head("Softmax", 0, 11)).source.head == "Softmax");  // over its axis and all behind it
  expect_broken(with_head("Softmax", 2, 13).bytes(), "net.onnx", {"Softmax", "all 3 scores"});
}

TEST_CASE("maxima are groups of rows, or one unit where all arguments but one are constant", "[io][onnx]") {
  OnnxBuilder b = image("MaxPool", {"x"});
  set_attribute(b.node_at(0), "kernel_shape", Ints{2, 2});
  set_attribute(b.node_at(0), "strides", Ints{2, 2});
  Network network = read(b).network;
  REQUIRE(network.layers().size() == 2);  // maxima, then the ReLU behind them
  CHECK(network.layers()[0].num_units() == 8);
  CHECK(network.layers()[0].num_rows() == 32);
  CHECK(network.layers()[0].is_group(7));

  const auto maximum = [](const std::string& op, const std::vector<std::string>& inputs) {
    OnnxBuilder of(13);
    of.input("x", {1, 2}).output("y");
    of.floats("c", {2}, {1, 2}).floats("d", {}, {3}).floats("w", {2, 2}, {1, 1, 0, 0});
    of.node(op, inputs, {"y"}).set_name("op");
    return read(of).network;
  };
  const Layer constant = maximum("Max", {"x", "c", "d"}).layers()[0];
  CHECK(!constant.has_groups());
  CHECK(constant.activations[0] == Activation::clip_below(3));
  const Layer repeated = maximum("Max", {"x", "x"}).layers()[0];
  CHECK(repeated.is_affine());
  network = maximum("Min", {"x", "c"});
  CHECK(network.layers()[0].activations[1] == Activation::clip_below(-2));
  CHECK(evaluate(network, std::vector<Rational>{5, 1}) == std::vector<Rational>{1, 1});
}

TEST_CASE("what is not continuous and piecewise linear is refused by operator and node", "[broken][onnx]") {
  const std::vector<std::string> operators{"Celu",
                                           "Cos",
                                           "CumSum",
                                           "Einsum",
                                           "Elu",
                                           "Equal",
                                           "Erf",
                                           "Exp",
                                           "Floor",
                                           "Gelu",
                                           "Greater",
                                           "GRU",
                                           "HardSwish",
                                           "Less",
                                           "LpPool",
                                           "LSTM",
                                           "Mish",
                                           "Mod",
                                           "NonZero",
                                           "Pow",
                                           "ReduceL2",
                                           "ReduceProd",
                                           "Reciprocal",
                                           "Round",
                                           "Selu",
                                           "Sigmoid",
                                           "Sign",
                                           "Sin",
                                           "Softplus",
                                           "Softsign",
                                           "Sqrt",
                                           "Tanh",
                                           "ThresholdedRelu",
                                           "TopK",
                                           "Where",
                                           "LayerNormalization",
                                           "InstanceNormalization",
                                           "MaxUnpool"};
  for (const std::string& op : operators) {
    expect_broken(image(op, {"x"}).bytes(), "net.onnx", {"node 'op' (" + op + ")", "operator is not supported"});
  }
  for (const std::string op : {"Mul", "Div", "MatMul"}) {
    expect_broken(image(op, {"x", "x"}).bytes(), "net.onnx", {"node 'op' (" + op + ")"});
  }
  // In the middle of a network these are no heads.
  for (const std::string op : {"Softmax", "LogSoftmax", "ArgMax"}) {
    expect_broken(image(op, {"x"}).bytes(), "net.onnx", {"node 'op' (" + op + ")"});
  }
  OnnxBuilder b = image("MaxPool", {"x"});
  set_attribute(b.node_at(0), "kernel_shape", Ints{2, 2});
  b.node_at(0).add_output("places");
  expect_broken(b.bytes(), "net.onnx", {"node 'op' (MaxPool)", "places of its maxima"});
}

TEST_CASE("broken convolutions and shapes", "[broken][onnx]") {
  const auto expect = [](const std::string& op, const std::vector<std::string>& inputs, const std::string& attribute,
                         const Ints& values, const Words& words) {
    OnnxBuilder b = image(op, inputs);
    b.integers("i", values);
    if (!attribute.empty()) set_attribute(b.node_at(0), attribute, values);
    Words all = words;
    all.push_back("node 'op' (" + op + ")");
    expect_broken(b.bytes(), "net.onnx", all);
  };
  expect("Conv", {"x", "w"}, "strides", {0, 1}, {"strides do not fit"});
  expect("Conv", {"x", "w"}, "dilations", {1}, {"dilations do not fit"});
  expect("Conv", {"x", "w"}, "pads", {-1, 0, 0, 0}, {"pads do not fit"});
  expect("Conv", {"x", "w"}, "kernel_shape", {3, 3}, {"kernel_shape is not that of the kernel"});
  expect("Conv", {"x", "w"}, "dilations", {4, 1}, {"reaches over 5 entries of a dimension of 4"});
  expect("Conv", {"w", "x"}, "", {}, {"kernel depends on the network's input"});
  expect("Conv", {"x", "b"}, "", {}, {"kernel of shape [3] does not fit"});
  expect("ConvTranspose", {"x", "w"}, "", {}, {"do not fit with 1 group(s)"});
  expect("AveragePool", {"x"}, "", {}, {"kernel_shape is missing"});
  expect("AveragePool", {"x"}, "kernel_shape", {9, 1}, {"reaches over 9 entries"});
  expect("MaxPool", {"x"}, "", {}, {"kernel_shape is missing"});
  expect("MaxPool", {"x"}, "kernel_shape", {1, 5}, {"reaches over 5 entries"});
  expect("ReduceMax", {"x"}, "axes", {-5}, {"axis -5 is outside"});
  expect("Max", {"x", "b"}, "", {}, {"do not broadcast"});
  expect("ReduceSum", {"x", "i"}, "", {4}, {"axis 4 is outside"});
  expect("Expand", {"x", "i"}, "", {3, 3}, {"do not broadcast"});
  expect("Expand", {"x", "i"}, "", {0}, {"the size 0"});
  expect("Expand", {"x", "i"}, "", {1 << 30, 1, 1, 1, 1}, {"check"});
  expect("Gather", {"x", "i"}, "", {1}, {"axis 1 is outside"});
  expect("Pad", {"x", "i"}, "", {1, 1}, {"pads are not two per dimension"});
  expect("Pad", {"x", "i"}, "", {0, 0, 0, -3, 0, 0, 0, -2}, {"-3 and -2 do not fit a dimension of 4"});
  expect("Split", {"x", "i"}, "", {2}, {"impossible size"});
  expect("Split", {"x", "i"}, "", {0}, {"does not split into its 1 parts"});
  expect("Slice", {"x", "i"}, "", {1}, {"ends are missing"});
  expect("Slice", {"x", "i", "i", "i", "w"}, "", {1}, {"not a list of integers"});
  expect("Concat", {"x", "w"}, "", {}, {"axis is missing"});
  expect("PRelu", {"x", "x"}, "", {}, {"slope depends on the network's input"});
  expect("HardSwish", {"x"}, "", {}, {"operator is not supported"});
  expect("Cast", {"x"}, "", {}, {"casts to floats"});
}

TEST_CASE("attributes and lists of any numbers give an answer or an error", "[broken][onnx][random]") {
  const std::uint64_t seed = test_seed();
  const std::vector<std::pair<std::string, std::vector<std::string>>> operators = {
      {"Conv", {"x", "w"}},       {"ConvTranspose", {"x", "w"}},
      {"AveragePool", {"x"}},     {"ReduceMean", {"x"}},
      {"Expand", {"x", "i"}},     {"Gather", {"x", "i"}},
      {"Pad", {"x", "i"}},        {"Split", {"x", "i"}},
      {"Slice", {"x", "i", "j"}}, {"ReduceSum", {"x", "i"}},
      {"Flatten", {"x"}},         {"Reshape", {"x", "i"}},
      {"Unsqueeze", {"x", "i"}},  {"Shape", {"x"}},
      {"Concat", {"x", "x"}},     {"Slice", {"x", "i", "j", "k", "l"}},
      {"MaxPool", {"x"}},         {"ReduceMax", {"x", "i"}},
      {"MaxPool", {"x"}},         {"GlobalMaxPool", {"x"}}};
  const std::vector<std::string> names = {"strides",        "dilations",    "pads",  "kernel_shape", "axes",   "group",
                                          "output_padding", "output_shape", "split", "axis",         "starts", "end"};
  std::size_t read_whole = 0;
  for (int index = 0; index < scaled_cases(4000); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const auto any = [&]() -> std::int64_t {
      constexpr auto kLeast = std::numeric_limits<std::int64_t>::min(),
                     kMost = std::numeric_limits<std::int64_t>::max();
      constexpr std::int64_t kExtremes[] = {kLeast, kLeast + 1, -1, 0, std::int64_t{1} << 31, std::int64_t{1} << 32,
                                            kMost};
      return random.chance(0.15) ? kExtremes[random.integer(0, 6)] : random.integer(-2, 4);
    };
    const auto list = [&] {
      Ints values(static_cast<std::size_t>(random.integer(0, 4) * (random.chance(0.3) ? 2 : 1)));
      for (std::int64_t& value : values) value = any();
      return values;
    };
    const auto& [op, inputs] = random.pick(operators);
    OnnxBuilder b = image(op, inputs);
    for (const char* name : {"i", "j", "k", "l"}) b.integers(name, list());
    for (int i = random.integer(0, 3); i > 0; --i) {
      const std::string& name = names[static_cast<std::size_t>(random.integer(0, 11))];
      if (name == "group" || name == "axis" || name == "end") {
        set_attribute(b.node_at(0), name, any());
      } else {
        set_attribute(b.node_at(0), name, list());
      }
    }
    try {
      read(b);
      ++read_whole;
    } catch (const InputError&) {
    }
  }
  CHECK(read_whole > 0);
}
