// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <flint/fmpz.h>

#include <cmath>
#include <optional>

#include "core/numbers.h"

namespace crease {

/// hi + lo, where hi is the double nearest to it: twice the digits of a double. With u = 2^-53, and barring overflow
/// and underflow, the sum of two is off by at most 3 u^2 of its size, a product by 6 u^2, a root by 4 u^2 (M. Joldes,
/// J.-M. Muller, V. Popescu, Tight and rigorous error bounds for basic building blocks of double-word arithmetic, ACM
/// TOMS 44, 2017; V. Lefevre et al., Accurate calculation of Euclidean norms using double-word arithmetic, ACM TOMS 49,
/// 2023).
struct DoubleDouble {
  double hi = 0, lo = 0;
};

/// 4 u^2: what an integer is off by at most, of its size.
inline constexpr double kDoubleDoubleUnit = 0x1p-104;

/// a + b. Pre: |a| >= |b|, or a is 0.
inline DoubleDouble quick_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

inline DoubleDouble exact_sum(double a, double b) {
  const double sum = a + b, part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

inline DoubleDouble exact_product(double a, double b) {
  const double product = a * b;
  return {product, std::fma(a, b, -product)};
}

inline DoubleDouble operator-(DoubleDouble a) { return {-a.hi, -a.lo}; }

inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble high = exact_sum(a.hi, b.hi), low = exact_sum(a.lo, b.lo);
  const DoubleDouble sum = quick_sum(high.hi, high.lo + low.hi);
  return quick_sum(sum.hi, low.lo + sum.lo);
}

inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = exact_product(a.hi, b.hi);
  return quick_sum(product.hi, product.lo + std::fma(a.lo, b.hi, a.hi * b.lo));
}

/// Pre: a > 0.
inline DoubleDouble sqrt(DoubleDouble a) {
  const double root = std::sqrt(a.hi);
  return quick_sum(root, (std::fma(-root, root, a.hi) + a.lo) / (2 * root));
}

/// n / 2^exponent.
DoubleDouble scaled_double_double(const Integer& n, slong exponent);
DoubleDouble scaled_double_double(const fmpz* n, slong exponent);

/// The double nearest to every number within `error` of x; nothing where these are several.
std::optional<double> nearest_double(DoubleDouble x, double error);

}  // namespace crease
