// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/cosine.h"

#include <stdexcept>

namespace crease {
namespace {

/// The sign of x - y, for numbers with these signs and squares.
int compare_roots(int x_sign, const Rational& x_squared, int y_sign, const Rational& y_squared) {
  if (x_sign != y_sign) return x_sign < y_sign ? -1 : 1;
  return x_sign * ((x_squared > y_squared) - (x_squared < y_squared));
}

Integer product(const IntegerVector& a, const IntegerVector& b) {
  ScopedFmpz sum;
  dot(sum, a, b);
  Integer value;
  fmpz_get_mpz(value.get_mpz_t(), sum);
  return value;
}

}  // namespace

Direction::Direction(std::span<const Rational> vector) : entries_(primitive_integers(vector)) {
  if (entries_.is_zero()) throw std::invalid_argument("cosine: the zero vector has no direction");
  squared_ = product(entries_, entries_);
}

Cosine cosine(const Direction& a, const Direction& b) {
  if (a.entries_.size() != b.entries_.size()) throw std::invalid_argument("cosine: vectors of different dimensions");
  const Integer ab = product(a.entries_, b.entries_);
  Rational squared(ab * ab, a.squared_ * b.squared_);
  squared.canonicalize();
  return {sgn(ab), std::move(squared)};
}

Cosine cosine(std::span<const Rational> a, std::span<const Rational> b) { return cosine(Direction(a), Direction(b)); }

Cosine abs(Cosine cosine) {
  cosine.sign = cosine.sign != 0 ? 1 : 0;
  return cosine;
}

int compare(const Cosine& a, const Cosine& b) { return compare_roots(a.sign, a.squared, b.sign, b.squared); }

int compare(const Cosine& a, const Rational& b) { return compare_roots(a.sign, a.squared, sgn(b), b * b); }

double nearest_double(const Cosine& cosine) { return cosine.sign * nearest_sqrt(cosine.squared); }

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
