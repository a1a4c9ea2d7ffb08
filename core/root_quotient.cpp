// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/root_quotient.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

namespace crease {
namespace {

Rational dyadic(const Integer& value, unsigned long bits) {
  Rational result = value;
  mpq_div_2exp(result.get_mpq_t(), result.get_mpq_t(), bits);
  return result;
}

Integer floor_of_quotient(const Integer& a, const Integer& b) {
  Integer q;
  mpz_fdiv_q(q.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
  return q;
}

Integer ceiling_of_quotient(const Integer& a, const Integer& b) {
  Integer q;
  mpz_cdiv_q(q.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
  return q;
}

/// Floor and ceiling of 2^bits times a quotient whose parts are known this well; nothing while zero is among what the
/// denominator may be.
std::optional<std::pair<Integer, Integer>> quotient_bounds(const RootSum& numerator, const RootSum& denominator,
                                                           unsigned long precision, unsigned long bits) {
  const auto [a, b] = scaled_bounds(numerator, precision);
  const auto [c, d] = scaled_bounds(denominator, precision);
  if (c <= 0) return std::nullopt;
  return std::pair(floor_of_quotient(a << bits, a >= 0 ? d : c), ceiling_of_quotient(b << bits, b >= 0 ? c : d));
}

/// The common factor of the coefficients.
Integer content(const RootSum& sum) {
  Integer divisor = 0;
  for (const RootSum::Term& term : sum.terms()) divisor = gcd(divisor, term.coefficient);
  return divisor;
}

RootSum divided(const RootSum& sum, const Integer& divisor) {
  RootSum result;
  for (const RootSum::Term& term : sum.terms()) result.add(term.coefficient / divisor, term.radicand);
  return result;
}

/// What a denominator of one or two terms is to be multiplied by to become an integer.
RootSum conjugate(const RootSum& denominator) {
  const auto& terms = denominator.terms();
  RootSum factor;
  if (terms.size() == 1) {
    factor.add(1, terms[0].radicand);
  } else {
    factor.add(terms[0].coefficient, terms[0].radicand);
    factor.add(-terms[1].coefficient, terms[1].radicand);
  }
  return factor;
}

bool needs_parentheses(const RootSum& sum) { return sum.terms().size() > 1; }

std::string in_parentheses(const std::string& text, bool really) { return really ? "(" + text + ")" : text; }

/// More digits than this in one number of a closed form are no use to anybody.
constexpr std::size_t kLongestNumber = 1000;

bool is_long(const RootSum& sum) {
  return std::any_of(sum.terms().begin(), sum.terms().end(), [](const RootSum::Term& term) {
    return mpz_sizeinbase(term.coefficient.get_mpz_t(), 2) > kLongestNumber ||
           mpz_sizeinbase(term.radicand.get_mpz_t(), 2) > kLongestNumber;
  });
}

}  // namespace

RootQuotient::RootQuotient(RootSum numerator, RootSum denominator)
    : numerator_(std::move(numerator)), denominator_(std::move(denominator)) {
  const int s = crease::sign(denominator_);
  if (s == 0) throw std::domain_error("division by a sum of roots that is zero");
  if (s > 0) return;
  numerator_ = RootSum() - numerator_;
  denominator_ = RootSum() - denominator_;
}

std::optional<Rational> RootQuotient::rational() const {
  // With roots that are independent throughout, the quotient is rational iff the coefficients are proportional.
  std::vector<Integer> radicands;
  for (const RootSum* sum : {&numerator_, &denominator_}) {
    for (const RootSum::Term& term : sum->terms()) radicands.push_back(term.radicand);
  }
  const std::vector<Root> roots = independent_roots(radicands);
  RootSum a, b;
  std::size_t next = 0;
  for (const RootSum::Term& term : numerator_.terms()) {
    a.add(term.coefficient * roots[next].factor, roots[next].radicand);
    ++next;
  }
  for (const RootSum::Term& term : denominator_.terms()) {
    b.add(term.coefficient * roots[next].factor, roots[next].radicand);
    ++next;
  }
  if (a.terms().empty()) return Rational(0);
  Rational quotient(a.terms().front().coefficient, b.terms().front().coefficient);
  quotient.canonicalize();
  RootSum difference;
  difference.add(quotient.get_den(), a);
  difference.add(-quotient.get_num(), b);
  return difference.terms().empty() ? std::optional(quotient) : std::nullopt;
}

Enclosure RootQuotient::enclosure(unsigned bits) const {
  if (const auto value = rational()) return {*value, *value};
  // Of an irrational number, more and more digits before or behind the point, until there are enough.
  for (unsigned long precision = 2 * std::max(bits, 32u);; precision *= 2) {
    const auto bounds = quotient_bounds(numerator_, denominator_, precision, precision);
    if (!bounds) continue;
    auto [lo, hi] = *bounds;
    const Integer least = std::min(Integer(abs(lo)), Integer(abs(hi)));
    if (sgn(lo) * sgn(hi) <= 0 || ((hi - lo) << bits) > least) continue;
    // No more digits than are asked for.
    const std::size_t digits = mpz_sizeinbase(least.get_mpz_t(), 2);
    const unsigned long spare = digits > bits + 3 ? digits - bits - 3 : 0;
    const Integer unit = Integer(1) << spare;
    const Integer shorter_lo = floor_of_quotient(lo, unit), shorter_hi = ceiling_of_quotient(hi, unit);
    const Integer shorter_least = std::min(Integer(abs(shorter_lo)), Integer(abs(shorter_hi)));
    if (((shorter_hi - shorter_lo) << bits) > shorter_least) continue;
    return {dyadic(shorter_lo * unit, precision), dyadic(shorter_hi * unit, precision)};
  }
}

Enclosure RootQuotient::enclosure_within(const Rational& width) const {
  if (width <= 0) throw std::domain_error("an enclosure of width " + crease::to_string(width));
  if (const auto value = rational()) return {*value, *value};
  // 2^-bits <= width / 2.
  const std::size_t num = mpz_sizeinbase(width.get_num_mpz_t(), 2), den = mpz_sizeinbase(width.get_den_mpz_t(), 2);
  const unsigned long bits = den + 2 > num ? den + 2 - num : 0;
  for (unsigned long precision = bits + 32;; precision *= 2) {
    const auto bounds = quotient_bounds(numerator_, denominator_, precision, bits);
    if (!bounds) continue;
    const Enclosure result{dyadic(bounds->first, bits), dyadic(bounds->second, bits)};
    if (result.hi - result.lo <= width) return result;
  }
}

std::optional<std::string> RootQuotient::text(std::size_t longest) const {
  if (is_long(numerator_) || is_long(denominator_)) return std::nullopt;
  RootSum a = simplified(numerator_), b = simplified(denominator_);
  if (b.terms().size() == 2 || (b.terms().size() == 1 && b.terms().front().radicand != 1)) {
    const RootSum factor = conjugate(b);
    a = simplified(a * factor);
    b = simplified(b * factor);
  }
  if (a.terms().empty()) return "0";
  Integer common = gcd(content(a), content(b));
  if (b.terms().front().coefficient < 0) common = -common;
  a = divided(a, common);
  b = divided(b, common);
  const std::string above = crease::to_string(a), below = crease::to_string(b);
  std::string result =
      below == "1" ? above
                   : in_parentheses(above, needs_parentheses(a)) + "/" + in_parentheses(below, needs_parentheses(b));
  if (result.size() > longest) return std::nullopt;
  return result;
}

std::optional<std::pair<Integer, Integer>> scaled_bounds(const RootQuotient& value, unsigned long bits) {
  return quotient_bounds(value.numerator(), value.denominator(), bits, bits);
}

double nearest_double(const RootQuotient& value) {
  constexpr unsigned long kFirstBits = 128, kSureBits = 512;
  for (unsigned long bits = kFirstBits;; bits *= 2) {
    // No bounds tell on which side of a rational number midway between two doubles the value is, if it is that number.
    if (bits == kSureBits) {
      if (const auto rational = value.rational()) return nearest_double(*rational);
    }
    const auto bounds = scaled_bounds(value, bits);
    if (!bounds) continue;
    const Integer unit = Integer(1) << bits;
    const double lo = nearest_quotient(bounds->first, unit), hi = nearest_quotient(bounds->second, unit);
    if (lo == hi) return lo;
  }
}

int sign(const RootQuotient& value) { return sign(value.numerator()); }

int compare(const RootQuotient& a, const RootQuotient& b) {
  return sign(a.numerator() * b.denominator() - b.numerator() * a.denominator());
}

}  // namespace crease
