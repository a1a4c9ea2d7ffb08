// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/matrix.h"
#include "core/numbers.h"

namespace crease {

/// Exact linear algebra over the rationals. Everything here throws std::invalid_argument when shapes do not fit.

/// A B. Pre: A.cols() == B.rows().
Matrix<Rational> multiply(const Matrix<Rational>& A, const Matrix<Rational>& B);

Matrix<Rational> transpose(const Matrix<Rational>& A);

Matrix<Rational> identity_matrix(std::size_t n);

std::size_t rank(const Matrix<Rational>& A);

/// The indices, increasing, of the rows that are independent of the rows before them: the lexicographically
/// smallest basis of the row space. Law: its size is rank(A).
std::vector<std::size_t> independent_rows(const Matrix<Rational>& A);

/// A C with C N = W; where the rows of N are dependent, the columns of C beyond independent_rows(N) are zero.
/// nullopt when a row of W is outside the row space of N. Pre: N.cols() == W.cols().
std::optional<Matrix<Rational>> solve_left(const Matrix<Rational>& N, const Matrix<Rational>& W);

/// An R with N R = identity, zero in all rows but rank(N). Throws std::invalid_argument when the rows of N are
/// dependent.
Matrix<Rational> right_inverse(const Matrix<Rational>& N);

/// A basis of {x : A x = 0} as columns: integer, primitive (gcd 1), the first non-zero entry positive.
/// Law: nullspace(A).cols() == A.cols() - rank(A).
Matrix<Rational> nullspace(const Matrix<Rational>& A);

/// Pre: A is square. The determinant of the 0 x 0 matrix is 1.
Rational determinant(const Matrix<Rational>& A);

}  // namespace crease
