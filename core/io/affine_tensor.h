// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/io/size_budget.h"
#include "core/numbers.h"

namespace crease {

/// An affine function of the units of one layer: constant + sum of coefficient * unit.
struct AffineForm {
  struct Term {
    std::uint32_t unit;
    Rational coefficient;  ///< not 0
    bool operator==(const Term&) const = default;
  };
  std::vector<Term> terms;  ///< increasing units
  Rational constant;
  bool operator==(const AffineForm&) const = default;
};

using TensorShape = std::vector<std::size_t>;

/// A tensor whose entries are affine functions of the outputs of one layer (0 is the input), or constants.
/// Copies share their entries.
struct AffineTensor {
  std::string type;                  ///< "float32", "int64", ...
  TensorShape shape;                 ///< row-major
  std::optional<std::size_t> layer;  ///< none: the entries are constants
  std::shared_ptr<const std::vector<AffineForm>> entries;

  bool is_constant() const { return !layer.has_value(); }
  const AffineForm& operator[](std::size_t i) const { return (*entries)[i]; }
};

/// "[1, 28, 28]"
std::string to_string(const TensorShape& shape);

/// The product of the sizes. Throws InvalidNetwork when it does not fit in 32 bits.
std::size_t num_entries(const TensorShape& shape);

/// Row-major strides of `shape`.
std::vector<std::size_t> strides_of(const TensorShape& shape);

/// The functions below follow ONNX, that is numpy. Pre: operands that are not constant are of the same layer. Throws
/// InvalidNetwork for shapes or types that do not fit, UnsupportedOperator for products and quotients that are not
/// affine, std::length_error when the budget is used up. Each is exact.

enum class Arithmetic { kAdd, kSubtract, kMultiply, kDivide };

/// Entry by entry, with broadcasting of both sides.
AffineTensor combine(Arithmetic operation, const AffineTensor& a, const AffineTensor& b, SizeBudget& budget);

/// The product of matrices, with broadcasting of the dimensions before the last two; a vector on the left is a row, on
/// the right a column.
AffineTensor multiply_matrices(const AffineTensor& a, const AffineTensor& b, SizeBudget& budget);

/// factor * a.
AffineTensor scaled(const AffineTensor& a, const Rational& factor, SizeBudget& budget);

/// Dimension i of the result is dimension order[i] of `a`. Pre: `order` is a permutation of a's dimensions.
AffineTensor transposed(const AffineTensor& a, const std::vector<std::size_t>& order, SizeBudget& budget);

/// Entry i is entry sources[i] of `a`, or 0 where that is kNothing. Pre: as many sources as entries of `shape`.
constexpr std::size_t kNothing = static_cast<std::size_t>(-1);
AffineTensor gathered(const AffineTensor& a, TensorShape shape, const std::vector<std::size_t>& sources,
                      SizeBudget& budget);

/// The parts one after another along a dimension; the other dimensions agree.
AffineTensor concatenated(const std::vector<const AffineTensor*>& parts, std::size_t axis, SizeBudget& budget);

/// Both shapes stretched to one, as numpy broadcasts.
TensorShape broadcast_shape(const TensorShape& a, const TensorShape& b);

/// `a` stretched to a shape it broadcasts to.
AffineTensor expanded(const AffineTensor& a, const TensorShape& shape, SizeBudget& budget);

/// The sum over the listed dimensions, which stay with size 1.
AffineTensor summed(const AffineTensor& a, const std::vector<bool>& over, SizeBudget& budget);

/// The same entries in another shape.
AffineTensor reshaped(AffineTensor a, TensorShape shape);

/// Each entry of a constant under a function.
AffineTensor mapped(const AffineTensor& constant, const std::function<Rational(const Rational&)>& function,
                    SizeBudget& budget);

}  // namespace crease
