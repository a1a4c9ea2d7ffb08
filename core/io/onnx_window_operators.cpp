// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_window_operators.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/errors.h"
#include "core/io/form_sum.h"

namespace crease {
namespace {

/// Sizes and offsets are kept below this, so that nothing overflows.
constexpr std::int64_t kLargest = std::int64_t{1} << 31;

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
using Index = std::vector<std::int64_t>;

/// Calls visit(index) for all indices below `sizes`, the last one running fastest.
template <typename Visit>
void for_each(const Index& sizes, const Visit& visit) {
  if (std::any_of(sizes.begin(), sizes.end(), [](std::int64_t size) { return size <= 0; })) return;
  Index index(sizes.size(), 0);
  while (true) {
    visit(index);
    std::size_t i = sizes.size();
    while (i > 0 && ++index[i - 1] == sizes[i - 1]) index[--i] = 0;
    if (i == 0) return;
  }
}

Index kernels_of(const Windows& windows) {
  Index sizes;
  for (const Window& window : windows) sizes.push_back(window.kernel);
  return sizes;
}

Index outputs_of(const Windows& windows) {
  Index sizes;
  for (const Window& window : windows) sizes.push_back(window.outputs);
  return sizes;
}

/// A list of one number per dimension, each from `least` on; all `otherwise` when it is missing.
Index per_dimension(const NodeCall& call, const std::string& name, std::size_t count, std::int64_t otherwise,
                    std::int64_t least) {
  const Index list = ints_attribute(call, name).value_or(Index(count, otherwise));
  const bool fits = list.size() == count && std::all_of(list.begin(), list.end(), [&](std::int64_t value) {
                      return value >= least && value < kLargest;
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

/// Kernel, strides, dilations and pads as the node has them; outputs are left to the caller.
Windows windows_of(const NodeCall& call, const AffineTensor& x, const Index& kernel) {
  const std::size_t d = num_spatial(x);
  const Index strides = per_dimension(call, "strides", d, 1, 1);
  const Index dilations = per_dimension(call, "dilations", d, 1, 1);
  const Index pads = per_dimension(call, "pads", 2 * d, 0, 0);
  Windows windows(d);
  for (std::size_t i = 0; i < d; ++i) {
    const auto size = static_cast<std::int64_t>(x.shape[i + 2]);
    windows[i] = {size, kernel[i], strides[i], dilations[i], pads[i], pads[d + i], 0};
    if (kernel[i] >= kLargest / dilations[i]) {
      throw InvalidNetwork("its kernel reaches too far; export the model again");
    }
  }
  return windows;
}

enum class AutoPad { kNone, kUpper, kLower, kValid };

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

/// Spreads padding over both ends.
void set_pads(Window& window, std::int64_t total, bool more_before) {
  total = std::max<std::int64_t>(total, 0);
  window.before = more_before ? total - total / 2 : total / 2;
  window.after = total - window.before;
}

/// How many windows of a convolution or a pool there are.
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

std::size_t offset_in(const Index& index, const Windows& windows) {
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

/// Kernel, bias and shapes of a convolution, checked.
struct Convolution {
  const AffineTensor& x;
  const AffineTensor& kernel;
  const AffineTensor* bias;
  std::size_t groups;
  Index kernel_sizes;

  explicit Convolution(const NodeCall& call)
      : x(*call.inputs[0]), kernel(*call.inputs[1]), bias(optional_input(call, 2)) {
    const std::size_t d = num_spatial(x);
    if (!kernel.is_constant()) {
      throw UnsupportedOperator("its kernel depends on the network's input, which is not piecewise linear");
    }
    if (bias != nullptr && !bias->is_constant()) {
      throw UnsupportedOperator("its bias depends on the network's input; crease takes a constant");
    }
    const std::int64_t group = int_attribute(call, "group", 1);
    if (kernel.shape.size() != d + 2 || group < 1) {
      throw InvalidNetwork("its kernel of shape " + to_string(kernel.shape) + " does not fit an input of shape " +
                           to_string(x.shape) + "; check the weights' shapes");
    }
    groups = static_cast<std::size_t>(group);
    for (std::size_t i = 0; i < d; ++i) kernel_sizes.push_back(static_cast<std::int64_t>(kernel.shape[i + 2]));
    const auto declared = ints_attribute(call, "kernel_shape");
    if ((declared && *declared != kernel_sizes) || num_entries(kernel.shape) == 0) {
      throw InvalidNetwork("its kernel_shape is not that of the kernel, " + to_string(kernel.shape) +
                           "; export the model again");
    }
  }

  void check_channels(std::size_t in, std::size_t out) const {
    if (x.shape[1] != in || out % groups != 0 || x.shape[1] % groups != 0 ||
        (bias != nullptr && bias->shape != TensorShape{out})) {
      throw InvalidNetwork("its input of shape " + to_string(x.shape) + ", kernel of shape " + to_string(kernel.shape) +
                           " and bias do not fit with " + std::to_string(groups) +
                           " group(s); check the weights' shapes");
    }
  }
};

AffineTensor make_tensor(const AffineTensor& x, TensorShape shape, std::vector<AffineForm> entries) {
  return {x.type, std::move(shape), x.layer, std::make_shared<const std::vector<AffineForm>>(std::move(entries))};
}

/// Spends what the sums will look at before anything is allocated.
void spend_work(SizeBudget& budget, const TensorShape& shape, std::size_t terms) {
  const std::size_t size = num_entries(shape);
  budget.spend(size);
  if (terms != 0) budget.spend(num_entries({size, terms}));
}

}  // namespace

AffineTensor onnx_conv(const NodeCall& call) {
  const Convolution conv(call);
  const std::size_t out = conv.kernel.shape[0], per_group = conv.kernel.shape[1];
  conv.check_channels(per_group * conv.groups, out);
  Windows windows = windows_of(call, conv.x, conv.kernel_sizes);
  count_outputs(call, windows, false);
  TensorShape shape = output_shape(conv.x.shape[0], out, windows);
  const std::size_t kernel_size = num_entries(conv.kernel.shape) / out;
  spend_work(call.budget, shape, kernel_size);

  const std::size_t plane = num_entries(conv.x.shape) / (conv.x.shape[0] * conv.x.shape[1]);
  const std::size_t taps = kernel_size / per_group;
  FormSum sum;
  std::vector<AffineForm> entries;
  entries.reserve(num_entries(shape));
  for (std::size_t n = 0; n < conv.x.shape[0]; ++n) {
    for (std::size_t m = 0; m < out; ++m) {
      const std::size_t first_channel = n * conv.x.shape[1] + m / (out / conv.groups) * per_group;
      for_each(outputs_of(windows), [&](const Index& o) {
        std::size_t tap = 0;
        for_each(kernels_of(windows), [&](const Index& k) {
          Index at(k.size());
          bool inside = true;
          for (std::size_t i = 0; i < k.size(); ++i) {
            at[i] = windows[i].place(o[i], k[i]);
            inside = inside && windows[i].is_inside(at[i]);
          }
          for (std::size_t c = 0; inside && c < per_group; ++c) {
            sum.add(conv.kernel[(m * per_group + c) * taps + tap].constant,
                    conv.x[(first_channel + c) * plane + offset_in(at, windows)]);
          }
          ++tap;
        });
        if (conv.bias != nullptr) sum.add(1, (*conv.bias)[m]);
        entries.push_back(sum.take(call.budget));
      });
    }
  }
  return make_tensor(conv.x, std::move(shape), std::move(entries));
}

AffineTensor onnx_conv_transpose(const NodeCall& call) {
  const Convolution conv(call);
  const std::size_t per_group = conv.kernel.shape[1], out = per_group * conv.groups, in = conv.kernel.shape[0];
  conv.check_channels(in, out);
  Windows windows = windows_of(call, conv.x, conv.kernel_sizes);
  const std::size_t d = windows.size();
  const Index extra = per_dimension(call, "output_padding", d, 0, 0);
  const AutoPad mode = auto_pad(call);
  const auto wanted = ints_attribute(call, "output_shape");
  if (wanted && wanted->size() != d) throw InvalidNetwork("its output_shape does not fit; export the model again");
  for (std::size_t i = 0; i < d; ++i) {
    Window& window = windows[i];
    if (window.size >= kLargest / window.stride) throw InvalidNetwork("it is too large; check the model");
    const std::int64_t full = (window.size - 1) * window.stride + extra[i] + window.reach();
    if (wanted || mode == AutoPad::kUpper || mode == AutoPad::kLower) {
      window.outputs = wanted ? (*wanted)[i] : window.size * window.stride;
      set_pads(window, full - window.outputs, mode != AutoPad::kUpper);
    } else {
      window.outputs = full - window.before - window.after;
    }
    if (window.outputs < 1 || window.outputs > kLargest) {
      throw InvalidNetwork("its output would have the size " + std::to_string(window.outputs) + "; check the model");
    }
  }
  TensorShape shape = output_shape(conv.x.shape[0], out, windows);
  const std::size_t taps = num_entries(conv.kernel.shape) / (in * per_group);
  const std::size_t in_group = in / conv.groups;
  spend_work(call.budget, shape, num_entries({in_group, taps}));

  const std::size_t plane = num_entries(conv.x.shape) / (conv.x.shape[0] * in);
  FormSum sum;
  std::vector<AffineForm> entries;
  entries.reserve(num_entries(shape));
  for (std::size_t n = 0; n < conv.x.shape[0]; ++n) {
    for (std::size_t m = 0; m < out; ++m) {
      const std::size_t group = m / per_group;
      for_each(outputs_of(windows), [&](const Index& o) {
        std::size_t tap = 0;
        for_each(kernels_of(windows), [&](const Index& k) {
          // Entry i of the input adds to output i * stride + k * dilation - before.
          Index at(k.size());
          bool hit = true;
          for (std::size_t i = 0; i < k.size(); ++i) {
            const std::int64_t from = o[i] + windows[i].before - k[i] * windows[i].dilation;
            hit = hit && from % windows[i].stride == 0 && windows[i].is_inside(from / windows[i].stride);
            at[i] = from / windows[i].stride;
          }
          for (std::size_t c = group * in_group; hit && c < (group + 1) * in_group; ++c) {
            sum.add(conv.kernel[(c * per_group + m % per_group) * taps + tap].constant,
                    conv.x[(n * in + c) * plane + offset_in(at, windows)]);
          }
          ++tap;
        });
        if (conv.bias != nullptr) sum.add(1, (*conv.bias)[m]);
        entries.push_back(sum.take(call.budget));
      });
    }
  }
  return make_tensor(conv.x, std::move(shape), std::move(entries));
}

AffineTensor onnx_average_pool(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::size_t d = num_spatial(x);
  if (!ints_attribute(call, "kernel_shape"))
    throw InvalidNetwork("its kernel_shape is missing; export the model again");
  Windows windows = windows_of(call, x, per_dimension(call, "kernel_shape", d, 1, 1));
  count_outputs(call, windows, int_attribute(call, "ceil_mode", 0) != 0);
  const bool count_pads = int_attribute(call, "count_include_pad", 0) != 0;
  TensorShape shape = output_shape(x.shape[0], x.shape[1], windows);
  std::size_t taps = 1;
  for (const Window& window : windows) taps = num_entries({taps, static_cast<std::size_t>(window.kernel)});
  spend_work(call.budget, shape, taps);

  const std::size_t channels = x.shape[0] * x.shape[1];
  const std::size_t plane = channels == 0 ? 0 : num_entries(x.shape) / channels;
  FormSum sum;
  std::vector<AffineForm> entries;
  entries.reserve(num_entries(shape));
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for_each(outputs_of(windows), [&](const Index& o) {
      std::vector<std::size_t> inside;
      unsigned long counted = 0;
      for_each(kernels_of(windows), [&](const Index& k) {
        Index at(k.size());
        bool is_inside = true, counts = true;
        for (std::size_t i = 0; i < k.size(); ++i) {
          at[i] = windows[i].place(o[i], k[i]);
          is_inside = is_inside && windows[i].is_inside(at[i]);
          counts = counts && at[i] < windows[i].size + windows[i].after;
        }
        if (is_inside) inside.push_back(channel * plane + offset_in(at, windows));
        counted += is_inside || (count_pads && counts) ? 1 : 0;
      });
      for (const std::size_t i : inside) sum.add(Rational(1, counted), x[i]);
      entries.push_back(sum.take(call.budget));
    });
  }
  return make_tensor(x, std::move(shape), std::move(entries));
}

AffineTensor onnx_global_average_pool(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  num_spatial(x);
  std::vector<bool> over(x.shape.size(), true);
  over[0] = over[1] = false;
  const AffineTensor sums = summed(x, over, call.budget);
  return scaled(sums, Rational(sums.entries->size()) / Rational(x.entries->size()), call.budget);
}

}  // namespace crease
