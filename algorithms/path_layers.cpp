// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/path_layers.h"

namespace crease {
namespace {

/// value * factor. Pre: an integer.
Integer scaled(const Rational& value, const Integer& factor) {
  return value.get_num() * Integer(factor / value.get_den());
}

IntegerVector scaled(const std::vector<Rational>& values, const Integer& factor) {
  IntegerVector result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) result.set(i, scaled(values[i], factor));
  return result;
}

void add_weights(const Matrix<Rational>& weights, PathLayer& out) {
  std::vector<Rational> entries;
  for (std::size_t j = 0; j < weights.cols(); ++j) {
    out.first_entry.push_back(entries.size());
    for (std::size_t i = 0; i < weights.rows(); ++i) {
      if (weights(i, j) == 0) continue;
      out.entry_rows.push_back(static_cast<std::uint32_t>(i));
      entries.push_back(weights(i, j));
    }
  }
  out.first_entry.push_back(entries.size());
  out.entries = scaled(entries, out.weight_factor);
}

PathLayer make_path_layer(const Layer& layer) {
  PathLayer out;
  std::vector<Rational> thresholds, slopes, intercepts;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    out.first_row.push_back(layer.first_row(u));
    out.first_crease.push_back(thresholds.size());
    out.first_piece.push_back(slopes.size());
    if (layer.is_group(u)) continue;
    const Activation& activation = layer.activations[u];
    thresholds.insert(thresholds.end(), activation.breakpoints().begin(), activation.breakpoints().end());
    for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
      slopes.push_back(activation.slope(p));
      intercepts.push_back(activation.intercept(p));
    }
  }
  out.first_row.push_back(layer.num_rows());
  out.first_crease.push_back(thresholds.size());
  out.first_piece.push_back(slopes.size());

  std::vector<Rational> numbers(layer.weights.entries().begin(), layer.weights.entries().end());
  numbers.insert(numbers.end(), layer.bias.begin(), layer.bias.end());
  numbers.insert(numbers.end(), thresholds.begin(), thresholds.end());
  out.weight_factor = common_denominator(numbers);
  numbers = slopes;
  numbers.insert(numbers.end(), intercepts.begin(), intercepts.end());
  out.unit_factor = common_denominator(numbers);

  add_weights(layer.weights, out);
  out.bias = scaled(layer.bias, out.weight_factor);
  out.thresholds = scaled(thresholds, out.weight_factor);
  out.slopes = scaled(slopes, out.unit_factor);
  out.intercepts = scaled(intercepts, out.unit_factor);
  return out;
}

}  // namespace

std::vector<PathLayer> make_path_layers(const Network& network) {
  std::vector<PathLayer> layers;
  for (const Layer& layer : network.layers()) layers.push_back(make_path_layer(layer));
  return layers;
}

}  // namespace crease
