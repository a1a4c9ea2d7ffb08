// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/form_sum.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace crease {
namespace {

/// k for 2^k.
std::optional<mp_bitcnt_t> power_of_two(const Integer& value) {
  const mp_bitcnt_t zeros = mpz_scan1(value.get_mpz_t(), 0);
  if (mpz_sizeinbase(value.get_mpz_t(), 2) != zeros + 1) return std::nullopt;
  return zeros;
}

}  // namespace

void ProductSum::add(const Rational& a, const Rational& b) {
  const auto p = power_of_two(a.get_den());
  const auto q = power_of_two(b.get_den());
  if (!p || !q) {
    others_ += a * b;
    return;
  }
  if (*p + *q > shift_) {
    numerator_ <<= *p + *q - shift_;
    shift_ = *p + *q;
  }
  product_ = a.get_num() * b.get_num();
  product_ <<= shift_ - (*p + *q);
  numerator_ += product_;
}

Rational ProductSum::take() {
  Rational sum(numerator_);
  mpq_div_2exp(sum.get_mpq_t(), sum.get_mpq_t(), shift_);
  if (others_ != 0) sum += others_;
  numerator_ = 0;
  shift_ = 0;
  others_ = 0;
  return sum;
}

void FormSum::add(const Rational& factor, const AffineForm& form) {
  if (factor == 0) return;
  for (const AffineForm::Term& term : form.terms) {
    if (term.unit >= coefficients_.size()) {
      coefficients_.resize(term.unit + 1);
      present_.resize(term.unit + 1, false);
    }
    if (!present_[term.unit]) {
      present_[term.unit] = true;
      units_.push_back(term.unit);
    }
    coefficients_[term.unit].add(factor, term.coefficient);
  }
  if (form.constant != 0) constant_.add(factor, form.constant);
}

AffineForm FormSum::take(SizeBudget& budget) {
  std::sort(units_.begin(), units_.end());
  AffineForm form;
  for (const std::uint32_t unit : units_) {
    Rational coefficient = coefficients_[unit].take();
    budget.spend(coefficient);
    if (coefficient != 0) form.terms.push_back({unit, std::move(coefficient)});
    present_[unit] = false;
  }
  units_.clear();
  form.constant = constant_.take();
  budget.spend(form.constant);
  return form;
}

}  // namespace crease
