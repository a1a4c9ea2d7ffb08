// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "algorithms/trace_path.h"
#include "core/enclosure.h"
#include "core/numbers.h"

namespace crease {

/// What one output does along a path.
struct OutputMeasures {
  /// Per leg of the path: the integral over t of |f(x(t)) - g(t)|, g the chord of the leg, affine from f(x_k) to
  /// f(x_(k+1)).
  std::vector<Rational> deviation_integrals;
  /// Absolute deviation [G22, section 3]: the same along the arc, sum_k ||x_(k+1) - x_k|| deviation_integrals[k].
  Enclosure absolute_deviation;
  Rational total_variation;   ///< sum |slope| (end - begin)
  Rational signed_variation;  ///< sum slope (end - begin)
};

/// The measures of [M. Gamba et al., Are All Linear Regions Created Equal?, AISTATS 2022], output by output. On a piece
/// [ts, te] with f - g = delta + m (t - ts), the integral of its size is that of two triangles where it changes its
/// sign, at t* = ts - delta / m, and of a trapezium where it does not. (Taking sizes of delta and m before they are
/// combined gives an upper bound only.)
///
/// Laws: values 0, 0, 2, 1 at t = 0, 1/4, 3/4, 1 give 11/24; the signed variation is f at the end less f at the
/// beginning; its size is at most the total variation; the absolute deviation is zero iff f is affine on every leg.
/// Complexity: O(pieces * outputs) operations on rationals.
/// Throws std::invalid_argument for a trace that is not complete or was made without pieces.
std::vector<OutputMeasures> measure_outputs(const PathTrace& trace);

}  // namespace crease
