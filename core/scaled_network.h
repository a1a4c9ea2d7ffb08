// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/chart.h"
#include "core/domain.h"
#include "core/integer_vector.h"
#include "core/network.h"

namespace crease {

/// Where a unit switches piece: z_unit = threshold. The creases of a layer are ordered by unit, then by threshold, so
/// that a unit's piece is the number of its creases with z above the threshold.
struct Crease {
  std::uint32_t unit = 0;
  std::uint32_t breakpoint = 0;  ///< which of the unit's breakpoints
};

/// One layer with at least one breakpoint, as integers and as doubles.
///
/// Integers: pre-activations are scaled by one positive factor per layer so that weights, bias, thresholds, slopes and
/// intercepts are all integers; scaling does not move creases. Doubles: likewise scaled (by the same factor while
/// everything stays below 2^53: `integral`; otherwise by powers of two that keep the numbers near 1) and then rounded.
struct ScaledLayer {
  std::size_t original_layer = 0;  ///< index in the network it came from
  int units = 0;
  int inputs = 0;  ///< units of the layer before; for the first layer m, the entries of a homogeneous point
  int stride = 0;  ///< padded(units)
  std::vector<Crease> creases;
  std::vector<std::uint32_t> first_crease;  ///< units + 1 entries
  /// Crease c is z_c = 0 for every unit c: rows of creases are rows of units.
  bool one_zero_crease_per_unit = false;

  std::vector<IntegerVector> weights;  ///< per unit
  IntegerVector bias;                  ///< per unit (zero in the first layer: the constant is a weight)
  IntegerVector thresholds;            ///< per crease
  IntegerVector slopes, intercepts;    ///< per unit and piece, at piece_index()

  bool integral = false;
  std::vector<double> weights_double;  ///< column-major: weight of input i in unit u at i * stride + u
  std::vector<double> bias_double, thresholds_double, slopes_double, intercepts_double;
  std::vector<double> weight_norms;        ///< upper bound of sum_i |weight of input i|, per unit
  double largest_weight_norm = 0, largest_bias = 0;
  double steepest = 0, farthest = 0;  ///< upper bounds of all |slope| and |intercept|

  std::size_t piece_index(std::size_t unit, std::size_t piece) const { return first_crease[unit] + unit + piece; }
};

/// The part of a network that bends, in a chart of the domain.
struct ScaledNetwork {
  Chart chart;
  std::vector<ScaledLayer> layers;
  /// For every layer and unit of the original network: the index in `layers`, or -1 when the layer never bends.
  std::vector<int> scaled_layer_of;
};

/// Throws InvalidDomain when the domain is not one of the network's input space.
ScaledNetwork scale_network(const Network& network, const Domain& domain);

}  // namespace crease
