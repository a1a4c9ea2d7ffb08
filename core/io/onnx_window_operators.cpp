// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_window_operators.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/errors.h"
#include "core/io/form_sum.h"
#include "core/io/onnx_windows.h"

namespace crease {
namespace {

/// Kernel, bias and shapes of a convolution, checked.
struct Convolution {
  const AffineTensor& x;
  const AffineTensor& kernel;
  const AffineTensor* bias;
  std::size_t groups;
  WindowIndex kernel_sizes;

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
      for_each_index(outputs_of(windows), [&](const WindowIndex& o) {
        std::size_t tap = 0;
        for_each_index(kernels_of(windows), [&](const WindowIndex& k) {
          WindowIndex at(k.size());
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
  const WindowIndex extra = per_dimension(call, "output_padding", d, 0, 0);
  const AutoPad mode = auto_pad(call);
  const auto wanted = ints_attribute(call, "output_shape");
  if (wanted && wanted->size() != d) throw InvalidNetwork("its output_shape does not fit; export the model again");
  for (std::size_t i = 0; i < d; ++i) {
    Window& window = windows[i];
    if (window.size >= kLargestWindow / window.stride) throw InvalidNetwork("it is too large; check the model");
    const std::int64_t full = (window.size - 1) * window.stride + extra[i] + window.reach();
    if (wanted || mode == AutoPad::kUpper || mode == AutoPad::kLower) {
      window.outputs = wanted ? (*wanted)[i] : window.size * window.stride;
      set_pads(window, full - window.outputs, mode != AutoPad::kUpper);
    } else {
      window.outputs = full - window.before - window.after;
    }
    if (window.outputs < 1 || window.outputs > kLargestWindow) {
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
      for_each_index(outputs_of(windows), [&](const WindowIndex& o) {
        std::size_t tap = 0;
        for_each_index(kernels_of(windows), [&](const WindowIndex& k) {
          // Entry i of the input adds to output i * stride + k * dilation - before.
          WindowIndex at(k.size());
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
  const Pool pool(call);
  const bool count_pads = int_attribute(call, "count_include_pad", 0) != 0;
  FormSum sum;
  std::vector<AffineForm> entries;
  entries.reserve(num_entries(pool.shape));
  pool.for_each_window([&](const std::vector<std::size_t>& inside, std::size_t with_pads) {
    const Rational part(1, static_cast<unsigned long>(count_pads ? with_pads : inside.size()));
    for (const std::size_t i : inside) sum.add(part, x[i]);
    entries.push_back(sum.take(call.budget));
  });
  return make_tensor(x, pool.shape, std::move(entries));
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
