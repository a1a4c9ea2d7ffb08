// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/io/affine_tensor.h"

namespace crease {

/// The numbers of an ONNX tensor. Doubles hold float16, bfloat16, float32 and float64 exactly.
struct TensorData {
  std::string type = {};  ///< "float16", "bfloat16", "float32", "float64", "int32", "int64", "bool"
  TensorShape shape = {};
  std::vector<double> reals = {};
  std::vector<std::int64_t> integers = {};

  bool is_real() const { return type.find("float") != std::string::npos; }
};

/// The name of an element type, or "" for those that are not supported.
std::string element_type_name(std::int32_t onnx_type);

/// Decodes raw or typed data; the declared shape is held against the bytes that are there before anything is allocated.
/// Throws InvalidNetwork or UnsupportedOperator.
TensorData decode_tensor(const onnx::TensorProto& tensor);

/// The value of a Constant node. Throws as decode_tensor.
TensorData decode_constant(const onnx::NodeProto& node);

/// The exact tensor. Throws InvalidNetwork for NaN and infinities, with their place.
AffineTensor constant_tensor(const TensorData& data, SizeBudget& budget);

}  // namespace crease
