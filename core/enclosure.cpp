// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/enclosure.h"

#include <stdexcept>

namespace crease {
namespace {

/// value 2^exponent.
Rational scaled(const Integer& value, long exponent) {
  Rational result = value;
  if (exponent >= 0) {
    mpq_mul_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
  } else {
    mpq_div_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
  }
  return result;
}

}  // namespace

Enclosure sqrt_enclosure(const Rational& value, unsigned bits) {
  if (value < 0) throw std::domain_error("square root of the negative number " + to_string(value));
  // In lowest terms a fraction is a square iff both its parts are.
  const Integer& p = value.get_num();
  const Integer& q = value.get_den();
  if (mpz_perfect_square_p(p.get_mpz_t()) != 0 && mpz_perfect_square_p(q.get_mpz_t()) != 0) {
    const Rational root(sqrt(p), sqrt(q));
    return {root, root};
  }
  // The least shift for which s = floor(sqrt(4^shift value)) >= 2^bits is sure: value > 2^(sizes of p and q) / 2.
  const long size =
      static_cast<long>(mpz_sizeinbase(p.get_mpz_t(), 2)) - static_cast<long>(mpz_sizeinbase(q.get_mpz_t(), 2));
  const long twice = 2 * static_cast<long>(bits) + 1 - size;
  const long shift = twice > 0 ? (twice + 1) / 2 : twice / 2;
  const Rational grown = scaled(1, 2 * shift) * value;
  const Integer whole = grown.get_num() / grown.get_den();
  const Integer s = sqrt(whole);
  return {scaled(s, -shift), scaled(s + 1, -shift)};
}

}  // namespace crease
