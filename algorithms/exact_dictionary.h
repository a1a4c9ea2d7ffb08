// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/integer_vector.h"

namespace crease {

/// The rows of a linear program as affine functions of r independent ones, the basis, which are zero at its point:
/// denominator() * row_i = entry(i, r) + sum over j < r of entry(i, j) * row_basis[j], all in integers (minors of the
/// rows; J. Edmonds' integer pivoting). r is the rank of the rows' linear parts; along the kernel nothing changes.
class ExactDictionary {
 public:
  /// Rows have d + 1 entries, the constant first. The basis is `wished` as far as these rows are independent, filled up
  /// with the first ones that are.
  ExactDictionary(std::span<const IntegerVector> rows, std::span<const std::size_t> wished);

  std::size_t rank() const { return basis_.size(); }
  const std::vector<std::size_t>& basis() const { return basis_; }
  bool is_in_basis(std::size_t row) const { return position_[row] != kNone; }
  const fmpz* denominator() const { return denominator_[0]; }
  const fmpz* entry(std::size_t row, std::size_t j) const { return entries_[row][j]; }

  /// basis()[j] leaves, `row` takes its place. Pre: entry(row, j) is not zero.
  void pivot(std::size_t row, std::size_t j);

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> basis_;
  std::vector<std::size_t> position_;  ///< per row
  IntegerVector denominator_{1};       ///< positive
  std::vector<IntegerVector> entries_;
};

/// A point x = (v_1, ..., v_d) / v_0 with row . (1, x) = 0 for all rows (of d + 1 entries each), as v with v_0 > 0;
/// none when there is none.
std::optional<IntegerVector> common_zero(std::span<const IntegerVector* const> rows, std::size_t dim);

/// target = sum of c_i / c_0 row_(i-1) in all entries but the first, as c with c_0 > 0; none when the rows do not span
/// it. Unique where the rows are independent.
std::optional<IntegerVector> combination(std::span<const IntegerVector* const> rows, const IntegerVector& target);

/// The point (v_1, ..., v_d) / v_0. Pre: v_0 is not zero.
std::vector<Rational> dehomogenized(const IntegerVector& v);

}  // namespace crease
