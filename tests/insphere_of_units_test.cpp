// SPDX-License-Identifier: GPL-3.0-or-later
// Balls without the domain from the few rows they touch, against those of all rows.
#include "algorithms/insphere_of_units.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "algorithms/build_complex.h"
#include "algorithms/inequalities.h"
#include "algorithms/output_rows.h"
#include "core/affine_map.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

TEST_CASE("the ball of all units' rows is found from the few that it touches", "[insphere][regions]") {
  const std::uint64_t seed = test_seed();
  int told = 0, infinite = 0, regions = 0, close = 0;
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase now =
        random_case(random, 1 + index % 3, index % 2 ? Degeneracy::kNone : Degeneracy::kEverything, 6);
    CAPTURE(seed, index, to_text(now.network), to_text(now.domain));
    const Complex complex = build_complex(now.network, now.domain).complex;
    OutputRows outputs(complex);
    for (const RegionId region : complex.regions()) {
      outputs.move_to(region);
      const AffineMap map = affine_map(complex, region);
      Rational squares = 0;
      for (const Rational& entry : map.A.entries()) squares += entry * entry;
      CHECK(outputs.squared_gradient_norm() == squares);
      const DoubleBounds bounds = outputs.squared_gradient_norm_bounds();
      CHECK(exact_rational(bounds.lo) <= squares);
      CHECK((bounds.hi == HUGE_VAL || exact_rational(bounds.hi) >= squares));
      close += bounds.hi - bounds.lo <= 1e-9 * bounds.hi;
      ++regions;
      const auto ball = insphere_of_units(outputs);
      if (!ball) continue;
      ++told;
      const Insphere expected = insphere(inequalities(complex, region, RowSet::kUnits).rows, complex.dim());
      REQUIRE(ball->infinite == expected.infinite);
      infinite += ball->infinite;
      if (ball->infinite) continue;
      CHECK(compare(ball->radius, expected.radius) == 0);
      CHECK(ball->unique == expected.unique);
    }
  }
  CAPTURE(told, infinite, regions);
  CHECK(told > regions / 4);
  CHECK(told < regions);
  CHECK(infinite > 0);
  CHECK(infinite < told);
  CHECK(close > regions / 2);
}
