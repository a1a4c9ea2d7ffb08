// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
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
///   z^l = W^l h^(l-1) + b^l (pre-activations), h^l = sigma(z^l) unit by unit or maxima of some of them, h^0 = x.

/// One layer. A unit is either a scalar activation of one row, h_u = sigma_u(W_i x + b_i), or a max group (maxout,
/// max-pool): h_u = max of W_i x + b_i over several consecutive rows i, its arguments.
struct Layer {
  Matrix<Rational> weights;             ///< W, one row per argument of a max group and per other unit; n_(l-1) columns.
  std::vector<Rational> bias;           ///< b, one entry per row.
  std::vector<Activation> activations;  ///< n_l; units of one layer may differ. A max group has the identity.
  /// n_l + 1 entries: unit u has the rows first_rows[u] <= i < first_rows[u + 1]. Empty where every unit has one row.
  std::vector<std::uint32_t> first_rows = {};

  /// The function of a unit on one of its pieces: slope z_row + intercept.
  struct Piece {
    std::size_t row;
    Rational slope, intercept;
  };

  std::size_t num_inputs() const { return weights.cols(); }
  std::size_t num_rows() const { return weights.rows(); }
  std::size_t num_units() const { return first_rows.empty() ? num_rows() : first_rows.size() - 1; }
  bool has_groups() const { return !first_rows.empty(); }

  std::size_t first_row(std::size_t unit) const { return has_groups() ? first_rows[unit] : unit; }
  std::size_t num_arguments(std::size_t unit) const { return first_row(unit + 1) - first_row(unit); }
  bool is_group(std::size_t unit) const { return num_arguments(unit) > 1; }
  /// Pieces of a max group are its arguments: piece p is where argument p is the greatest.
  std::size_t num_pieces(std::size_t unit) const {
    return is_group(unit) ? num_arguments(unit) : activations[unit].num_pieces();
  }
  Piece piece(std::size_t unit, std::size_t piece) const;
  /// One per breakpoint of a scalar unit, one per argument of a max group: see CreaseSign.
  std::size_t num_creases(std::size_t unit) const {
    return is_group(unit) ? num_arguments(unit) : activations[unit].breakpoints().size();
  }
  bool is_affine(std::size_t unit) const { return !is_group(unit) && activations[unit].is_affine(); }
  /// Are all units affine?
  bool is_affine() const;
  bool operator==(const Layer&) const = default;
};

/// The layer of max groups whose unit u takes the maximum of arguments[u] consecutive rows.
/// Throws std::invalid_argument when the numbers do not add up to the rows, or one of them is zero.
Layer make_max_layer(Matrix<Rational> weights, std::vector<Rational> bias, std::span<const std::size_t> arguments);

/// A feed-forward network of layers, validated on construction and immutable afterwards; copies share their layers.
class Network {
 public:
  /// Pre: none. Throws InvalidNetwork, naming the layer, when there is no layer, when a layer has no unit or no
  /// input, when shapes do not follow one another, or when a max group is empty or has an activation.
  Network(std::size_t input_dim, std::vector<Layer> layers, std::string name = "network");

  const std::string& name() const { return name_; }
  std::size_t input_dim() const { return input_dim_; }
  std::size_t output_dim() const { return layers_->back().num_units(); }
  const std::vector<Layer>& layers() const { return *layers_; }

  /// Units that can bend: max groups, and those whose activation has a breakpoint.
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
