// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/io/affine_tensor.h"
#include "core/io/onnx_node.h"

namespace crease {

/// The operators, in the versions since opset 7:
///   Gemm, MatMul, Add, Sub, Mul, Div, Neg, Sum, Mean   products and quotients by constants; Div not of integers
///   Conv, ConvTranspose, AveragePool, GlobalAveragePool, ReduceSum, ReduceMean
///   BatchNormalization                           as in inference, its factor rounded to float64
///   MaxPool, GlobalMaxPool, Max, Min, ReduceMax, ReduceMin   one layer of maxima each
///   Relu, LeakyRelu, PRelu, Clip, HardSigmoid, Abs   one layer of units each
///   Identity, Dropout, Cast                      as in inference; casts to floats
///   Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Expand, Concat, Split, Slice, Gather, Pad, Shape
///   Constant                                     (handled by the reader, as initializers are)
/// The results of the node, of which those behind the first may be missing. Throws UnsupportedOperator for other
/// operators, domains and attributes, InvalidNetwork for operands that do not fit, std::length_error when the budget
/// is used up; messages do not name the node.
std::vector<AffineTensor> evaluate_node(const NodeCall& call);

/// True for a bound of Clip that bounds nothing: infinity, or the largest number of its type, on its own side.
bool is_no_bound(double value, bool lower, const std::string& type);

}  // namespace crease
