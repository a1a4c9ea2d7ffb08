// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_operators.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/onnx_max_operators.h"
#include "core/io/onnx_reduction.h"
#include "core/io/onnx_shape_operators.h"
#include "core/io/onnx_tensor.h"
#include "core/io/onnx_window_operators.h"

namespace crease {
namespace {

using onnx::AttributeProto;

AffineTensor gemm(const NodeCall& call) {
  const auto operand = [&](std::size_t i, const std::string& flag) {
    const AffineTensor& tensor = *call.inputs[i];
    if (tensor.shape.size() != 2) {
      throw InvalidNetwork("input " + std::to_string(i + 1) + " has shape " + to_string(tensor.shape) +
                           ", Gemm needs a matrix; check the model");
    }
    return int_attribute(call, flag, 0) != 0 ? transposed(tensor, {1, 0}, call.budget) : tensor;
  };
  AffineTensor product = scaled(multiply_matrices(operand(0, "transA"), operand(1, "transB"), call.budget),
                                float_attribute(call, "alpha", 1), call.budget);
  const AffineTensor* c = optional_input(call, 2);
  if (c == nullptr) return product;
  AffineTensor sum =
      combine(Arithmetic::kAdd, product, scaled(*c, float_attribute(call, "beta", 1), call.budget), call.budget);
  if (sum.shape != product.shape) {
    throw InvalidNetwork("input 3 of shape " + to_string(c->shape) + " does not broadcast to " +
                         to_string(product.shape) + "; check the bias");
  }
  return sum;
}

AffineTensor matmul(const NodeCall& call) { return multiply_matrices(*call.inputs[0], *call.inputs[1], call.budget); }

template <Arithmetic Operation>
AffineTensor arithmetic(const NodeCall& call) {
  return combine(Operation, *call.inputs[0], *call.inputs[1], call.budget);
}

AffineTensor negate(const NodeCall& call) { return scaled(*call.inputs[0], -1, call.budget); }

AffineTensor sum(const NodeCall& call) {
  AffineTensor total = *call.inputs[0];
  for (std::size_t i = 1; i < call.inputs.size(); ++i) {
    if (call.inputs[i] == nullptr) throw InvalidNetwork("one of its inputs is left out; export the model again");
    total = combine(Arithmetic::kAdd, total, *call.inputs[i], call.budget);
  }
  return total;
}

AffineTensor mean(const NodeCall& call) { return scaled(sum(call), 1 / Rational(call.inputs.size()), call.budget); }

AffineTensor reduce_sum(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::optional<Reduction> reduction = reduction_of(call);
  return reduction ? reshaped(summed(x, reduction->over, call.budget), reduction->shape) : x;
}

AffineTensor reduce_mean(const NodeCall& call) {
  AffineTensor sums = reduce_sum(call);
  if (call.inputs[0]->entries->empty()) throw InvalidNetwork("it takes the mean of nothing; check the model");
  return scaled(sums, Rational(sums.entries->size()) / Rational(call.inputs[0]->entries->size()), call.budget);
}

/// As in inference. The one number of a network that is not rational, scale / sqrt(variance + epsilon), becomes the
/// double nearest to it, once for each channel.
AffineTensor batch_normalization(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  if (int_attribute(call, "training_mode", 0) != 0 || call.node.output_size() > 1) {
    throw UnsupportedOperator("it is in training mode; export the model for inference");
  }
  if (int_attribute(call, "spatial", 1) != 1) throw UnsupportedOperator("only 'spatial' = 1 is supported");
  const std::size_t channels = x.shape.size() < 2 ? 0 : x.shape[1];
  for (std::size_t i = 1; i < 5; ++i) {
    if (!call.inputs[i]->is_constant()) {
      throw UnsupportedOperator("its input " + std::to_string(i + 1) +
                                " depends on the network's input, which is not piecewise linear");
    }
    if (channels == 0 || call.inputs[i]->shape != TensorShape{channels}) {
      throw InvalidNetwork("its input " + std::to_string(i + 1) + " of shape " + to_string(call.inputs[i]->shape) +
                           " is not one number per channel of " + to_string(x.shape) + "; check the weights' shapes");
    }
  }
  const Rational epsilon = float_attribute(call, "epsilon", 1e-5F);
  std::vector<AffineForm> factors, offsets;
  for (std::size_t c = 0; c < channels; ++c) {
    const Rational& scale = (*call.inputs[1])[c].constant;
    const Rational variance = (*call.inputs[4])[c].constant + epsilon;
    if (variance <= 0) {
      throw InvalidNetwork("the variance and epsilon of channel " + std::to_string(c) +
                           " are not positive; check the model");
    }
    const Rational square = scale * scale / variance;
    const double root = nearest_sqrt(square);
    if (!std::isfinite(root)) {
      throw InvalidNetwork("the factor of channel " + std::to_string(c) + " overflows; check the model");
    }
    const Rational factor = exact_rational(scale < 0 ? -root : root);
    if (factor * factor != square) ++call.rounded;
    factors.push_back({{}, factor});
    offsets.push_back({{}, Rational((*call.inputs[2])[c].constant - factor * (*call.inputs[3])[c].constant)});
    call.budget.spend(factors.back().constant);
    call.budget.spend(offsets.back().constant);
  }
  TensorShape shape(x.shape.size() - 1, 1);
  shape[0] = channels;
  const auto constant = [&](std::vector<AffineForm> entries) {
    return AffineTensor{x.type, shape, std::nullopt,
                        std::make_shared<const std::vector<AffineForm>>(std::move(entries))};
  };
  return combine(Arithmetic::kAdd, combine(Arithmetic::kMultiply, x, constant(std::move(factors)), call.budget),
                 constant(std::move(offsets)), call.budget);
}

AffineTensor identity(const NodeCall& call) { return *call.inputs[0]; }

/// Between floats: the numbers stay what they are.
AffineTensor cast(const NodeCall& call) {
  AffineTensor x = *call.inputs[0];
  const std::string type = element_type_name(static_cast<std::int32_t>(int_attribute(call, "to", 0)));
  const bool to_float = type.find("float") != std::string::npos;
  const bool from_integer = x.type.starts_with("int") || x.type == "bool";
  if (!to_float && !(x.is_constant() && from_integer && type.starts_with("int"))) {
    throw UnsupportedOperator("it rounds; crease takes casts to floats, and of constant integers, only");
  }
  x.type = type;
  return x;
}

AffineTensor dropout(const NodeCall& call) {
  const AffineTensor* training = optional_input(call, 2);
  if (training != nullptr && (!training->is_constant() || training->entries->empty() || (*training)[0].constant != 0)) {
    throw UnsupportedOperator("it is in training mode; export the model for inference");
  }
  return *call.inputs[0];
}

/// One activation for all entries of `x`, or one for each.
AffineTensor activate(const NodeCall& call, const AffineTensor& x, const std::vector<Activation>& activations) {
  if (!x.is_constant()) return call.layers.activate(x, activations, call.budget);
  std::size_t i = 0;
  return mapped(
      x, [&](const Rational& z) { return activations[activations.size() == 1 ? 0 : i++](z); }, call.budget);
}

AffineTensor activate(const NodeCall& call, const Activation& activation) {
  return activate(call, *call.inputs[0], {activation});
}

AffineTensor relu(const NodeCall& call) { return activate(call, Activation::relu()); }

AffineTensor absolute(const NodeCall& call) { return activate(call, Activation::abs()); }

AffineTensor leaky_relu(const NodeCall& call) {
  return activate(call, Activation::leaky_relu(float_attribute(call, "alpha", 0.01F)));
}

/// One slope per entry of the input it broadcasts to.
AffineTensor prelu(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  if (!call.inputs[1]->is_constant()) {
    throw UnsupportedOperator("its slope depends on the network's input, which is not piecewise linear");
  }
  if (broadcast_shape(x.shape, call.inputs[1]->shape) != x.shape) {
    throw InvalidNetwork("its slope of shape " + to_string(call.inputs[1]->shape) + " does not broadcast to " +
                         to_string(x.shape) + "; check the weights' shapes");
  }
  const AffineTensor slopes = expanded(*call.inputs[1], x.shape, call.budget);
  std::vector<Activation> activations;
  for (const AffineForm& slope : *slopes.entries) activations.push_back(Activation::leaky_relu(slope.constant));
  return activate(call, x, activations);
}

/// max(0, min(1, alpha x + beta)).
AffineTensor hard_sigmoid(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const AffineTensor beta{
      x.type,
      {},
      std::nullopt,
      std::make_shared<const std::vector<AffineForm>>(1, AffineForm{{}, float_attribute(call, "beta", 0.5F)})};
  const AffineTensor z =
      combine(Arithmetic::kAdd, scaled(x, float_attribute(call, "alpha", 0.2F), call.budget), beta, call.budget);
  return activate(call, z, {Activation::clip(0, 1)});
}

std::optional<Rational> clip_bound(const NodeCall& call, std::size_t input, const std::string& name) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::FLOAT);
  const AffineTensor* bound = optional_input(call, input);
  require_one_source(name, attribute, bound);
  if (attribute != nullptr && !is_no_bound(attribute->f(), name == "min", "float32")) {
    return float_attribute(call, name, 0);
  }
  if (bound == nullptr) return std::nullopt;
  return scalar(*bound, "its bound " + in_quotes(name));
}

AffineTensor clip(const NodeCall& call) {
  const std::optional<Rational> lo = clip_bound(call, 1, "min");
  const std::optional<Rational> hi = clip_bound(call, 2, "max");
  if (lo && hi) return activate(call, Activation::clip(*lo, *hi));
  if (lo) return activate(call, Activation::clip_below(*lo));
  if (hi) return activate(call, Activation::clip_above(*hi));
  return *call.inputs[0];
}

using One = AffineTensor (*)(const NodeCall&);
using Several = std::vector<AffineTensor> (*)(const NodeCall&);

struct Operator {
  std::variant<One, Several> evaluate;
  int min_inputs;
  int max_inputs;
  std::vector<std::string> attributes;
};

constexpr int kAnyNumber = std::numeric_limits<int>::max();

const std::map<std::string, Operator>& known_operators() {
  static const std::map<std::string, Operator> table = {
      {"Abs", {absolute, 1, 1, {}}},
      {"Add", {arithmetic<Arithmetic::kAdd>, 2, 2, {}}},
      {"AveragePool",
       {onnx_average_pool,
        1,
        1,
        {"auto_pad", "ceil_mode", "count_include_pad", "dilations", "kernel_shape", "pads", "strides"}}},
      {"BatchNormalization", {batch_normalization, 5, 5, {"epsilon", "momentum", "spatial", "training_mode"}}},
      {"Cast", {cast, 1, 1, {"saturate", "to"}}},
      {"Clip", {clip, 1, 3, {"min", "max"}}},
      {"Concat", {onnx_concat, 1, kAnyNumber, {"axis"}}},
      {"Conv", {onnx_conv, 2, 3, {"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"}}},
      {"ConvTranspose",
       {onnx_conv_transpose,
        2,
        3,
        {"auto_pad", "dilations", "group", "kernel_shape", "output_padding", "output_shape", "pads", "strides"}}},
      {"Div", {arithmetic<Arithmetic::kDivide>, 2, 2, {}}},
      {"Dropout", {dropout, 1, 3, {"ratio", "seed"}}},
      {"Expand", {onnx_expand, 2, 2, {}}},
      {"Flatten", {onnx_flatten, 1, 1, {"axis"}}},
      {"Gather", {onnx_gather, 2, 2, {"axis"}}},
      {"Gemm", {gemm, 2, 3, {"alpha", "beta", "transA", "transB"}}},
      {"GlobalAveragePool", {onnx_global_average_pool, 1, 1, {}}},
      {"GlobalMaxPool", {onnx_global_max_pool, 1, 1, {}}},
      {"HardSigmoid", {hard_sigmoid, 1, 1, {"alpha", "beta"}}},
      {"Identity", {identity, 1, 1, {}}},
      {"LeakyRelu", {leaky_relu, 1, 1, {"alpha"}}},
      {"MatMul", {matmul, 2, 2, {}}},
      {"Max", {onnx_max, 1, kAnyNumber, {}}},
      {"MaxPool",
       {onnx_max_pool,
        1,
        1,
        {"auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "storage_order", "strides"}}},
      {"Mean", {mean, 1, kAnyNumber, {}}},
      {"Min", {onnx_min, 1, kAnyNumber, {}}},
      {"Mul", {arithmetic<Arithmetic::kMultiply>, 2, 2, {}}},
      {"Neg", {negate, 1, 1, {}}},
      {"PRelu", {prelu, 2, 2, {}}},
      {"Pad", {onnx_pad, 1, 4, {"mode", "pads", "value"}}},
      {"ReduceMax", {onnx_reduce_max, 1, 2, {"axes", "keepdims", "noop_with_empty_axes"}}},
      {"ReduceMean", {reduce_mean, 1, 2, {"axes", "keepdims", "noop_with_empty_axes"}}},
      {"ReduceMin", {onnx_reduce_min, 1, 2, {"axes", "keepdims", "noop_with_empty_axes"}}},
      {"ReduceSum", {reduce_sum, 1, 2, {"axes", "keepdims", "noop_with_empty_axes"}}},
      {"Relu", {relu, 1, 1, {}}},
      {"Reshape", {onnx_reshape, 2, 2, {"allowzero"}}},
      {"Shape", {onnx_shape, 1, 1, {"end", "start"}}},
      {"Slice", {onnx_slice, 1, 5, {"axes", "ends", "starts"}}},
      {"Split", {onnx_split, 1, 2, {"axis", "num_outputs", "split"}}},
      {"Squeeze", {onnx_squeeze, 1, 2, {"axes"}}},
      {"Sub", {arithmetic<Arithmetic::kSubtract>, 2, 2, {}}},
      {"Sum", {sum, 1, kAnyNumber, {}}},
      {"Transpose", {onnx_transpose, 1, 1, {"perm"}}},
      {"Unsqueeze", {onnx_unsqueeze, 1, 2, {"axes"}}},
  };
  return table;
}

void check_signature(const Operator& op, const NodeCall& call) {
  for (const AttributeProto& attribute : call.node.attribute()) {
    if (std::find(op.attributes.begin(), op.attributes.end(), attribute.name()) == op.attributes.end()) {
      throw UnsupportedOperator("attribute " + in_quotes(attribute.name()) +
                                " is not known for this operator since opset 7");
    }
  }
  const int given = static_cast<int>(call.inputs.size());
  bool missing = given < op.min_inputs;
  for (int i = 0; i < op.min_inputs && i < given; ++i)
    missing = missing || call.inputs[static_cast<std::size_t>(i)] == nullptr;
  if (missing || given > op.max_inputs) {
    throw InvalidNetwork(
        "it has " + std::to_string(given) + " inputs, the operator takes " + std::to_string(op.min_inputs) + " to " +
        (op.max_inputs == kAnyNumber ? "any number" : std::to_string(op.max_inputs)) + " and none of the first " +
        std::to_string(op.min_inputs) + " may be left out; export the model again");
  }
}

}  // namespace

std::vector<AffineTensor> evaluate_node(const NodeCall& call) {
  const std::string& domain = call.node.domain();
  const auto it = known_operators().find(call.node.op_type());
  if (it == known_operators().end() || (!domain.empty() && domain != "ai.onnx")) {
    std::string list = "Constant";
    for (const auto& [name, op] : known_operators()) list += ", " + name;
    throw UnsupportedOperator("the operator" + (domain.empty() ? "" : " of domain " + in_quotes(domain)) +
                              " is not supported; crease reads networks made of " + list);
  }
  check_signature(it->second, call);
  if (const One* one = std::get_if<One>(&it->second.evaluate)) return {(*one)(call)};
  return std::get<Several>(it->second.evaluate)(call);
}

bool is_no_bound(double value, bool lower, const std::string& type) {
  const double largest = type == "float64"    ? std::numeric_limits<double>::max()
                         : type == "float16"  ? 65504
                         : type == "bfloat16" ? 0x1.FEp127
                                              : static_cast<double>(std::numeric_limits<float>::max());
  return lower ? value <= -largest : value >= largest;
}

}  // namespace crease
