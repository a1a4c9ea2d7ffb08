// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <flint/fmpz_mat.h>

#include <cstddef>

namespace crease {

/// A matrix of integers of any size that cleans up after itself, for FLINT's functions.
class IntegerMatrix {
 public:
  IntegerMatrix(std::size_t rows, std::size_t cols) { fmpz_mat_init(value_, slong(rows), slong(cols)); }
  ~IntegerMatrix() { fmpz_mat_clear(value_); }
  IntegerMatrix(const IntegerMatrix&) = delete;
  IntegerMatrix& operator=(const IntegerMatrix&) = delete;

  fmpz_mat_struct* get() { return value_; }
  fmpz* entry(std::size_t i, std::size_t j) { return fmpz_mat_entry(value_, slong(i), slong(j)); }

 private:
  fmpz_mat_t value_;
};

}  // namespace crease
