// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <flint/fmpz.h>

#include <cmath>

#include "core/numbers.h"

namespace crease {

/// Where a real number lies, in doubles: lo <= it <= hi. An end may be infinite; lo == hi only when it is that number.
struct DoubleBounds {
  double lo = -HUGE_VAL, hi = HUGE_VAL;
  bool is_exact() const { return lo == hi; }
  bool operator==(const DoubleBounds&) const = default;
};

/// The number itself where it is a double, else the doubles around the one that is nearest.
DoubleBounds double_bounds(const Rational& value);

/// The same of value / 2^exponent, from its leading bits.
DoubleBounds double_bounds(const fmpz* value, slong exponent);

/// The doubles on both sides of one.
DoubleBounds neighbours(double value);

}  // namespace crease
