// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_max_operators.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "core/io/onnx_reduction.h"
#include "core/io/onnx_windows.h"

namespace crease {
namespace {

enum class Extreme { kMax, kMin };

AffineForm negated(AffineForm form) {
  for (AffineForm::Term& term : form.terms) term.coefficient = -term.coefficient;
  form.constant = -form.constant;
  return form;
}

/// The extreme of each list of affine functions of the units of `layer` (none: of constants).
AffineTensor extreme(const NodeCall& call, Extreme which, TensorShape shape, std::optional<std::size_t> layer,
                     std::vector<std::vector<AffineForm>> arguments) {
  const std::string& type = call.inputs[0]->type;
  for (std::vector<AffineForm>& forms : arguments) {
    if (forms.empty()) throw InvalidNetwork("it takes the maximum or minimum of nothing; check the model");
    if (which == Extreme::kMin) std::ranges::transform(forms, forms.begin(), negated);
  }
  AffineTensor result;
  if (layer) {
    result = call.layers.maximize(type, std::move(shape), *layer, std::move(arguments), call.budget);
  } else {
    std::vector<AffineForm> entries;
    for (const std::vector<AffineForm>& forms : arguments) {
      entries.push_back(std::ranges::max(forms, {}, &AffineForm::constant));
      call.budget.spend(entries.back().constant);
    }
    result = {type, std::move(shape), layer, std::make_shared<const std::vector<AffineForm>>(std::move(entries))};
  }
  return which == Extreme::kMin ? scaled(result, -1, call.budget) : result;
}

AffineTensor of_all(const NodeCall& call, Extreme which) {
  TensorShape shape;
  std::optional<std::size_t> layer;
  for (const AffineTensor* input : call.inputs) {
    if (input == nullptr) throw InvalidNetwork("one of its inputs is left out; export the model again");
    shape = broadcast_shape(shape, input->shape);
    if (input->layer) layer = input->layer;
  }
  std::vector<std::vector<AffineForm>> arguments(num_entries(shape));
  for (const AffineTensor* input : call.inputs) {
    const AffineTensor stretched = expanded(*input, shape, call.budget);
    for (std::size_t i = 0; i < arguments.size(); ++i) arguments[i].push_back(stretched[i]);
  }
  return extreme(call, which, std::move(shape), layer, std::move(arguments));
}

AffineTensor reduced(const NodeCall& call, Extreme which) {
  const AffineTensor& x = *call.inputs[0];
  const std::optional<Reduction> reduction = reduction_of(call);
  if (!reduction) return x;
  std::vector<std::vector<AffineForm>> arguments(num_entries(reduction->shape));
  const std::vector<std::size_t> targets = reduction->targets(x.shape);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    call.budget.spend(1 + 2 * x[i].terms.size());
    arguments[targets[i]].push_back(x[i]);
  }
  return extreme(call, which, reduction->shape, x.layer, std::move(arguments));
}

}  // namespace

AffineTensor onnx_max(const NodeCall& call) { return of_all(call, Extreme::kMax); }

AffineTensor onnx_min(const NodeCall& call) { return of_all(call, Extreme::kMin); }

AffineTensor onnx_reduce_max(const NodeCall& call) { return reduced(call, Extreme::kMax); }

AffineTensor onnx_reduce_min(const NodeCall& call) { return reduced(call, Extreme::kMin); }

AffineTensor onnx_max_pool(const NodeCall& call) {
  if (call.node.output_size() > 1 && !call.node.output(1).empty()) {
    throw UnsupportedOperator("the places of its maxima are asked for, which are not piecewise linear");
  }
  const AffineTensor& x = *call.inputs[0];
  const Pool pool(call);
  std::vector<std::vector<AffineForm>> arguments;
  pool.for_each_window([&](const std::vector<std::size_t>& inside, std::size_t) {
    std::vector<AffineForm>& forms = arguments.emplace_back();
    for (const std::size_t i : inside) {
      call.budget.spend(1 + 2 * x[i].terms.size());
      forms.push_back(x[i]);
    }
  });
  return extreme(call, Extreme::kMax, pool.shape, x.layer, std::move(arguments));
}

AffineTensor onnx_global_max_pool(const NodeCall& call) {
  const AffineTensor& x = *call.inputs[0];
  num_spatial(x);
  TensorShape shape(x.shape.size(), 1);
  shape[0] = x.shape[0];
  shape[1] = x.shape[1];
  std::vector<std::vector<AffineForm>> arguments(shape[0] * shape[1]);
  const std::size_t plane = x.entries->size() / arguments.size();
  for (std::size_t i = 0; i < x.entries->size(); ++i) {
    call.budget.spend(1 + 2 * x[i].terms.size());
    arguments[i / plane].push_back(x[i]);
  }
  return extreme(call, Extreme::kMax, std::move(shape), x.layer, std::move(arguments));
}

}  // namespace crease
