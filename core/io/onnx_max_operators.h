// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/onnx_node.h"

namespace crease {

/// The ONNX operators that take maxima and minima, exactly: one max group per entry of the result, or one unit with a
/// single breakpoint where all arguments but one are constant. Errors as in onnx_operators.h.

/// Of any number of tensors, entry by entry, with broadcasting.
AffineTensor onnx_max(const NodeCall& call);
AffineTensor onnx_min(const NodeCall& call);

/// Over axes, as ReduceSum.
AffineTensor onnx_reduce_max(const NodeCall& call);
AffineTensor onnx_reduce_min(const NodeCall& call);

/// Pads count for nothing. The places of the maxima, a second result, are not piecewise linear.
AffineTensor onnx_max_pool(const NodeCall& call);
AffineTensor onnx_global_max_pool(const NodeCall& call);

}  // namespace crease
