// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/enclosure_sum.h"

namespace crease {
namespace {

constexpr std::size_t kLongDenominator = 2048;
constexpr long kPrecision = 128;

long bits(const Integer& value) { return static_cast<long>(mpz_sizeinbase(value.get_mpz_t(), 2)); }

/// The next multiple of a power of two below or above, near 2^-kPrecision of the value. Pre: value > 0.
Rational rounded(const Rational& value, bool up) {
  const long shift = kPrecision - bits(value.get_num()) + bits(value.get_den());
  Integer numerator = value.get_num(), denominator = value.get_den();
  (shift > 0 ? numerator : denominator) <<= static_cast<unsigned long>(shift > 0 ? shift : -shift);
  Integer quotient;
  (up ? mpz_cdiv_q : mpz_fdiv_q)(quotient.get_mpz_t(), numerator.get_mpz_t(), denominator.get_mpz_t());
  Rational result(quotient);
  if (shift > 0) {
    mpq_div_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<mp_bitcnt_t>(shift));
  } else {
    mpq_mul_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<mp_bitcnt_t>(-shift));
  }
  return result;
}

}  // namespace

void EnclosureSum::add(const Enclosure& term) {
  sum_.lo += term.lo;
  sum_.hi += term.hi;
  const auto is_long = [](const Rational& x) { return mpz_sizeinbase(x.get_den_mpz_t(), 2) > kLongDenominator; };
  if (is_long(sum_.lo)) sum_.lo = rounded(sum_.lo, false);
  if (is_long(sum_.hi)) sum_.hi = rounded(sum_.hi, true);
}

}  // namespace crease
