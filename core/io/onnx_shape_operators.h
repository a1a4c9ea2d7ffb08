// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/io/onnx_node.h"

namespace crease {

/// The ONNX operators that move entries about, of constants and of what depends on the input alike. Errors as in
/// onnx_operators.h.

AffineTensor onnx_flatten(const NodeCall& call);
AffineTensor onnx_reshape(const NodeCall& call);
AffineTensor onnx_squeeze(const NodeCall& call);
AffineTensor onnx_unsqueeze(const NodeCall& call);
AffineTensor onnx_transpose(const NodeCall& call);
AffineTensor onnx_expand(const NodeCall& call);
AffineTensor onnx_concat(const NodeCall& call);
AffineTensor onnx_slice(const NodeCall& call);
AffineTensor onnx_gather(const NodeCall& call);
/// Modes constant, reflect, edge and wrap.
AffineTensor onnx_pad(const NodeCall& call);
/// A constant: the shape of the input, whatever its entries.
AffineTensor onnx_shape(const NodeCall& call);
/// As many results as the node has outputs.
std::vector<AffineTensor> onnx_split(const NodeCall& call);

}  // namespace crease
