// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/integer_vector.h"
#include "core/network.h"

namespace crease {

/// A layer in integers: pre-activations z and outputs h are scaled by one positive factor each, per layer, so that
/// every number below is an integer. Scaling does not move creases.
struct ExactLayer {
  std::vector<IntegerVector> weights;  ///< per unit
  IntegerVector bias;                  ///< per unit
  IntegerVector thresholds;            ///< per unit and breakpoint, units in order
  IntegerVector slopes, intercepts;    ///< per unit and piece, units in order
  Integer weight_factor;               ///< z here = weight_factor * (true weights) * (h here of the layer before) + ...
  Integer slope_factor;                ///< h here = slope_factor * (true slope) * z here + ...
};

/// Makes exact layers one after another.
class ExactScaler {
 public:
  /// The next layer, with these pre-activations over the layer before it; an empty bias is zero.
  ExactLayer next(const Layer& layer, const Matrix<Rational>& weights, std::span<const Rational> bias);

  /// Would some number of the next layer have more than `bits` bits? May answer false where next() finds larger ones;
  /// stops at the first sign of it, so it is cheap for weights that come from floats.
  static bool is_surely_larger(const Matrix<Rational>& weights, std::size_t bits);

 private:
  Integer output_scale_ = 1;  ///< the factor of the outputs of the layer before
};

/// The largest number of bits in a layer.
std::size_t largest_bits(const ExactLayer& layer);

}  // namespace crease
