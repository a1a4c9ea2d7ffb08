// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/affine_layers.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>

namespace crease {
namespace {

/// Units first, first + 1, ... of a layer, as a tensor.
AffineTensor unit_tensor(std::string type, TensorShape shape, std::size_t layer, std::size_t first, std::size_t count) {
  std::vector<AffineForm> entries;
  entries.reserve(count);
  for (std::size_t i = first; i < first + count; ++i) {
    entries.push_back({{{static_cast<std::uint32_t>(i), Rational(1)}}, Rational(0)});
  }
  return {std::move(type), std::move(shape), layer,
          std::make_shared<const std::vector<AffineForm>>(std::move(entries))};
}

}  // namespace

AffineTensor AffineLayers::input(std::string type, TensorShape shape, SizeBudget& budget) const {
  budget.spend(4 * input_dim_);
  return unit_tensor(std::move(type), std::move(shape), 0, 0, input_dim_);
}

AffineTensor AffineLayers::activate(const AffineTensor& tensor, const std::vector<Activation>& activations,
                                    SizeBudget& budget) {
  const std::size_t layer = *tensor.layer + 1;
  if (layers_.size() < layer) layers_.emplace_back();
  std::vector<Unit>& units = layers_[layer - 1];
  const std::size_t first = units.size();
  for (std::size_t i = 0; i < tensor.entries->size(); ++i) {
    budget.spend(4 + 2 * tensor[i].terms.size());
    units.push_back({{tensor[i]}, activations[activations.size() == 1 ? 0 : i]});
  }
  return unit_tensor(tensor.type, tensor.shape, layer, first, tensor.entries->size());
}

AffineTensor AffineLayers::maximize(std::string type, TensorShape shape, std::size_t layer,
                                    std::vector<std::vector<AffineForm>> arguments, SizeBudget& budget) {
  if (layers_.size() < layer + 1) layers_.emplace_back();
  std::vector<Unit>& units = layers_[layer];
  const std::size_t first = units.size();
  for (std::vector<AffineForm>& forms : arguments) {
    std::vector<AffineForm> different;
    std::optional<Rational> constant;
    for (AffineForm& form : forms) {
      budget.spend(4 + 2 * form.terms.size());
      if (form.terms.empty()) {
        if (!constant || form.constant > *constant) constant = form.constant;
      } else if (std::ranges::find(different, form) == different.end()) {
        different.push_back(std::move(form));
      }
    }
    if (constant && different.size() == 1) {
      units.push_back({std::move(different), Activation::clip_below(*constant)});
      continue;
    }
    if (constant) different.push_back({{}, *constant});
    units.push_back({std::move(different), Activation::identity()});
  }
  return unit_tensor(std::move(type), std::move(shape), layer + 1, first, arguments.size());
}

AffineTensor AffineLayers::lifted(AffineTensor tensor, std::size_t layer, SizeBudget& budget) {
  while (!tensor.is_constant() && *tensor.layer < layer) {
    const auto key = std::make_pair(tensor.entries, *tensor.layer + 1);
    auto it = lifts_.find(key);
    if (it == lifts_.end()) it = lifts_.emplace(key, activate(tensor, {Activation::identity()}, budget)).first;
    AffineTensor next = it->second;
    next.shape = std::move(tensor.shape);
    tensor = std::move(next);
  }
  return tensor;
}

Network AffineLayers::finish(AffineTensor output, std::string name, std::size_t max_weights, SizeBudget& budget) {
  if (output.is_constant()) output.layer = layers_.size();
  output = lifted(std::move(output), layers_.size(), budget);
  const auto lists_units = [&] {
    if (layers_.empty() || output.entries->size() != layers_.back().size()) return false;
    for (std::size_t i = 0; i < output.entries->size(); ++i) {
      const AffineForm& form = output[i];
      if (form.constant != 0 || form.terms.size() != 1 || form.terms[0].unit != i || form.terms[0].coefficient != 1) {
        return false;
      }
    }
    return true;
  };
  if (!lists_units()) activate(output, {Activation::identity()}, budget);

  std::vector<Layer> layers;
  std::size_t inputs = input_dim_;
  for (std::vector<Unit>& units : layers_) {
    std::size_t rows = 0;
    std::vector<std::uint32_t> first_rows{0};
    for (const Unit& unit : units) first_rows.push_back(static_cast<std::uint32_t>(rows += unit.arguments.size()));
    if (inputs != 0 && rows > max_weights / inputs) {
      throw std::length_error("a layer of " + std::to_string(rows) + " rows on " + std::to_string(inputs) +
                              " inputs is out of all proportion to the size of the file; check the shapes");
    }
    max_weights -= rows * inputs;
    Layer layer{Matrix<Rational>(rows, inputs), {}, {}, std::move(first_rows)};
    for (Unit& unit : units) {
      for (AffineForm& form : unit.arguments) {
        const std::size_t row = layer.bias.size();
        for (AffineForm::Term& term : form.terms) layer.weights(row, term.unit) = std::move(term.coefficient);
        layer.bias.push_back(std::move(form.constant));
      }
      layer.activations.push_back(unit.activation);
    }
    inputs = units.size();
    layers.push_back(std::move(layer));
  }
  return Network(input_dim_, std::move(layers), std::move(name));
}

}  // namespace crease
