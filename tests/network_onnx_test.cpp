// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/shared_networks.h"

using namespace crease;
using crease::testing::OnnxBuilder;
using crease::testing::set_attribute;
using crease::testing::shared_network;

namespace {

NetworkFile parse(const OnnxBuilder& model) { return parse_network(model.bytes(), "m.onnx"); }

std::vector<std::size_t> widths(const Network& network) {
  std::vector<std::size_t> result;
  for (const Layer& layer : network.layers()) result.push_back(layer.num_units());
  return result;
}

using Point = std::vector<Rational>;

}  // namespace

TEST_CASE("a dense layer and its source", "[onnx]") {
  const NetworkFile file = parse(OnnxBuilder::small());
  REQUIRE(widths(file.network) == std::vector<std::size_t>{3});
  CHECK(file.network.input_dim() == 2);
  const Layer& layer = file.network.layers()[0];
  CHECK(layer.weights(2, 0) == 3);
  CHECK(layer.weights(2, 1) == 6);
  CHECK(layer.bias == Point{Rational(1, 2), 0, -1});
  CHECK(layer.activations[0] == Activation::relu());
  CHECK(file.source.format == NetworkFormat::kOnnx);
  CHECK(file.source.weight_type == "float32");
  CHECK(file.source.operators == std::map<std::string, std::size_t>{{"Gemm", 1}, {"Relu", 1}});
  CHECK(parse_network(OnnxBuilder::small().bytes(), "-").network == file.network);
}

TEST_CASE("affine operators fold into one layer, without rounding", "[onnx]") {
  // (x / 3) * 0.1f - 0.7f, the factors being the stored floats.
  OnnxBuilder b;
  b.input("x", {1, 1}).output("y");
  b.floats("three", {1}, {3}).floats("tenth", {}, {0.1F}).floats("seven", {1, 1}, {0.7F});
  b.node("Div", {"x", "three"}, {"a"});
  b.node("Mul", {"tenth", "a"}, {"c"});
  b.node("Sub", {"c", "seven"}, {"y"});
  const Network network = parse(b).network;
  REQUIRE(widths(network) == std::vector<std::size_t>{1});
  CHECK(network.layers()[0].weights(0, 0) == exact_rational(0.1F) / 3);
  CHECK(network.layers()[0].bias[0] == -exact_rational(0.7F));
  CHECK(network.layers()[0].activations[0].is_identity());
}

TEST_CASE("identity units carry values past a layer, once", "[onnx]") {
  // y = |relu(x) + x| + x: x is carried beside relu(x), and again beside the absolute values.
  OnnxBuilder b;
  b.input("x", {1, 2}).output("y");
  b.node("Relu", {"x"}, {"r"});
  b.node("Add", {"r", "x"}, {"s"});
  b.node("Abs", {"s"}, {"a"});
  b.node("Add", {"a", "x"}, {"y"});
  const Network network = parse(b).network;
  CHECK(widths(network) == std::vector<std::size_t>{4, 4, 2});
  CHECK(network.num_bending_units() == 4);
  CHECK(evaluate(network, Point{3, -5}) == Point{9, 0});
}

TEST_CASE("a unit whose weights are all zero stays a unit", "[onnx]") {
  OnnxBuilder b;
  b.input("x", {1, 2}).output("y").floats("w", {2, 3}, {0, 0, 1, 0, 0, 1});
  b.node("MatMul", {"x", "w"}, {"h"});
  b.node("Relu", {"h"}, {"y"});
  CHECK(parse(b).network.num_bending_units() == 3);
}

TEST_CASE("an output that is the input, or a constant, is a network", "[onnx]") {
  OnnxBuilder same;
  same.input("x", {1, 2}).output("x");
  CHECK(evaluate(parse(same).network, Point{3, 4}) == Point{3, 4});
  OnnxBuilder constant;
  constant.input("x", {1, 2}).output("c").floats("c", {3}, {1, 2, 3});
  CHECK(evaluate(parse(constant).network, Point{3, 4}) == Point{1, 2, 3});
}

TEST_CASE("what the output does not need is ignored", "[onnx]") {
  OnnxBuilder b = OnnxBuilder::small();
  b.node("Sigmoid", {"h"}, {"unused"});
  b.node("Add", {"nothing", "makes_this"}, {"unused2"});
  b.add_tensor("strange", {1}, onnx::TensorProto::STRING);
  const NetworkFile file = parse(b);
  CHECK(file.network == parse(OnnxBuilder::small()).network);
  CHECK(file.source.operators.size() == 2);
}

TEST_CASE("bounds that bound nothing", "[onnx]") {
  const float largest = std::numeric_limits<float>::max();
  for (const float hi : {largest, std::numeric_limits<float>::infinity()}) {
    OnnxBuilder b;
    b.input("x", {1, 2}).output("y").floats("lo", {}, {-1}).floats("hi", {}, {hi});
    b.node("Clip", {"x", "lo", "hi"}, {"y"});
    CHECK(parse(b).network.layers()[0].activations[0] == Activation::clip_below(-1));

    OnnxBuilder old(10);
    old.input("x", {1, 2}).output("y");
    onnx::NodeProto& clip = old.node("Clip", {"x"}, {"y"});
    set_attribute(clip, "min", -hi);
    set_attribute(clip, "max", 6.0F);
    CHECK(parse(old).network.layers()[0].activations[0] == Activation::clip_above(6));
  }
}

TEST_CASE("weights of every float type are exact", "[onnx]") {
  struct Stored {
    int type;
    std::int32_t bits;
    Rational value;
    std::string name;
  };
  const std::vector<Stored> cases = {
      {onnx::TensorProto::FLOAT16, 0x3555, exact_rational(0.333251953125), "float16"},
      {onnx::TensorProto::FLOAT16, 0x8001, exact_rational(-0x1p-24), "float16"},
      {onnx::TensorProto::FLOAT16, 0x7BFF, 65504, "float16"},
      {onnx::TensorProto::FLOAT16, 0x0400, exact_rational(0x1p-14), "float16"},
      {onnx::TensorProto::BFLOAT16, 0x3FC0, Rational(3, 2), "bfloat16"},
      {onnx::TensorProto::BFLOAT16, 0x8001, exact_rational(-0x1p-133), "bfloat16"},
  };
  for (const Stored& stored : cases) {
    for (const bool raw : {false, true}) {
      OnnxBuilder b;
      b.input("x", {1, 1}, stored.type).output("y");
      onnx::TensorProto& w = b.add_tensor("w", {1, 1}, stored.type);
      if (raw) {
        w.set_raw_data(std::string{static_cast<char>(stored.bits & 0xFF), static_cast<char>(stored.bits >> 8)});
      } else {
        w.add_int32_data(stored.bits);
      }
      b.node("MatMul", {"x", "w"}, {"y"});
      const NetworkFile file = parse(b);
      CHECK(file.network.layers()[0].weights(0, 0) == stored.value);
      CHECK(file.source.weight_type == stored.name);
    }
  }
}

TEST_CASE("a large dense network is read in good time", "[onnx]") {
  OnnxBuilder b;
  b.input("x", {OnnxBuilder::kFree, 1, 28, 28}).output("y");
  std::vector<float> weights(784 * 64);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i % 97) - 48.5F;
  b.floats("w", {784, 64}, weights);
  b.node("Flatten", {"x"}, {"f"});
  b.node("MatMul", {"f", "w"}, {"h"});
  b.node("Relu", {"h"}, {"y"});
  const Network network = parse(b).network;
  CHECK(network.input_dim() == 784);
  CHECK(network.layers()[0].weights(63, 783) == exact_rational(weights.back()));
}

TEST_CASE("a real collision-avoidance model is read", "[onnx]") {
  const std::optional<std::string> path = shared_network("TestNetwork2.onnx");
  if (!path) return;
  const NetworkFile file = read_network(*path);
  CHECK(widths(file.network) == std::vector<std::size_t>{50, 50, 50, 50, 50, 50, 5});
  CHECK(file.network.num_bending_units() == 300);
  CHECK(file.source.operators == std::map<std::string, std::size_t>{{"Add", 7}, {"MatMul", 7}, {"Relu", 6}});
}
