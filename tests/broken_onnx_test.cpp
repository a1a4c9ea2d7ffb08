// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/support/expect_error.h"
#include "tests/support/onnx_builder.h"

using namespace crease;
using crease::testing::expect_broken;
using crease::testing::OnnxBuilder;
using crease::testing::set_attribute;
using crease::testing::Words;

namespace {

void expect_broken_onnx(const std::function<void(OnnxBuilder&)>& change, const Words& words) {
  OnnxBuilder b = OnnxBuilder::small();
  change(b);
  expect_broken(b.bytes(), "net.onnx", words);
}

}  // namespace

TEST_CASE("broken ONNX models", "[broken][onnx]") {
  const std::string whole = OnnxBuilder::small().bytes();
  expect_broken(whole.substr(0, whole.size() - 20), "net.onnx", {"not an ONNX model, or it is damaged"});
  expect_broken("hello, this is text", "net.onnx", {"not an ONNX model"});
  expect_broken(R"({"format": "crease-network/1"})", "net.onnx", {"not an ONNX model"});
  expect_broken("\x08\x07", "net.onnx", {"no graph"});
  expect_broken(std::string(1000, '\0'), "net.onnx", {"not an ONNX model"});

  const auto expect = expect_broken_onnx;
  expect([](OnnxBuilder& b) { b.model.clear_opset_import(); }, {"imports no ONNX operator set"});
  expect([](OnnxBuilder& b) { b.model.mutable_opset_import(0)->set_version(6); }, {"opset 6", "from 7 to"});
  expect([](OnnxBuilder& b) { b.model.mutable_opset_import(0)->set_version(1000); }, {"opset 1000", "from 7 to"});
  expect([](OnnxBuilder& b) { b.model.mutable_graph()->clear_output(); }, {"no output"});
  expect([](OnnxBuilder& b) { b.output("h"); }, {"2 outputs, h, y", "keep the one"});
  expect([](OnnxBuilder& b) { b.model.mutable_graph()->clear_input(); }, {"0 inputs", "one input"});
  expect([](OnnxBuilder& b) { b.input("z", {1, 2}); }, {"2 inputs", "'x', 'z'"});
  expect([](OnnxBuilder& b) { b.model.mutable_graph()->mutable_output(0)->set_name("q"); },
         {"the graph's output takes 'q'", "nothing in the graph makes"});
  expect([](OnnxBuilder& b) { b.model.mutable_graph()->add_sparse_initializer(); }, {"sparse initializers"});
}

TEST_CASE("broken ONNX inputs", "[broken][onnx]") {
  const auto expect = [](const std::function<void(onnx::TypeProto_Tensor&)>& change, const Words& words) {
    expect_broken_onnx(
        [&](OnnxBuilder& b) {
          change(*b.model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type());
        },
        words);
  };
  expect([](auto& t) { t.clear_shape(); }, {"input 'x'", "no shape"});
  expect([](auto& t) { t.set_elem_type(onnx::TensorProto::INT64); }, {"input 'x'", "not a float"});
  expect([](auto& t) { t.set_elem_type(77); }, {"input 'x'", "not a float"});
  expect([](auto& t) { t.mutable_shape()->mutable_dim(1)->set_dim_param("k"); },
         {"input 'x'", "dimension 2 has no fixed size"});
  expect([](auto& t) { t.mutable_shape()->mutable_dim(0)->set_dim_value(64); }, {"input 'x'", "batch of 64"});
  expect([](auto& t) { t.mutable_shape()->mutable_dim(1)->set_dim_value(0); },
         {"input 'x'", "dimension 2 has the size 0"});
  expect([](auto& t) { t.mutable_shape()->mutable_dim(1)->set_dim_value(-2); }, {"input 'x'", "size -2"});
  expect([](auto& t) { t.mutable_shape()->mutable_dim(1)->set_dim_value(std::numeric_limits<std::int64_t>::max()); },
         {"input 'x'", "more than 2^32 entries"});
  expect([](auto& t) { t.mutable_shape()->mutable_dim(1)->set_dim_value(4000000000); },
         {"input 'x'", "out of all proportion"});
  expect([](auto& t) { t.mutable_shape()->mutable_dim(1)->set_dim_value(3); },
         {"node 'dense' (Gemm)", "[1, 3] and [2, 3] do not multiply"});
}

TEST_CASE("broken ONNX weights", "[broken][onnx]") {
  const auto expect = [](const std::function<void(onnx::TensorProto&)>& change, const Words& words) {
    expect_broken_onnx([&](OnnxBuilder& b) { change(b.tensor(0)); }, words);
  };
  expect([](auto& t) { t.set_float_data(3, std::numeric_limits<float>::quiet_NaN()); },
         {"tensor 'w'", "entry 4 of 6 is NaN"});
  expect([](auto& t) { t.set_float_data(5, -std::numeric_limits<float>::infinity()); },
         {"tensor 'w'", "entry 6 of 6 is infinite"});
  expect([](auto& t) { t.mutable_float_data()->RemoveLast(); }, {"initializer 'w'", "needs 6 numbers, the file has 5"});
  expect([](auto& t) { t.set_raw_data("abc"); }, {"initializer 'w'", "needs 24 bytes, the file has 3"});
  expect([](auto& t) { t.set_dims(0, -2); }, {"initializer 'w'", "negative size -2"});
  expect([](auto& t) { t.set_dims(0, 1LL << 62); }, {"initializer 'w'", "more than 2^32 entries"});
  expect([](auto& t) { t.set_dims(0, 1LL << 29); }, {"initializer 'w'", "the file has 6"});
  expect(
      [](auto& t) {
        t.set_dims(0, 3);
        t.set_dims(1, 2);
      },
      {"node 'dense' (Gemm)", "[1, 2] and [3, 2] do not multiply"});
  expect([](auto& t) { t.add_dims(1); }, {"node 'dense' (Gemm)", "input 2 has shape [2, 3, 1]", "matrix"});
  expect([](auto& t) { t.set_data_type(onnx::TensorProto::UINT8); }, {"initializer 'w'", "element type, number 2"});
  expect([](auto& t) { t.set_data_type(onnx::TensorProto::DOUBLE); },
         {"initializer 'w'", "needs 6 numbers, the file has 0"});
  expect([](auto& t) { t.clear_data_type(); }, {"initializer 'w'", "element type, number 0"});
  expect([](auto& t) { t.set_data_location(onnx::TensorProto::EXTERNAL); }, {"initializer 'w'", "another file"});
  expect([](auto& t) { t.mutable_segment(); }, {"initializer 'w'", "segments"});
  expect([](auto& t) { t.set_name("v"); }, {"node 'dense' (Gemm) takes 'w', which nothing in the graph makes"});
  expect([](auto& t) { t.set_name("b"); }, {"two initializers are called 'b'"});
  expect([](auto& t) { t.set_name("h"); }, {"node 'dense' (Gemm)", "'h' is already the name"});
  expect_broken_onnx(
      [](OnnxBuilder& b) {
        b.tensor(1).set_dims(0, 1);
        b.tensor(1).add_dims(3);
        b.tensor(1).add_dims(1);
      },
      {"node 'dense' (Gemm)", "input 3 of shape [1, 3, 1]"});
  expect_broken_onnx(
      [](OnnxBuilder& b) {
        b.tensor(1).set_data_type(onnx::TensorProto::DOUBLE);
        b.tensor(1).clear_float_data();
        for (int i = 0; i < 3; ++i) b.tensor(1).add_double_data(i);
      },
      {"node 'dense' (Gemm)", "float32 and float64"});
}

TEST_CASE("broken ONNX nodes", "[broken][onnx]") {
  const auto expect = expect_broken_onnx;
  // `op` takes the place of the ReLU.
  const auto expect_node = [&](const std::string& op, const std::function<void(OnnxBuilder&, onnx::NodeProto&)>& change,
                               Words words) {
    words.insert(words.begin(), "node 'bend' (" + op + ")");
    expect(
        [&](OnnxBuilder& b) {
          b.node_at(1).set_op_type(op);
          change(b, b.node_at(1));
        },
        words);
  };
  const auto nothing = [](OnnxBuilder&, onnx::NodeProto&) {};

  expect_node("Sigmoid", nothing, {"operator is not supported", "MatMul"});
  expect_node("If", nothing, {"operator is not supported"});
  expect_node("", nothing, {"operator is not supported"});
  expect_node("Relu", [](auto&, auto& n) { n.set_domain("com.example"); },
              {"of domain 'com.example' is not supported"});
  expect_node("Relu", [](auto&, auto& n) { set_attribute(n, "slope", 1.0F); }, {"attribute 'slope' is not known"});
  expect_node("LeakyRelu", [](auto&, auto& n) { set_attribute(n, "alpha", std::int64_t{1}); },
              {"'alpha' should be of type FLOAT"});
  expect_node("LeakyRelu", [](auto&, auto& n) { set_attribute(n, "alpha", std::numeric_limits<float>::quiet_NaN()); },
              {"'alpha' is not finite"});
  expect_node("Relu", [](auto&, auto& n) { n.clear_input(); }, {"0 inputs", "takes 1 to 1"});
  expect_node("Relu", [](auto&, auto& n) { n.add_input("b"); }, {"2 inputs", "takes 1 to 1"});
  expect_node("Relu", [](auto&, auto& n) { n.set_input(0, ""); }, {"none of the first 1 may be left out"});
  expect_node("Mul",
              [](auto&, auto& n) {
                n.add_input("x");
                n.set_input(1, "h");
              },
              {"multiplies two values that depend on the input"});
  expect_node("MatMul", [](auto&, auto& n) { n.add_input("h"); }, {"multiplies two values"});
  expect_node("Div",
              [](OnnxBuilder& b, auto& n) {
                b.floats("c", {}, {1});
                n.set_input(0, "c");
                n.add_input("h");
              },
              {"divides by a value that depends on the input"});
  expect_node("Div",
              [](OnnxBuilder& b, auto& n) {
                b.floats("c", {3}, {1, 0, 1});
                n.add_input("c");
              },
              {"divides by a constant that is 0"});
  expect_node("Add",
              [](OnnxBuilder& b, auto& n) {
                b.floats("c", {4}, {1, 2, 3, 4});
                n.add_input("c");
              },
              {"[1, 3] and [4] do not broadcast"});
  expect_node("MatMul",
              [](OnnxBuilder& b, auto& n) {
                b.floats("c", {}, {1});
                n.add_input("c");
              },
              {"scalar operand"});
  expect_node("Clip",
              [](OnnxBuilder& b, auto& n) {
                b.floats("lo", {}, {1}).floats("hi", {}, {0});
                n.add_input("lo");
                n.add_input("hi");
              },
              {"above the upper bound"});
  expect_node("Clip", [](OnnxBuilder&, auto& n) { n.add_input("b"); }, {"bound 'min' of shape [3] is not a scalar"});
  expect_node("Clip", [](OnnxBuilder&, auto& n) { n.add_input("x"); }, {"bound 'min' depends on the network's input"});
  expect(
      [](OnnxBuilder& b) {
        b.floats("lo", {}, {std::numeric_limits<float>::quiet_NaN()});
        b.node_at(1).set_op_type("Clip");
        b.node_at(1).add_input("lo");
      },
      {"tensor 'lo'", "entry 1 of 1 is NaN"});
  expect_node("Clip",
              [](OnnxBuilder& b, auto& n) {
                b.floats("lo", {}, {1});
                n.add_input("lo");
                set_attribute(n, "min", 0.0F);
              },
              {"'min' is given as attribute and as input"});
  expect_node("Dropout",
              [](OnnxBuilder& b, auto& n) {
                b.floats("r", {}, {0.5F});
                b.add_tensor("t", {}, onnx::TensorProto::BOOL).add_int32_data(1);
                n.add_input("r");
                n.add_input("t");
              },
              {"training mode"});
  expect_node("Reshape",
              [](OnnxBuilder& b, auto& n) {
                b.integers("s", {2, 2});
                n.add_input("s");
              },
              {"[1, 3] does not fill the shape [2, 2]"});
  expect_node("Reshape",
              [](OnnxBuilder& b, auto& n) {
                b.integers("s", {-1, -1});
                n.add_input("s");
              },
              {"entry 2, -1, has no meaning"});
  expect_node("Reshape",
              [](OnnxBuilder& b, auto& n) {
                b.integers("s", {-3});
                n.add_input("s");
              },
              {"entry 1, -3, has no meaning"});
  expect_node("Reshape",
              [](OnnxBuilder& b, auto& n) {
                b.integers("s", {1, 3, 0});
                n.add_input("s");
              },
              {"entry 3, 0, has no meaning"});
  expect_node("Reshape",
              [](OnnxBuilder& b, auto& n) {
                b.integers("s", {1LL << 40, 1LL << 40});
                n.add_input("s");
              },
              {"more than 2^32 entries"});
  expect_node("Reshape", [](OnnxBuilder&, auto& n) { n.add_input("b"); }, {"not a list of integers"});
  expect_node("Reshape", [](OnnxBuilder&, auto& n) { n.add_input("x"); }, {"depends on the network's input"});
  expect_node("Flatten", [](auto&, auto& n) { set_attribute(n, "axis", std::int64_t{3}); },
              {"axis 3 is outside a tensor of 2 dimensions"});
  expect_node("Squeeze",
              [](OnnxBuilder& b, auto& n) {
                b.integers("a", {1});
                n.add_input("a");
              },
              {"dimension 1 of shape [1, 3] is not 1"});
  expect_node("Unsqueeze", nothing, {"axes are missing"});
  expect_node("Unsqueeze",
              [](OnnxBuilder& b, auto& n) {
                b.integers("a", {1, 1});
                n.add_input("a");
              },
              {"axis 1 is listed twice"});
  expect_node("Unsqueeze",
              [](OnnxBuilder& b, auto& n) {
                b.integers("a", {-9223372036854775807 - 1});
                n.add_input("a");
              },
              {"outside a tensor"});
  expect_node("Transpose", [](auto&, auto& n) { set_attribute(n, "perm", std::vector<std::int64_t>{0}); },
              {"'perm' has 1 entries for 2 dimensions"});
  expect_node("Transpose",
              [](auto&, auto& n) {
                set_attribute(n, "perm", std::vector<std::int64_t>{0, 0});
              },
              {"axis 0 is listed twice"});
  expect_node("Transpose",
              [](auto&, auto& n) {
                set_attribute(n, "perm", std::vector<std::int64_t>{0, 7});
              },
              {"axis 7 is outside"});
  expect_node("Constant", nothing, {"has one attribute, this one has 0"});
  expect_node("Constant", [](auto&, auto& n) { set_attribute(n, "value_string", 1.0F); },
              {"'value_string' is not one of"});
}

TEST_CASE("broken ONNX graphs", "[broken][onnx]") {
  const auto expect = expect_broken_onnx;
  expect([](OnnxBuilder& b) { b.model.mutable_graph()->mutable_node()->SwapElements(0, 1); },
         {"node 'bend' (Relu) takes 'h' from node 'dense' (Gemm), which comes later", "not in order"});
  expect([](OnnxBuilder& b) { b.node_at(0).set_input(2, "y"); },
         {"node 'dense' (Gemm) takes 'y' from node 'bend' (Relu)", "cycle"});
  expect([](OnnxBuilder& b) { b.node_at(1).set_input(0, "y"); }, {"node 'bend' (Relu) takes 'y'", "cycle"});
  expect([](OnnxBuilder& b) { b.node_at(0).set_input(1, "q"); },
         {"node 'dense' (Gemm) takes 'q'", "nothing in the graph makes"});
  expect([](OnnxBuilder& b) { b.node_at(1).set_output(0, "h"); }, {"node 'bend' (Relu)", "'h' is already the name"});
  expect([](OnnxBuilder& b) { b.node_at(1).set_output(0, "x"); }, {"node 'bend' (Relu)", "'x' is already the name"});
  expect(
      [](OnnxBuilder& b) {
        b.node_at(0).clear_name();
        b.node_at(0).set_op_type("Tanh");
      },
      {"node 1 (Tanh, output 'h')", "not supported"});
  expect(
      [](OnnxBuilder& b) {
        b.node_at(0).set_op_type("Dropout");
        b.node_at(0).mutable_input()->DeleteSubrange(1, 2);
        b.node_at(0).add_output("mask");
        b.node_at(1).set_input(0, "mask");
      },
      {"node 'bend' (Relu)", "'mask', an output of node 'dense' (Dropout)"});

  // Constants that double their digits, or tensors that double their size, with every node.
  const auto chain = [](const std::string& op, const std::vector<std::int64_t>& shape) {
    OnnxBuilder b;
    b.input("x", {1, 1})
        .output("y")
        .floats("c0", shape, std::vector<float>(static_cast<std::size_t>(shape[0] * shape[1]), 1.7F));
    for (int i = 0; i < 40; ++i) {
      b.floats("d" + std::to_string(i), shape, std::vector<float>(static_cast<std::size_t>(shape[0] * shape[1]), 0.3F));
      b.node(op,
             {"c" + std::to_string(i), i % 2 == 0 && op == "Mul" ? "c" + std::to_string(i) : "d" + std::to_string(i)},
             {"c" + std::to_string(i + 1)});
    }
    b.node("Mul", {"x", "c40"}, {"y"});
    return b.bytes();
  };
  expect_broken(chain("Mul", {1, 1}), "net.onnx", {"(Mul, output 'c", "more than a million bits"});
  OnnxBuilder grid;
  grid.input("x", {1, 1}).output("y").integers("s0", {1, -1}).integers("s1", {-1, 1});
  grid.floats("c", {1, 64}, std::vector<float>(64, 0.5F));
  std::string last = "x";
  for (int i = 0; i < 6; ++i) {
    const std::string name = std::to_string(i);
    grid.node("Reshape", {last, "s1"}, {"r" + name});
    grid.node("MatMul", {"r" + name, "c"}, {"m" + name});
    last = "m" + name;
  }
  grid.node("Relu", {last}, {"y"});
  expect_broken(grid.bytes(), "net.onnx", {"(MatMul, output 'm", "out of all proportion"});
}
