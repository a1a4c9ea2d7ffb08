// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/enclosure.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/support/random.h"

using namespace crease;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

namespace {

Integer random_integer(Random& random, int max_words) {
  Integer value = 1;
  for (int i = random.integer(0, max_words); i > 0; --i) value = (value << 32) + Integer(random.bits() >> 32);
  return value;
}

Rational random_positive(Random& random) {
  Rational value(random_integer(random, 8), random_integer(random, 8));
  value.canonicalize();
  return value;
}

/// 2^-bits.
Rational half_power(unsigned bits) { return Rational(1, Integer(1) << bits); }

bool is_dyadic(const Rational& value) { return mpz_popcount(value.get_den_mpz_t()) == 1; }

}  // namespace

TEST_CASE("square roots of squares are exact", "[enclosure]") {
  CHECK(sqrt_enclosure(0) == Enclosure{0, 0});
  CHECK(sqrt_enclosure(Rational(9, 4), 1) == Enclosure{Rational(3, 2), Rational(3, 2)});
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(500); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Rational root = random_positive(random);
    const Enclosure found = sqrt_enclosure(root * root, static_cast<unsigned>(random.integer(0, 100)));
    CHECK(found == Enclosure{root, root});
    CHECK(found.is_exact());
  }
}

TEST_CASE("a square root lies between its bounds, as near to them as asked", "[enclosure]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(2000); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    // Next to a square, too, and nothing of the kind.
    Rational value = random_positive(random);
    if (random.chance(0.5)) value = value * value + (random.chance(0.5) ? 1 : -1) * value * value * half_power(200);
    const auto bits = static_cast<unsigned>(random.integer(0, 300));
    const Enclosure found = sqrt_enclosure(value, bits);
    CHECK(found.lo > 0);
    CHECK(found.lo * found.lo <= value);
    CHECK(found.hi * found.hi >= value);
    CHECK(found.hi - found.lo <= half_power(bits) * found.lo);
    if (!found.is_exact()) CHECK((is_dyadic(found.lo) && is_dyadic(found.hi)));
    CHECK((found.lo * found.lo == value) == found.is_exact());
  }
}

TEST_CASE("a negative number has no square root", "[enclosure]") {
  CHECK_THROWS_AS(sqrt_enclosure(Rational(-1, 3)), std::domain_error);
}
