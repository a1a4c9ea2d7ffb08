// SPDX-License-Identifier: GPL-3.0-or-later
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"

namespace crease {
namespace {

bool fits_float32(const Rational& value) {
  const auto rounded = static_cast<float>(nearest_double(value));
  return std::isfinite(rounded) && exact_rational(rounded) == value;
}

/// leaky_relu(alpha) as a function, relu, abs and identity included: what PRelu does.
bool is_leaky(const Activation& activation) {
  if (activation.is_affine()) return activation.is_identity();
  return activation.num_pieces() == 2 && activation.breakpoints()[0] == 0 && activation.slope(1) == 1 &&
         activation.intercept(0) == 0;
}

/// max(lo, min(hi, z)) with one or both bounds.
bool is_clip(const Activation& activation) {
  for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
    const bool inner = activation.slope(p) == 1 && activation.intercept(p) == 0;
    const bool outer = activation.slope(p) == 0 && (p == 0 || p + 1 == activation.num_pieces());
    if (!inner && !outer) return false;
  }
  return !activation.is_affine();
}

class OnnxWriter {
 public:
  explicit OnnxWriter(const Network& network) : network_(network) {
    model_.set_ir_version(7);
    model_.set_producer_name("crease");
    model_.add_opset_import()->set_version(13);
    graph().set_name(network.name());
    for (std::size_t l = 0; l < network.layers().size(); ++l) choose_type(l);
  }

  std::string bytes() {
    add_value(*graph().add_input(), "x", network_.input_dim());
    std::string value = "x";
    for (std::size_t l = 0; l < network_.layers().size(); ++l) value = add_layer(l, value);
    graph().mutable_node(graph().node_size() - 1)->set_output(0, "y");
    add_value(*graph().add_output(), "y", network_.output_dim());
    return model_.SerializeAsString();
  }

 private:
  onnx::GraphProto& graph() { return *model_.mutable_graph(); }
  static std::string place(std::size_t l) { return "layer " + std::to_string(l + 1); }

  /// float32 while all numbers are such, or else float64.
  void choose_type(std::size_t l) {
    const Layer& layer = network_.layers()[l];
    for (std::size_t row = 0; row < layer.num_rows(); ++row) {
      for (const Rational& w : layer.weights.row(row)) choose_type(l, row, w);
      choose_type(l, row, layer.bias[row]);
    }
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const Activation& activation = layer.activations[u];
      for (const Rational& t : activation.breakpoints()) choose_type(l, u, t);
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) choose_type(l, u, activation.slope(p));
    }
  }

  void choose_type(std::size_t l, std::size_t u, const Rational& value) {
    if (!wide_ && !fits_float32(value)) wide_ = true;
    if (!wide_ || is_float64(value)) return;
    throw InputError(place(l) + ", unit " + std::to_string(u + 1) + ": the number " + to_string(value) +
                     " is not a float64, and ONNX would round it; write JSON, which holds every fraction");
  }

  void add_value(onnx::ValueInfoProto& info, const std::string& name, std::size_t size) const {
    info.set_name(name);
    auto* type = info.mutable_type()->mutable_tensor_type();
    type->set_elem_type(wide_ ? onnx::TensorProto::DOUBLE : onnx::TensorProto::FLOAT);
    type->mutable_shape()->add_dim()->set_dim_param("n");
    type->mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(size));
  }

  template <typename Numbers>
  void add_tensor(const std::string& name, const std::vector<std::size_t>& shape, const Numbers& values) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    for (const std::size_t size : shape) tensor.add_dims(static_cast<std::int64_t>(size));
    tensor.set_data_type(wide_ ? onnx::TensorProto::DOUBLE : onnx::TensorProto::FLOAT);
    for (const Rational& value : values) {
      if (wide_) {
        tensor.add_double_data(nearest_double(value));
      } else {
        tensor.add_float_data(static_cast<float>(nearest_double(value)));
      }
    }
  }

  std::string add_node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output) {
    onnx::NodeProto& node = *graph().add_node();
    node.set_op_type(op);
    node.set_name(output);
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(output);
    return output;
  }

  /// Returns the name of its result.
  std::string add_layer(std::size_t l, const std::string& input) {
    const Layer& layer = network_.layers()[l];
    const std::string number = std::to_string(l + 1);
    std::vector<Rational> weights;
    for (std::size_t u = 0; u < layer.num_rows(); ++u) {
      weights.insert(weights.end(), layer.weights.row(u).begin(), layer.weights.row(u).end());
    }
    add_tensor("W" + number, {layer.num_rows(), layer.num_inputs()}, weights);
    add_tensor("b" + number, {layer.num_rows()}, layer.bias);
    add_node("Gemm", {input, "W" + number, "b" + number}, "z" + number);
    onnx::AttributeProto& transposed = *graph().mutable_node(graph().node_size() - 1)->add_attribute();
    transposed.set_name("transB");
    transposed.set_type(onnx::AttributeProto::INT);
    transposed.set_i(1);
    return layer.has_groups() ? add_maxima(l, "z" + number) : add_activations(l, "z" + number);
  }

  /// As a tensor {n, units, arguments}, of which the last axis is reduced.
  std::string add_maxima(std::size_t l, const std::string& input) {
    const Layer& layer = network_.layers()[l];
    const std::size_t arguments = layer.num_arguments(0);
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      if (layer.num_arguments(u) == arguments) continue;
      throw InputError(place(l) +
                       ": its units take the maximum of different numbers of rows, and no ONNX operator does; write "
                       "JSON, which holds every layer");
    }
    const std::string output = "h" + std::to_string(l + 1);
    onnx::TensorProto& shape = *graph().add_initializer();
    shape.set_name("shape" + output);
    shape.add_dims(3);
    shape.set_data_type(onnx::TensorProto::INT64);
    for (const std::size_t size : {std::size_t{0}, layer.num_units(), arguments}) {
      shape.add_int64_data(static_cast<std::int64_t>(size));  // 0: as it was
    }
    add_node("Reshape", {input, shape.name()}, "groups" + output);
    add_node("ReduceMax", {"groups" + output}, output);
    onnx::NodeProto& node = *graph().mutable_node(graph().node_size() - 1);
    onnx::AttributeProto& axes = *node.add_attribute();
    axes.set_name("axes");
    axes.set_type(onnx::AttributeProto::INTS);
    axes.add_ints(2);
    onnx::AttributeProto& keep = *node.add_attribute();
    keep.set_name("keepdims");
    keep.set_type(onnx::AttributeProto::INT);
    keep.set_i(0);
    return output;
  }

  std::string add_activations(std::size_t l, const std::string& input) {
    const std::vector<Activation>& activations = network_.layers()[l].activations;
    const std::string output = "h" + std::to_string(l + 1);
    const auto all = [&](auto&& is) { return std::all_of(activations.begin(), activations.end(), is); };
    const auto all_are = [&](const Activation& one) { return all([&](const Activation& a) { return a == one; }); };
    if (all_are(Activation::identity())) return input;
    if (all_are(Activation::relu())) return add_node("Relu", {input}, output);
    if (all_are(Activation::abs())) return add_node("Abs", {input}, output);
    if (all(is_leaky)) {
      std::vector<Rational> slopes;
      for (const Activation& activation : activations) slopes.push_back(activation.slope(0));
      add_tensor("alpha" + output, {slopes.size()}, slopes);
      return add_node("PRelu", {input, "alpha" + output}, output);
    }
    const Activation& first = activations.front();
    if (!all_are(first) || !is_clip(first)) {
      throw InputError(place(l) + ": no ONNX operator has its activations (" + first.name() +
                       " and what else there is); write JSON, which holds every one");
    }
    std::vector<std::string> inputs{input, "", ""};
    if (first.slope(0) == 0) {
      inputs[1] = "lo" + output;
      add_tensor(inputs[1], {}, std::vector<Rational>{first.breakpoints().front()});
    }
    if (first.slope(first.num_pieces() - 1) == 0) {
      inputs[2] = "hi" + output;
      add_tensor(inputs[2], {}, std::vector<Rational>{first.breakpoints().back()});
    }
    return add_node("Clip", inputs, output);
  }

  const Network& network_;
  onnx::ModelProto model_;
  bool wide_ = false;
};

}  // namespace

void write_network_onnx(const Network& network, std::ostream& out) { out << OnnxWriter(network).bytes(); }

}  // namespace crease
