// SPDX-License-Identifier: GPL-3.0-or-later
// Balls in doubles are those of exact balls, rounded; and what the sharper filter under them computes with.
#include "algorithms/nearest_insphere.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "algorithms/build_complex.h"
#include "algorithms/double_double.h"
#include "algorithms/facet_row.h"
#include "algorithms/insphere.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

Rational exact(DoubleDouble x) { return exact_rational(x.hi) + exact_rational(x.lo); }

/// Of up to so many bits, and either sign.
Integer random_integer(Random& random, int bits) {
  Integer n = 0;
  for (int k = random.integer(0, bits); k > 0; k -= 30) {
    n = (n << static_cast<unsigned>(std::min(k, 30))) + random.integer(0, (1 << std::min(k, 30)) - 1);
  }
  return random.chance(0.5) ? n : Integer(-n);
}

DoubleDouble random_number(Random& random) {
  return scaled_double_double(random_integer(random, 200), random.integer(0, 200));
}

bool is_near(DoubleDouble x, const Rational& truth, int units) {
  const double unit = kDoubleDoubleUnit / 4;
  return abs(exact(x) - truth) <= units * exact_rational(unit) * abs(truth);
}

struct Tally {
  int sharp = 0, exact = 0;
};

void hold_against_exact(std::span<const IntegerVector> rows, std::size_t dim, Tally& tally) {
  const Insphere ball = insphere(rows, dim);
  const NearestInsphere nearest = nearest_insphere(rows, dim);
  ++(nearest.by_triage ? tally.sharp : tally.exact);
  CHECK(nearest.infinite == ball.infinite);
  if (ball.infinite) return;
  CHECK(nearest.radius == nearest_double(ball.radius));
  std::vector<double> center;
  for (const RootQuotient& x : ball.center.coordinates()) center.push_back(nearest_double(x));
  CHECK(nearest.center == center);
  CHECK(nearest.unique == ball.unique);
  std::vector<std::size_t> support;
  for (const Insphere::Support& row : ball.support) support.push_back(row.row);
  CHECK(nearest.support == support);
}

}  // namespace

TEST_CASE("numbers of twice the digits are off by no more than they say", "[double_double]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(3000); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Integer n = random_integer(random, random.pick<int>({20, 62, 64, 128, 400}));
    const int exponent = random.integer(-50, 500);
    Rational scaled = n;
    if (exponent >= 0) mpq_div_2exp(scaled.get_mpq_t(), scaled.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
    if (exponent < 0) mpq_mul_2exp(scaled.get_mpq_t(), scaled.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
    CHECK(is_near(scaled_double_double(n, exponent), scaled, 4));
    IntegerVector vector(1);
    vector.set(0, n);
    const DoubleDouble same = scaled_double_double(vector[0], exponent);
    CHECK(exact(same) == exact(scaled_double_double(n, exponent)));
    CHECK(same.hi == same.hi + same.lo);

    const DoubleDouble a = random_number(random);
    DoubleDouble b = random_number(random);
    if (random.chance(0.3)) b = -a + DoubleDouble{random.chance(0.5) ? std::ldexp(a.hi, -60) : 0, 0};  // cancels
    CHECK(is_near(a + b, exact(a) + exact(b), 3));
    CHECK(is_near(a * b, exact(a) * exact(b), 6));
    if (a.hi <= 0) continue;
    // The root lies where squares say.
    const Rational root = exact(sqrt(a)), off = 4 * exact_rational(kDoubleDoubleUnit / 4) * root;
    CHECK((root - off) * (root - off) <= exact(a));
    CHECK((root + off) * (root + off) >= exact(a));
  }
}

TEST_CASE("a double that is nearest to all there can be", "[double_double]") {
  CHECK(nearest_double({1, 0x1p-60}, 0x1p-100) == 1);
  CHECK(nearest_double({1, 0x1.8p-53}, 0x1p-100) == 1 + 0x1p-52);
  // Midway, to one side of it, and to either side of it.
  CHECK_FALSE(nearest_double({1, 0x1p-53}, 0x1p-100));
  CHECK(nearest_double({1, 0x1p-53 + 0x1p-90}, 0x1p-100) == 1 + 0x1p-52);
  CHECK_FALSE(nearest_double({1, 0x1p-53 + 0x1p-90}, 0x1p-80));
  CHECK_FALSE(nearest_double({0, 0}, 0x1p-900));
  CHECK_FALSE(nearest_double({NAN, 0}, 0));
  CHECK_FALSE(nearest_double({HUGE_VAL, 0}, 0));
  CHECK_FALSE(nearest_double({1, 0}, NAN));
}

TEST_CASE("balls in doubles are exact balls, rounded: random rows, half of them degenerate", "[insphere]") {
  const std::uint64_t seed = test_seed();
  Tally tally;
  for (int index = 0; index < scaled_cases(1200); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto d = static_cast<std::size_t>(random.integer(1, 4));
    const int bits = random.pick<int>({2, 2, 10, 60, 300});
    std::vector<IntegerVector> rows;
    for (int k = random.integer(1, 3 * static_cast<int>(d) + 2); k > 0; --k) {
      if (!rows.empty() && random.chance(0.1)) {
        rows.push_back(rows[0]);
        continue;
      }
      IntegerVector row(d + 1);
      for (std::size_t j = 0; j < d; ++j) row.set(j, random_integer(random, bits));
      row.set(d, abs(random_integer(random, random.chance(0.9) ? bits : bits + 200)));
      // Nearly parallel to the first one, and nearly opposite.
      if (!rows.empty() && random.chance(0.2)) {
        const Integer factor = (random.chance(0.5) ? Integer(1) : Integer(-1)) << random.pick<unsigned>({3, 30, 70});
        for (std::size_t j = 0; j < d; ++j) row.set(j, row.get(j) + factor * rows[0].get(j));
      }
      row.make_primitive();
      rows.push_back(std::move(row));
    }
    hold_against_exact(rows, d, tally);
  }
  CHECK(tally.sharp > tally.exact / 4);
  CHECK(tally.exact > 0);
}

TEST_CASE("balls of regions in doubles, nearly all without integers", "[insphere]") {
  const std::uint64_t seed = test_seed();
  Random random(seed);
  for (int d = 1; d <= 3; ++d) {
    CAPTURE(seed, d);
    Tally tally;
    const Complex complex =
        build_complex(he_network(random, d, {10, 8}), Domain::box(static_cast<std::size_t>(d), -1, 1)).complex;
    const FacetRows rows(complex);
    for (const RegionId region : complex.regions()) hold_against_exact(rows.inward(region), complex.dim(), tally);
    CHECK(tally.exact <= tally.sharp / 10);
  }
}
