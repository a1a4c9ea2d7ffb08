// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/errors.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

[[noreturn]] void throw_invalid(const std::string& name, std::size_t layer, const std::string& cause) {
  throw InvalidNetwork("network " + name + ": layer " + std::to_string(layer + 1) + " " + cause);
}

void require_input_size(const Network& network, std::size_t size) {
  if (size != network.input_dim()) {
    throw std::invalid_argument("evaluate: the network has " + std::to_string(network.input_dim()) +
                                " inputs, the point has " + std::to_string(size));
  }
}

/// Holds the rows of max groups against the layer, and forgets them where every unit has one row.
void check_groups(const std::string& name, std::size_t l, Layer& layer) {
  std::vector<std::uint32_t>& first = layer.first_rows;
  if (first.empty()) return;
  if (first.front() != 0 || first.back() != layer.num_rows() || !std::is_sorted(first.begin(), first.end())) {
    throw_invalid(name, l,
                  "has groups of rows that do not cover its " + std::to_string(layer.num_rows()) +
                      " rows one after another. Give every unit its rows in order");
  }
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    if (first[u] == first[u + 1]) {
      throw_invalid(name, l, "takes the maximum of nothing in unit " + std::to_string(u) + ". Give it a row");
    }
    if (layer.is_group(u) && u < layer.activations.size() && !layer.activations[u].is_identity()) {
      throw_invalid(name, l,
                    "has an activation behind the maximum in unit " + std::to_string(u) +
                        ". Put the activation into a layer of its own");
    }
  }
  if (layer.num_units() == layer.num_rows()) first.clear();
}

/// The outputs of a layer's units.
template <typename Number>
std::vector<Number> outputs_of(const Layer& layer, std::vector<Number> z) {
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    const auto first = z.begin() + static_cast<std::ptrdiff_t>(layer.first_row(u));
    // In place: unit u's rows begin at row u or behind it.
    z[u] = layer.is_group(u)
               ? Number(*std::max_element(first, first + static_cast<std::ptrdiff_t>(layer.num_arguments(u))))
               : layer.activations[u](*first);
  }
  z.resize(layer.num_units());
  return z;
}

/// outer after inner, for a layer `inner` of affine units.
Layer compose(const Layer& inner, const Layer& outer) {
  // sigma(W x + b) = S W x + (S b + c), with S and c the slopes and intercepts of the affine units.
  Matrix<Rational> map(inner.num_units(), inner.num_inputs() + 1);
  for (std::size_t i = 0; i < inner.num_units(); ++i) {
    const Rational& slope = inner.activations[i].slope(0);
    for (std::size_t j = 0; j < inner.num_inputs(); ++j) map(i, j) = slope * inner.weights(i, j);
    map(i, inner.num_inputs()) = slope * inner.bias[i] + inner.activations[i].intercept(0);
  }
  const Matrix<Rational> product = multiply(outer.weights, map);

  Layer result{Matrix<Rational>(outer.num_rows(), inner.num_inputs()), outer.bias, outer.activations, outer.first_rows};
  for (std::size_t i = 0; i < outer.num_rows(); ++i) {
    const auto row = product.row(i);
    std::copy_n(row.begin(), inner.num_inputs(), result.weights.row(i).begin());
    result.bias[i] += row.back();
  }
  return result;
}

}  // namespace

Layer::Piece Layer::piece(std::size_t unit, std::size_t piece) const {
  if (is_group(unit)) return {first_row(unit) + piece, 1, 0};
  return {first_row(unit), activations[unit].slope(piece), activations[unit].intercept(piece)};
}

bool Layer::is_affine() const {
  for (std::size_t u = 0; u < num_units(); ++u) {
    if (!is_affine(u)) return false;
  }
  return true;
}

Layer make_max_layer(Matrix<Rational> weights, std::vector<Rational> bias, std::span<const std::size_t> arguments) {
  Layer layer{
      std::move(weights), std::move(bias), std::vector<Activation>(arguments.size(), Activation::identity()), {0}};
  std::size_t rows = 0;
  for (const std::size_t size : arguments) {
    if (size == 0) throw std::invalid_argument("make_max_layer: a maximum of nothing");
    rows += size;
    layer.first_rows.push_back(static_cast<std::uint32_t>(rows));
  }
  if (rows != layer.num_rows()) {
    throw std::invalid_argument("make_max_layer: the groups have " + std::to_string(rows) +
                                " arguments, the layer has " + std::to_string(layer.num_rows()) + " rows");
  }
  return layer;
}

Network::Network(std::size_t input_dim, std::vector<Layer> layers, std::string name)
    : name_(std::move(name)), input_dim_(input_dim) {
  for (std::size_t l = 0; l < layers.size(); ++l) check_groups(name_, l, layers[l]);
  layers_ = std::make_shared<const std::vector<Layer>>(std::move(layers));
  if (input_dim_ == 0) throw InvalidNetwork("network " + name_ + ": it has no input. Give at least one");
  if (layers_->empty()) throw InvalidNetwork("network " + name_ + ": it has no layer. Give at least one");
  std::size_t inputs = input_dim_;
  for (std::size_t l = 0; l < layers_->size(); ++l) {
    const Layer& layer = (*layers_)[l];
    if (layer.num_units() == 0) throw_invalid(name_, l, "has no unit. Give its weights at least one row");
    if (layer.num_inputs() != inputs) {
      throw_invalid(name_, l,
                    "takes " + std::to_string(layer.num_inputs()) + " inputs, but " +
                        (l == 0 ? "the network" : "the layer before it") + " gives " + std::to_string(inputs) +
                        ". Check the shape of its weights (units x inputs)");
    }
    if (layer.bias.size() != layer.num_rows()) {
      throw_invalid(name_, l,
                    "has " + std::to_string(layer.num_rows()) + " units but " + std::to_string(layer.bias.size()) +
                        " biases. Give one bias per unit, and per argument of a maximum");
    }
    if (layer.activations.size() != layer.num_units()) {
      throw_invalid(name_, l,
                    "has " + std::to_string(layer.num_units()) + " units but " +
                        std::to_string(layer.activations.size()) + " activations. Give one activation per unit");
    }
    inputs = layer.num_units();
  }
}

std::size_t Network::num_bending_units() const {
  std::size_t count = 0;
  for (const Layer& layer : *layers_) {
    for (std::size_t u = 0; u < layer.num_units(); ++u) count += !layer.is_affine(u);
  }
  return count;
}

bool Network::operator==(const Network& other) const {
  return input_dim_ == other.input_dim_ && *layers_ == *other.layers_;
}

std::vector<Rational> evaluate(const Network& network, std::span<const Rational> x) {
  require_input_size(network, x.size());
  std::vector<Rational> h(x.begin(), x.end());
  Rational term;
  for (const Layer& layer : network.layers()) {
    std::vector<Rational> z = layer.bias;
    for (std::size_t i = 0; i < z.size(); ++i) {
      for (std::size_t j = 0; j < h.size(); ++j) {
        if (h[j] == 0 || layer.weights(i, j) == 0) continue;
        term = layer.weights(i, j) * h[j];
        z[i] += term;
      }
    }
    h = outputs_of(layer, std::move(z));
  }
  return h;
}

std::vector<double> evaluate(const Network& network, std::span<const double> x) {
  require_input_size(network, x.size());
  std::vector<double> h(x.begin(), x.end());
  for (const Layer& layer : network.layers()) {
    std::vector<double> z(layer.num_rows());
    for (std::size_t i = 0; i < z.size(); ++i) {
      z[i] = nearest_double(layer.bias[i]);
      for (std::size_t j = 0; j < h.size(); ++j) z[i] += nearest_double(layer.weights(i, j)) * h[j];
    }
    h = outputs_of(layer, std::move(z));
  }
  return h;
}

Network fuse_affine_layers(const Network& network) {
  std::vector<Layer> fused;
  for (const Layer& layer : network.layers()) {
    if (!fused.empty() && fused.back().is_affine()) {
      fused.back() = compose(fused.back(), layer);
    } else {
      fused.push_back(layer);
    }
  }
  return Network(network.input_dim(), std::move(fused), network.name());
}

}  // namespace crease
