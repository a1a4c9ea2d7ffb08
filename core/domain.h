// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/numbers.h"

namespace crease {

/// An affine slice x = p + B y of the input space, with its own coordinates y.
struct Slice {
  std::vector<Rational> point;  ///< p, n0 entries.
  Matrix<Rational> directions;  ///< B, n0 x k, of rank k.
  bool operator==(const Slice&) const = default;
};

/// Where regions are counted: the polyhedron {x : G x + g >= 0}, or, with a slice, {y : G (p + B y) + g >= 0 and
/// S y + s >= 0}. A region counts when its interior meets the domain's interior (taken inside the slice).
/// That the interior is not empty is checked by whoever walks the domain (InvalidDomain).
class Domain {
 public:
  /// All of R^n0. Throws InvalidDomain for n0 = 0, as do the others for shapes that do not fit.
  static Domain all(std::size_t n0);
  /// [lo_1, hi_1] x ... Throws InvalidDomain unless lo_i < hi_i.
  static Domain box(std::span<const Rational> lo, std::span<const Rational> hi);
  /// [lo, hi]^n0.
  static Domain box(std::size_t n0, const Rational& lo, const Rational& hi);
  /// {x : G x + g >= 0}; G is m x n0, g has m entries.
  static Domain polytope(const Matrix<Rational>& G, std::span<const Rational> g);

  /// This domain inside a slice. Throws InvalidDomain when B does not have full column rank, or for a second slice.
  Domain sliced(Slice slice) const;
  /// Adds rows S y + s >= 0 in the slice's own coordinates. Pre: there is a slice.
  Domain with_slice_rows(const Matrix<Rational>& S, std::span<const Rational> s) const;

  /// The same domain under the words a user gave it by ("box:-1,1"), for outputs.
  Domain labelled(std::string label) const;
  const std::string& label() const { return label_; }
  /// The same domain with remarks of whoever read it: what its file says and the domain does not.
  Domain noted(std::vector<std::string> notes) const;
  const std::vector<std::string>& notes() const { return notes_; }

  std::size_t ambient_dim() const { return ambient_dim_; }
  /// The dimension regions live in: k with a slice, n0 without.
  std::size_t dim() const { return slice_ ? slice_->directions.cols() : ambient_dim_; }
  const std::optional<Slice>& slice() const { return slice_; }

  /// All rows in the domain's own coordinates (y with a slice, x without): m x dim() and m entries.
  const Matrix<Rational>& rows() const { return rows_; }
  const std::vector<Rational>& offsets() const { return offsets_; }

  /// A point of the domain's own coordinates, in the input space.
  std::vector<Rational> to_input(std::span<const Rational> y) const;

 private:
  explicit Domain(std::size_t n0, std::string label);

  std::size_t ambient_dim_;
  std::string label_;
  std::vector<std::string> notes_;
  std::optional<Slice> slice_;
  Matrix<Rational> rows_;
  std::vector<Rational> offsets_;
};

}  // namespace crease
