// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/integer_vector.h"
#include "core/matrix.h"

namespace crease {

/// Integer rows as doubles for proposals: row i and coordinate j are scaled by powers of two so that the largest
/// numbers are near 1, then rounded. A point (w_j) here is x_j = origin_j + 2^exponents[j] w_j there.
struct ScaledRows {
  std::vector<double> values;
  Matrix<double> normals;
  std::vector<slong> exponents;  ///< per coordinate
  bool finite = true;            ///< no value became infinite

  /// The rows but the last.
  ScaledRows without_last() const;
  /// Coordinates from now on count from this point.
  void move_origin(std::span<const double> w);
  /// The point w as homogeneous integers (denominator first); none when it is not finite or too long to be written out.
  /// Pre: no origin.
  std::optional<IntegerVector> to_integers(std::span<const double> w) const;
};

/// Rows have d + 1 entries, the constant first. With an origin (homogeneous integers, denominator first, positive)
/// values are those at the origin.
ScaledRows scale_rows(std::span<const IntegerVector> rows, const std::optional<IntegerVector>& origin);

}  // namespace crease
