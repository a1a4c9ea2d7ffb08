// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/double_double.h"

#include <bit>
#include <cstdint>
#include <cstdlib>

namespace crease {
namespace {

static_assert(GMP_NUMB_BITS == 64);

/// Of the number with these limbs, the lowest first; the highest is not zero.
DoubleDouble scaled(const mp_limb_t* limbs, mp_size_t size, slong exponent) {
  // The leading 128 bits.
  std::uint64_t top[2];
  const int shift = std::countl_zero(limbs[size - 1]);
  for (int k = 0; k < 2; ++k) {
    const auto limb = [&](mp_size_t i) { return i >= 0 ? limbs[i] : 0; };
    const mp_size_t at = size - 1 - k;
    top[k] = limb(at) << shift;
    if (shift > 0) top[k] |= limb(at - 1) >> (64 - shift);
  }
  // 53 of them, and the next 64: each a double, the second one rounded.
  const auto high = static_cast<double>(top[0] >> 11);
  const auto low = static_cast<double>(top[0] << 53 | top[1] >> 11);
  const slong unit = 64 * (size - 1) - shift + 11 - exponent;
  // Beyond these the result is an infinity or zero anyway.
  const int place = static_cast<int>(unit > 5000 ? 5000 : unit < -5000 ? -5000 : unit);
  return quick_sum(std::ldexp(high, place), std::ldexp(low, place - 64));
}

}  // namespace

DoubleDouble scaled_double_double(const Integer& n, slong exponent) {
  if (n == 0) return {};
  const DoubleDouble size =
      scaled(mpz_limbs_read(n.get_mpz_t()), static_cast<mp_size_t>(mpz_size(n.get_mpz_t())), exponent);
  return n < 0 ? -size : size;
}

DoubleDouble scaled_double_double(const fmpz* n, slong exponent) {
  if (fmpz_is_zero(n)) return {};
  DoubleDouble size;
  if (COEFF_IS_MPZ(*n)) {
    mpz_srcptr large = COEFF_TO_PTR(*n);
    size = scaled(mpz_limbs_read(large), static_cast<mp_size_t>(mpz_size(large)), exponent);
  } else {
    const auto limb = static_cast<mp_limb_t>(std::abs(*n));
    size = scaled(&limb, 1, exponent);
  }
  return fmpz_sgn(n) < 0 ? -size : size;
}

std::optional<double> nearest_double(DoubleDouble x, double error) {
  const double reach = error * (1 + 0x1p-50) + std::fabs(x.lo) * 0x1p-50;
  const double below = x.hi + (x.lo - reach), above = x.hi + (x.lo + reach);
  if (below == above && std::isfinite(below)) return below;
  return std::nullopt;
}

}  // namespace crease
