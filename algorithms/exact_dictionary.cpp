// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/exact_dictionary.h"

#include <stdexcept>
#include <utility>

#include "core/integer_matrix.h"
#include "core/linear_algebra.h"
#include "core/matrix.h"

namespace crease {
namespace {

/// The linear parts of rows.
Matrix<Rational> linear_parts(std::span<const IntegerVector> rows, std::span<const std::size_t> order,
                              std::size_t dim) {
  Matrix<Rational> matrix(order.size(), dim);
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < dim; ++j) matrix(i, j) = rows[order[i]].get(j + 1);
  }
  return matrix;
}

/// The solution of A x = b behind a positive denominator.
std::optional<IntegerVector> solve(IntegerMatrix& A, IntegerMatrix& b, std::size_t equations, std::size_t unknowns) {
  if (equations == 0 || unknowns == 0) {
    // FLINT is not asked about nothing.
    for (std::size_t i = 0; i < equations; ++i) {
      if (fmpz_is_zero(b.entry(i, 0)) == 0) return std::nullopt;
    }
    IntegerVector zero(unknowns + 1);
    fmpz_one(zero[0]);
    return zero;
  }
  IntegerMatrix x(unknowns, 1);
  ScopedFmpz denominator;
  if (fmpz_mat_can_solve(x.get(), denominator, A.get(), b.get()) == 0) return std::nullopt;
  IntegerVector result(unknowns + 1);
  fmpz_set(result[0], denominator);
  for (std::size_t j = 0; j < unknowns; ++j) fmpz_set(result[j + 1], x.entry(j, 0));
  if (fmpz_sgn(result[0]) < 0) result.negate();
  result.make_primitive();
  return result;
}

}  // namespace

ExactDictionary::ExactDictionary(std::span<const IntegerVector> rows, std::span<const std::size_t> wished)
    : position_(rows.size(), kNone) {
  if (rows.empty()) return;
  const std::size_t dim = rows[0].size() - 1;
  std::vector<std::size_t> order;
  std::vector<bool> is_listed(rows.size(), false);
  const auto list = [&](std::size_t row) {
    if (row < rows.size() && !is_listed[row]) order.push_back(row);
    if (row < rows.size()) is_listed[row] = true;
  };
  for (const std::size_t row : wished) list(row);
  for (std::size_t row = 0; row < rows.size(); ++row) list(row);
  for (const std::size_t i : independent_rows(linear_parts(rows, order, dim))) basis_.push_back(order[i]);
  for (std::size_t j = 0; j < rank(); ++j) position_[basis_[j]] = j;

  // Where the columns of all rows depend on some of them, these suffice.
  const std::vector<std::size_t> columns = independent_rows(transpose(linear_parts(rows, basis_, dim)));
  const std::size_t r = rank();
  IntegerMatrix transposed_basis(r, r), targets(r, rows.size()), coefficients(r, rows.size());
  for (std::size_t k = 0; k < r; ++k) {
    for (std::size_t j = 0; j < r; ++j) fmpz_set(transposed_basis.entry(k, j), rows[basis_[j]][columns[k] + 1]);
    for (std::size_t i = 0; i < rows.size(); ++i) fmpz_set(targets.entry(k, i), rows[i][columns[k] + 1]);
  }
  fmpz_one(denominator_[0]);
  if (r > 0 && fmpz_mat_solve(coefficients.get(), denominator_[0], transposed_basis.get(), targets.get()) == 0) {
    throw std::logic_error("the rows of a basis are dependent");
  }
  const bool flip = fmpz_sgn(denominator_[0]) < 0;
  if (flip) fmpz_neg(denominator_[0], denominator_[0]);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    IntegerVector& row = entries_.emplace_back(r + 1);
    fmpz_mul(row[r], denominator_[0], rows[i][0]);
    for (std::size_t j = 0; j < r; ++j) {
      fmpz_set(row[j], coefficients.entry(j, i));
      if (flip) fmpz_neg(row[j], row[j]);
      fmpz_submul(row[r], row[j], rows[basis_[j]][0]);
    }
  }
}

void ExactDictionary::pivot(std::size_t row, std::size_t j) {
  const std::size_t r = rank();
  const IntegerVector pivot_row = entries_[row];
  const fmpz* pivot = pivot_row[j];
  const bool flip = fmpz_sgn(pivot) < 0;
  const std::size_t leaving = basis_[j];
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    if (k == row) continue;
    IntegerVector& entries = entries_[k];
    for (std::size_t c = 0; c <= r; ++c) {
      if (c == j) continue;
      fmpz_mul(entries[c], entries[c], pivot);
      fmpz_submul(entries[c], entries[j], pivot_row[c]);
      fmpz_divexact(entries[c], entries[c], denominator_[0]);
    }
    // Column j keeps its numbers, over the new denominator.
    if (flip) entries.negate();
  }
  fmpz_abs(denominator_[0], pivot);
  // In the new basis the row is itself.
  for (std::size_t c = 0; c <= r; ++c) fmpz_zero(entries_[row][c]);
  fmpz_set(entries_[row][j], denominator_[0]);
  basis_[j] = row;
  position_[row] = j;
  position_[leaving] = kNone;
}

std::optional<IntegerVector> common_zero(std::span<const IntegerVector* const> rows, std::size_t dim) {
  IntegerMatrix A(rows.size(), dim), b(rows.size(), 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < dim; ++j) fmpz_set(A.entry(i, j), (*rows[i])[j + 1]);
    fmpz_neg(b.entry(i, 0), (*rows[i])[0]);
  }
  return solve(A, b, rows.size(), dim);
}

std::optional<IntegerVector> combination(std::span<const IntegerVector* const> rows, const IntegerVector& target) {
  const std::size_t dim = target.size() - 1;
  IntegerMatrix A(dim, rows.size()), b(dim, 1);
  for (std::size_t k = 0; k < dim; ++k) {
    for (std::size_t i = 0; i < rows.size(); ++i) fmpz_set(A.entry(k, i), (*rows[i])[k + 1]);
    fmpz_set(b.entry(k, 0), target[k + 1]);
  }
  return solve(A, b, dim, rows.size());
}

std::vector<Rational> dehomogenized(const IntegerVector& v) {
  std::vector<Rational> point;
  for (std::size_t j = 1; j < v.size(); ++j) {
    point.emplace_back(v.get(j), v.get(0));
    point.back().canonicalize();
  }
  return point;
}

}  // namespace crease
