// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/io/s_expression.h"

namespace crease {

/// The variables of a VNN-LIB file: those of version 1.0 are numbers X_0, Y_3, those of version 2.0 tensors.
class VnnlibNames {
 public:
  /// For a network with n0 inputs; the reader must outlive this.
  VnnlibNames(const SExpressionReader& reader, std::size_t n0) : reader_(reader), n0_(n0) {}

  /// Takes a statement that is no assertion: (vnnlib-version <2.0>), (declare-const X_0 Real), (declare-fun X_0 ()
  /// Real), (declare-network ...), and those of SMT-LIB that say nothing of the set, such as (check-sat).
  /// Throws ParseError.
  void declare(const SExpression& statement);
  /// Checks that there are n0 inputs. Throws ParseError.
  void check_complete() const;

  /// The input that a word stands for, or none for outputs and hidden nodes. Throws ParseError for other words, and for
  /// indices that do not fit.
  std::optional<std::size_t> input(const SExpression& word) const;

  /// What version 2.0 declares the inputs to be, where it is not real: "float32"; else "".
  const std::string& element_type() const { return element_type_; }

 private:
  struct Variable {
    std::optional<std::size_t> first_input;  ///< the number of its first element, where it is an input
    std::vector<std::size_t> shape;          ///< empty: one number
  };

  void declare_version(const SExpression& statement);
  void declare_number(const SExpression& statement);
  void declare_network(const SExpression& statement);
  void declare_tensor(const SExpression& statement);
  void add(const SExpression& name, Variable variable);
  std::vector<std::size_t> numbers_in(const SExpression& word) const;

  const SExpressionReader& reader_;
  std::size_t n0_;
  std::size_t inputs_ = 0;
  bool has_network_ = false, has_input_tensor_ = false;
  std::string element_type_;
  std::unordered_map<std::string, Variable> variables_;
};

}  // namespace crease
