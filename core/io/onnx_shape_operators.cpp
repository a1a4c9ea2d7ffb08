// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_shape_operators.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/errors.h"

namespace crease {
namespace {

/// Entries of `a`: along dimension i those that lists[i] says, in that order (kNothing: none, a zero).
AffineTensor picked(const AffineTensor& a, const std::vector<std::vector<std::size_t>>& lists, SizeBudget& budget) {
  const std::vector<std::size_t> strides = strides_of(a.shape);
  TensorShape shape;
  for (const auto& list : lists) shape.push_back(list.size());
  budget.spend(num_entries(shape));
  std::vector<std::size_t> sources{0};
  for (std::size_t i = 0; i < lists.size(); ++i) {
    std::vector<std::size_t> finer;
    finer.reserve(sources.size() * lists[i].size());
    for (const std::size_t source : sources) {
      for (const std::size_t k : lists[i]) {
        finer.push_back(source == kNothing || k == kNothing ? kNothing : source + k * strides[i]);
      }
    }
    sources = std::move(finer);
  }
  return gathered(a, std::move(shape), sources, budget);
}

/// For picked(): all entries of every dimension.
std::vector<std::vector<std::size_t>> everything(const TensorShape& shape) {
  std::vector<std::vector<std::size_t>> lists;
  for (const std::size_t size : shape) {
    lists.emplace_back(size);
    std::iota(lists.back().begin(), lists.back().end(), std::size_t{0});
  }
  return lists;
}

/// The entries that a slice [start, end) of a dimension takes; out-of-range ends are clamped, as numpy does.
std::vector<std::size_t> slice_of(std::int64_t size, std::int64_t start, std::int64_t end, std::int64_t step) {
  if (step == 0) throw InvalidNetwork("a slice has the step 0; export the model again");
  const std::int64_t lowest = step < 0 ? -1 : 0, highest = step < 0 ? size - 1 : size;
  const auto clamped = [&](std::int64_t i) {
    // Not i + size before the comparison: i may be the least of all integers.
    if (i < 0) i = i < -size ? lowest : i + size;
    return std::clamp(i, std::min(lowest, highest), highest);
  };
  std::vector<std::size_t> list;
  const std::int64_t stop = clamped(end);
  for (std::int64_t i = clamped(start); step < 0 ? i > stop : i < stop;) {
    list.push_back(static_cast<std::size_t>(i));
    if (step < -size || step > size) break;
    i += step;
  }
  return list;
}

/// Where entry i of a padded dimension comes from; i counts from the first entry that is not padding.
std::size_t pad_source(const std::string& mode, std::int64_t i, std::int64_t size) {
  if (i >= 0 && i < size) return static_cast<std::size_t>(i);
  if (mode == "constant" || size == 0) return kNothing;
  if (mode == "edge") return static_cast<std::size_t>(i < 0 ? 0 : size - 1);
  const std::int64_t period = mode == "wrap" ? size : std::max<std::int64_t>(1, 2 * (size - 1));
  i %= period;
  if (i < 0) i += period;
  return static_cast<std::size_t>(i < size ? i : period - i);
}

}  // namespace

AffineTensor onnx_flatten(const NodeCall& call) {
  const TensorShape& shape = call.inputs[0]->shape;
  const std::int64_t axis = int_attribute(call, "axis", 1);
  const std::size_t split =
      axis == static_cast<std::int64_t>(shape.size()) ? shape.size() : axis_in(axis, shape.size());
  const auto middle = shape.begin() + static_cast<std::ptrdiff_t>(split);
  return reshaped(*call.inputs[0],
                  {num_entries(TensorShape(shape.begin(), middle)), num_entries(TensorShape(middle, shape.end()))});
}

AffineTensor onnx_reshape(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::vector<std::int64_t> wanted = integer_list(*call.inputs[1], "the new shape");
  const bool copy_zeros = int_attribute(call, "allowzero", 0) == 0;
  TensorShape shape;
  std::optional<std::size_t> inferred;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::int64_t size = wanted[i];
    if (size < -1 || (size == -1 && inferred) || (size == 0 && copy_zeros && i >= x.shape.size())) {
      throw InvalidNetwork("the new shape's entry " + std::to_string(i + 1) + ", " + std::to_string(size) +
                           ", has no meaning here; check the model");
    }
    if (size == -1) inferred = i;
    shape.push_back(size == -1 ? 1 : size == 0 && copy_zeros ? x.shape[i] : static_cast<std::size_t>(size));
  }
  if (inferred) {
    const std::size_t rest = num_entries(shape);
    if (rest != 0) shape[*inferred] = x.entries->size() / rest;
  }
  return reshaped(x, std::move(shape));
}

AffineTensor onnx_squeeze(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const auto axes = attribute_or_input(call, "axes", 1, "the list of axes");
  const std::vector<bool> listed = axis_set(axes.value_or(std::vector<std::int64_t>{}), x.shape.size());
  TensorShape shape;
  for (std::size_t i = 0; i < x.shape.size(); ++i) {
    if (listed[i] && x.shape[i] != 1) {
      throw InvalidNetwork("dimension " + std::to_string(i) + " of shape " + to_string(x.shape) +
                           " is not 1 and cannot be squeezed; check the model");
    }
    if (axes ? !listed[i] : x.shape[i] != 1) shape.push_back(x.shape[i]);
  }
  return reshaped(x, std::move(shape));
}

AffineTensor onnx_unsqueeze(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const auto axes = attribute_or_input(call, "axes", 1, "the list of axes");
  if (!axes) throw InvalidNetwork("the axes are missing; export the model again");
  const std::vector<bool> listed = axis_set(*axes, x.shape.size() + axes->size());
  TensorShape shape;
  auto next = x.shape.begin();
  for (const bool is_new : listed) shape.push_back(is_new ? 1 : *next++);
  return reshaped(x, std::move(shape));
}

AffineTensor onnx_transpose(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  std::vector<std::size_t> order(x.shape.size());
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  if (const auto perm = ints_attribute(call, "perm")) {
    axis_set(*perm, order.size());
    if (perm->size() != order.size()) {
      throw InvalidNetwork("'perm' has " + std::to_string(perm->size()) + " entries for " +
                           std::to_string(order.size()) + " dimensions; export the model again");
    }
    std::transform(perm->begin(), perm->end(), order.begin(),
                   [&](std::int64_t axis) { return axis_in(axis, order.size()); });
  }
  return transposed(x, order, call.budget);
}

AffineTensor onnx_expand(const NodeCall& call) {
  TensorShape wanted;
  for (const std::int64_t size : integer_list(*call.inputs[1], "the new shape")) {
    if (size < 1) {
      throw InvalidNetwork("the new shape has the size " + std::to_string(size) + "; export the model again");
    }
    wanted.push_back(static_cast<std::size_t>(size));
  }
  return expanded(*call.inputs[0], broadcast_shape(call.inputs[0]->shape, wanted), call.budget);
}

AffineTensor onnx_concat(const NodeCall& call) {
  const auto* axis = find_attribute(call, "axis", onnx::AttributeProto::INT);
  if (axis == nullptr) throw InvalidNetwork("the axis is missing; export the model again");
  for (const AffineTensor* input : call.inputs) {
    if (input == nullptr) throw InvalidNetwork("one of its inputs is left out; export the model again");
  }
  return concatenated(call.inputs, axis_in(axis->i(), call.inputs[0]->shape.size()), call.budget);
}

AffineTensor onnx_slice(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const auto starts = attribute_or_input(call, "starts", 1, "the list of starts");
  const auto ends = attribute_or_input(call, "ends", 2, "the list of ends");
  auto axes = attribute_or_input(call, "axes", 3, "the list of axes");
  if (!starts || !ends) throw InvalidNetwork("its starts or ends are missing; export the model again");
  if (!axes) {
    axes.emplace(starts->size());
    std::iota(axes->begin(), axes->end(), 0);
  }
  std::vector<std::int64_t> steps(starts->size(), 1);
  if (const AffineTensor* given = optional_input(call, 4)) steps = integer_list(*given, "the list of steps");
  if (ends->size() != starts->size() || axes->size() != starts->size() || steps.size() != starts->size()) {
    throw InvalidNetwork("its starts, ends, axes and steps are not equally many; export the model again");
  }
  axis_set(*axes, x.shape.size());
  std::vector<std::vector<std::size_t>> lists = everything(x.shape);
  for (std::size_t i = 0; i < axes->size(); ++i) {
    const std::size_t axis = axis_in((*axes)[i], x.shape.size());
    lists[axis] = slice_of(static_cast<std::int64_t>(x.shape[axis]), (*starts)[i], (*ends)[i], steps[i]);
  }
  return picked(x, lists, call.budget);
}

AffineTensor onnx_gather(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::size_t axis = axis_in(int_attribute(call, "axis", 0), x.shape.size());
  AffineTensor indices = *call.inputs[1];
  const TensorShape index_shape = indices.shape;
  indices.shape = {indices.entries->size()};
  std::vector<std::vector<std::size_t>> lists = everything(x.shape);
  lists[axis].clear();
  for (const std::int64_t index : integer_list(indices, "the list of indices")) {
    lists[axis].push_back(axis_in(index, x.shape[axis]));
  }
  AffineTensor result = picked(x, lists, call.budget);
  TensorShape shape(x.shape.begin(), x.shape.begin() + static_cast<std::ptrdiff_t>(axis));
  shape.insert(shape.end(), index_shape.begin(), index_shape.end());
  shape.insert(shape.end(), x.shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.shape.end());
  return reshaped(std::move(result), std::move(shape));
}

AffineTensor onnx_pad(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::size_t rank = x.shape.size();
  const auto pads = attribute_or_input(call, "pads", 1, "the list of pads");
  const std::string mode = string_attribute(call, "mode", "constant");
  if (mode != "constant" && mode != "reflect" && mode != "edge" && mode != "wrap") {
    throw UnsupportedOperator("its mode is not supported; crease knows constant, reflect, edge and wrap");
  }
  std::vector<std::int64_t> axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  if (const AffineTensor* given = optional_input(call, 3)) axes = integer_list(*given, "the list of axes");
  axis_set(axes, rank);
  if (!pads || pads->size() != 2 * axes.size()) {
    throw InvalidNetwork("its pads are not two per dimension; export the model again");
  }
  Rational value = float_attribute(call, "value", 0);
  if (const AffineTensor* given = optional_input(call, 2)) value = scalar(*given, "the padding");

  std::vector<std::vector<std::size_t>> lists = everything(x.shape);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const std::int64_t before = (*pads)[k], after = (*pads)[axes.size() + k];
    const std::size_t axis = axis_in(axes[k], rank);
    const auto size = static_cast<std::int64_t>(x.shape[axis]);
    constexpr std::int64_t kFarthest = std::int64_t{1} << 32;
    if (std::max(before, after) > kFarthest || std::min(before, after) < -kFarthest || -before - after > size) {
      throw InvalidNetwork("its pads " + std::to_string(before) + " and " + std::to_string(after) +
                           " do not fit a dimension of " + std::to_string(size) + "; export the model again");
    }
    call.budget.spend(static_cast<std::size_t>(before + size + after));
    lists[axis].clear();
    for (std::int64_t i = -before; i < size + after; ++i) lists[axis].push_back(pad_source(mode, i, size));
  }
  AffineTensor result = picked(x, lists, call.budget);
  if (mode != "constant" || value == 0) return result;
  // 0 where x is, the value elsewhere.
  const AffineTensor ones = mapped(
      {x.type, x.shape, std::nullopt, std::make_shared<const std::vector<AffineForm>>(x.entries->size())},
      [](const Rational&) { return Rational(1); }, call.budget);
  const AffineTensor around = mapped(
      picked(ones, lists, call.budget), [&](const Rational& one) { return Rational(value * (1 - one)); }, call.budget);
  return combine(Arithmetic::kAdd, result, around, call.budget);
}

AffineTensor onnx_shape(const NodeCall& call) {
  const TensorShape& shape = call.inputs[0]->shape;
  const auto rank = static_cast<std::int64_t>(shape.size());
  const auto place = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
  const std::int64_t end = place(int_attribute(call, "end", rank));
  std::vector<AffineForm> sizes;
  for (std::int64_t i = place(int_attribute(call, "start", 0)); i < end; ++i) {
    sizes.push_back({{}, Rational(shape[static_cast<std::size_t>(i)])});
  }
  TensorShape own{sizes.size()};
  return {"int64", std::move(own), std::nullopt, std::make_shared<const std::vector<AffineForm>>(std::move(sizes))};
}

std::vector<AffineTensor> onnx_split(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  const std::size_t axis = axis_in(int_attribute(call, "axis", 0), x.shape.size());
  const auto parts = static_cast<std::size_t>(call.node.output_size());
  const auto size = static_cast<std::int64_t>(x.shape[axis]);
  std::vector<std::int64_t> sizes;
  if (const auto given = attribute_or_input(call, "split", 1, "the list of sizes")) {
    sizes = *given;
  } else if (parts != 0) {  // equal ones, the last of which may be smaller
    const auto part = (size + static_cast<std::int64_t>(parts) - 1) / static_cast<std::int64_t>(parts);
    for (std::int64_t left = size; left > 0; left -= part) sizes.push_back(std::min(left, part));
  }
  std::int64_t sum = 0;
  for (const std::int64_t part : sizes) {
    if (part < 0 || part > size) throw InvalidNetwork("a part has an impossible size; export the model again");
    sum += part;
  }
  if (sizes.size() != parts || sum != size) {
    throw InvalidNetwork("a dimension of " + std::to_string(size) + " does not split into its " +
                         std::to_string(parts) + " parts; export the model again");
  }
  std::vector<AffineTensor> results;
  std::vector<std::vector<std::size_t>> lists = everything(x.shape);
  std::size_t next = 0;
  for (const std::int64_t part : sizes) {
    lists[axis].resize(static_cast<std::size_t>(part));
    std::iota(lists[axis].begin(), lists[axis].end(), next);
    next += static_cast<std::size_t>(part);
    results.push_back(picked(x, lists, call.budget));
  }
  return results;
}

}  // namespace crease
