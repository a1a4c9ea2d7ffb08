// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/double_bounds.h"

#include <limits>

#include "core/integer_vector.h"

namespace crease {

DoubleBounds neighbours(double value) { return {std::nextafter(value, -HUGE_VAL), std::nextafter(value, HUGE_VAL)}; }

DoubleBounds double_bounds(const Rational& value) {
  const double nearest = nearest_double(value);
  const bool is_rounded = !std::isfinite(nearest) || exact_rational(nearest) != value;
  return is_rounded ? neighbours(nearest) : DoubleBounds{nearest, nearest};
}

DoubleBounds double_bounds(const fmpz* value, slong exponent) {
  const double nearest = scaled_double(value, exponent);
  constexpr flint_bitcnt_t kMantissa = 53;
  // The least normal number may come from rounding.
  const bool is_normal = std::isfinite(nearest) && std::fabs(nearest) > std::numeric_limits<double>::min();
  if (fmpz_is_zero(value) || (fmpz_bits(value) <= kMantissa && is_normal)) return {nearest, nearest};
  // Where doubles become sparse, it is rounded once more.
  const DoubleBounds once = neighbours(nearest);
  return {std::nextafter(once.lo, -HUGE_VAL), std::nextafter(once.hi, HUGE_VAL)};
}

}  // namespace crease
