// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numbers.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>

#include "tests/support/random.h"

using namespace crease;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

namespace {

Rational power_of_two(int exponent) { return exact_rational(std::ldexp(1.0, exponent)); }

void append_digits(Random& random, int count, std::string& text) {
  for (int i = 0; i < count; ++i) text += static_cast<char>('0' + random.integer(0, 9));
}

/// A decimal of up to 40 digits with an exponent in [-range, range].
std::string random_decimal(Random& random, int range) {
  std::string text = random.chance(0.5) ? "-" : "";
  append_digits(random, random.integer(1, 20), text);
  if (random.chance(0.7)) {
    text += '.';
    append_digits(random, random.integer(1, 20), text);
  }
  if (random.chance(0.8)) {
    text += 'e';
    text += std::to_string(random.integer(-range, range));
  }
  return text;
}

/// The midpoint of a random float and its successor.
Rational random_tie(Random& random, bool subnormal) {
  const int exponent = subnormal ? -1074 : random.integer(-1074, 900);
  const Integer mantissa(
      static_cast<unsigned long>(subnormal ? random.bits() >> 24 : random.bits() >> 12 | 1ull << 52));
  Rational ulp(1);
  for (int i = 0; i < std::abs(exponent); ++i) ulp *= exponent > 0 ? Rational(2) : Rational(1, 2);
  return (Rational(mantissa) + Rational(1, 2)) * ulp;
}

}  // namespace

TEST_CASE("a decimal is the exact number it shows", "[numbers]") {
  CHECK(parse_rational("0.1") == Rational(1, 10));
  CHECK(parse_rational("-1.25e-3") == Rational(-1, 800));
  CHECK(parse_rational("+7") == 7);
  CHECK(parse_rational("-0") == 0);
  CHECK(parse_rational("00012.500") == Rational(25, 2));
  CHECK(parse_rational("2E+2") == 200);
  CHECK(parse_rational("5.") == 5);
  CHECK(parse_rational(".5") == Rational(1, 2));
  CHECK(parse_rational("0e5") == 0);
  CHECK(parse_rational("123456789012345678901234567890") == Rational("123456789012345678901234567890"));
}

TEST_CASE("a fraction is reduced, and exact under every policy", "[numbers]") {
  for (const DecimalPolicy policy : {DecimalPolicy::kExact, DecimalPolicy::kFloat64, DecimalPolicy::kFloat32}) {
    CHECK(parse_rational("-6/4", policy) == Rational(-3, 2));
    CHECK(parse_rational("1/3", policy) == Rational(1, 3));
    CHECK(parse_rational("0/7", policy) == 0);
    CHECK(to_string(parse_rational("10/5", policy)) == "2");
  }
}

TEST_CASE("anything else is not a number", "[numbers]") {
  for (const char* text :
       {"",    "-",   "+",    ".",     "e5",   "1e",    "1e+",   "1e5.5", "1.2.3", "--1", "+-1", "1 ",   " 1",
        "1/",  "/2",  "1/-2", "1/0",   "0/00", "1/2/3", "1.5/2", "1/2.5", "1e2/3", "nan", "inf", "-inf", "0x10",
        "1,5", "1_0", "1f",   "1.e+-", "½",    "１",    "1e1e1", "1/2e3", "abc",   "1\n", "- 1", "1/+2"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_rational(text), std::invalid_argument);
    CHECK_THROWS_AS(parse_rational(text, DecimalPolicy::kFloat32), std::invalid_argument);
  }
  CHECK_THROWS_AS(parse_rational(std::string_view("1\0", 2)), std::invalid_argument);
}

TEST_CASE("short texts for gigantic numbers are refused", "[numbers]") {
  CHECK_THROWS_AS(parse_rational("1e100001"), std::length_error);
  CHECK_THROWS_AS(parse_rational("1e-100001"), std::length_error);
  CHECK_THROWS_AS(parse_rational("0e99999999999999999999999999"), std::length_error);
  CHECK_THROWS_AS(parse_rational(std::string(100'001, '9')), std::length_error);
  CHECK_THROWS_AS(parse_rational("0." + std::string(100'000, '9')), std::length_error);
  CHECK_THROWS_AS(parse_rational(std::string(60'000, '9') + "/" + std::string(60'000, '7')), std::length_error);
  CHECK(parse_rational("1e0000000000000000000000000003") == 1000);
  CHECK(parse_rational("1e100000") * parse_rational("1e-100000") == 1);
  CHECK(parse_rational(std::string(100'000, '0')) == 0);
}

TEST_CASE("floats round as the C library rounds them", "[numbers][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(4000); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    // Float32 overflows at 1e38 and is subnormal below 1e-38, float64 at 1e308 and 1e-308.
    const std::string text = random_decimal(random, random.pick<int>({5, 45, 340}));
    CAPTURE(text);
    const double as_double = std::strtod(text.c_str(), nullptr);
    CHECK(nearest_double(parse_rational(text)) == as_double);
    if (std::isfinite(as_double)) {
      CHECK(parse_rational(text, DecimalPolicy::kFloat64) == exact_rational(as_double));
    } else {
      CHECK_THROWS_AS(parse_rational(text, DecimalPolicy::kFloat64), std::invalid_argument);
    }
    const float as_float = std::strtof(text.c_str(), nullptr);
    if (std::isfinite(as_float)) {
      CHECK(parse_rational(text, DecimalPolicy::kFloat32) == exact_rational(as_float));
    } else {
      CHECK_THROWS_AS(parse_rational(text, DecimalPolicy::kFloat32), std::invalid_argument);
    }
  }
}

TEST_CASE("ties go to the even neighbour, the least step beyond a tie does not", "[numbers][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  const Rational nudge = parse_rational("1e-400");
  for (int i = 0; i < scaled_cases(1000); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    const Rational tie = random_tie(random, random.chance(0.3));
    const double below = nearest_double(tie - nudge);
    const double above = nearest_double(tie + nudge);
    CHECK(std::nextafter(below, std::numeric_limits<double>::infinity()) == above);
    const double even = std::bit_cast<std::uint64_t>(below) % 2 == 0 ? below : above;
    CHECK(nearest_double(tie) == even);
    CHECK(nearest_double(-tie) == -even);
  }
}

TEST_CASE("the double nearest to a square root: the root lies between its neighbours' midpoints", "[numbers][random]") {
  CHECK(nearest_sqrt(0) == 0);
  CHECK(nearest_sqrt(Rational(9, 16)) == 0.75);
  CHECK(nearest_sqrt(2) == std::sqrt(2.0));
  const Rational far = power_of_two(1000);
  CHECK(nearest_sqrt(far * far) == std::ldexp(1.0, 1000));
  CHECK(nearest_sqrt(1 / (far * far * power_of_two(148))) == std::ldexp(1.0, -1074));
  CHECK(nearest_sqrt(far * far * far * far) == std::numeric_limits<double>::infinity());
  const std::uint64_t seed = test_seed();
  const Rational nudge = parse_rational("1e-400");
  for (int i = 0; i < scaled_cases(1000); ++i) {
    CAPTURE(seed, i);
    Random random(seed, static_cast<std::uint64_t>(i));
    // Near the square of a tie, or anything.
    const Rational tie = abs(random_tie(random, false));
    const Rational value = random.chance(0.5) ? Rational(tie * tie + (random.integer(-1, 1)) * nudge)
                                              : Rational(tie / (1 + random.integer(0, 100)));
    if (value < 0) continue;
    const double root = nearest_sqrt(value);
    if (!std::isfinite(root) || root < std::numeric_limits<double>::min()) continue;
    const Rational here = exact_rational(root);
    const Rational low = (here + exact_rational(std::nextafter(root, 0.0))) / 2;
    const Rational high = (here + exact_rational(std::nextafter(root, 2 * root))) / 2;
    const bool even = std::bit_cast<std::uint64_t>(root) % 2 == 0;
    CHECK((low * low < value || (even && low * low == value)));
    CHECK((value < high * high || (even && high * high == value)));
  }
}

TEST_CASE("rounding at the ends of the float ranges", "[numbers]") {
  const double max = std::numeric_limits<double>::max();
  const Rational half_ulp = power_of_two(970);
  CHECK(nearest_double(exact_rational(max) + half_ulp) == std::numeric_limits<double>::infinity());
  CHECK(nearest_double(-exact_rational(max) - half_ulp) == -std::numeric_limits<double>::infinity());
  CHECK(nearest_double(exact_rational(max) + half_ulp - 1) == max);
  const Rational smallest = power_of_two(-1074);
  CHECK(nearest_double(smallest / 2) == 0);
  CHECK(nearest_double(smallest / 2 + smallest / 1000) == std::ldexp(1.0, -1074));
  CHECK(nearest_double(smallest * 3 / 2) == std::ldexp(1.0, -1073));
  CHECK(nearest_double(parse_rational("1e-99999")) == 0);
  CHECK(nearest_double(parse_rational("-1e99999")) == -std::numeric_limits<double>::infinity());
  CHECK(parse_rational("1e-50", DecimalPolicy::kFloat32) == 0);
  CHECK(parse_rational("16777217", DecimalPolicy::kFloat32) == 16777216);
  CHECK(parse_rational("9007199254740993", DecimalPolicy::kFloat64) == Rational(9007199254740992));
}

TEST_CASE("every finite double survives the way to a rational and back", "[numbers][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  Random random(seed);
  for (int i = 0; i < scaled_cases(5000); ++i) {
    const double value = std::bit_cast<double>(random.bits());
    if (!std::isfinite(value)) continue;
    CAPTURE(i, value);
    CHECK(nearest_double(exact_rational(value)) == value);
  }
  CHECK_THROWS_AS(exact_rational(std::numeric_limits<double>::quiet_NaN()), std::domain_error);
  CHECK_THROWS_AS(exact_rational(-std::numeric_limits<double>::infinity()), std::domain_error);
}

TEST_CASE("printing and reading a rational are inverse", "[numbers][random]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (int i = 0; i < scaled_cases(500); ++i) {
    CAPTURE(i);
    Random random(seed, static_cast<std::uint64_t>(i));
    std::string p, q = "1";
    append_digits(random, random.integer(1, 60), p);
    append_digits(random, random.integer(0, 60), q);
    Rational value(Integer(p, 10), Integer(q, 10));
    value.canonicalize();
    if (random.chance(0.5)) value = -value;
    for (const DecimalPolicy policy : {DecimalPolicy::kExact, DecimalPolicy::kFloat32}) {
      if (value.get_den() != 1) CHECK(parse_rational(to_string(value), policy) == value);
    }
    CHECK(parse_rational(to_string(value)) == value);
  }
}

TEST_CASE("policies have names", "[numbers]") {
  CHECK(to_string(DecimalPolicy::kExact) == "exact");
  CHECK(to_string(DecimalPolicy::kFloat64) == "float64");
  CHECK(to_string(DecimalPolicy::kFloat32) == "float32");
}
