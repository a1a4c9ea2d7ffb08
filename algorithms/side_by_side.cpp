// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/side_by_side.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace crease {
namespace {

/// Stacked where both read the same inputs, else in blocks.
Matrix<Rational> joined(const Matrix<Rational>& a, const Matrix<Rational>& b, bool same_inputs) {
  const std::size_t shift = same_inputs ? 0 : a.cols();
  Matrix<Rational> result(a.rows() + b.rows(), shift + b.cols());
  for (std::size_t i = 0; i < a.rows(); ++i) std::ranges::copy(a.row(i), result.row(i).begin());
  for (std::size_t i = 0; i < b.rows(); ++i) {
    std::ranges::copy(b.row(i), result.row(a.rows() + i).begin() + static_cast<std::ptrdiff_t>(shift));
  }
  return result;
}

Layer joined(const Layer& a, const Layer& b, bool same_inputs) {
  Layer layer{joined(a.weights, b.weights, same_inputs), a.bias, a.activations};
  layer.bias.insert(layer.bias.end(), b.bias.begin(), b.bias.end());
  layer.activations.insert(layer.activations.end(), b.activations.begin(), b.activations.end());
  if (!a.has_groups() && !b.has_groups()) return layer;
  for (std::size_t u = 0; u < a.num_units(); ++u)
    layer.first_rows.push_back(static_cast<std::uint32_t>(a.first_row(u)));
  for (std::size_t u = 0; u <= b.num_units(); ++u) {
    layer.first_rows.push_back(static_cast<std::uint32_t>(a.num_rows() + b.first_row(u)));
  }
  return layer;
}

}  // namespace

Network side_by_side(const Network& first, const Network& second) {
  if (first.input_dim() != second.input_dim() || first.layers().size() != second.layers().size()) {
    throw std::invalid_argument("side by side: networks of other inputs, or of another depth");
  }
  std::vector<Layer> layers;
  for (std::size_t l = 0; l < first.layers().size(); ++l) {
    layers.push_back(joined(first.layers()[l], second.layers()[l], l == 0));
  }
  return Network(first.input_dim(), std::move(layers), first.name());
}

}  // namespace crease
