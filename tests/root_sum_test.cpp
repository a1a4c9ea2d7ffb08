// SPDX-License-Identifier: GPL-3.0-or-later
// Sums of square roots: signs against GMP's floats and identities, zeros that no precision shows, closed forms.
#include "core/root_sum.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "core/root_quotient.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Terms = std::vector<std::pair<Integer, Integer>>;

RootSum sum_of(const Terms& terms) {
  RootSum sum;
  for (const auto& [c, n] : terms) sum.add(c, n);
  return sum;
}

Integer power(int base, unsigned long exponent) {
  Integer result;
  mpz_ui_pow_ui(result.get_mpz_t(), static_cast<unsigned long>(base), exponent);
  return result;
}

/// To 4000 bits.
mpf_class value_of(const RootSum& sum) {
  mpf_class value(0, 4000);
  for (const RootSum::Term& term : sum.terms()) {
    const mpf_class n(term.radicand, 4000), c(term.coefficient, 4000);
    value += c * sqrt(n);
  }
  return value;
}

Integer random_integer(Random& random, int bits) {
  Integer n = 0;
  for (int i = 0; i < bits; i += 32) n = (n << 32) + static_cast<unsigned long>(random.bits() >> 32);
  return n >> (((bits + 31) / 32) * 32 - bits);
}

/// Terms that may be rational multiples of one another: radicands m s^2 with few m.
RootSum random_sum(Random& random, int terms, int bits) {
  RootSum sum;
  const Integer m = random_integer(random, random.integer(1, bits)) + 1;
  for (int i = 0; i < terms; ++i) {
    const Integer s = random_integer(random, random.integer(1, bits)) + 1;
    const Integer n = random.chance(0.6) ? Integer(m * s * s) : random_integer(random, random.integer(1, 2 * bits));
    Integer c = random_integer(random, random.integer(1, bits));
    sum.add(random.chance(0.5) ? Integer(-c) : c, n);
  }
  return sum;
}

}  // namespace

TEST_CASE("a sum of roots keeps different radicands in order", "[root_sum]") {
  RootSum sum = sum_of({{2, 5}, {1, 3}, {-2, 5}, {4, 0}, {0, 7}, {3, 2}});
  CHECK(sum == sum_of({{3, 2}, {1, 3}}));
  sum.add(-1, sum);
  CHECK(sum.terms().empty());
  CHECK_THROWS_AS(sum.add(1, -4), std::domain_error);
  CHECK(sum_of({{1, 2}, {1, 3}}) * sum_of({{1, 2}, {-1, 3}}) == sum_of({{-1, 1}, {-1, 6}, {1, 6}}));
}

TEST_CASE("triage leaves small differences to integers, and says so", "[root_sum]") {
  CHECK(triage_sign(sum_of({{1, 2}, {1, 3}, {-1, 9}})) == 1);
  CHECK(triage_sign(RootSum()) == 0);
  CHECK(triage_sign(sum_of({{-1, 2}})) == -1);
  // The root is concave: sqrt(n) + sqrt(n + 2) < 2 sqrt(n + 1), by about n^(-3/2) / 4.
  for (const unsigned long digits : {12ul, 40ul, 300ul, 2000ul}) {
    const Integer n = power(10, digits);
    const RootSum difference = sum_of({{1, n}, {1, n + 2}, {-2, n + 1}});
    CHECK_FALSE(triage_sign(difference).has_value());
    CHECK(sign(difference) == -1);
    CHECK(sign(RootSum() - difference) == 1);
  }
  // Zero, which doubles cannot know.
  const RootSum zero = sum_of({{1, 8}, {-2, 2}});
  CHECK_FALSE(triage_sign(zero).has_value());
  CHECK(sign(zero) == 0);
  // Beyond the range of doubles.
  CHECK(triage_sign(sum_of({{power(10, 3000), 2}, {-1, 3}})) == 1);
  CHECK(triage_sign(sum_of({{1, power(10, 3000)}, {-1, 3}})) == 1);
}

TEST_CASE("roots that cancel are found to be zero", "[root_sum]") {
  CHECK(sign(sum_of({{1, 8}, {1, 2}, {-3, 2}})) == 0);
  CHECK(sign(sum_of({{3, 12}, {-2, 27}})) == 0);
  CHECK(sign(sum_of({{1, 50}, {1, 8}, {-7, 2}, {5, 16}, {-20, 1}})) == 0);
  const Integer big = power(7, 200) + 2;
  CHECK(sign(sum_of({{big, 3}, {-1, 3 * big * big}})) == 0);
  CHECK(sign(sum_of({{big, 3}, {-1, 3 * big * big + 1}})) == -1);
  CHECK(independent(sum_of({{1, 8}, {1, 18}})) == sum_of({{5, 2}}));
  CHECK(independent(sum_of({{1, 4}, {1, 9}, {1, 5}})) == sum_of({{5, 1}, {1, 5}}));
}

TEST_CASE("signs are those of 4000 bits", "[root_sum]") {
  const std::uint64_t seed = test_seed();
  int zeros = 0, triaged = 0;
  const int cases = scaled_cases(3000);
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    RootSum sum = random_sum(random, random.integer(1, 6), 90);
    const int kind = random.integer(0, 2);
    if (kind > 0) {
      // Another form of the same sum, plus something small or nothing.
      const Integer k = random_integer(random, 40) + 2;
      RootSum other;
      for (const RootSum::Term& term : sum.terms()) {
        if (random.chance(0.5)) {
          other.add(term.coefficient, term.radicand * k * k);
        } else {
          other.add(k * term.coefficient, term.radicand);
        }
      }
      RootSum difference = other;
      difference.add(-k, sum);
      if (kind == 2) difference.add(random.chance(0.5) ? 1 : -1, random_integer(random, 10));
      sum = difference;
    }
    const mpf_class value = value_of(sum);
    mpf_class tiny(1, 4000);
    mpf_div_2exp(tiny.get_mpf_t(), tiny.get_mpf_t(), 3000);
    const int expected = abs(value) < tiny ? 0 : sgn(value);
    CHECK(sign(sum) == expected);
    CHECK(exact_sign(sum) == expected);
    const auto fast = triage_sign(sum);
    if (fast) CHECK(*fast == expected);
    triaged += fast.has_value();
    zeros += expected == 0;
    const auto [lo, hi] = scaled_bounds(sum, 100);
    CHECK(lo <= hi);
    mpf_class scaled(value, 4000);
    mpf_mul_2exp(scaled.get_mpf_t(), scaled.get_mpf_t(), 100);
    CHECK(mpf_class(lo, 4000) <= scaled + tiny);
    CHECK(mpf_class(hi, 4000) >= scaled - tiny);
    CHECK(sign(sum * sum) == (expected != 0));
    CHECK(sign(independent(sum) - sum) == 0);
    CHECK(sign(simplified(sum) - sum) == 0);
  }
  CHECK(zeros > cases / 8);
  CHECK(triaged > cases / 4);
  CHECK(triaged < cases);
}

TEST_CASE("closed forms of quotients", "[root_sum]") {
  const auto text = [](const Terms& a, const Terms& b) { return RootQuotient(sum_of(a), sum_of(b)).text().value(); };
  CHECK(text({{2, 1}}, {{3, 1}, {1, 5}}) == "(3 - sqrt(5))/2");
  CHECK(text({{7, 1}}, {{6, 2}}) == "7*sqrt(2)/12");
  CHECK(text({{1, 1}}, {{2, 1}, {1, 2}}) == "(2 - sqrt(2))/2");
  CHECK(text({{1, 1}}, {{1, 2}, {1, 3}}) == "-sqrt(2) + sqrt(3)");
  CHECK(text({{6, 1}}, {{4, 1}}) == "3/2");
  CHECK(text({{1, 12}}, {{1, 3}}) == "2");
  CHECK(text({{0, 1}}, {{1, 3}}) == "0");
  CHECK(text({{2, 1}}, {{1, 2}, {1, 1}, {1, 5}}) == "2/(1 + sqrt(2) + sqrt(5))");
  CHECK(text({{1, 1}}, {{-1, 2}}) == "-sqrt(2)/2");
  CHECK(text({{4, 1}}, {{2, 2}, {2, 3}, {2, 5}}) == "2/(sqrt(2) + sqrt(3) + sqrt(5))");
  CHECK_FALSE(RootQuotient(RootSum(power(10, 400)), sum_of({{1, 3}})).text().has_value());
  CHECK_THROWS_AS(RootQuotient(RootSum(1), sum_of({{1, 8}, {-2, 2}})), std::domain_error);
}

TEST_CASE("enclosures of quotients hold them and are as narrow as asked", "[root_sum]") {
  const std::uint64_t seed = test_seed();
  int rationals = 0;
  for (int index = 0; index < scaled_cases(500); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RootSum a = random_sum(random, random.integer(0, 4), 60);
    RootSum b = random.chance(0.2) ? a * RootSum(3) : random_sum(random, random.integer(1, 4), 60);
    if (sign(b) == 0) continue;
    const RootQuotient quotient(a, b);
    CHECK(sign(quotient) == sign(a) * sign(b));
    const auto holds = [&](const Enclosure& e) {
      // lo <= a / b <= hi.
      const RootQuotient lo(e.lo), hi(e.hi);
      return compare(lo, quotient) <= 0 && compare(quotient, hi) <= 0;
    };
    const unsigned bits = static_cast<unsigned>(random.integer(1, 300));
    const Enclosure relative = quotient.enclosure(bits);
    CHECK(holds(relative));
    CHECK((relative.hi - relative.lo) * Rational(Integer(1) << bits) <=
          std::min<Rational>(abs(relative.lo), abs(relative.hi)));
    CHECK(relative.is_exact() == quotient.rational().has_value());
    const Rational width(1, random_integer(random, random.integer(1, 200)) + 1);
    const Enclosure absolute = quotient.enclosure_within(width);
    CHECK(holds(absolute));
    CHECK(absolute.hi - absolute.lo <= width);
    if (const auto value = quotient.rational()) {
      ++rationals;
      CHECK(compare(RootQuotient(*value), quotient) == 0);
    }
    CHECK(compare(quotient, quotient) == 0);
    const RootQuotient other(random_sum(random, 2, 30), RootSum(7));
    CHECK(compare(quotient, other) == -compare(other, quotient));
  }
  CHECK(rationals > 0);
  CHECK_THROWS_AS(RootQuotient().enclosure_within(0), std::domain_error);
}

TEST_CASE("the double nearest to a quotient is that of 2000 bits", "[root_sum]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(500); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RootSum a = random_sum(random, random.integer(0, 4), 60);
    const RootSum b = random.chance(0.2) ? a * RootSum(3) : random_sum(random, random.integer(1, 4), 60);
    if (sign(b) == 0) continue;
    const RootQuotient quotient(a, b);
    CHECK(nearest_double(quotient) == nearest_double(quotient.enclosure(2000).lo));
  }
  // Midway between two doubles the even one is nearest, however the number is written; next to that it is not.
  const Integer odd = (Integer(1) << 53) + 1;
  CHECK(nearest_double(RootQuotient(Rational(odd))) == 0x1p53);
  RootSum twice, thrice;
  twice.add(3 * odd, 18);
  thrice.add(1, 162);  // 9 sqrt(2)
  CHECK(nearest_double(RootQuotient(twice, thrice)) == 0x1p53);
  RootSum above(odd * power(10, 60));
  above.add(1, 2);
  CHECK(nearest_double(RootQuotient(above, RootSum(power(10, 60)))) == 0x1p53 + 2);
  CHECK(nearest_double(RootQuotient(RootSum(power(10, 400)), sum_of({{1, 3}}))) == HUGE_VAL);
  CHECK(nearest_double(RootQuotient(sum_of({{-1, 3}}), RootSum(power(10, 400)))) == 0);
  CHECK(nearest_quotient(Integer(-6), Integer(4)) == -1.5);
}
