// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>

#include "core/io/s_expression.h"
#include "core/io/size_budget.h"
#include "core/io/vnnlib_names.h"
#include "core/numbers.h"

namespace crease {

/// An affine function of a network's inputs, or something that is about outputs, too.
struct InputForm {
  std::map<std::size_t, Rational> coefficients = {};  ///< by input; none is zero
  Rational constant = 0;
  bool has_others = false;  ///< outputs or hidden nodes take part; the numbers then mean nothing

  bool is_number() const { return coefficients.empty() && !has_others; }
  void add(const InputForm& other);
  void subtract(const InputForm& other);
  void multiply(const Rational& factor);
};

/// Reads the arithmetic of VNN-LIB files: numbers, variables, (+ a b ...), (- a), (- a b ...), (* a b ...) with at most
/// one factor that is no number, (/ a b) with a number b.
class VnnlibForms {
 public:
  /// For a file of so many bytes. The others must outlive this.
  VnnlibForms(const SExpressionReader& reader, const VnnlibNames& names, DecimalPolicy decimals, std::size_t file_bytes)
      : reader_(reader), names_(names), decimals_(decimals), budget_(file_bytes) {}

  /// Throws ParseError, also for products of inputs and for numbers out of all proportion.
  InputForm read(const SExpression& term);

  /// Takes machine words for what stands at `offset` from the file's allowance. Throws ParseError.
  void spend(std::size_t offset, std::size_t words);

 private:
  InputForm read_word(const SExpression& word);
  InputForm sum(const SExpression& term, bool is_difference);
  InputForm product(const SExpression& term);
  InputForm quotient(const SExpression& term);
  void spend(const SExpression& term, const InputForm& form);

  const SExpressionReader& reader_;
  const VnnlibNames& names_;
  DecimalPolicy decimals_;
  SizeBudget budget_;
};

}  // namespace crease
