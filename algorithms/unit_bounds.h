// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "algorithms/ball_domain.h"
#include "algorithms/stable_units.h"
#include "algorithms/unit_intervals.h"
#include "core/network.h"

namespace crease {

/// How pre-activations in a ball are bounded [Zhu, Lin, Tang 2020].
enum class UnitBoundMethod {
  /// |z(y) - z(center)| <= radius |w|* |W^(l-1)| ... |W^1| times the steepest slopes between: |w|* the dual norm of the
  /// unit's row, |W| the matrix norm that belongs to the ball's (largest sum of a row's absolute values for
  /// BallNorm::kMaximum, of a column's for kSum; an upper bound of the largest singular value for kEuclidean). Exact
  /// for
  /// the first layer in the ball, whatever the domain.
  kLipschitz,
  /// Intervals from the box around the part of the domain in the ball, layer by layer.
  kInterval,
  /// What is in both, intervals being those of what is in both one layer before.
  kBoth,
};

/// Per layer and row of its weights.
using UnitIntervals = std::vector<std::vector<Interval>>;

/// Bounds of all pre-activations over the part of the domain in the ball, sound and rational; every interval has two
/// ends. Whether one of the first layer with kLipschitz holds a breakpoint in its interior is exact.
/// Laws: kBoth lies in the others; intervals of smaller radii lie in those of larger ones (up to the rounding of square
/// roots, to 2^-64 of them).
/// Throws as domain_around(). Complexity: O(number of weights) in rationals; with kLipschitz in the Euclidean norm,
/// five squares of every layer's matrix of products.
UnitIntervals unit_intervals(const Network& network, const Domain& domain, const Ball& ball, UnitBoundMethod method);

/// The pieces that hold whole intervals.
StablePieces stable_pieces(const Network& network, const UnitIntervals& intervals);

/// At least the largest singular value of a matrix, and at most n^(1/64) times it, n the smaller side, up to the
/// rounding of entries to 24 bits and of roots: the 64th root of the trace of (W W^T)^32, or less where the Frobenius
/// norm, or the geometric mean of the largest absolute sums of rows and of columns, is less. Where n > 64, the latter
/// two alone.
Rational spectral_norm_bound(const Matrix<Rational>& W);

/// The range of an affine function over a closed ball, its normal's dual norm rounded up; whether one of the values
/// `avoid` lies in its interior is exact.
Interval range_in_ball(std::span<const Rational> normal, const Rational& offset, const Ball& ball,
                       std::span<const Rational> avoid);

}  // namespace crease
