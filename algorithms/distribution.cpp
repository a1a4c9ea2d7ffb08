// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/distribution.h"

namespace crease {
namespace {

std::size_t bits_of(const Integer& value) { return mpz_sizeinbase(value.get_mpz_t(), 2); }

/// value 2^exponent.
Rational times_power(Rational value, long exponent) {
  if (exponent >= 0) {
    mpq_mul_2exp(value.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
  } else {
    mpq_div_2exp(value.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
  }
  return value;
}

/// The e with 2^e <= value < 2^(e+1). Pre: value > 0.
long exponent_of(const Rational& value) {
  const long e = static_cast<long>(bits_of(value.get_num())) - static_cast<long>(bits_of(value.get_den()));
  return times_power(1, e) <= value ? e : e - 1;
}

/// The largest multiple of a power of two that is not above the value and within 2^-bits |value| of it: a number whose
/// denominator is short.
Rational rounded_down(const Rational& value, unsigned bits) {
  if (value == 0) return value;
  const long shift = static_cast<long>(bits) - exponent_of(abs(value));
  const Rational grown = times_power(value, shift);
  Integer whole;
  mpz_fdiv_q(whole.get_mpz_t(), grown.get_num_mpz_t(), grown.get_den_mpz_t());
  return times_power(Rational(whole), -shift);
}

/// The sum of the entries first, ..., last - 1, in halves so that long numbers meet late; nothing when it, or a part of
/// it, is too long.
std::optional<Rational> exact_sum(const std::vector<Enclosure>& numbers, std::size_t first, std::size_t last) {
  if (last - first == 1) return numbers[first].is_exact() ? std::optional(numbers[first].lo) : std::nullopt;
  const std::size_t middle = first + (last - first) / 2;
  const auto a = exact_sum(numbers, first, middle);
  const auto b = a ? exact_sum(numbers, middle, last) : std::nullopt;
  if (!b) return std::nullopt;
  Rational sum = *a + *b;
  if (bits_of(sum.get_den()) + bits_of(sum.get_num()) > kMaxMeanBits) return std::nullopt;
  return sum;
}

}  // namespace

Enclosure mean_of(const std::vector<Enclosure>& numbers, unsigned bits) {
  const Rational count(numbers.size());
  if (const auto sum = exact_sum(numbers, 0, numbers.size())) return {*sum / count, *sum / count};
  Enclosure sum;
  for (const Enclosure& number : numbers) {
    sum.lo += rounded_down(number.lo, bits + 1);
    sum.hi -= rounded_down(-number.hi, bits + 1);
  }
  return {sum.lo / count, sum.hi / count};
}

Bin power_of_two_bin(const Rational& value) {
  const Rational lo = times_power(1, exponent_of(value));
  return {lo, lo * 2, 1};
}

}  // namespace crease
