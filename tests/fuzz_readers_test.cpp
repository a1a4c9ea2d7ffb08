// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/domain_text.h"
#include "core/io/network_file.h"
#include "tests/support/array_files.h"
#include "tests/support/fuzz.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/random.h"
#include "tests/support/temporary_file.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// Varints and lengths at the edges, tags, names and operators.
const std::vector<std::string> kOnnxWords = {std::string(1, '\0'),
                                             "\x01",
                                             "\x7F",
                                             "\xFF\x01",
                                             "\xFF\xFF\xFF\xFF\x0F",
                                             "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01",
                                             "\x80\x80\x80\x80\x10",
                                             std::string("\x08\0", 2),
                                             "\x08\x7F",
                                             "\x12\x01x",
                                             "\x0A\x01x",
                                             "\x0A\x01y",
                                             std::string("\x22\x03") + "Add",
                                             "\x22\x03Mul",
                                             "\x22\x06MatMul",
                                             "\x22\x07Reshape",
                                             "\x22\x09Transpose",
                                             "\x22\x07"
                                             "Flatten",
                                             "x",
                                             "y",
                                             "w",
                                             "h",
                                             "s",
                                             "c"};

/// Models that use every operator between them.
std::vector<std::string> onnx_seeds() {
  std::vector<std::string> seeds = {OnnxBuilder::small().bytes()};
  OnnxBuilder shapes;
  shapes.input("x", {OnnxBuilder::kFree, 2, 3})
      .output("y")
      .integers("s", {0, -1})
      .integers("a", {0})
      .floats("c", {}, {2});
  shapes.node("Reshape", {"x", "s"}, {"r"});
  set_attribute(shapes.node("Transpose", {"r"}, {"t"}), "perm", std::vector<std::int64_t>{1, 0});
  shapes.node("Unsqueeze", {"t", "a"}, {"u"});
  shapes.node("Squeeze", {"u", "a"}, {"q"});
  shapes.node("Mul", {"q", "c"}, {"m"});
  shapes.node("Div", {"m", "c"}, {"d"});
  set_attribute(shapes.node("Flatten", {"d"}, {"f"}), "axis", std::int64_t{0});
  shapes.node("Clip", {"f", "", "c"}, {"y"});
  seeds.push_back(shapes.bytes());

  OnnxBuilder branches;
  branches.input("x", {1, 2}).output("y").floats("w", {2, 2}, {1, 2, 3, 4}).floats("b", {2}, {1, 1});
  set_attribute(branches.node("LeakyRelu", {"x"}, {"l"}), "alpha", 0.5F);
  branches.node("MatMul", {"l", "w"}, {"m"});
  branches.node("Neg", {"m"}, {"n"});
  branches.node("Abs", {"n"}, {"a"});
  branches.node("Add", {"a", "x"}, {"s"});
  onnx::NodeProto& gemm = branches.node("Gemm", {"s", "w", "b"}, {"g"});
  set_attribute(gemm, "alpha", 2.0F);
  set_attribute(gemm, "transB", std::int64_t{1});
  branches.node("Dropout", {"g"}, {"d"});
  branches.node("Identity", {"d"}, {"i"});
  branches.node("Sub", {"i", "l"}, {"y"});
  seeds.push_back(branches.bytes());
  return seeds;
}

}  // namespace

TEST_CASE("mutated JSON networks", "[fuzz][json]") {
  const std::string json = R"({"format": "crease-network/1", "input_dim": 2, "layers": [
    {"weights": [["1/2", -3], [0.1, 2e-3]], "bias": [0, "1/3"], "activation": "leaky_relu", "alpha": 0.25},
    {"weights": [[1, 2], [3, 4]], "activations": ["relu", {"type": "clip", "lo": -1, "hi": 1}]},
    {"weights": [[1, 2]], "activation": "piecewise", "breakpoints": [0], "slopes": [1, 2], "anchor": 0, "value": 0}]})";
  fuzz({json}, kTextWords, 5000, [](const std::string& text) {
    // What is read can be written, and read again.
    const Network network = parse_network(text, "f.json").network;
    std::ostringstream out;
    write_network_json(network, out);
    if (!(parse_network(out.str(), "f.json").network == network)) FAIL_CHECK("not the same network again");
  });
}

TEST_CASE("mutated .nnet files", "[fuzz][nnet]") {
  const std::string nnet =
      "// "
      "comment\n2,2,1,3,\n2,3,1,\n0,\n-5,-5,\n5,5,\n1.0,2.0,10.0,\n2.0,4.0,3.0,\n1.0,0.5,\n-1.0,2.0,\n0.1,0.2,\n0.25,\n"
      "-1.0,\n0.0,\n1.0,-2.0,0.5,\n7.5,\n";
  fuzz({nnet}, kTextWords, 5000, [](const std::string& text) { parse_network(text, "f.nnet"); });
}

TEST_CASE("mutated plain text", "[fuzz][text]") {
  const std::string text = "# weights\n1 2\n3, 1/3\n\n0.5 -1e-3\n\nabs\n1 -1\n\n5\n";
  std::vector<std::string> words = kTextWords;
  words.insert(words.end(), {"\n\n", "relu\n", "#", ";", "{\"type\": \"abs\"}\n"});
  fuzz({text}, words, 5000, [](const std::string& bytes) { parse_networks(bytes, "f.txt"); });
}

TEST_CASE("mutated arrays", "[fuzz][arrays]") {
  const std::string w = doubles("(2, 2)", {1, 2, 3, 4}), b = doubles("(2,)", {1, 2});
  const Members torch = {{"0.weight.npy", w}, {"0.bias.npy", b}, {"activation.npy", texts({"abs"}, "()")}};
  const Members steps = {{"step1/W0.npy", w}, {"step1/b0.npy", b}, {"step2/W0.npy", w}};
  const std::vector<std::string> words = {"'shape'",
                                          "(9, 2)",
                                          "'<f4'",
                                          "'<U4'",
                                          "'|O'",
                                          ",",
                                          "True",
                                          "weight",
                                          "bias",
                                          std::string("\xF0\x7F"),
                                          std::string(4, '\xFF'),
                                          std::string(4, '\0')};
  const auto read = [](const std::string& name) {
    return [name](const std::string& bytes) { parse_networks(bytes, name); };
  };
  fuzz({zip(torch), zip(torch, true), zip(steps)}, words, 4000, read("f.npz"));
  const std::string tensor = R"({"dtype":"F32","shape":[2,2],"data_offsets":[0,16]})";
  const std::string header = R"({"__metadata__":{"activations":"[\"abs\"]"},"a.weight":)" + tensor + "}";
  std::vector<std::string> json = kTextWords;
  json.insert(json.end(), {"\"F64\"", "\"BF16\"", "\"I8\"", "[4]", "[0,16]", "\"x.bias\":"});
  fuzz({safetensors(header, bytes_of(std::vector<float>{1, 2, 3, 4}))}, json, 4000, read("f.safetensors"));
}

TEST_CASE("mutated ONNX models", "[fuzz][onnx]") {
  fuzz(onnx_seeds(), kOnnxWords, 8000, [](const std::string& text) { parse_network(text, "f.onnx"); });
}

TEST_CASE("ONNX models with mutated fields", "[fuzz][onnx]") {
  // Bytes that still are a model: sizes, inputs and operators change places.
  const std::vector<std::string> operators = {"Gemm",      "MatMul",    "Add",     "Sub",     "Mul",     "Div",
                                              "Neg",       "Relu",      "Clip",    "Abs",     "Reshape", "Squeeze",
                                              "Unsqueeze", "Transpose", "Flatten", "Constant"};
  fuzz(onnx_seeds(), kOnnxWords, 8000, [&](const std::string& text) {
    Random random(std::hash<std::string>{}(text));
    OnnxBuilder b;
    if (!b.model.ParseFromString(random.pick(onnx_seeds()))) FAIL("the seeds are models");
    onnx::GraphProto& graph = *b.model.mutable_graph();
    for (int n = random.integer(1, 3); n > 0; --n) {
      onnx::NodeProto& node = *graph.mutable_node(random.integer(0, graph.node_size() - 1));
      onnx::TensorProto& tensor = *graph.mutable_initializer(random.integer(0, graph.initializer_size() - 1));
      const std::int64_t size = random.pick(std::vector<std::int64_t>{-1, 0, 1, 2, 3, 6, 1000, 1 << 20, 1LL << 40});
      auto* shape = graph.mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
      switch (random.integer(0, 7)) {
        case 0:
          node.set_op_type(random.pick(operators));
          break;
        case 1:
          node.add_input(tensor.name());
          break;
        case 2:
          node.set_input(0, tensor.name());
          break;
        case 3:
          node.add_input(graph.node(0).output(0));
          break;
        case 4:
          tensor.add_dims(size);
          break;
        case 5:
          tensor.add_int64_data(size);
          break;
        case 6:
          shape->mutable_dim(random.integer(0, shape->dim_size() - 1))->set_dim_value(size);
          break;
        default:
          node.clear_attribute();
          break;
      }
    }
    parse_network(b.bytes(), "f.onnx");
  });
}

TEST_CASE("mutated domains and slices", "[fuzz][domain_text]") {
  fuzz({"box:-1,1", "box:0,1;2,3", "all"}, {"1", "0", ",", ";", "1e99", "/", "box:", "-"}, 2000,
       [](const std::string& text) { parse_domain(text, 2); });
  const std::string domain = R"({"format": "crease-domain/1", "rows": [{"normal": [1, "1/2"], "offset": 0.5}]})";
  const std::string slice =
      R"({"format": "crease-slice/1", "point": [1, 2], "directions": [[1, 0], [0, 1]], "box": [[0, 1], [-1, 1]]})";
  fuzz({domain}, kTextWords, 1000, [](const std::string& text) {
    const testing::TemporaryFile file("fuzz-domain.json", text);
    parse_domain(file.path(), 2);
  });
  fuzz({slice}, kTextWords, 1000, [](const std::string& text) {
    const testing::TemporaryFile file("fuzz-slice.json", text);
    read_slice(file.path(), Domain::all(2));
  });
}
