// SPDX-License-Identifier: GPL-3.0-or-later
// What doubles say of largest balls is true of every polyhedron within the radii they are given, or they say nothing.
#include "algorithms/insphere_triage.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/ball_oracle.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Kind = TriagedInsphere::Kind;

RowEnclosures enclosures(std::size_t dim, const std::vector<std::vector<double>>& rows, double radius) {
  RowEnclosures result;
  result.dim = dim;
  for (const auto& row : rows) {
    result.entries.insert(result.entries.end(), row.begin(), row.end());
    result.radius.push_back(radius);
  }
  return result;
}

}  // namespace

TEST_CASE("triage decides what is generic and leaves ties open", "[insphere][triage]") {
  InsphereTriage triage;
  const TriagedInsphere triangle =
      triage(enclosures(2, {{0, 1, 0}, {0, 0, 1}, {12, -3, -4}}, 0x1p-53), BallNorm::kEuclidean);
  REQUIRE(triangle.kind == Kind::kFinite);
  CHECK(triangle.lo < 1);
  CHECK(triangle.hi > 1);
  CHECK(triangle.hi - triangle.lo < 1e-13);
  CHECK(std::abs(triangle.center[0] - 1) <= triangle.center_radius);
  CHECK(triangle.basis == std::vector<std::size_t>{0, 1, 2});
  // A square touches four sides; a slab's ball rolls.
  const std::vector<std::vector<double>> square = {{1, 1, 0}, {1, -1, 0}, {1, 0, 1}, {1, 0, -1}};
  CHECK(triage(enclosures(2, square, 0), BallNorm::kEuclidean).kind == Kind::kUncertain);
  CHECK(triage(enclosures(2, {{1, 1, 0}, {1, -1, 0}}, 0), BallNorm::kEuclidean).kind == Kind::kUncertain);
  CHECK(triage(enclosures(2, {{1, 1, 0}, {1, 0, 1}}, 0), BallNorm::kEuclidean).kind == Kind::kInfinite);
  CHECK(triage(enclosures(2, {}, 0), BallNorm::kEuclidean).kind == Kind::kInfinite);
  // Rows known too badly, or not at all.
  CHECK(triage(enclosures(2, {{0, 1, 0}, {0, 0, 1}, {12, -3, -4}}, 0.5), BallNorm::kEuclidean).kind ==
        Kind::kUncertain);
  CHECK(triage(enclosures(2, {{0, 1, 0}, {0, 0, 1}, {NAN, -3, -4}}, 0), BallNorm::kEuclidean).kind == Kind::kUncertain);
  CHECK(triage(enclosures(2, {{0, 1, 0}, {0, 0, 1}, {12, -HUGE_VAL, -4}}, 0), BallNorm::kEuclidean).kind ==
        Kind::kUncertain);
  CHECK(triage(enclosures(2, {{0, 1, 0}, {0, 0, 1}, {12, -3, -4}}, HUGE_VAL), BallNorm::kEuclidean).kind ==
        Kind::kUncertain);
  // A row without a direction, far enough away, does not matter.
  CHECK(triage(enclosures(2, {{0, 1, 0}, {0, 0, 1}, {12, -3, -4}, {7, 0, 0}}, 1e-12), BallNorm::kEuclidean).kind ==
        Kind::kFinite);
}

TEST_CASE("what triage says holds for every row within its radius", "[insphere][triage]") {
  const std::uint64_t seed = test_seed();
  InsphereTriage triage;
  int finite = 0, infinite = 0, uncertain = 0;
  const int cases = scaled_cases(1500);
  for (int index = 0; index < cases; ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto d = static_cast<std::size_t>(random.integer(1, 4));
    const double radius = random.chance(0.3) ? 0 : std::ldexp(1.0, random.integer(-53, -4));
    std::vector<std::vector<double>> rows;
    std::vector<FacetRow> truth;
    for (int k = random.integer(1, 3 * static_cast<int>(d) + 2); k > 0; --k) {
      std::vector<double>& row = rows.emplace_back();
      FacetRow& exact = truth.emplace_back();
      for (std::size_t j = 0; j <= d; ++j) {
        double x = random.chance(0.3) ? random.integer(-1, 1) : random.gaussian();
        if (j == 0) x = std::abs(x) + 0.1;
        row.push_back(x);
        // A corner of the box around it, or the middle.
        const Rational entry = exact_rational(x) + random.integer(-1, 1) * exact_rational(radius);
        if (j == 0) {
          exact.offset = entry;
        } else {
          exact.normal.push_back(entry);
        }
      }
    }
    const BallNorm norm = random.pick(std::vector{BallNorm::kEuclidean, BallNorm::kMaximum, BallNorm::kSum});
    CAPTURE(seed, index, d, radius, static_cast<int>(norm));
    const TriagedInsphere ball = triage(enclosures(d, rows, radius), norm);
    finite += ball.kind == Kind::kFinite;
    infinite += ball.kind == Kind::kInfinite;
    uncertain += ball.kind == Kind::kUncertain;
    if (ball.kind == Kind::kUncertain) continue;
    const OracleRadius oracle = oracle_radius(truth, d, norm);
    REQUIRE(oracle.infinite == (ball.kind == Kind::kInfinite));
    if (oracle.infinite) continue;
    CHECK(exact_rational(ball.lo) <= oracle.bounds.hi);
    CHECK(oracle.bounds.lo <= exact_rational(ball.hi));
    const Insphere exact = insphere(truth, d, norm);
    CHECK(exact.unique);
    CHECK(exact.touching == ball.basis);
    const auto center = exact.center.coordinates();
    for (std::size_t j = 0; j < d; ++j) {
      const Rational x = exact_rational(ball.center[j]), r = exact_rational(ball.center_radius);
      CHECK(compare(RootQuotient(x - r), center[j]) <= 0);
      CHECK(compare(center[j], RootQuotient(x + r)) <= 0);
    }
  }
  CAPTURE(finite, infinite, uncertain);
  CHECK(finite > cases / 4);
  CHECK(infinite > cases / 20);
  CHECK(uncertain > cases / 20);
}
