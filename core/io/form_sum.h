// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/io/affine_tensor.h"
#include "core/io/size_budget.h"
#include "core/numbers.h"

namespace crease {

/// A sum of products, exactly. Floats are dyadic, and their products add up by shifts, ten times faster than with the
/// greatest common divisors that fractions need.
class ProductSum {
 public:
  void add(const Rational& a, const Rational& b);

  /// The sum so far; starts the next one at 0.
  Rational take();

 private:
  Integer numerator_, product_;  ///< the dyadic part is numerator_ / 2^shift_
  mp_bitcnt_t shift_ = 0;
  Rational others_;
};

/// Sums scaled forms. The coefficients stand in a dense vector that is reused from sum to sum.
class FormSum {
 public:
  /// Adds factor * form.
  void add(const Rational& factor, const AffineForm& form);

  /// The sum so far; starts the next one at 0. Throws std::length_error when the budget is used up.
  AffineForm take(SizeBudget& budget);

 private:
  std::vector<ProductSum> coefficients_;
  std::vector<bool> present_;
  std::vector<std::uint32_t> units_;
  ProductSum constant_;
};

}  // namespace crease
