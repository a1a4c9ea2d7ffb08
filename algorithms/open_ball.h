// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "algorithms/float_hull.h"
#include "core/cell_kernel.h"
#include "core/chart.h"
#include "core/integer_vector.h"

namespace crease {

/// What OpenBall::triage_meets needs again and again.
struct BallScratch {
  std::vector<double> points;
  FloatHull hull;
};

/// An open Euclidean ball in an affine chart without lineality, whose coordinates are the domain's own, and its
/// predicates in two stages: triage_x() may answer nothing, exact_x() uses integers.
class OpenBall {
 public:
  /// Pre: the chart is affine and has no lineality (throws std::logic_error); center has an entry per coordinate,
  /// radius > 0.
  OpenBall(const Chart& chart, std::span<const Rational> center, const Rational& radius);

  /// The side of a row, 1 or -1, that holds all of the ball; 0 where the row's hyperplane meets the ball. `row`: in the
  /// form of kernel.h. Law: 0 iff |row . (1, center)| < radius * ||normal||.
  std::optional<int> triage_side(const double* row) const;
  int exact_side(const IntegerVector& row) const;

  /// Does a bounded cell meet the ball? Law: iff its distance from the centre is less than the radius.
  std::optional<bool> triage_meets(const kernel::Cell& cell, BallScratch& scratch) const;
  /// The same of the convex hull of points, denominators (positive) first.
  bool exact_meets(std::span<const IntegerVector> points) const;

 private:
  std::vector<Rational> exact_center_;
  Rational squared_radius_;
  IntegerVector homogeneous_center_;

  std::size_t dim_;
  std::vector<double> center_;
  double center_norm_ = 0;   ///< one-norm of (1, centre), rounded up
  double center_error_ = 0;  ///< of every coordinate
  double largest_center_ = 0;
  double scale_ = 1;                            ///< a power of 2; times the radius near 1
  double radius_below_ = 0, radius_above_ = 0;  ///< times scale_
};

}  // namespace crease
