// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_hull.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "algorithms/open_ball.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

constexpr double kNear = 1e-9;

}  // namespace

TEST_CASE("projections onto hulls fulfil the variational inequality up to rounding", "[float_hull]") {
  const std::uint64_t seed = test_seed();
  int inside = 0, outside = 0;
  for (int index = 0; index < scaled_cases(500); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto d = static_cast<std::size_t>(random.integer(1, 6)), n = static_cast<std::size_t>(random.integer(1, 20));
    const bool coarse = random.chance(0.5);  // many dependent and repeated points
    std::vector<double> points(n * d);
    for (double& x : points) x = coarse ? random.integer(-3, 3) : random.gaussian() + 0.5;
    FloatHull hull;
    hull.project(points.data(), n, n, d, 0, HUGE_VAL);
    double sum = 0, square = 0;
    for (const double w : hull.weights()) {
      CHECK(w >= 0);
      sum += w;
    }
    CHECK(std::fabs(sum - 1) < kNear);
    for (std::size_t j = 0; j < d; ++j) {
      double x = 0;
      for (std::size_t k = 0; k < hull.support().size(); ++k) {
        x += hull.weights()[k] * points[j * n + hull.support()[k]];
      }
      CHECK(std::fabs(x - hull.point()[j]) < kNear);
      square += x * x;
    }
    double least = HUGE_VAL;
    for (std::size_t i = 0; i < n; ++i) {
      double product = 0;
      for (std::size_t j = 0; j < d; ++j) product += points[j * n + i] * hull.point()[j];
      least = std::min(least, product);
    }
    CHECK(std::fabs(least - hull.least_product()) < kNear);
    CHECK(least > square - kNear);
    (square < kNear ? inside : outside)++;
  }
  CHECK(inside > 0);
  CHECK(outside > 0);
}

TEST_CASE("which side of a row holds a ball, and whether a cell meets it, is left open only close to a tangent",
          "[open_ball]") {
  const Domain box = Domain::box(2, -10, 10);
  const Chart chart = make_chart(box, {});
  // Radius 5 around (1, 2); 3 x + 4 y = c touches it for c = 11 +- 25.
  const OpenBall ball(chart, std::vector<Rational>{1, 2}, 5);
  const auto row = [](long c, long x, long y) {
    IntegerVector vector(3);
    fmpz_set_si(vector[0], c);
    fmpz_set_si(vector[1], x);
    fmpz_set_si(vector[2], y);
    return vector;
  };
  CHECK(ball.exact_side(row(-36, 3, 4)) == -1);
  CHECK(ball.exact_side(row(14, 3, 4)) == 1);
  CHECK(ball.exact_side(row(-35, 3, 4)) == 0);
  CHECK(ball.exact_side(row(13, 3, 4)) == 0);
  CHECK(ball.exact_side(row(-37, 3, 4)) == -1);
  CHECK(ball.exact_side(row(360, -30, -40)) == 1);
  const double exact_row[][6] = {{-36, 3, 4, 0x1p-50, 14, 0}, {-35, 3, 4, 0x1p-50, 14, 0}, {-37, 3, 4, 0x1p-50, 14, 0}};
  CHECK_FALSE(ball.triage_side(exact_row[0]));
  CHECK(ball.triage_side(exact_row[1]) == 0);
  CHECK(ball.triage_side(exact_row[2]) == -1);
  const double blunt[] = {-37, 3, 4, 0.2, 14, 0}, unknown[] = {-370, 3, 4, HUGE_VAL, HUGE_VAL, HUGE_VAL};
  CHECK_FALSE(ball.triage_side(blunt));
  CHECK_FALSE(ball.triage_side(unknown));

  // The triangle (x, 2), (x + 4, 10), (x + 4, -10): at distance |x - 1| from the centre.
  const auto triangle = [&](double x, double radius, std::optional<bool> expected) {
    double columns[3][8] = {}, sizes[8], radii[8];
    std::uint64_t tight[8] = {};
    std::int32_t exact[8] = {};
    for (int g = 0; g < 8; ++g) {
      columns[0][g] = 1;
      columns[1][g] = g == 1 || g == 2 ? x + 4 : x;
      columns[2][g] = g == 1 ? 10 : g == 2 ? -10 : 2;
      sizes[g] = 1 + std::fabs(columns[1][g]) + std::fabs(columns[2][g]);
      radii[g] = radius;
    }
    const kernel::Cell cell{3, 1, 3, 8, columns[0], sizes, radii, tight, exact, HUGE_VAL, false};
    BallScratch scratch;
    CHECK(ball.triage_meets(cell, scratch) == expected);
  };
  triangle(5.5, 1e-15, true);
  triangle(6, 1e-15, std::nullopt);
  triangle(6 + 1e-9, 1e-15, false);
  triangle(6 - 1e-9, 1e-15, true);
  triangle(6 + 1e-9, 1e-6, std::nullopt);
  triangle(6 - 1e-9, 1e-6, std::nullopt);
  triangle(7, HUGE_VAL, std::nullopt);
  const std::vector<IntegerVector> touching{row(1, 6, 2), row(1, 10, 10), row(1, 10, -10)};
  CHECK_FALSE(ball.exact_meets(touching));
  const std::vector<IntegerVector> cutting{row(10, 59, 20), row(1, 10, 10), row(1, 10, -10)};
  CHECK(ball.exact_meets(cutting));
}
