// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/certified_lp.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/exact_checks.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;

/// row . (x0, x).
Rational at(const IntegerVector& row, int x0, const Point& x) {
  Rational value = Rational(row.get(0)) * x0;
  for (std::size_t j = 0; j < x.size(); ++j) value += Rational(row.get(j + 1)) * x[j];
  return value;
}

/// Sum of multiplier * row; all multipliers must be positive.
Point combined(const std::vector<IntegerVector>& rows, const LpMultipliers& multipliers, Point sum) {
  for (const auto& [row, multiplier] : multipliers) {
    REQUIRE(multiplier > 0);
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += multiplier * Rational(rows[row].get(j));
  }
  return sum;
}

bool all_zero(const Point& values, std::size_t first) {
  return std::all_of(values.begin() + static_cast<std::ptrdiff_t>(first), values.end(),
                     [](const Rational& x) { return x == 0; });
}

/// Holds the result against its own proof.
void check_proof(const std::vector<IntegerVector>& rows, const IntegerVector& objective, const LpResult& result) {
  const std::size_t m = objective.size();
  if (result.status == LpStatus::kInfeasible) {
    const Point sum = combined(rows, result.multipliers, Point(m, Rational(0)));
    CHECK(all_zero(sum, 1));
    CHECK(sum[0] < 0);
    return;
  }
  REQUIRE(result.point.size() == m - 1);
  for (const IntegerVector& row : rows) CHECK(at(row, 1, result.point) >= 0);
  if (result.status == LpStatus::kUnbounded) {
    for (const IntegerVector& row : rows) CHECK(at(row, 0, result.ray) >= 0);
    CHECK(at(objective, 0, result.ray) > 0);
    return;
  }
  Point start;
  for (std::size_t j = 0; j < m; ++j) start.emplace_back(objective.get(j));
  const Point sum = combined(rows, result.multipliers, start);
  CHECK(all_zero(sum, 1));
  CHECK(sum[0] == result.value);
  CHECK(at(objective, 1, result.point) == result.value);
}

Row to_row(const IntegerVector& vector) {
  Row row{to_rationals(vector), 0};
  row.offset = row.normal.front();
  row.normal.erase(row.normal.begin());
  return row;
}

std::vector<Row> to_rows(const std::vector<IntegerVector>& vectors) {
  std::vector<Row> rows;
  for (const IntegerVector& vector : vectors) rows.push_back(to_row(vector));
  return rows;
}

struct Program {
  std::vector<IntegerVector> rows;
  IntegerVector objective;
};

/// Small integers, with copies, negations, sums and zero rows among them; some with entries scaled by 2^+-1000.
Program random_program(Random& random) {
  const std::size_t d = static_cast<std::size_t>(random.integer(1, 5));
  const int n = random.integer(0, 12);
  const int size = random.chance(0.5) ? 1 : 5;
  const auto fresh = [&] {
    IntegerVector row(d + 1);
    for (std::size_t j = 0; j <= d; ++j) row.set(j, Integer(random.integer(-size, size)));
    if (random.chance(0.3)) row.set(0, Integer(0));
    return row;
  };
  Program program;
  for (int i = 0; i < n; ++i) {
    IntegerVector row = fresh();
    if (!program.rows.empty() && random.chance(0.3)) {
      row = random.pick(program.rows);
      if (random.chance(0.5)) row.negate();
      if (random.chance(0.3)) row.set(0, Integer(random.integer(-size, size)));
    }
    program.rows.push_back(row);
  }
  program.objective = fresh();
  if (!program.rows.empty() && random.chance(0.2)) program.objective = random.pick(program.rows);
  if (random.chance(0.3)) {
    // Other units of the coordinates, and of the rows.
    for (std::size_t j = 0; j <= d; ++j) {
      const auto shift = static_cast<ulong>(random.integer(0, 1) * random.integer(0, 1000));
      for (IntegerVector& row : program.rows) fmpz_mul_2exp(row[j], row[j], shift);
      fmpz_mul_2exp(program.objective[j], program.objective[j], shift);
    }
    for (IntegerVector& row : program.rows) {
      const auto shift = static_cast<ulong>(random.integer(0, 1) * random.integer(0, 1000));
      for (std::size_t j = 0; j <= d; ++j) fmpz_mul_2exp(row[j], row[j], shift);
    }
  }
  return program;
}

}  // namespace

TEST_CASE("linear programs agree with PPL's and prove themselves", "[lp]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(3000);
  int counts[3] = {}, by_pivots = 0;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Program program = random_program(random);
    const LpResult result = solve_lp(program.rows, program.objective);
    check_proof(program.rows, program.objective, result);
    const OracleLp expected = oracle_lp(to_rows(program.rows), to_row(program.objective));
    REQUIRE(static_cast<int>(result.status) == static_cast<int>(expected.status));
    if (result.status == LpStatus::kOptimal) CHECK(result.value == expected.value);
    ++counts[static_cast<int>(result.status)];
    by_pivots += result.stage == LpStage::kPivots;

    // From any basis, also a senseless one.
    std::vector<std::size_t> basis;
    for (int k = random.integer(0, 6); k > 0; --k) basis.push_back(static_cast<std::size_t>(random.integer(0, 14)));
    const LpResult again = solve_lp(program.rows, program.objective, basis);
    check_proof(program.rows, program.objective, again);
    CHECK(again.status == result.status);
    if (result.status == LpStatus::kOptimal) CHECK(again.value == result.value);

    // A strictly feasible point is one, and is found where there is one.
    const auto inner = crease::strictly_feasible_point(program.rows, program.objective.size() - 1);
    if (inner) {
      for (const IntegerVector& row : program.rows) CHECK(at(row, 1, *inner) > 0);
    } else {
      CHECK_FALSE(testing::strictly_feasible_point(to_rows(program.rows), program.objective.size() - 1));
    }
  }
  CAPTURE(counts[0], counts[1], counts[2], by_pivots);
  if (cases < 100) return;
  for (const int count : counts) CHECK(count > cases / 20);
  CHECK(by_pivots > 0);
  CHECK(by_pivots < cases / 3);
}

TEST_CASE("which stage decides", "[lp]") {
  // The triangle x, y >= 0, x + y <= 1.
  const std::vector<IntegerVector> rows = {to_integers({0, 1, 0}), to_integers({0, 0, 1}), to_integers({1, -1, -1})};
  const LpResult result = solve_lp(rows, to_integers({0, 1, 2}));
  CHECK(result.stage == LpStage::kBasis);
  CHECK(result.value == 2);
  CHECK(result.point == Point{0, 1});
  CHECK(result.multipliers == LpMultipliers{{0, 1}, {2, 2}});
  const std::size_t wrong[] = {0, 1};
  const LpResult pivoted = solve_lp(rows, to_integers({0, 1, 2}), wrong);
  CHECK(pivoted.stage == LpStage::kPivots);
  CHECK(pivoted.pivots > 0);
  CHECK(pivoted.value == 2);
}

TEST_CASE("a needle that doubles cannot see", "[lp]") {
  // 10^40 <= 10^40 x <= 10^40 + 1.
  IntegerVector above(2), below(2);
  const Integer scale("10000000000000000000000000000000000000000");
  above.set(0, Integer(-scale));
  above.set(1, scale);
  below.set(0, Integer(scale + 1));
  below.set(1, Integer(-scale));
  const std::vector<IntegerVector> rows = {above, below};
  Rational top(Integer(scale + 1), scale);
  CHECK(solve_lp(rows, to_integers({0, 1})).value == top);
  CHECK(solve_lp(rows, to_integers({0, -1})).value == -1);
  const auto inner = crease::strictly_feasible_point(rows, 1);
  REQUIRE(inner);
  CHECK((1 < (*inner)[0] && (*inner)[0] < top));
  // The same without an inside, and without a point.
  const std::vector<IntegerVector> flat = {above, to_integers({1, -1})}, empty = {below, to_integers({-2, 1})};
  CHECK(solve_lp(flat, to_integers({0, 1})).value == 1);
  CHECK_FALSE(crease::strictly_feasible_point(flat, 1));
  CHECK(solve_lp(empty, to_integers({0, 1})).status == LpStatus::kInfeasible);
}

TEST_CASE("in a hundred dimensions", "[lp]") {
  // The cube [-1, 1]^d cut by planes through random points of it: maximising a coordinate, from many rows.
  Random random(test_seed());
  const std::size_t d = 60;
  std::vector<IntegerVector> rows;
  for (std::size_t j = 0; j < d; ++j) {
    for (const int side : {-1, 1}) {
      IntegerVector row(d + 1);
      row.set(0, Integer(1));
      row.set(j + 1, Integer(side));
      rows.push_back(row);
    }
  }
  for (int i = 0; i < 40; ++i) {
    IntegerVector row(d + 1);
    row.set(0, Integer(1'000'000));
    for (std::size_t j = 1; j <= d; ++j) row.set(j, Integer(static_cast<long>(random.gaussian() * 1e6)));
    rows.push_back(row);
  }
  IntegerVector objective(d + 1);
  for (std::size_t j = 1; j <= d; ++j) objective.set(j, Integer(random.integer(-1000, 1000)));
  const LpResult result = solve_lp(rows, objective);
  check_proof(rows, objective, result);
  CHECK(result.status == LpStatus::kOptimal);
  CHECK(result.stage == LpStage::kBasis);
}

TEST_CASE("what other rows imply", "[lp]") {
  const std::vector<IntegerVector> rows = {to_integers({0, 1, 0}), to_integers({0, 0, 1}), to_integers({1, -1, -1})};
  const std::size_t axes[] = {0, 1}, one[] = {0};
  CHECK(implied_by(rows, axes, to_integers({3, 2, 1})) == LpMultipliers{{0, 2}, {1, 1}});
  CHECK(implied_by(rows, axes, to_integers({0, 0, 1})) == LpMultipliers{{1, 1}});
  CHECK_FALSE(implied_by(rows, axes, to_integers({-1, 2, 1})));
  CHECK_FALSE(implied_by(rows, axes, to_integers({3, 2, -1})));
  CHECK_FALSE(implied_by(rows, one, to_integers({3, 2, 1})));
  CHECK(implied_by(rows, {}, to_integers({3, 0, 0})) == LpMultipliers{});
}
