// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmpxx.h>

#include <string>
#include <string_view>

namespace crease {

/// An integer of any size.
using Integer = mpz_class;

/// A fraction of any size, always in lowest terms with a positive denominator.
using Rational = mpq_class;

/// How decimal text (JSON, .nnet) becomes a number: the decimal itself, or the float nearest to it.
enum class DecimalPolicy { kExact, kFloat64, kFloat32 };

/// "exact", "float64" or "float32".
std::string to_string(DecimalPolicy policy);

/// The rational that the bits of `value` stand for.
/// Throws std::domain_error for NaN and infinities.
Rational exact_rational(double value);

/// Reads "p/q" (always exact), an integer, or a decimal such as "-1.25e-3". Decimals with a point or an
/// exponent, and integers alike, are rounded to nearest even by kFloat64 and kFloat32.
/// Throws std::invalid_argument when `text` is anything else or denotes a number outside the float's range,
/// and std::length_error for more than 100,000 digits or an exponent beyond +-100,000 (a guard against inputs
/// a few bytes long that stand for numbers of gigabytes).
Rational parse_rational(std::string_view text, DecimalPolicy policy = DecimalPolicy::kExact);

/// "p/q", or "p" when q = 1.
std::string to_string(const Rational& value);

/// The nearest double (ties to even); +-infinity beyond the range.
double nearest_double(const Rational& value);
/// That nearest to numerator / denominator, which need not be in lowest terms. Pre: denominator > 0.
double nearest_quotient(const Integer& numerator, const Integer& denominator);

/// Whether it is a double: finite, and not rounded by nearest_double.
bool is_float64(const Rational& value);

/// The double nearest to the square root (ties to even). Pre: value >= 0.
double nearest_sqrt(const Rational& value);

}  // namespace crease
