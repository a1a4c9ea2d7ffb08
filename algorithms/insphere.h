// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "algorithms/ball_norm.h"
#include "algorithms/facet_row.h"
#include "core/integer_vector.h"
#include "core/matrix.h"
#include "core/root_quotient.h"

namespace crease {

/// Where the centre of a largest ball is: the solution of a square system with integer coefficients and square roots on
/// the right-hand side. It is solved when asked.
class BallCenter {
 public:
  BallCenter() = default;
  /// The point with x_j = 0 but for the `kept` j, and normal_i . x + offset_i = radius length_i for rows (offset_i,
  /// normal_i) on the kept coordinates.
  BallCenter(std::size_t dim, std::vector<std::size_t> kept, Matrix<Rational> normals, std::vector<Integer> offsets,
             std::vector<Root> lengths, RootQuotient radius);

  /// Complexity: the inverse of a matrix of integers, of as many rows as there are coordinates.
  std::vector<RootQuotient> coordinates() const;
  /// nearest_double() of these, for less than they cost.
  std::vector<double> nearest_doubles() const;

 private:
  /// x_j = (radius lengths - constant) / denominator for a kept coordinate.
  struct Coordinate {
    RootSum lengths;
    Integer constant;
  };
  /// One of each kept coordinate; the denominator is positive.
  std::vector<Coordinate> solve(Integer& denominator) const;
  RootQuotient quotient(const Coordinate& coordinate, const Integer& denominator) const;

  std::size_t dim_ = 0;
  std::vector<std::size_t> kept_;
  Matrix<Rational> normals_;
  std::vector<Integer> offsets_;
  std::vector<Root> lengths_;
  RootQuotient radius_;
};

/// The largest balls {x : |x - centre| <= r} in a polyhedron given by rows normal_k . x + offset_k >= 0: their radius
/// is unique, their centre need not be.
struct Insphere {
  /// There are balls of any radius; then nothing below means anything.
  bool infinite = false;
  /// sum c_k offset_k / sum c_k |normal_k|, over the support.
  RootQuotient radius;
  /// Why no ball is larger: c_k > 0 with sum c_k normal_k = 0 (for rows made primitive: coprime integers).
  struct Support {
    std::size_t row;
    Integer multiplier;
  };
  std::vector<Support> support;

  /// Is there one ball of this radius only?
  bool unique = false;
  /// The centre whose first coordinate is as near to 0 as it can be, among these the one whose second is, and so on.
  BallCenter center;
  /// The rows that the ball around this centre touches, increasing.
  std::vector<std::size_t> touching;

  /// Did doubles find and certify which rows these are? Otherwise integers did.
  bool by_triage = false;
};

/// Of a polyhedron: rows that are zero everywhere, or a positive constant, say nothing. For the Euclidean norm the
/// radius is a quotient of an integer and square roots, for the others it is rational.
///
/// Laws: the centre has slack normal_k . x + offset_k >= r |normal_k| at every row, with equality at those of
/// `touching`; support is a part of touching; scaling a row, repeating it, or adding one that follows from others
/// changes neither radius nor centre.
///
/// Method: the linear program for the inscribed ball of X. Zhang, D. Wu, Empirical Studies on the Properties of Linear
/// Regions in Deep Neural Networks, ICLR 2020, arXiv 2001.01072, solved and certified in doubles (InsphereTriage) where
/// they can tell, and exactly (solve_ball_program) where they cannot: wherever the centre is not unique, or the ball
/// touches more than d + 1 rows.
///
/// Throws std::invalid_argument when the polyhedron is empty, or a row has not `dim` entries.
Insphere insphere(std::span<const FacetRow> rows, std::size_t dim, BallNorm norm = BallNorm::kEuclidean);
/// The same for rows of coprime integers: the normal, then the offset.
Insphere insphere(std::span<const IntegerVector> rows, std::size_t dim, BallNorm norm = BallNorm::kEuclidean);

}  // namespace crease
