// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integer_vector.h"

#include <flint/fmpz_mat.h>

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

IntegerVector nullspace_vector(std::span<const IntegerVector* const> rows, std::size_t m) {
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
  const Integer scale = common_denominator(values);
  IntegerVector result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.set(i, Integer(values[i].get_num() * (scale / values[i].get_den())));
  }
  result.make_primitive();
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
