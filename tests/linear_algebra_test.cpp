// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/linear_algebra.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "tests/support/random.h"

using namespace crease;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

namespace {

using RationalMatrix = Matrix<Rational>;

RationalMatrix matrix(const std::vector<std::vector<Rational>>& rows) {
  RationalMatrix result(rows.size(), rows.front().size());
  for (std::size_t i = 0; i < rows.size(); ++i) std::copy(rows[i].begin(), rows[i].end(), result.row(i).begin());
  return result;
}

/// Entries of every size: small integers, fractions, or doubles from 1e-300 to 1e300.
RationalMatrix random_matrix(Random& random, std::size_t rows, std::size_t cols) {
  RationalMatrix result(rows, cols);
  const int kind = random.integer(0, 2);
  for (std::size_t i = 0; i < rows; ++i) {
    for (Rational& x : result.row(i)) {
      if (kind == 0) x = random.integer(-2, 2);
      if (kind == 1) x = Rational(random.integer(-9, 9)) / random.integer(1, 9);
      if (kind == 2) x = exact_rational(std::ldexp(random.gaussian(), random.integer(-990, 990)));
    }
  }
  return result;
}

/// Of rank at most r, often less than both sides.
RationalMatrix random_matrix_of_rank(Random& random, std::size_t rows, std::size_t cols, std::size_t r) {
  return multiply(random_matrix(random, rows, r), random_matrix(random, r, cols));
}

std::size_t random_size(Random& random, int lo, int hi) { return static_cast<std::size_t>(random.integer(lo, hi)); }

RationalMatrix first_rows(const RationalMatrix& A, std::size_t count) {
  RationalMatrix result(count, A.cols());
  for (std::size_t i = 0; i < count; ++i) std::copy(A.row(i).begin(), A.row(i).end(), result.row(i).begin());
  return result;
}

RationalMatrix stacked(const RationalMatrix& A, const RationalMatrix& B) {
  RationalMatrix result(A.rows() + B.rows(), A.cols());
  for (std::size_t i = 0; i < A.rows(); ++i) std::copy(A.row(i).begin(), A.row(i).end(), result.row(i).begin());
  for (std::size_t i = 0; i < B.rows(); ++i)
    std::copy(B.row(i).begin(), B.row(i).end(), result.row(A.rows() + i).begin());
  return result;
}

/// By expansion along the first row.
Rational determinant_by_expansion(const RationalMatrix& A) {
  if (A.rows() == 0) return 1;
  Rational sum = 0;
  for (std::size_t j = 0; j < A.cols(); ++j) {
    RationalMatrix minor(A.rows() - 1, A.cols() - 1);
    for (std::size_t i = 1; i < A.rows(); ++i) {
      for (std::size_t k = 0, to = 0; k < A.cols(); ++k) {
        if (k != j) minor(i - 1, to++) = A(i, k);
      }
    }
    const Rational term = A(0, j) * determinant_by_expansion(minor);
    sum += j % 2 == 0 ? term : Rational(-term);
  }
  return sum;
}

}  // namespace

TEST_CASE("the rank is the size of the largest regular minor", "[linear_algebra]") {
  CHECK(rank(RationalMatrix(0, 3)) == 0);
  CHECK(rank(RationalMatrix(3, 0)) == 0);
  CHECK(rank(RationalMatrix(4, 4)) == 0);
  CHECK(rank(identity_matrix(5)) == 5);
  CHECK(rank(matrix({{1, 2}, {2, 4}, {Rational(1, 2), 1}})) == 1);
  // Regular by one part in 1e600.
  const Rational tiny = parse_rational("1e-600");
  CHECK(rank(matrix({{1, 1}, {1, 1 + tiny}})) == 2);
}

TEST_CASE("primes that divide the entries do not mislead", "[linear_algebra]") {
  // The first primes behind 2^61.
  const Rational p = parse_rational("2305843009213693967"), q = parse_rational("2305843009213693973");
  CHECK(independent_rows(matrix({{p}, {1}})) == std::vector<std::size_t>{0});
  CHECK(independent_rows(matrix({{p * q, 0}, {1, 0}, {0, q}})) == std::vector<std::size_t>{0, 2});
  CHECK(independent_rows(matrix({{1, 1}, {1, 1 + p * q}, {0, 1}})) == std::vector<std::size_t>{0, 1});
  CHECK(independent_rows(matrix({{1 / p, 1, 0}, {1 / p, 1, 0}, {1, 1 / q, 0}})) == std::vector<std::size_t>{0, 2});
  CHECK(rank(matrix({{p, p}, {q, q}})) == 1);
  CHECK(right_inverse(matrix({{p, 0, 0}, {0, 1 / p, 1}})).rows() == 3);
  CHECK(solve_left(matrix({{p, 0}, {0, 1 / q}}), identity_matrix(2)) == matrix({{1 / p, 0}, {0, q}}));
}

TEST_CASE("laws of rank, bases and null spaces", "[linear_algebra][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(150); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const std::size_t rows = random_size(random, 1, 8), cols = random_size(random, 1, 8);
    const std::size_t r = random_size(random, 1, 5);
    const RationalMatrix A = random_matrix_of_rank(random, rows, cols, r);
    CHECK(rank(A) <= r);
    CHECK(rank(A) == rank(transpose(A)));

    // Greedy: a row is in the basis exactly when it raises the rank of the rows before it.
    const std::vector<std::size_t> basis = independent_rows(A);
    std::vector<std::size_t> greedy;
    for (std::size_t k = 0; k < rows; ++k) {
      if (rank(first_rows(A, k + 1)) > rank(first_rows(A, k))) greedy.push_back(k);
    }
    CHECK(basis == greedy);

    const RationalMatrix kernel = nullspace(A);
    CHECK(kernel.rows() == cols);
    CHECK(kernel.cols() == cols - rank(A));
    CHECK(rank(kernel) == kernel.cols());
    CHECK(multiply(A, kernel) == RationalMatrix(rows, kernel.cols()));
    for (std::size_t k = 0; k < kernel.cols(); ++k) {
      Integer content = 0;
      Rational first = 0;
      for (std::size_t j = 0; j < cols; ++j) {
        REQUIRE(kernel(j, k).get_den() == 1);
        content = gcd(content, kernel(j, k).get_num());
        if (first == 0) first = kernel(j, k);
      }
      CHECK(content == 1);
      CHECK(first > 0);
    }
  }
}

TEST_CASE("solve_left finds the combination of rows, or that there is none", "[linear_algebra][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  int solvable = 0, unsolvable = 0;
  for (int i = 0; i < scaled_cases(150); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const std::size_t rows = random_size(random, 1, 6), cols = random_size(random, 1, 8);
    const RationalMatrix N = random_matrix_of_rank(random, rows, cols, random_size(random, 1, 5));
    const RationalMatrix inside = multiply(random_matrix(random, 3, rows), N);
    const auto C = solve_left(N, inside);
    REQUIRE(C);
    CHECK(multiply(*C, N) == inside);
    const std::vector<std::size_t> basis = independent_rows(N);
    for (std::size_t j = 0; j < rows; ++j) {
      if (std::find(basis.begin(), basis.end(), j) == basis.end()) {
        for (std::size_t k = 0; k < C->rows(); ++k) CHECK((*C)(k, j) == 0);
      }
    }

    const RationalMatrix other = random_matrix(random, 1, cols);
    const bool in_row_space = rank(stacked(N, other)) == rank(N);
    CHECK(solve_left(N, other).has_value() == in_row_space);
    ++(in_row_space ? solvable : unsolvable);
  }
  CHECK(solvable > 0);
  CHECK(unsolvable > 0);
}

TEST_CASE("solve_left of nothing", "[linear_algebra]") {
  CHECK(solve_left(RationalMatrix(0, 2), RationalMatrix(1, 2)) == RationalMatrix(1, 0));
  CHECK_FALSE(solve_left(RationalMatrix(0, 2), matrix({{0, 1}})));
  CHECK_FALSE(solve_left(RationalMatrix(2, 2), matrix({{0, 1}})));
  CHECK(solve_left(identity_matrix(2), RationalMatrix(0, 2)) == RationalMatrix(0, 2));
  CHECK_THROWS_AS(solve_left(RationalMatrix(1, 2), RationalMatrix(1, 3)), std::invalid_argument);
}

TEST_CASE("a right inverse inverts from the right", "[linear_algebra][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(100); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const std::size_t rows = random_size(random, 1, 5);
    const RationalMatrix N = random_matrix(random, rows, random_size(random, 1, 8));
    if (rank(N) < rows) {
      CHECK_THROWS_AS(right_inverse(N), std::invalid_argument);
    } else {
      CHECK(multiply(N, right_inverse(N)) == identity_matrix(rows));
    }
  }
}

TEST_CASE("determinants agree with their expansion and multiply", "[linear_algebra][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(100); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const std::size_t n = random_size(random, 0, 5);
    const RationalMatrix A = random_matrix(random, n, n), B = random_matrix(random, n, n);
    CHECK(determinant(A) == determinant_by_expansion(A));
    CHECK(determinant(multiply(A, B)) == determinant(A) * determinant(B));
    CHECK((determinant(A) != 0) == (rank(A) == n));
  }
  CHECK_THROWS_AS(determinant(RationalMatrix(2, 3)), std::invalid_argument);
}

TEST_CASE("products are sums of products", "[linear_algebra][random]") {
  Random random(test_seed());
  CAPTURE(test_seed());
  const RationalMatrix A = random_matrix(random, 3, 4), B = random_matrix(random, 4, 2);
  const RationalMatrix product = multiply(A, B);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      Rational sum = 0;
      for (std::size_t k = 0; k < 4; ++k) sum += A(i, k) * B(k, j);
      CHECK(product(i, j) == sum);
    }
  }
  CHECK(multiply(RationalMatrix(2, 0), RationalMatrix(0, 3)) == RationalMatrix(2, 3));
  CHECK_THROWS_AS(multiply(A, A), std::invalid_argument);
}
