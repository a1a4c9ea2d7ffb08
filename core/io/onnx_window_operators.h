// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/onnx_node.h"

namespace crease {

/// The ONNX operators that slide a window over the dimensions behind batch and channel, any number of them; affine
/// ones. Errors as in onnx_operators.h.

/// Groups, strides, dilations, pads, auto_pad; the kernel and the bias are constants.
AffineTensor onnx_conv(const NodeCall& call);
/// Also output_padding and output_shape.
AffineTensor onnx_conv_transpose(const NodeCall& call);
/// Also ceil_mode, dilations and count_include_pad. A mean divides by a whole number, which is exact.
AffineTensor onnx_average_pool(const NodeCall& call);
AffineTensor onnx_global_average_pool(const NodeCall& call);

}  // namespace crease
