// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "core/enclosure.h"
#include "core/root_sum.h"

namespace crease {

/// The quotient of two sums of square roots, exactly: radii and centres of inscribed balls are such numbers.
class RootQuotient {
 public:
  /// Zero.
  RootQuotient() : RootQuotient(RootSum(), RootSum(1)) {}
  explicit RootQuotient(const Rational& value) : RootQuotient(RootSum(value.get_num()), RootSum(value.get_den())) {}
  /// Throws std::domain_error when the denominator is zero; one that is negative changes the signs of both.
  RootQuotient(RootSum numerator, RootSum denominator);

  const RootSum& numerator() const { return numerator_; }
  /// Positive.
  const RootSum& denominator() const { return denominator_; }

  /// The number, where it is rational.
  std::optional<Rational> rational() const;

  /// lo == hi where it is rational; else dyadic bounds with hi - lo <= 2^-bits min(|lo|, |hi|).
  Enclosure enclosure(unsigned bits = 64) const;
  /// lo == hi where it is rational; else dyadic bounds with hi - lo <= width. Throws std::domain_error unless width >
  /// 0.
  Enclosure enclosure_within(const Rational& width) const;

  /// A closed form: "(3 - sqrt(5))/2", "7*sqrt(2)/12", "2/3"; the denominator is made rational where it has at most two
  /// different roots: "2/(1 + sqrt(2) + sqrt(5))". Nothing where that would be longer than `longest` characters.
  std::optional<std::string> text(std::size_t longest = 200) const;

 private:
  RootSum numerator_, denominator_;
};

int sign(const RootQuotient& value);

/// Integers lo <= 2^bits value <= hi, from roots of so many bits behind the point; nothing where these do not tell the
/// denominator from zero.
std::optional<std::pair<Integer, Integer>> scaled_bounds(const RootQuotient& value, unsigned long bits);

/// The nearest double (ties to even); +-infinity beyond the range.
double nearest_double(const RootQuotient& value);

/// The sign of a - b: -1, 0 or 1. Where one numerator is an integer, as in the radius of a ball, no roots multiply.
int compare(const RootQuotient& a, const RootQuotient& b);

}  // namespace crease
