// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/complex.h"
#include "core/double_bounds.h"
#include "core/layer_stack.h"
#include "core/scaled_network.h"

namespace crease {

/// The network with its outputs as pre-activations of a last layer that bends: the engine keeps rows of such layers. On
/// which side of these new creases anything is means nothing.
Network with_output_layer(const Network& network);

/// with_output_layer() of a network, scaled for a domain.
struct OutputNetwork {
  OutputNetwork(const Network& of, const Domain& domain)
      : num_outputs(of.output_dim()), network(with_output_layer(of)), scaled(network, domain) {}
  const std::size_t num_outputs;
  const Network network;
  const ScaledNetwork scaled;
};

/// The network's outputs as affine rows on one region of a complex after another, in a scaling that is the same for all
/// regions. Regions that follow one another in the complex differ in few signs, which makes the step from one to the
/// next cheap.
class OutputRows {
 public:
  explicit OutputRows(const Complex& complex) : OutputRows(complex, complex.network()) {}
  /// The outputs of another network with the creases of the complex's own.
  OutputRows(const Complex& complex, const Network& network)
      : OutputRows(complex, std::make_shared<OutputNetwork>(network, complex.domain())) {}
  /// Several of one complex, in threads of their own, may share their network.
  OutputRows(const Complex& complex, std::shared_ptr<const OutputNetwork> network);
  OutputRows(const OutputRows&) = delete;
  OutputRows& operator=(const OutputRows&) = delete;

  /// Makes the rows those of this region.
  void move_to(RegionId region);

  /// The coordinates of the rows.
  const Chart& chart() const { return network_->scaled.chart(); }
  std::size_t num_outputs() const { return num_outputs_; }
  /// Entries of a row.
  std::size_t row_size() const { return static_cast<std::size_t>(chart().m); }

  /// Writes num_outputs() * row_size() entries, output by output, then a bound of the error of every entry: infinity
  /// when one of them is no finite number.
  void enclosure(std::span<double> out) const;
  /// The same numbers as integers.
  std::vector<Integer> exact();
  /// The network's map in the domain's own coordinates.
  AffineMap exact_map();
  /// f_i - f_j as a row over (1, y), y in the domain's own coordinates, in coprime integers.
  IntegerVector exact_difference(std::uint32_t i, std::uint32_t j);
  /// The sum of the squares of the entries of its linear part.
  Rational squared_gradient_norm();
  /// Bounds of it, from the enclosures.
  DoubleBounds squared_gradient_norm_bounds();

  /// The network's layers on the region, and how many of them bend: the one behind is that of the outputs.
  const LayerStack& layers();
  int num_layers() const { return last_; }
  /// One of the rows that a layer is cut by, as integers.
  const IntegerVector& exact_row(int layer, std::uint32_t row) { return layers_.exact_row(layer, row); }

 private:
  void set_sign(WallId crease, CreaseSign sign);
  const Rational& scale();
  const Matrix<Rational>& metric();

  const Complex& complex_;
  std::shared_ptr<const OutputNetwork> network_;
  LayerStack layers_;
  int last_;
  std::size_t num_outputs_;
  std::optional<Rational> scale_;                            ///< of exact(), see scale()
  std::optional<Matrix<Rational>> metric_;                   ///< see metric()
  std::vector<DoubleBounds> scaled_metric_;                  ///< the same over the square of the doubles' scale
  std::vector<double> enclosure_;                            ///< of squared_gradient_norm_bounds()
  std::vector<std::pair<int, std::uint32_t>> crease_place_;  ///< per crease: scaled layer, index there
  std::vector<std::uint64_t> above_, zero_;                  ///< the signs at hand
};

}  // namespace crease
