// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/io/affine_tensor.h"
#include "core/io/onnx_node.h"

namespace crease {

/// The windows that ONNX operators slide over the dimensions behind batch and channel, any number of them. Errors as in
/// onnx_operators.h.

/// Sizes and offsets are kept below this, so that nothing overflows.
constexpr std::int64_t kLargestWindow = std::int64_t{1} << 31;

/// A window in one dimension: entry k of output o lies at o * stride + k * dilation - before.
struct Window {
  std::int64_t size = 1;  ///< of the input
  std::int64_t kernel = 1, stride = 1, dilation = 1, before = 0, after = 0;
  std::int64_t outputs = 0;

  std::int64_t reach() const { return (kernel - 1) * dilation + 1; }
  std::int64_t place(std::int64_t o, std::int64_t k) const { return o * stride + k * dilation - before; }
  bool is_inside(std::int64_t i) const { return i >= 0 && i < size; }
};

using Windows = std::vector<Window>;
using WindowIndex = std::vector<std::int64_t>;

WindowIndex kernels_of(const Windows& windows);
WindowIndex outputs_of(const Windows& windows);

/// Calls visit(index) for all indices below `sizes`, the last one running fastest.
template <typename Visit>
void for_each_index(const WindowIndex& sizes, const Visit& visit) {
  if (std::any_of(sizes.begin(), sizes.end(), [](std::int64_t size) { return size <= 0; })) return;
  WindowIndex index(sizes.size(), 0);
  while (true) {
    visit(index);
    std::size_t i = sizes.size();
    while (i > 0 && ++index[i - 1] == sizes[i - 1]) index[--i] = 0;
    if (i == 0) return;
  }
}

/// A list of one number per dimension, each from `least` on; all `otherwise` when it is missing.
WindowIndex per_dimension(const NodeCall& call, const std::string& name, std::size_t count, std::int64_t otherwise,
                          std::int64_t least);

/// The dimensions behind batch and channel, of which there is at least one.
std::size_t num_spatial(const AffineTensor& x);

/// Kernel, strides, dilations and pads as the node has them; outputs are left to the caller.
Windows windows_of(const NodeCall& call, const AffineTensor& x, const WindowIndex& kernel);

enum class AutoPad { kNone, kUpper, kLower, kValid };
AutoPad auto_pad(const NodeCall& call);

/// Spreads padding over both ends.
void set_pads(Window& window, std::int64_t total, bool more_before);

/// How many windows of a convolution or a pool there are.
void count_outputs(const NodeCall& call, Windows& windows, bool ceil);

/// Where an index inside the input stands in its channel.
std::size_t offset_in(const WindowIndex& index, const Windows& windows);

TensorShape output_shape(std::size_t batch, std::size_t channels, const Windows& windows);

/// Spends what an operator will look at before anything is allocated.
void spend_work(SizeBudget& budget, const TensorShape& shape, std::size_t terms);

/// The windows of a pool: kernel_shape, strides, dilations, pads, auto_pad, ceil_mode.
class Pool {
 public:
  explicit Pool(const NodeCall& call);

  const TensorShape shape;  ///< of the result

  /// Calls visit(entries of the input in the window, how many there are with those of the pads) for every entry of the
  /// result, in order.
  template <typename Visit>
  void for_each_window(const Visit& visit) const;

 private:
  Pool(const NodeCall& call, Windows windows);

  Windows windows_;
  std::size_t channels_, plane_;
};

template <typename Visit>
void Pool::for_each_window(const Visit& visit) const {
  std::vector<std::size_t> inside;
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    for_each_index(outputs_of(windows_), [&](const WindowIndex& o) {
      inside.clear();
      std::size_t with_pads = 0;
      for_each_index(kernels_of(windows_), [&](const WindowIndex& k) {
        WindowIndex at(k.size());
        bool is_inside = true, counts = true;
        for (std::size_t i = 0; i < k.size(); ++i) {
          at[i] = windows_[i].place(o[i], k[i]);
          is_inside = is_inside && windows_[i].is_inside(at[i]);
          counts = counts && at[i] < windows_[i].size + windows_[i].after;
        }
        if (is_inside) inside.push_back(channel * plane_ + offset_in(at, windows_));
        with_pads += is_inside || counts ? 1 : 0;
      });
      visit(inside, with_pads);
    });
  }
}

}  // namespace crease
