// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/activation.h"
#include "core/matrix.h"
#include "core/numbers.h"

namespace crease {

/// Notation, used throughout (see README, "Definitions"):
///   n0 = input dimension, layers l = 1..L, n_l units in layer l;
///   z^l = W^l h^(l-1) + b^l (pre-activations), h^l = sigma(z^l) unit by unit, h^0 = x.

/// One layer: h = sigma(W x + b) with one scalar activation per unit.
/// Max groups (maxout, max-pool) will be a second kind of unit beside `activations`.
struct Layer {
  Matrix<Rational> weights;             ///< W, n_l x n_(l-1).
  std::vector<Rational> bias;           ///< b, n_l.
  std::vector<Activation> activations;  ///< n_l; units of one layer may differ.

  std::size_t num_inputs() const { return weights.cols(); }
  std::size_t num_units() const { return weights.rows(); }
  bool is_affine() const;
  bool operator==(const Layer&) const = default;
};

/// A feed-forward network of layers, validated on construction and immutable afterwards; copies share their layers.
class Network {
 public:
  /// Pre: none. Throws InvalidNetwork, naming the layer, when there is no layer, when a layer has no unit or no
  /// input, or when shapes do not follow one another.
  Network(std::size_t input_dim, std::vector<Layer> layers, std::string name = "network");

  const std::string& name() const { return name_; }
  std::size_t input_dim() const { return input_dim_; }
  std::size_t output_dim() const { return layers_->back().num_units(); }
  const std::vector<Layer>& layers() const { return *layers_; }

  /// Units that can bend: those whose activation has a breakpoint.
  std::size_t num_bending_units() const;

  /// Same shapes, numbers and activations; the name does not matter.
  bool operator==(const Network& other) const;

 private:
  std::string name_;
  std::size_t input_dim_;
  std::shared_ptr<const std::vector<Layer>> layers_;
};

/// f(x), exactly. Pre: x has input_dim() entries (throws std::invalid_argument). O(number of weights).
std::vector<Rational> evaluate(const Network& network, std::span<const Rational> x);

/// f(x) in double precision, weights rounded to nearest, summed in index order.
std::vector<double> evaluate(const Network& network, std::span<const double> x);

/// The same function with every layer of affine units merged into the layer after it (or, at the end, before
/// it when that one is affine too), so that units which never bend do not raise the rank of the first layer.
/// Exact. Law: evaluate(fuse_affine_layers(f), x) == evaluate(f, x).
Network fuse_affine_layers(const Network& network);

}  // namespace crease
