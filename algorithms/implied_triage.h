// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "algorithms/float_simplex.h"

namespace crease {

/// Is `row`, whose slack minimize() has found least at the vertex at hand, implied by the rows that are tight there?
/// true is certain for all rows whose numbers the simplex's are the nearest doubles of, within kRowError of each; false
/// means "uncertain".
///
/// With B the tight rows, R an approximate inverse of theirs, l approximate multipliers and r = row - B^T l: where
/// q = ||I - B R|| < 1 in the maximum norm, B is regular, and the true multipliers are within
/// ||R^T r||_1 / (1 - q) of l, each; all rounding is bounded (S. M. Rump, Verification methods, Acta Numerica 19
/// (2010)). Complexity: a product of d x d matrices.
bool triage_implied(const FloatSimplex& simplex, std::size_t row);

/// The relative error of a number in ScaledRows.
inline constexpr double kRowError = 0x1p-50;

}  // namespace crease
