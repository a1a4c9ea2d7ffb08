// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_node.h"

#include <cmath>
#include <limits>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {

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

Rational float_attribute(const NodeCall& call, const std::string& name, float otherwise) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::FLOAT);
  const float value = attribute == nullptr ? otherwise : attribute->f();
  if (!(std::abs(value) <= std::numeric_limits<float>::max())) {
    throw InvalidNetwork("attribute " + in_quotes(name) + " is not finite; export the model again");
  }
  return exact_rational(value);
}

std::string string_attribute(const NodeCall& call, const std::string& name, const std::string& otherwise) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::STRING);
  return attribute == nullptr ? otherwise : attribute->s();
}

std::optional<std::vector<std::int64_t>> ints_attribute(const NodeCall& call, const std::string& name) {
  const AttributeProto* attribute = find_attribute(call, name, AttributeProto::INTS);
  if (attribute == nullptr) return std::nullopt;
  return std::vector<std::int64_t>(attribute->ints().begin(), attribute->ints().end());
}

const AffineTensor* optional_input(const NodeCall& call, std::size_t i) {
  return i < call.inputs.size() ? call.inputs[i] : nullptr;
}

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

std::vector<bool> axis_set(const std::vector<std::int64_t>& axes, std::size_t rank) {
  std::vector<bool> listed(rank, false);
  for (const std::int64_t axis : axes) {
    const std::size_t i = axis_in(axis, rank);
    if (listed[i]) throw InvalidNetwork("axis " + std::to_string(axis) + " is listed twice; export the model again");
    listed[i] = true;
  }
  return listed;
}

void require_one_source(const std::string& name, const AttributeProto* attribute, const AffineTensor* input) {
  if (attribute != nullptr && input != nullptr) {
    throw InvalidNetwork(in_quotes(name) + " is given as attribute and as input; export the model again");
  }
}

std::optional<std::vector<std::int64_t>> attribute_or_input(const NodeCall& call, const std::string& name,
                                                            std::size_t input, const std::string& what) {
  const AffineTensor* tensor = optional_input(call, input);
  require_one_source(name, find_attribute(call, name, AttributeProto::INTS), tensor);
  return tensor == nullptr ? ints_attribute(call, name) : integer_list(*tensor, what);
}

Rational scalar(const AffineTensor& tensor, const std::string& what) {
  if (!tensor.is_constant()) {
    throw UnsupportedOperator(what + " depends on the network's input; crease takes a constant");
  }
  if (tensor.entries->size() != 1) {
    throw InvalidNetwork(what + " of shape " + to_string(tensor.shape) + " is not a scalar; check the model");
  }
  return tensor[0].constant;
}

}  // namespace crease
