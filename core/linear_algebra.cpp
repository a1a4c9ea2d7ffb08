// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/linear_algebra.h"

#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace crease {
namespace {

slong to_slong(std::size_t n) { return static_cast<slong>(n); }

/// Owners of FLINT's values.
class FlintInteger {
 public:
  FlintInteger() { fmpz_init(value_); }
  ~FlintInteger() { fmpz_clear(value_); }
  FlintInteger(const FlintInteger&) = delete;
  FlintInteger& operator=(const FlintInteger&) = delete;
  fmpz* get() { return value_; }

 private:
  fmpz_t value_;
};

class FlintRational {
 public:
  FlintRational() { fmpq_init(value_); }
  ~FlintRational() { fmpq_clear(value_); }
  FlintRational(const FlintRational&) = delete;
  FlintRational& operator=(const FlintRational&) = delete;
  fmpq* get() { return value_; }

 private:
  fmpq_t value_;
};

class IntegerMatrix {
 public:
  IntegerMatrix(std::size_t rows, std::size_t cols) { fmpz_mat_init(value_, to_slong(rows), to_slong(cols)); }
  ~IntegerMatrix() { fmpz_mat_clear(value_); }
  IntegerMatrix(const IntegerMatrix&) = delete;
  IntegerMatrix& operator=(const IntegerMatrix&) = delete;
  fmpz_mat_struct* get() { return value_; }
  fmpz* entry(std::size_t i, std::size_t j) { return fmpz_mat_entry(value_, to_slong(i), to_slong(j)); }

 private:
  fmpz_mat_t value_;
};

class RationalMatrix {
 public:
  RationalMatrix(std::size_t rows, std::size_t cols) { fmpq_mat_init(value_, to_slong(rows), to_slong(cols)); }
  explicit RationalMatrix(const Matrix<Rational>& A) : RationalMatrix(A.rows(), A.cols()) {
    for (std::size_t i = 0; i < A.rows(); ++i) {
      for (std::size_t j = 0; j < A.cols(); ++j) fmpq_set_mpq(entry(i, j), A(i, j).get_mpq_t());
    }
  }
  ~RationalMatrix() { fmpq_mat_clear(value_); }
  RationalMatrix(const RationalMatrix&) = delete;
  RationalMatrix& operator=(const RationalMatrix&) = delete;
  fmpq_mat_struct* get() { return value_; }
  fmpq* entry(std::size_t i, std::size_t j) { return fmpq_mat_entry(value_, to_slong(i), to_slong(j)); }

  Matrix<Rational> to_matrix() {
    const auto rows = static_cast<std::size_t>(fmpq_mat_nrows(value_));
    const auto cols = static_cast<std::size_t>(fmpq_mat_ncols(value_));
    Matrix<Rational> result(rows, cols);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < cols; ++j) fmpq_get_mpq(result(i, j).get_mpq_t(), entry(i, j));
    }
    return result;
  }

 private:
  fmpq_mat_t value_;
};

void require(bool fits, const char* function, const char* cause) {
  if (!fits) throw std::invalid_argument(std::string(function) + ": " + cause);
}

/// A with every row scaled to integers, which changes neither its row space nor which rows depend on which; or its
/// transpose.
void set_scaled_rows(IntegerMatrix& result, const Matrix<Rational>& A, bool transposed) {
  Integer common, scaled;
  for (std::size_t i = 0; i < A.rows(); ++i) {
    common = 1;
    for (const Rational& x : A.row(i)) mpz_lcm(common.get_mpz_t(), common.get_mpz_t(), x.get_den_mpz_t());
    for (std::size_t j = 0; j < A.cols(); ++j) {
      scaled = common / A(i, j).get_den() * A(i, j).get_num();
      fmpz_set_mpz(transposed ? result.entry(j, i) : result.entry(i, j), scaled.get_mpz_t());
    }
  }
}

/// The columns of the leading entries of the reduced echelon form: the lexicographically smallest independent ones.
std::vector<std::size_t> pivot_columns(IntegerMatrix& A) {
  FlintInteger denominator;
  const slong rank = fmpz_mat_rref(A.get(), denominator.get(), A.get());
  std::vector<std::size_t> pivots;
  for (std::size_t i = 0, j = 0; i < static_cast<std::size_t>(rank); ++i, ++j) {
    while (fmpz_is_zero(A.entry(i, j))) ++j;
    pivots.push_back(j);
  }
  return pivots;
}

Matrix<Rational> submatrix(const Matrix<Rational>& A, const std::vector<std::size_t>& rows,
                           const std::vector<std::size_t>& cols) {
  Matrix<Rational> result(rows.size(), cols.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < cols.size(); ++j) result(i, j) = A(rows[i], cols[j]);
  }
  return result;
}

std::vector<std::size_t> all_indices(std::size_t n) {
  std::vector<std::size_t> indices(n);
  for (std::size_t i = 0; i < n; ++i) indices[i] = i;
  return indices;
}

std::vector<std::size_t> independent_columns(const Matrix<Rational>& A) { return independent_rows(transpose(A)); }

/// X with A X = B. Pre: A is square and regular.
Matrix<Rational> solve_square(const Matrix<Rational>& A, const Matrix<Rational>& B) {
  if (A.rows() == 0 || B.cols() == 0) return Matrix<Rational>(A.rows(), B.cols());
  RationalMatrix a(A), b(B), x(A.rows(), B.cols());
  if (fmpq_mat_solve(x.get(), a.get(), b.get()) == 0) throw std::logic_error("solve_square: a singular matrix");
  return x.to_matrix();
}

}  // namespace

Matrix<Rational> multiply(const Matrix<Rational>& A, const Matrix<Rational>& B) {
  require(A.cols() == B.rows(), "multiply", "inner dimensions differ");
  if (A.rows() == 0 || A.cols() == 0 || B.cols() == 0) return Matrix<Rational>(A.rows(), B.cols());
  RationalMatrix a(A), b(B), product(A.rows(), B.cols());
  fmpq_mat_mul(product.get(), a.get(), b.get());
  return product.to_matrix();
}

Matrix<Rational> transpose(const Matrix<Rational>& A) {
  Matrix<Rational> result(A.cols(), A.rows());
  for (std::size_t i = 0; i < A.rows(); ++i) {
    for (std::size_t j = 0; j < A.cols(); ++j) result(j, i) = A(i, j);
  }
  return result;
}

Matrix<Rational> identity_matrix(std::size_t n) {
  Matrix<Rational> result(n, n);
  for (std::size_t i = 0; i < n; ++i) result(i, i) = 1;
  return result;
}

std::size_t rank(const Matrix<Rational>& A) {
  if (A.rows() == 0 || A.cols() == 0) return 0;
  IntegerMatrix a(A.rows(), A.cols());
  set_scaled_rows(a, A, false);
  return static_cast<std::size_t>(fmpz_mat_rank(a.get()));
}

std::vector<std::size_t> independent_rows(const Matrix<Rational>& A) {
  if (A.rows() == 0 || A.cols() == 0) return {};
  IntegerMatrix a(A.cols(), A.rows());
  set_scaled_rows(a, A, true);
  return pivot_columns(a);
}

std::optional<Matrix<Rational>> solve_left(const Matrix<Rational>& N, const Matrix<Rational>& W) {
  require(N.cols() == W.cols(), "solve_left", "the matrices have different numbers of columns");
  const std::vector<std::size_t> rows = independent_rows(N);
  const Matrix<Rational> basis = submatrix(N, rows, all_indices(N.cols()));
  const std::vector<std::size_t> cols = independent_columns(basis);
  // On these columns the basis is square and regular: it leaves one candidate, which the other columns confirm or not.
  const Matrix<Rational> candidate =
      transpose(solve_square(transpose(submatrix(basis, all_indices(basis.rows()), cols)),
                             transpose(submatrix(W, all_indices(W.rows()), cols))));
  if (multiply(candidate, basis) != W) return std::nullopt;
  Matrix<Rational> C(W.rows(), N.rows());
  for (std::size_t i = 0; i < C.rows(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) C(i, rows[j]) = candidate(i, j);
  }
  return C;
}

Matrix<Rational> right_inverse(const Matrix<Rational>& N) {
  const std::vector<std::size_t> cols = independent_columns(N);
  require(cols.size() == N.rows(), "right_inverse", "the rows are linearly dependent");
  const Matrix<Rational> inverse = solve_square(submatrix(N, all_indices(N.rows()), cols), identity_matrix(N.rows()));
  Matrix<Rational> R(N.cols(), N.rows());
  for (std::size_t i = 0; i < cols.size(); ++i) {
    std::copy(inverse.row(i).begin(), inverse.row(i).end(), R.row(cols[i]).begin());
  }
  return R;
}

Matrix<Rational> nullspace(const Matrix<Rational>& A) {
  if (A.cols() == 0) return {};
  if (A.rows() == 0) return identity_matrix(A.cols());
  IntegerMatrix a(A.rows(), A.cols()), kernel(A.cols(), A.cols());
  set_scaled_rows(a, A, false);
  const auto nullity = static_cast<std::size_t>(fmpz_mat_nullspace(kernel.get(), a.get()));

  Matrix<Rational> result(A.cols(), nullity);
  std::vector<Integer> column(A.cols());
  for (std::size_t k = 0; k < nullity; ++k) {
    Integer content = 0;
    for (std::size_t i = 0; i < A.cols(); ++i) {
      fmpz_get_mpz(column[i].get_mpz_t(), kernel.entry(i, k));
      content = gcd(content, column[i]);
    }
    if (*std::find_if(column.begin(), column.end(), [](const Integer& x) { return x != 0; }) < 0) content = -content;
    for (std::size_t i = 0; i < A.cols(); ++i) result(i, k) = Rational(column[i] / content);
  }
  return result;
}

Rational determinant(const Matrix<Rational>& A) {
  require(A.rows() == A.cols(), "determinant", "the matrix is not square");
  if (A.rows() == 0) return 1;
  RationalMatrix a(A);
  FlintRational det;
  fmpq_mat_det(det.get(), a.get());
  Rational result;
  fmpq_get_mpq(result.get_mpq_t(), det.get());
  return result;
}

}  // namespace crease
