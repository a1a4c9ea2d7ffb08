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

  Layer result{Matrix<Rational>(outer.num_units(), inner.num_inputs()), outer.bias, outer.activations};
  for (std::size_t i = 0; i < outer.num_units(); ++i) {
    const auto row = product.row(i);
    std::copy_n(row.begin(), inner.num_inputs(), result.weights.row(i).begin());
    result.bias[i] += row.back();
  }
  return result;
}

}  // namespace

bool Layer::is_affine() const {
  return std::all_of(activations.begin(), activations.end(), [](const Activation& a) { return a.is_affine(); });
}

Network::Network(std::size_t input_dim, std::vector<Layer> layers, std::string name)
    : name_(std::move(name)),
      input_dim_(input_dim),
      layers_(std::make_shared<const std::vector<Layer>>(std::move(layers))) {
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
    if (layer.bias.size() != layer.num_units()) {
      throw_invalid(name_, l,
                    "has " + std::to_string(layer.num_units()) + " units but " + std::to_string(layer.bias.size()) +
                        " biases. Give one bias per unit");
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
    count += static_cast<std::size_t>(std::count_if(layer.activations.begin(), layer.activations.end(),
                                                    [](const Activation& a) { return !a.is_affine(); }));
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
      z[i] = layer.activations[i](z[i]);
    }
    h = std::move(z);
  }
  return h;
}

std::vector<double> evaluate(const Network& network, std::span<const double> x) {
  require_input_size(network, x.size());
  std::vector<double> h(x.begin(), x.end());
  for (const Layer& layer : network.layers()) {
    std::vector<double> z(layer.num_units());
    for (std::size_t i = 0; i < z.size(); ++i) {
      z[i] = nearest_double(layer.bias[i]);
      for (std::size_t j = 0; j < h.size(); ++j) z[i] += nearest_double(layer.weights(i, j)) * h[j];
      z[i] = layer.activations[i](z[i]);
    }
    h = std::move(z);
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
