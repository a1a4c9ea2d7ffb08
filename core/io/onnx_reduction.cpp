// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_reduction.h"

namespace crease {

std::vector<std::size_t> Reduction::targets(const TensorShape& from) const {
  std::vector<std::size_t> strides(from.size());
  std::size_t stride = 1;
  for (std::size_t i = from.size(); i-- > 0;) {
    strides[i] = over[i] ? 0 : stride;
    if (!over[i]) stride *= from[i];
  }
  std::vector<std::size_t> result(num_entries(from));
  for (std::size_t entry = 0; entry < result.size(); ++entry) {
    std::size_t rest = entry;
    for (std::size_t i = from.size(); i-- > 0; rest /= from[i]) result[entry] += rest % from[i] * strides[i];
  }
  return result;
}

std::optional<Reduction> reduction_of(const NodeCall& call) {
  const TensorShape& from = call.inputs[0]->shape;
  const auto axes = attribute_or_input(call, "axes", 1, "the list of axes");
  Reduction reduction{std::vector<bool>(from.size(), true), {}};
  if (axes && !axes->empty()) {
    reduction.over = axis_set(*axes, from.size());
  } else if (int_attribute(call, "noop_with_empty_axes", 0) != 0) {
    return std::nullopt;
  }
  const bool keep = int_attribute(call, "keepdims", 1) != 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!reduction.over[i]) reduction.shape.push_back(from[i]);
    if (reduction.over[i] && keep) reduction.shape.push_back(1);
  }
  return reduction;
}

}  // namespace crease
