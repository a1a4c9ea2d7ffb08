// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/linear_algebra.h"

#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>
#include <flint/nmod_mat.h>
#include <flint/ulong_extras.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "core/integer_matrix.h"

namespace crease {
namespace {

slong to_slong(std::size_t n) { return static_cast<slong>(n); }

/// Owners of FLINT's values.
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

/// The primes that ranks are guessed with. All but finitely many see the true rank of a given matrix.
class Primes {
 public:
  mp_limb_t next() { return prime_ = n_nextprime(prime_, 1); }

 private:
  mp_limb_t prime_ = mp_limb_t{1} << 61;
};

/// The lexicographically smallest rows that are independent modulo `prime`. They are independent over the rationals
/// too; it is the rows left out that may only look dependent.
std::vector<std::size_t> independent_rows_modulo(const Matrix<Rational>& A, mp_limb_t prime) {
  IntegerMatrix a(A.cols(), A.rows());
  set_scaled_rows(a, A, true);
  nmod_mat_t reduced;
  nmod_mat_init(reduced, to_slong(A.cols()), to_slong(A.rows()), prime);
  fmpz_mat_get_nmod_mat(reduced, a.get());
  const auto rank = static_cast<std::size_t>(nmod_mat_rref(reduced));
  std::vector<std::size_t> pivots;
  for (std::size_t i = 0, j = 0; i < rank; ++i, ++j) {
    while (nmod_mat_entry(reduced, i, j) == 0) ++j;
    pivots.push_back(j);
  }
  nmod_mat_clear(reduced);
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

/// X with A X = B. Pre: A is square and regular.
Matrix<Rational> solve_square(const Matrix<Rational>& A, const Matrix<Rational>& B) {
  if (A.rows() == 0 || B.cols() == 0) return Matrix<Rational>(A.rows(), B.cols());
  RationalMatrix a(A), b(B), x(A.rows(), B.cols());
  if (fmpq_mat_solve(x.get(), a.get(), b.get()) == 0) throw std::logic_error("solve_square: a singular matrix");
  return x.to_matrix();
}

/// Columns on which `basis` is regular; empty when its rows are dependent modulo `prime`.
std::vector<std::size_t> regular_columns(const Matrix<Rational>& basis, mp_limb_t prime) {
  std::vector<std::size_t> cols = independent_rows_modulo(transpose(basis), prime);
  if (cols.size() < basis.rows()) cols.clear();
  return cols;
}

/// C with C basis = W, or nullopt when there is none. Pre: the basis is regular on the columns `cols`.
std::optional<Matrix<Rational>> solve_in_basis(const Matrix<Rational>& basis, const std::vector<std::size_t>& cols,
                                               const Matrix<Rational>& W) {
  // On these columns the basis leaves one candidate, which the other columns confirm or not.
  Matrix<Rational> candidate = transpose(solve_square(transpose(submatrix(basis, all_indices(basis.rows()), cols)),
                                                      transpose(submatrix(W, all_indices(W.rows()), cols))));
  const bool confirmed = basis.rows() == basis.cols() || multiply(candidate, basis) == W;
  return confirmed ? std::optional(std::move(candidate)) : std::nullopt;
}

/// Whether every row of A that is not among `rows` depends on those of `rows` before it; may be false for a prime that
/// divides a denominator. Pre: the rows at `rows` are independent.
bool others_depend(const Matrix<Rational>& A, const std::vector<std::size_t>& rows, mp_limb_t prime) {
  // Behind a basis of the whole space nothing is left to show.
  const std::size_t end = rows.size() == A.cols() ? rows.back() : A.rows();
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < end; ++i) {
    if (!std::binary_search(rows.begin(), rows.end(), i)) others.push_back(i);
  }
  if (others.empty()) return true;
  const std::vector<std::size_t> all = all_indices(A.cols());
  const Matrix<Rational> basis = submatrix(A, rows, all);
  const std::vector<std::size_t> cols = regular_columns(basis, prime);
  if (cols.size() < rows.size()) return false;
  const auto C = solve_in_basis(basis, cols, submatrix(A, others, all));
  if (!C) return false;
  for (std::size_t i = 0; i < others.size(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) {
      if (rows[j] > others[i] && (*C)(i, j) != 0) return false;
    }
  }
  return true;
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

std::size_t rank(const Matrix<Rational>& A) { return independent_rows(A).size(); }

std::vector<std::size_t> independent_rows(const Matrix<Rational>& A) {
  if (A.rows() == 0 || A.cols() == 0) return {};
  for (Primes primes;;) {
    const mp_limb_t prime = primes.next();
    std::vector<std::size_t> rows = independent_rows_modulo(A, prime);
    if (others_depend(A, rows, prime)) return rows;
  }
}

std::optional<Matrix<Rational>> solve_left(const Matrix<Rational>& N, const Matrix<Rational>& W) {
  require(N.cols() == W.cols(), "solve_left", "the matrices have different numbers of columns");
  const std::vector<std::size_t> rows = independent_rows(N);
  const Matrix<Rational> basis = submatrix(N, rows, all_indices(N.cols()));
  std::vector<std::size_t> cols;
  for (Primes primes; cols.size() < rows.size();) cols = regular_columns(basis, primes.next());
  const auto candidate = solve_in_basis(basis, cols, W);
  if (!candidate) return std::nullopt;
  Matrix<Rational> C(W.rows(), N.rows());
  for (std::size_t i = 0; i < C.rows(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) C(i, rows[j]) = (*candidate)(i, j);
  }
  return C;
}

Matrix<Rational> right_inverse(const Matrix<Rational>& N) {
  require(rank(N) == N.rows(), "right_inverse", "the rows are linearly dependent");
  std::vector<std::size_t> cols;
  for (Primes primes; cols.size() < N.rows();) cols = regular_columns(N, primes.next());
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
