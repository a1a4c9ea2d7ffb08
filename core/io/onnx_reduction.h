// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/io/onnx_node.h"

namespace crease {

/// What a reducing ONNX operator takes together: `axes` (attribute or second input; all when missing), `keepdims`,
/// `noop_with_empty_axes`. Errors as in onnx_operators.h.
struct Reduction {
  std::vector<bool> over;  ///< per dimension
  TensorShape shape;       ///< of the result

  /// For every entry of a tensor of this shape, the entry of the result that it goes to.
  std::vector<std::size_t> targets(const TensorShape& from) const;
};

/// None: the tensor stays as it is.
std::optional<Reduction> reduction_of(const NodeCall& call);

}  // namespace crease
