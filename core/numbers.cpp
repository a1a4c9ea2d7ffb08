// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numbers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>

namespace crease {
namespace {

constexpr std::size_t kMaxDigits = 100'000;
constexpr long kMaxExponent = 100'000;

/// A binary floating-point format: its finite numbers are +-m 2^e with m < 2^precision and
/// min_exponent <= e, below 2^overflow_exponent.
struct FloatFormat {
  const char* name;
  long precision;
  long min_exponent;
  long overflow_exponent;
};
constexpr FloatFormat kFloat64Format{"float64", 53, -1074, 1024};
constexpr FloatFormat kFloat32Format{"float32", 24, -149, 128};

/// mantissa 2^exponent.
struct Dyadic {
  Integer mantissa;
  long exponent = 0;
};

/// a 2^shift if shift >= 0, else a.
Integer scaled_up(const Integer& a, long shift) {
  Integer result = a;
  if (shift > 0) mpz_mul_2exp(result.get_mpz_t(), a.get_mpz_t(), static_cast<mp_bitcnt_t>(shift));
  return result;
}

long bit_length(const Integer& a) { return static_cast<long>(mpz_sizeinbase(a.get_mpz_t(), 2)); }

/// The number of the format nearest to |value| (ties to even), as if the exponent had no upper limit.
Dyadic round_magnitude(const Rational& value, const FloatFormat& format) {
  if (value == 0) return {};
  const Integer numerator = ::abs(value.get_num());
  const Integer& denominator = value.get_den();
  // floor(log2 |value|) is this difference or one less.
  long log2 = bit_length(numerator) - bit_length(denominator);
  if (scaled_up(numerator, -log2) < scaled_up(denominator, log2)) --log2;

  const long exponent = std::max(log2 - (format.precision - 1), format.min_exponent);
  const Integer scaled = scaled_up(numerator, -exponent);
  const Integer divisor = scaled_up(denominator, exponent);
  Integer quotient, remainder;
  mpz_fdiv_qr(quotient.get_mpz_t(), remainder.get_mpz_t(), scaled.get_mpz_t(), divisor.get_mpz_t());
  const int half = ::cmp(Integer(2 * remainder), divisor);
  if (half > 0 || (half == 0 && mpz_odd_p(quotient.get_mpz_t()))) ++quotient;
  return {quotient, exponent};
}

__extension__ using Wide = unsigned __int128;
static_assert(GMP_NUMB_BITS == 64);

/// top 2^exponent <= |n| <= (top + 1) 2^exponent, where top has 64 bits.
struct Leading {
  std::uint64_t top;
  long exponent;
};

/// Pre: n != 0.
Leading leading(mpz_srcptr n) {
  const auto size = static_cast<mp_size_t>(mpz_size(n));
  const std::uint64_t high = mpz_getlimbn(n, size - 1);
  const int shift = std::countl_zero(high);
  std::uint64_t top = high << shift;
  if (shift > 0 && size > 1) top |= mpz_getlimbn(n, size - 2) >> (64 - shift);
  return {top, 64 * static_cast<long>(size - 1) - shift};
}

/// The double nearest to numerator / denominator, where their leading bits tell: numbers far from overflow, not too
/// near to the middle of two doubles.
std::optional<double> triage_nearest_quotient(mpz_srcptr numerator, mpz_srcptr denominator) {
  if (mpz_sgn(numerator) == 0) return 0.0;
  const Leading a = leading(numerator), b = leading(denominator);
  constexpr int kShift = 63;
  const Wide lo = (Wide{a.top} << kShift) / (Wide{b.top} + 1);
  const Wide hi = ((Wide{a.top} + 1) << kShift) / b.top + 1;
  const auto below = static_cast<double>(lo), above = static_cast<double>(hi);  // to nearest
  const long exponent = a.exponent - b.exponent - kShift;
  if (below != above || std::abs(exponent) > 900) return std::nullopt;
  return std::ldexp(mpz_sgn(numerator) < 0 ? -below : below, static_cast<int>(exponent));
}

bool overflows(const Dyadic& rounded, const FloatFormat& format) {
  return rounded.mantissa != 0 && bit_length(rounded.mantissa) + rounded.exponent > format.overflow_exponent;
}

Rational rounded(const Rational& value, const FloatFormat& format, std::string_view text) {
  const Dyadic magnitude = round_magnitude(value, format);
  if (overflows(magnitude, format)) {
    throw std::invalid_argument("'" + std::string(text.substr(0, 40)) + "' is outside the range of " + format.name);
  }
  Rational result(scaled_up(magnitude.mantissa, magnitude.exponent), scaled_up(1, -magnitude.exponent));
  result.canonicalize();
  return value < 0 ? Rational(-result) : result;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Walks over a text from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return position_ == text_.size(); }
  bool skip(char c) {
    if (at_end() || text_[position_] != c) return false;
    ++position_;
    return true;
  }
  /// Skips '+' or '-'; true for '-'.
  bool skip_sign() { return skip('-') || (skip('+') && false); }
  std::string_view digits() {
    const std::size_t begin = position_;
    while (!at_end() && is_digit(text_[position_])) ++position_;
    return text_.substr(begin, position_ - begin);
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

[[noreturn]] void throw_not_a_number(std::string_view text) {
  std::string shown(text.substr(0, 40));
  if (shown.size() < text.size()) shown += "...";
  throw std::invalid_argument("'" + shown + "' is not a number: expected an integer, a decimal or \"p/q\"");
}

void require_few_digits(std::size_t digits) {
  if (digits > kMaxDigits) {
    throw std::length_error("a number of " + std::to_string(digits) + " digits: at most " + std::to_string(kMaxDigits) +
                            " are read");
  }
}

/// Pre: one or more digits.
Integer to_integer(const std::string& digits) { return Integer(digits, 10); }

/// The exponent's value. Throws std::length_error when it is too large to be read.
long to_exponent(std::string_view digits, bool negative) {
  long value = 0;
  for (const char c : digits) {
    value = 10 * value + (c - '0');
    if (value > kMaxExponent) {
      throw std::length_error("an exponent beyond +-" + std::to_string(kMaxExponent) + " is not read");
    }
  }
  return negative ? -value : value;
}

Integer power_of_ten(long exponent) {
  Integer result;
  mpz_ui_pow_ui(result.get_mpz_t(), 10, static_cast<unsigned long>(exponent));
  return result;
}

}  // namespace

std::string to_string(DecimalPolicy policy) {
  switch (policy) {
    case DecimalPolicy::kFloat64:
      return kFloat64Format.name;
    case DecimalPolicy::kFloat32:
      return kFloat32Format.name;
    case DecimalPolicy::kExact:
      break;
  }
  return "exact";
}

Rational exact_rational(double value) {
  if (!std::isfinite(value)) throw std::domain_error("NaN and infinities are not rational numbers");
  return Rational(value);
}

Rational parse_rational(std::string_view text, DecimalPolicy policy) {
  Scanner scanner(text);
  const bool negative = scanner.skip_sign();
  const std::string_view whole = scanner.digits();

  if (!whole.empty() && scanner.skip('/')) {
    const std::string_view denominator = scanner.digits();
    if (denominator.empty() || !scanner.at_end()) throw_not_a_number(text);
    require_few_digits(whole.size() + denominator.size());
    const Integer q = to_integer(std::string(denominator));
    if (q == 0) throw std::invalid_argument("'" + std::string(text.substr(0, 40)) + "' divides by zero");
    Rational value(to_integer(std::string(whole)), q);
    value.canonicalize();
    return negative ? Rational(-value) : value;
  }

  const std::string_view decimals = scanner.skip('.') ? scanner.digits() : std::string_view();
  if (whole.empty() && decimals.empty()) throw_not_a_number(text);
  long exponent = 0;
  if (scanner.skip('e') || scanner.skip('E')) {
    const bool negative_exponent = scanner.skip_sign();
    const std::string_view digits = scanner.digits();
    if (digits.empty() || !scanner.at_end()) throw_not_a_number(text);
    exponent = to_exponent(digits, negative_exponent);
  }
  if (!scanner.at_end()) throw_not_a_number(text);
  require_few_digits(whole.size() + decimals.size());

  Rational value(to_integer(std::string(whole) + std::string(decimals)));
  exponent -= static_cast<long>(decimals.size());
  if (exponent >= 0) {
    value *= power_of_ten(exponent);
  } else {
    value /= power_of_ten(-exponent);
  }
  if (negative) value = -value;
  switch (policy) {
    case DecimalPolicy::kFloat64:
      return rounded(value, kFloat64Format, text);
    case DecimalPolicy::kFloat32:
      return rounded(value, kFloat32Format, text);
    case DecimalPolicy::kExact:
      break;
  }
  return value;
}

std::string to_string(const Rational& value) { return value.get_str(); }

double nearest_double(const Rational& value) {
  // Most weights were doubles to begin with: a small integer over a power of two, and nothing to round.
  if (mpz_size(value.get_num_mpz_t()) <= 1 && mpz_size(value.get_den_mpz_t()) == 1) {
    const mp_limb_t numerator = mpz_getlimbn(value.get_num_mpz_t(), 0);
    const mp_limb_t denominator = mpz_getlimbn(value.get_den_mpz_t(), 0);
    if ((denominator & (denominator - 1)) == 0 && numerator < mp_limb_t{1} << 53) {
      const double magnitude = static_cast<double>(numerator) / static_cast<double>(denominator);
      return mpz_sgn(value.get_num_mpz_t()) < 0 ? -magnitude : magnitude;
    }
  }
  if (const auto sure = triage_nearest_quotient(value.get_num_mpz_t(), value.get_den_mpz_t())) return *sure;
  const Dyadic magnitude = round_magnitude(value, kFloat64Format);
  const double sign = value < 0 ? -1 : 1;
  if (overflows(magnitude, kFloat64Format)) return sign * std::numeric_limits<double>::infinity();
  // Both steps are exact: the mantissa has at most 54 bits, the last of them zero if there are 54.
  return sign * std::ldexp(magnitude.mantissa.get_d(), static_cast<int>(magnitude.exponent));
}

double nearest_quotient(const Integer& numerator, const Integer& denominator) {
  if (const auto sure = triage_nearest_quotient(numerator.get_mpz_t(), denominator.get_mpz_t())) return *sure;
  Rational value;  // not canonical: rounding is by division
  value.get_num() = numerator;
  value.get_den() = denominator;
  return nearest_double(value);
}

bool is_float64(const Rational& value) {
  const double nearest = nearest_double(value);
  return std::isfinite(nearest) && exact_rational(nearest) == value;
}

double nearest_sqrt(const Rational& value) {
  if (value == 0) return 0;
  const Integer &n = value.get_num(), &d = value.get_den();
  // r = floor(2^k sqrt(value)) has at least 56 bits. Half a unit more stands for whatever it leaves out: that is
  // rounded as the root itself, which is none of the places where rounding changes its mind.
  const auto bits = [](const Integer& x) { return static_cast<long>(mpz_sizeinbase(x.get_mpz_t(), 2)); };
  const auto k = static_cast<mp_bitcnt_t>(std::max(0L, (114 - bits(n) + bits(d)) / 2));
  const Integer shifted = n << (2 * k);
  const Integer quotient = shifted / d;
  Integer r = sqrt(quotient);
  const bool exact = quotient * d == shifted && r * r == quotient;
  r = 2 * r + (exact ? 0 : 1);
  Rational root(r);
  mpq_div_2exp(root.get_mpq_t(), root.get_mpq_t(), k + 1);
  return nearest_double(root);
}

}  // namespace crease
