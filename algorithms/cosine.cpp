// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/cosine.h"

#include <stdexcept>

#include "core/integer_vector.h"

namespace crease {
namespace {

/// The sign of x - y, for numbers with these signs and squares.
int compare_roots(int x_sign, const Rational& x_squared, int y_sign, const Rational& y_squared) {
  if (x_sign != y_sign) return x_sign < y_sign ? -1 : 1;
  return x_sign * ((x_squared > y_squared) - (x_squared < y_squared));
}

IntegerVector direction(std::span<const Rational> vector) {
  IntegerVector integers = primitive_integers(vector);
  if (integers.is_zero()) throw std::invalid_argument("cosine: the zero vector has no direction");
  return integers;
}

Integer product(const IntegerVector& a, const IntegerVector& b) {
  ScopedFmpz sum;
  dot(sum, a, b);
  Integer value;
  fmpz_get_mpz(value.get_mpz_t(), sum);
  return value;
}

}  // namespace

Cosine cosine(std::span<const Rational> a, std::span<const Rational> b) {
  if (a.size() != b.size()) throw std::invalid_argument("cosine: vectors of different dimensions");
  const IntegerVector x = direction(a), y = direction(b);
  const Integer xy = product(x, y);
  Rational squared(xy * xy, product(x, x) * product(y, y));
  squared.canonicalize();
  return {sgn(xy), std::move(squared)};
}

Cosine abs(Cosine cosine) {
  cosine.sign = cosine.sign != 0 ? 1 : 0;
  return cosine;
}

int compare(const Cosine& a, const Cosine& b) { return compare_roots(a.sign, a.squared, b.sign, b.squared); }

int compare(const Cosine& a, const Rational& b) { return compare_roots(a.sign, a.squared, sgn(b), b * b); }

Enclosure enclosure(const Cosine& cosine, unsigned bits) {
  const Enclosure root = sqrt_enclosure(cosine.squared, bits);
  return cosine.sign < 0 ? Enclosure{-root.hi, -root.lo} : root;
}

std::string to_string(const Cosine& cosine) {
  const Enclosure root = sqrt_enclosure(cosine.squared, 1);
  const std::string sign = cosine.sign < 0 ? "-" : "";
  return sign + (root.is_exact() ? to_string(root.lo) : "sqrt(" + to_string(cosine.squared) + ")");
}

}  // namespace crease
