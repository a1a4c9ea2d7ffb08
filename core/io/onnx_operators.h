// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

#include "core/io/affine_layers.h"
#include "core/io/affine_tensor.h"
#include "core/io/onnx_tensor.h"

namespace crease {

/// A node of an ONNX graph on the way to its result.
struct NodeCall {
  const onnx::NodeProto& node;
  std::vector<const AffineTensor*> inputs;  ///< null for an input that is left out; all of one layer or constant
  AffineLayers& layers;
  SizeBudget& budget;
};

/// The operators, in the versions since opset 7:
///   Gemm, MatMul, Add, Sub, Mul, Div, Neg        products and quotients by constants; Div not of integers
///   Relu, LeakyRelu, Clip, Abs                   one layer of units each
///   Identity, Dropout                            as in inference
///   Flatten, Reshape, Squeeze, Unsqueeze, Transpose
///   Constant                                     (handled by the reader, as initializers are)
/// The first result of the node. Throws UnsupportedOperator for other operators, domains and attributes, InvalidNetwork
/// for operands that do not fit, std::length_error when the budget is used up; messages do not name the node.
AffineTensor evaluate_node(const NodeCall& call);

/// True for a bound of Clip that bounds nothing: infinity, or the largest number of its type, on its own side.
bool is_no_bound(double value, bool lower, const std::string& type);

}  // namespace crease
