// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/integer_vector.h"
#include "core/numbers.h"

namespace crease {

enum class LpStatus { kOptimal, kUnbounded, kInfeasible };

/// Which stage decided. A basis is proposed in doubles; integers check it (kBasis), and pivot on from it where it is
/// not the last one (kPivots).
enum class LpStage { kBasis, kPivots };

/// Multipliers of rows, increasing by row, all positive.
using LpMultipliers = std::vector<std::pair<std::size_t, Rational>>;

/// Every status comes with its proof, in rationals.
struct LpResult {
  LpStatus status = LpStatus::kOptimal;
  LpStage stage = LpStage::kBasis;
  std::size_t pivots = 0;  ///< in integers
  /// kOptimal, kUnbounded: a point that satisfies all rows; kOptimal: with the largest objective, `value`.
  std::vector<Rational> point;
  Rational value;
  /// kUnbounded: all rows grow or stay along it, the objective grows.
  std::vector<Rational> ray;
  /// kOptimal: objective + sum of multiplier * row is `value` everywhere, so that the objective is at most `value`
  /// where all rows are >= 0. kInfeasible: sum of multiplier * row is a negative number everywhere.
  LpMultipliers multipliers;
};

/// Maximises objective . (1, x) over all x in R^d with row . (1, x) >= 0 for every row, exactly, for every input:
/// degenerate, unbounded, empty, without any vertex, with numbers of any size.
///
/// A basis from doubles (rows and columns scaled by powers of two), then exact least-index criss-cross pivots on an
/// integer dictionary (T. Terlaky, A convergent criss-cross method, Optimization 16 (1985)), which need no feasible
/// start and end after finitely many.
///
/// Pre: objective and rows have d + 1 entries each, the constant first (throws std::invalid_argument).
/// Complexity: in general one exact solution with a right-hand side per row, of d equations in d unknowns.
LpResult solve_lp(std::span<const IntegerVector> rows, const IntegerVector& objective);

/// The same from a basis to start with, as indices of rows; any indices will do.
LpResult solve_lp(std::span<const IntegerVector> rows, const IntegerVector& objective,
                  std::span<const std::size_t> basis);

/// A proof that `row` >= 0 where all of rows[chosen] are: positive multipliers with row = sum of multiplier * chosen
/// row + a constant that is not negative. None when these rows, taken as linearly independent, do not give it.
/// Complexity: one exact solution.
std::optional<LpMultipliers> implied_by(std::span<const IntegerVector> rows, std::span<const std::size_t> chosen,
                                        const IntegerVector& row);

/// A point with row . (1, x) > 0 for every row, exactly; none when there is none. The certificate of a point is
/// evaluation; that there is none is solve_lp's to say.
std::optional<std::vector<Rational>> strictly_feasible_point(std::span<const IntegerVector> rows, std::size_t dim);

}  // namespace crease
