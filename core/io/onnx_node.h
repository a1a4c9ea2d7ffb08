// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/io/affine_layers.h"
#include "core/io/affine_tensor.h"

namespace crease {

/// A node of an ONNX graph on the way to its results.
struct NodeCall {
  const onnx::NodeProto& node;
  std::vector<const AffineTensor*> inputs;  ///< null for an input that is left out; all of one layer or constant
  AffineLayers& layers;
  SizeBudget& budget;
  std::size_t& rounded;  ///< counts the numbers that had to be rounded
};

/// Attributes and operands of a node. Each throws InvalidNetwork for a wrong type, a value that is not finite or an
/// axis that is outside, UnsupportedOperator for what depends on the network's input though it must not.

const onnx::AttributeProto* find_attribute(const NodeCall& call, const std::string& name,
                                           onnx::AttributeProto::AttributeType type);

std::int64_t int_attribute(const NodeCall& call, const std::string& name, std::int64_t otherwise);

/// float32 attributes are taken exactly.
Rational float_attribute(const NodeCall& call, const std::string& name, float otherwise);

std::string string_attribute(const NodeCall& call, const std::string& name, const std::string& otherwise);

std::optional<std::vector<std::int64_t>> ints_attribute(const NodeCall& call, const std::string& name);

/// Input i, or null.
const AffineTensor* optional_input(const NodeCall& call, std::size_t i);

/// A list of integers.
std::vector<std::int64_t> integer_list(const AffineTensor& tensor, const std::string& what);

/// A list that moved from an attribute to an input in later opsets; `what` is for messages.
std::optional<std::vector<std::int64_t>> attribute_or_input(const NodeCall& call, const std::string& name,
                                                            std::size_t input, const std::string& what);

/// A node has one or the other.
void require_one_source(const std::string& name, const onnx::AttributeProto* attribute, const AffineTensor* input);

/// The one number of a constant of one entry.
Rational scalar(const AffineTensor& tensor, const std::string& what);

/// A dimension, counted from the end when negative.
std::size_t axis_in(std::int64_t axis, std::size_t rank);

/// For each of `rank` dimensions, whether `axes` lists it.
std::vector<bool> axis_set(const std::vector<std::int64_t>& axes, std::size_t rank);

}  // namespace crease
