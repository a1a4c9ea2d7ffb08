// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_operators.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

using onnx::AttributeProto;

const AttributeProto* find_attribute(const NodeCall& call, const std::string& name,
                                     AttributeProto::AttributeType type) {
  for (const AttributeProto& attribute : call.node.attribute()) {
    if (attribute.name() != name) continue;
    if (attribute.type() != type) {
      throw InvalidNetwork("attribute " + in_quotes(name) + " should be of type " +
                           AttributeProto::AttributeType_Name(type) + "; export the model again");
    }
    return &attribute;
  }
  return nullptr;
}

std::int64_t int_attribute(const NodeCall& call, const std::string& name, std::int64_t otherwise) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::INT);
  return attribute == nullptr ? otherwise : attribute->i();
}

/// float32 attributes are taken exactly.
Rational float_attribute(const NodeCall& call, const std::string& name, float otherwise) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::FLOAT);
  const float value = attribute == nullptr ? otherwise : attribute->f();
  if (!(std::abs(value) <= std::numeric_limits<float>::max())) {
    throw InvalidNetwork("attribute " + in_quotes(name) + " is not finite; export the model again");
  }
  return exact_rational(value);
}

std::optional<std::vector<std::int64_t>> ints_attribute(const NodeCall& call, const std::string& name) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::INTS);
  if (attribute == nullptr) return std::nullopt;
  return std::vector<std::int64_t>(attribute->ints().begin(), attribute->ints().end());
}

const AffineTensor* optional_input(const NodeCall& call, std::size_t i) {
  return i < call.inputs.size() ? call.inputs[i] : nullptr;
}

/// A list of integers that must not depend on the network's input.
std::vector<std::int64_t> integer_list(const AffineTensor& tensor, const std::string& what) {
  if (!tensor.is_constant()) {
    throw UnsupportedOperator(what +
                              " depends on the network's input; crease needs fixed shapes, export it with constants");
  }
  if (!tensor.type.starts_with("int") || tensor.shape.size() > 1) {
    throw InvalidNetwork(what + " is not a list of integers; export the model again");
  }
  std::vector<std::int64_t> values;
  for (const AffineForm& form : *tensor.entries) {
    if (!form.constant.get_num().fits_slong_p()) throw InvalidNetwork(what + " overflows; export the model again");
    values.push_back(form.constant.get_num().get_si());
  }
  return values;
}

std::size_t axis_in(std::int64_t axis, std::size_t rank) {
  const auto r = static_cast<std::int64_t>(rank);
  if (axis < -r || axis >= r) {
    throw InvalidNetwork("axis " + std::to_string(axis) + " is outside a tensor of " + std::to_string(rank) +
                         " dimensions; export the model again");
  }
  return static_cast<std::size_t>(axis < 0 ? axis + r : axis);
}

/// For each of `rank` dimensions, whether `axes` lists it.
std::vector<bool> axis_set(const std::vector<std::int64_t>& axes, std::size_t rank) {
  std::vector<bool> listed(rank, false);
  for (const std::int64_t axis : axes) {
    const std::size_t i = axis_in(axis, rank);
    if (listed[i]) throw InvalidNetwork("axis " + std::to_string(axis) + " is listed twice; export the model again");
    listed[i] = true;
  }
  return listed;
}

/// Bounds and axes moved from attributes to inputs in later opsets; a node has one or the other.
void require_one_source(const std::string& name, const AttributeProto* attribute, const AffineTensor* input) {
  if (attribute != nullptr && input != nullptr) {
    throw InvalidNetwork(in_quotes(name) + " is given as attribute and as input; export the model again");
  }
}

/// The axes of Squeeze and Unsqueeze.
std::optional<std::vector<std::int64_t>> axes_of(const NodeCall& call) {
  const AffineTensor* axes = optional_input(call, 1);
  require_one_source("axes", find_attribute(call, "axes", AttributeProto::INTS), axes);
  return axes == nullptr ? ints_attribute(call, "axes") : integer_list(*axes, "the list of axes");
}

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

AffineTensor identity(const NodeCall& call) { return *call.inputs[0]; }

AffineTensor dropout(const NodeCall& call) {
  const AffineTensor* training = optional_input(call, 2);
  if (training != nullptr && (!training->is_constant() || training->entries->empty() || (*training)[0].constant != 0)) {
    throw UnsupportedOperator("it is in training mode; export the model for inference");
  }
  return *call.inputs[0];
}

AffineTensor activate(const NodeCall& call, const Activation& activation) {
  const AffineTensor& x = *call.inputs[0];
  if (!x.is_constant()) return call.layers.activate(x, activation, call.budget);
  return mapped(
      x, [&](const Rational& z) { return activation(z); }, call.budget);
}

AffineTensor relu(const NodeCall& call) { return activate(call, Activation::relu()); }

AffineTensor absolute(const NodeCall& call) { return activate(call, Activation::abs()); }

AffineTensor leaky_relu(const NodeCall& call) {
  return activate(call, Activation::leaky_relu(float_attribute(call, "alpha", 0.01F)));
}

std::optional<Rational> clip_bound(const NodeCall& call, std::size_t input, const std::string& name) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::FLOAT);
  const AffineTensor* bound = optional_input(call, input);
  require_one_source(name, attribute, bound);
  if (attribute != nullptr && !is_no_bound(attribute->f(), name == "min", "float32")) {
    return float_attribute(call, name, 0);
  }
  if (bound == nullptr) return std::nullopt;
  if (!bound->is_constant()) {
    throw UnsupportedOperator("its bound " + in_quotes(name) +
                              " depends on the network's input; crease takes constant bounds");
  }
  if (bound->entries->size() != 1) {
    throw InvalidNetwork("its bound " + in_quotes(name) + " of shape " + to_string(bound->shape) +
                         " is not a scalar; check the model");
  }
  return (*bound)[0].constant;
}

AffineTensor clip(const NodeCall& call) {
  const std::optional<Rational> lo = clip_bound(call, 1, "min");
  const std::optional<Rational> hi = clip_bound(call, 2, "max");
  if (lo && hi) return activate(call, Activation::clip(*lo, *hi));
  if (lo) return activate(call, Activation::clip_below(*lo));
  if (hi) return activate(call, Activation::clip_above(*hi));
  return *call.inputs[0];
}

AffineTensor flatten(const NodeCall& call) {
  const TensorShape& shape = call.inputs[0]->shape;
  const std::int64_t axis = int_attribute(call, "axis", 1);
  const std::size_t split =
      axis == static_cast<std::int64_t>(shape.size()) ? shape.size() : axis_in(axis, shape.size());
  const auto middle = shape.begin() + static_cast<std::ptrdiff_t>(split);
  return reshaped(*call.inputs[0],
                  {num_entries(TensorShape(shape.begin(), middle)), num_entries(TensorShape(middle, shape.end()))});
}

AffineTensor reshape(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::vector<std::int64_t> wanted = integer_list(*call.inputs[1], "the new shape");
  const bool copy_zeros = int_attribute(call, "allowzero", 0) == 0;
  TensorShape shape;
  std::optional<std::size_t> inferred;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::int64_t size = wanted[i];
    if (size < -1 || (size == -1 && inferred) || (size == 0 && copy_zeros && i >= x.shape.size())) {
      throw InvalidNetwork("the new shape's entry " + std::to_string(i + 1) + ", " + std::to_string(size) +
                           ", has no meaning here; check the model");
    }
    if (size == -1) inferred = i;
    shape.push_back(size == -1 ? 1 : size == 0 && copy_zeros ? x.shape[i] : static_cast<std::size_t>(size));
  }
  if (inferred) {
    const std::size_t rest = num_entries(shape);
    if (rest != 0) shape[*inferred] = x.entries->size() / rest;
  }
  return reshaped(x, std::move(shape));
}

AffineTensor squeeze(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const auto axes = axes_of(call);
  const std::vector<bool> listed = axis_set(axes.value_or(std::vector<std::int64_t>{}), x.shape.size());
  TensorShape shape;
  for (std::size_t i = 0; i < x.shape.size(); ++i) {
    if (listed[i] && x.shape[i] != 1) {
      throw InvalidNetwork("dimension " + std::to_string(i) + " of shape " + to_string(x.shape) +
                           " is not 1 and cannot be squeezed; check the model");
    }
    if (axes ? !listed[i] : x.shape[i] != 1) shape.push_back(x.shape[i]);
  }
  return reshaped(x, std::move(shape));
}

AffineTensor unsqueeze(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const auto axes = axes_of(call);
  if (!axes) throw InvalidNetwork("the axes are missing; export the model again");
  const std::vector<bool> listed = axis_set(*axes, x.shape.size() + axes->size());
  TensorShape shape;
  auto next = x.shape.begin();
  for (const bool is_new : listed) shape.push_back(is_new ? 1 : *next++);
  return reshaped(x, std::move(shape));
}

AffineTensor transpose(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  std::vector<std::size_t> order(x.shape.size());
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  if (const auto perm = ints_attribute(call, "perm")) {
    axis_set(*perm, order.size());
    if (perm->size() != order.size()) {
      throw InvalidNetwork("'perm' has " + std::to_string(perm->size()) + " entries for " +
                           std::to_string(order.size()) + " dimensions; export the model again");
    }
    std::transform(perm->begin(), perm->end(), order.begin(),
                   [&](std::int64_t axis) { return axis_in(axis, order.size()); });
  }
  return transposed(x, order, call.budget);
}

struct Operator {
  AffineTensor (*evaluate)(const NodeCall&);
  int min_inputs;
  int max_inputs;
  std::vector<std::string> attributes;
};

const std::map<std::string, Operator>& known_operators() {
  static const std::map<std::string, Operator> table = {
      {"Abs", {absolute, 1, 1, {}}},
      {"Add", {arithmetic<Arithmetic::kAdd>, 2, 2, {}}},
      {"Clip", {clip, 1, 3, {"min", "max"}}},
      {"Div", {arithmetic<Arithmetic::kDivide>, 2, 2, {}}},
      {"Dropout", {dropout, 1, 3, {"ratio", "seed"}}},
      {"Flatten", {flatten, 1, 1, {"axis"}}},
      {"Gemm", {gemm, 2, 3, {"alpha", "beta", "transA", "transB"}}},
      {"Identity", {identity, 1, 1, {}}},
      {"LeakyRelu", {leaky_relu, 1, 1, {"alpha"}}},
      {"MatMul", {matmul, 2, 2, {}}},
      {"Mul", {arithmetic<Arithmetic::kMultiply>, 2, 2, {}}},
      {"Neg", {negate, 1, 1, {}}},
      {"Relu", {relu, 1, 1, {}}},
      {"Reshape", {reshape, 2, 2, {"allowzero"}}},
      {"Squeeze", {squeeze, 1, 2, {"axes"}}},
      {"Sub", {arithmetic<Arithmetic::kSubtract>, 2, 2, {}}},
      {"Transpose", {transpose, 1, 1, {"perm"}}},
      {"Unsqueeze", {unsqueeze, 1, 2, {"axes"}}},
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
    throw InvalidNetwork("it has " + std::to_string(given) + " inputs, the operator takes " +
                         std::to_string(op.min_inputs) + " to " + std::to_string(op.max_inputs) +
                         " and none of the first " + std::to_string(op.min_inputs) +
                         " may be left out; export the model again");
  }
}

}  // namespace

AffineTensor evaluate_node(const NodeCall& call) {
  const std::string& domain = call.node.domain();
  const auto it = known_operators().find(call.node.op_type());
  if (it == known_operators().end() || (!domain.empty() && domain != "ai.onnx")) {
    std::string list = "Constant";
    for (const auto& [name, op] : known_operators()) list += ", " + name;
    throw UnsupportedOperator("the operator" + (domain.empty() ? "" : " of domain " + in_quotes(domain)) +
                              " is not supported; crease reads dense networks made of " + list);
  }
  check_signature(it->second, call);
  return it->second.evaluate(call);
}

bool is_no_bound(double value, bool lower, const std::string& type) {
  const double largest = type == "float64"    ? std::numeric_limits<double>::max()
                         : type == "float16"  ? 65504
                         : type == "bfloat16" ? 0x1.FEp127
                                              : static_cast<double>(std::numeric_limits<float>::max());
  return lower ? value <= -largest : value >= largest;
}

}  // namespace crease
