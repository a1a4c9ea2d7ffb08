// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <flint/fmpz.h>
#include <flint/fmpz_vec.h>

#include <cstddef>
#include <span>
#include <utility>

#include "core/numbers.h"

namespace crease {

/// A vector of integers of any size (FLINT's fmpz: small ones are stored in place).
class IntegerVector {
 public:
  IntegerVector() = default;
  explicit IntegerVector(std::size_t size) : entries_(size ? _fmpz_vec_init(slong(size)) : nullptr), size_(size) {}
  IntegerVector(const IntegerVector& other) : IntegerVector(other.size_) {
    if (size_ != 0) _fmpz_vec_set(entries_, other.entries_, slong(size_));
  }
  IntegerVector(IntegerVector&& other) noexcept
      : entries_(std::exchange(other.entries_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  IntegerVector& operator=(IntegerVector other) noexcept {
    std::swap(entries_, other.entries_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~IntegerVector() {
    if (entries_ != nullptr) _fmpz_vec_clear(entries_, slong(size_));
  }

  std::size_t size() const { return size_; }
  fmpz* operator[](std::size_t i) { return entries_ + i; }
  const fmpz* operator[](std::size_t i) const { return entries_ + i; }

  Integer get(std::size_t i) const {
    Integer value;
    fmpz_get_mpz(value.get_mpz_t(), entries_ + i);
    return value;
  }
  void set(std::size_t i, const Integer& value) { fmpz_set_mpz(entries_ + i, value.get_mpz_t()); }

  bool is_zero() const { return size_ == 0 || _fmpz_vec_is_zero(entries_, slong(size_)) != 0; }
  bool operator==(const IntegerVector& other) const {
    return size_ == other.size_ && (size_ == 0 || _fmpz_vec_equal(entries_, other.entries_, slong(size_)) != 0);
  }

  void negate() {
    if (size_ != 0) _fmpz_vec_neg(entries_, entries_, slong(size_));
  }

  /// Divides by the greatest common divisor; the zero vector stays.
  void make_primitive();

  /// this = a this + b other.
  void combine(const fmpz* a, const fmpz* b, const IntegerVector& other);

 private:
  fmpz* entries_ = nullptr;
  std::size_t size_ = 0;
};

/// An integer that cleans up after itself, for intermediate results.
class ScopedFmpz {
 public:
  ScopedFmpz() { fmpz_init(value_); }
  ~ScopedFmpz() { fmpz_clear(value_); }
  ScopedFmpz(const ScopedFmpz&) = delete;
  ScopedFmpz& operator=(const ScopedFmpz&) = delete;
  operator fmpz*() { return value_; }

 private:
  fmpz_t value_;
};

/// out = a . b. Pre: equal sizes.
void dot(fmpz* out, const IntegerVector& a, const IntegerVector& b);

/// -1, 0 or 1. Pre: equal sizes.
int sign_of_dot(const IntegerVector& a, const IntegerVector& b);

/// A primitive integer vector (of either sign) that spans {x in R^m : row . x = 0 for all rows}.
/// Pre: that space is one-dimensional (throws std::logic_error).
IntegerVector nullspace_vector(std::span<const IntegerVector* const> rows, std::size_t m);

/// The primitive integer vector on the ray of `values`: values = c result with c > 0.
IntegerVector primitive_integers(std::span<const Rational> values);

/// The smallest positive integer whose product with every value is an integer.
Integer common_denominator(std::span<const Rational> values);

/// The nearest double of value / 2^exponent (truncated in the last place).
double scaled_double(const fmpz* value, slong exponent);

}  // namespace crease
