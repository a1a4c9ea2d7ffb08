// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integer_vector.h"

#include <flint/fmpz_mat.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace crease {

void IntegerVector::make_primitive() {
  if (size_ == 0) return;
  ScopedFmpz content;
  _fmpz_vec_content(content, entries_, slong(size_));
  if (!fmpz_is_zero(content) && !fmpz_is_one(content)) {
    _fmpz_vec_scalar_divexact_fmpz(entries_, entries_, slong(size_), content);
  }
}

void IntegerVector::combine(const fmpz* a, const fmpz* b, const IntegerVector& other) {
  for (std::size_t i = 0; i < size_; ++i) {
    fmpz_mul(entries_ + i, entries_ + i, a);
    fmpz_addmul(entries_ + i, other.entries_ + i, b);
  }
}

void dot(fmpz* out, const IntegerVector& a, const IntegerVector& b) {
  fmpz_zero(out);
  for (std::size_t i = 0; i < a.size(); ++i) fmpz_addmul(out, a[i], b[i]);
}

int sign_of_dot(const IntegerVector& a, const IntegerVector& b) {
  ScopedFmpz value;
  dot(value, a, b);
  return fmpz_sgn(value);
}

namespace {

/// a_i b_k - a_k b_i.
void minor(fmpz* out, const IntegerVector& a, const IntegerVector& b, std::size_t i, std::size_t k) {
  fmpz_mul(out, a[i], b[k]);
  fmpz_submul(out, a[k], b[i]);
}

/// Orthogonal to both in R^3; zero when they are parallel.
IntegerVector cross_product(const IntegerVector& a, const IntegerVector& b) {
  IntegerVector cross(3);
  for (std::size_t i = 0; i < 3; ++i) minor(cross[i], a, b, (i + 1) % 3, (i + 2) % 3);
  return cross;
}

/// Orthogonal to all three in R^4; zero when they are dependent.
IntegerVector cross_product(const IntegerVector& a, const IntegerVector& b, const IntegerVector& c) {
  IntegerVector cross(4);
  ScopedFmpz minor_of_two;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t k = i + 1; k < 4; ++k) {
      minor(minor_of_two, a, b, i, k);
      // The other two columns, such that (i, k, j, l) is an even permutation.
      const std::size_t below = i > 0 ? 0 : k > 1 ? 1 : 2, above = 6 - i - k - below;
      const bool is_even = (i + k) % 2 != 0;
      const std::size_t j = is_even ? below : above, l = is_even ? above : below;
      fmpz_addmul(cross[l], minor_of_two, c[j]);
      fmpz_submul(cross[j], minor_of_two, c[l]);
    }
  }
  return cross;
}

/// Orthogonal to as many rows as usually determine a vector; zero or empty when that leaves the answer open.
IntegerVector nullspace_of_few(std::span<const IntegerVector* const> rows, std::size_t m) {
  if (m == 3 && rows.size() == 2) return cross_product(*rows[0], *rows[1]);
  if (m == 4 && rows.size() == 3) return cross_product(*rows[0], *rows[1], *rows[2]);
  return {};
}

}  // namespace

IntegerVector nullspace_vector(std::span<const IntegerVector* const> rows, std::size_t m) {
  IntegerVector few = nullspace_of_few(rows, m);
  if (!few.is_zero()) {
    few.make_primitive();
    return few;
  }
  fmpz_mat_t matrix, basis;
  fmpz_mat_init(matrix, slong(rows.size()), slong(m));
  fmpz_mat_init(basis, slong(m), slong(m));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < m; ++j) fmpz_set(fmpz_mat_entry(matrix, slong(i), slong(j)), (*rows[i])[j]);
  }
  const slong nullity = fmpz_mat_nullspace(basis, matrix);
  IntegerVector result(m);
  for (std::size_t j = 0; j < m; ++j) fmpz_set(result[j], fmpz_mat_entry(basis, slong(j), 0));
  fmpz_mat_clear(matrix);
  fmpz_mat_clear(basis);
  if (nullity != 1) throw std::logic_error("the rows through a generator do not determine it");
  result.make_primitive();
  return result;
}

Integer common_denominator(std::span<const Rational> values) {
  Integer result = 1;
  for (const Rational& value : values) {
    if (mpz_divisible_p(result.get_mpz_t(), value.get_den_mpz_t())) continue;
    mpz_lcm(result.get_mpz_t(), result.get_mpz_t(), value.get_den_mpz_t());
  }
  return result;
}

IntegerVector primitive_integers(std::span<const Rational> values) {
  // A prime divides the least common denominator as often as that of some value, whose numerator it does not divide:
  // the greatest common divisor is that of the numerators.
  const auto is_unit = [](const Rational& value) { return mpz_cmpabs_ui(value.get_num_mpz_t(), 1) == 0; };
  Integer divisor = std::ranges::any_of(values, is_unit) ? 1 : 0;
  for (const Rational& value : values) {
    if (divisor == 1) break;
    mpz_gcd(divisor.get_mpz_t(), divisor.get_mpz_t(), value.get_num_mpz_t());
  }
  const Integer scale = common_denominator(values);
  Integer entry, factor;
  IntegerVector result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    mpz_divexact(factor.get_mpz_t(), scale.get_mpz_t(), values[i].get_den_mpz_t());
    entry = values[i].get_num() * factor;
    if (divisor > 1) mpz_divexact(entry.get_mpz_t(), entry.get_mpz_t(), divisor.get_mpz_t());
    result.set(i, entry);
  }
  return result;
}

double scaled_double(const fmpz* value, slong exponent) {
  slong own_exponent = 0;
  const double mantissa = fmpz_get_d_2exp(&own_exponent, value);
  const slong shift = own_exponent - exponent;
  // Beyond these the result is an infinity or zero anyway.
  return std::ldexp(mantissa, static_cast<int>(shift > 5000 ? 5000 : shift < -5000 ? -5000 : shift));
}

}  // namespace crease
