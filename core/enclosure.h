// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numbers.h"

namespace crease {

/// Where a number that need not be rational lies: lo <= it <= hi; lo == hi only when it is that number.
struct Enclosure {
  Rational lo, hi;
  bool is_exact() const { return lo == hi; }
  bool operator==(const Enclosure&) const = default;
};

/// sqrt(value): exact when it is rational; else dyadic bounds with lo > 0 and hi - lo <= 2^-bits lo.
/// Law: lo^2 <= value <= hi^2. Throws std::domain_error for a negative value.
/// Complexity: that of an integer square root of the size of the value and of 2 bits.
Enclosure sqrt_enclosure(const Rational& value, unsigned bits = 64);

}  // namespace crease
