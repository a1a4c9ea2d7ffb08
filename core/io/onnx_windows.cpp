// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_windows.h"

#include <utility>

#include "core/errors.h"

namespace crease {
namespace {

Windows pool_windows(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::size_t d = num_spatial(x);
  if (!ints_attribute(call, "kernel_shape"))
    throw InvalidNetwork("its kernel_shape is missing; export the model again");
  Windows windows = windows_of(call, x, per_dimension(call, "kernel_shape", d, 1, 1));
  count_outputs(call, windows, int_attribute(call, "ceil_mode", 0) != 0);
  return windows;
}

}  // namespace

WindowIndex kernels_of(const Windows& windows) {
  WindowIndex sizes;
  for (const Window& window : windows) sizes.push_back(window.kernel);
  return sizes;
}

WindowIndex outputs_of(const Windows& windows) {
  WindowIndex sizes;
  for (const Window& window : windows) sizes.push_back(window.outputs);
  return sizes;
}

WindowIndex per_dimension(const NodeCall& call, const std::string& name, std::size_t count, std::int64_t otherwise,
                          std::int64_t least) {
  const WindowIndex list = ints_attribute(call, name).value_or(WindowIndex(count, otherwise));
  const bool fits = list.size() == count && std::all_of(list.begin(), list.end(), [&](std::int64_t value) {
                      return value >= least && value < kLargestWindow;
                    });
  if (!fits) throw InvalidNetwork("its " + name + " do not fit a tensor of this shape; export the model again");
  return list;
}

std::size_t num_spatial(const AffineTensor& x) {
  if (x.shape.size() < 3) {
    throw InvalidNetwork("its input of shape " + to_string(x.shape) +
                         " has no dimension to slide a window over behind batch and channel; check the model");
  }
  if (x.entries->empty()) throw InvalidNetwork("its input has no entries; check the model");
  return x.shape.size() - 2;
}

Windows windows_of(const NodeCall& call, const AffineTensor& x, const WindowIndex& kernel) {
  const std::size_t d = num_spatial(x);
  const WindowIndex strides = per_dimension(call, "strides", d, 1, 1);
  const WindowIndex dilations = per_dimension(call, "dilations", d, 1, 1);
  const WindowIndex pads = per_dimension(call, "pads", 2 * d, 0, 0);
  Windows windows(d);
  for (std::size_t i = 0; i < d; ++i) {
    const auto size = static_cast<std::int64_t>(x.shape[i + 2]);
    windows[i] = {size, kernel[i], strides[i], dilations[i], pads[i], pads[d + i], 0};
    if (kernel[i] >= kLargestWindow / dilations[i]) {
      throw InvalidNetwork("its kernel reaches too far; export the model again");
    }
  }
  return windows;
}

AutoPad auto_pad(const NodeCall& call) {
  const std::string mode = string_attribute(call, "auto_pad", "NOTSET");
  if (mode == "NOTSET") return AutoPad::kNone;
  if (find_attribute(call, "pads", onnx::AttributeProto::INTS) != nullptr) {
    throw InvalidNetwork("it has pads and auto_pad; export the model again");
  }
  if (mode == "SAME_UPPER") return AutoPad::kUpper;
  if (mode == "SAME_LOWER") return AutoPad::kLower;
  if (mode == "VALID") return AutoPad::kValid;
  throw InvalidNetwork("its auto_pad is none of NOTSET, SAME_UPPER, SAME_LOWER and VALID; export the model again");
}

void set_pads(Window& window, std::int64_t total, bool more_before) {
  total = std::max<std::int64_t>(total, 0);
  window.before = more_before ? total - total / 2 : total / 2;
  window.after = total - window.before;
}

void count_outputs(const NodeCall& call, Windows& windows, bool ceil) {
  const AutoPad mode = auto_pad(call);
  for (Window& window : windows) {
    if (mode == AutoPad::kUpper || mode == AutoPad::kLower) {
      window.outputs = (window.size + window.stride - 1) / window.stride;
      set_pads(window, (window.outputs - 1) * window.stride + window.reach() - window.size, mode == AutoPad::kLower);
      continue;
    }
    const std::int64_t free = window.size + window.before + window.after - window.reach();
    if (free < 0) {
      throw InvalidNetwork("its kernel reaches over " + std::to_string(window.reach()) + " entries of a dimension of " +
                           std::to_string(window.size) + " with pads; check the model");
    }
    window.outputs = (free + (ceil ? window.stride - 1 : 0)) / window.stride + 1;
    // A window that would begin behind the input and its leading pad is dropped.
    if (ceil && (window.outputs - 1) * window.stride >= window.size + window.before) --window.outputs;
  }
}

std::size_t offset_in(const WindowIndex& index, const Windows& windows) {
  std::size_t offset = 0;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    offset = offset * static_cast<std::size_t>(windows[i].size) + static_cast<std::size_t>(index[i]);
  }
  return offset;
}

TensorShape output_shape(std::size_t batch, std::size_t channels, const Windows& windows) {
  TensorShape shape{batch, channels};
  for (const Window& window : windows) shape.push_back(static_cast<std::size_t>(window.outputs));
  return shape;
}

void spend_work(SizeBudget& budget, const TensorShape& shape, std::size_t terms) {
  const std::size_t size = num_entries(shape);
  budget.spend(size);
  if (terms != 0) budget.spend(num_entries({size, terms}));
}

Pool::Pool(const NodeCall& call) : Pool(call, pool_windows(call)) {}

Pool::Pool(const NodeCall& call, Windows windows)
    : shape(output_shape(call.inputs[0]->shape[0], call.inputs[0]->shape[1], windows)),
      windows_(std::move(windows)),
      channels_(call.inputs[0]->shape[0] * call.inputs[0]->shape[1]),
      plane_(channels_ == 0 ? 0 : num_entries(call.inputs[0]->shape) / channels_) {
  std::size_t taps = 1;
  for (const Window& window : windows_) taps = num_entries({taps, static_cast<std::size_t>(window.kernel)});
  spend_work(call.budget, shape, taps);
}

}  // namespace crease
