// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/errors.h"
#include "tests/support/random.h"

using namespace crease;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

namespace {

std::vector<Rational> row_values(const Domain& domain, std::span<const Rational> y) {
  std::vector<Rational> values = domain.offsets();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) values[i] += domain.rows()(i, j) * y[j];
  }
  return values;
}

bool contains(const Domain& domain, std::span<const Rational> y) {
  for (const Rational& value : row_values(domain, y)) {
    if (value < 0) return false;
  }
  return true;
}

Matrix<Rational> random_matrix(Random& random, std::size_t rows, std::size_t cols) {
  Matrix<Rational> result(rows, cols);
  for (std::size_t i = 0; i < rows; ++i) {
    for (Rational& x : result.row(i)) x = Rational(random.integer(-9, 9)) / random.integer(1, 4);
  }
  return result;
}

std::vector<Rational> random_vector(Random& random, std::size_t n) {
  const Matrix<Rational> column = random_matrix(random, n, 1);
  return {column.entries().begin(), column.entries().end()};
}

}  // namespace

TEST_CASE("all of space has no rows", "[domain]") {
  const Domain domain = Domain::all(3);
  CHECK(domain.label() == "all");
  CHECK(domain.dim() == 3);
  CHECK(domain.ambient_dim() == 3);
  CHECK(domain.rows().rows() == 0);
  CHECK(domain.offsets().empty());
  CHECK_FALSE(domain.slice());
}

TEST_CASE("a box holds what lies between its bounds", "[domain]") {
  const std::vector<Rational> lo{-1, 0}, hi{1, Rational(1, 2)};
  const Domain domain = Domain::box(lo, hi);
  CHECK(domain.label() == "box:-1,1;0,1/2");
  CHECK(domain.rows().rows() == 4);
  for (int i = -3; i <= 3; ++i) {
    for (int j = -3; j <= 3; ++j) {
      const std::vector<Rational> x{Rational(i) / 2, Rational(j) / 4};
      CAPTURE(i, j);
      CHECK(contains(domain, x) == (lo[0] <= x[0] && x[0] <= hi[0] && lo[1] <= x[1] && x[1] <= hi[1]));
      CHECK(domain.to_input(x) == x);
    }
  }
  CHECK(Domain::box(4, -2, 2).label() == "box:-2,2");
  CHECK(Domain::box(4, -2, 2).rows().rows() == 8);
  CHECK(domain.labelled("mine").label() == "mine");
}

TEST_CASE("rows in a slice are the domain's rows at the slice's points", "[domain][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(100); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const Domain domain = Domain::polytope(random_matrix(random, 5, 4), random_vector(random, 5));
    // The identity on top makes the directions independent.
    Matrix<Rational> directions = random_matrix(random, 4, 2);
    directions(0, 0) = directions(1, 1) = 1;
    directions(0, 1) = directions(1, 0) = 0;
    const Domain sliced = domain.sliced({random_vector(random, 4), directions});
    CHECK(sliced.dim() == 2);
    CHECK(sliced.ambient_dim() == 4);
    const std::vector<Rational> y = random_vector(random, 2);
    CHECK(row_values(sliced, y) == row_values(domain, sliced.to_input(y)));

    const Matrix<Rational> S = random_matrix(random, 3, 2);
    const std::vector<Rational> s = random_vector(random, 3);
    std::vector<Rational> expected = row_values(sliced, y);
    for (const Rational& value : row_values(Domain::polytope(S, s), y)) expected.push_back(value);
    CHECK(row_values(sliced.with_slice_rows(S, s), y) == expected);
  }
}

TEST_CASE("a slice keeps the words of its domain", "[domain]") {
  Matrix<Rational> directions(2, 1);
  directions(1, 0) = 1;
  const Domain sliced = Domain::box(2, 0, 1).sliced({{Rational(1, 2), 0}, directions});
  CHECK(sliced.label() == "box:0,1");
  CHECK(sliced.to_input(std::vector<Rational>{3}) == std::vector<Rational>{Rational(1, 2), 3});
}

TEST_CASE("shapes that do not fit are refused", "[domain]") {
  const Domain plane = Domain::all(2);
  Matrix<Rational> dependent(2, 2);
  dependent(0, 0) = 1;
  dependent(0, 1) = -3;
  Matrix<Rational> line(2, 1);
  line(0, 0) = 1;
  const std::vector<Rational> none, one{1}, two{1, 2};

  CHECK_THROWS_AS(Domain::all(0), InvalidDomain);
  CHECK_THROWS_AS(Domain::box(none, none), InvalidDomain);
  CHECK_THROWS_AS(Domain::box(0, -1, 1), InvalidDomain);
  CHECK_THROWS_AS(Domain::box(2, 1, 1), InvalidDomain);
  CHECK_THROWS_WITH(Domain::box(two, one), Catch::Contains("2 lower but 1 upper"));
  CHECK_THROWS_WITH(Domain::box(two, std::vector<Rational>{5, 2}), Catch::Contains("coordinate 2"));
  CHECK_THROWS_AS(Domain::polytope(Matrix<Rational>(2, 2), one), InvalidDomain);
  CHECK_THROWS_AS(Domain::polytope(Matrix<Rational>(0, 0), none), InvalidDomain);
  CHECK_THROWS_WITH(plane.sliced({two, dependent}), Catch::Contains("span only 1"));
  CHECK_THROWS_AS(plane.sliced({one, line}), InvalidDomain);
  CHECK_THROWS_AS(plane.sliced({two, Matrix<Rational>(3, 1)}), InvalidDomain);
  CHECK_THROWS_AS(plane.sliced({two, Matrix<Rational>(2, 0)}), InvalidDomain);
  const Domain sliced = plane.sliced({two, line});
  CHECK_THROWS_AS(sliced.sliced({two, line}), InvalidDomain);
  CHECK_THROWS_AS(sliced.with_slice_rows(Matrix<Rational>(1, 2), one), InvalidDomain);
  CHECK_THROWS_AS(sliced.with_slice_rows(Matrix<Rational>(1, 1), two), InvalidDomain);
  CHECK_THROWS_AS(plane.with_slice_rows(Matrix<Rational>(1, 2), one), std::logic_error);
  CHECK_THROWS_AS(sliced.to_input(two), std::invalid_argument);
}
