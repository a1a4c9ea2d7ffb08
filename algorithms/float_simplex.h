// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/matrix.h"

namespace crease {

/// A linear program in doubles, which proposes points and bases; whoever asks checks them exactly. A dense dictionary
/// (all variables as affine functions of the nonbasic ones) by hand, since many objectives over one polyhedron follow
/// one another: each starts from the vertex where the last one ended, and no state is kept outside.
///
/// Rows are slack_i = value_i + normal_i . w >= 0, and w = 0 satisfies all of them. Thresholds inside only choose which
/// pivots are tried.
class FloatSimplex {
 public:
  /// Pre: values.size() == normals.rows(), no value is negative, numbers are finite, rows are scaled near 1.
  FloatSimplex(std::vector<double> values, Matrix<double> normals);

  std::size_t num_rows() const { return values_.size(); }
  std::size_t dim() const { return normals_.cols(); }
  double value(std::size_t row) const { return values_[row]; }
  const Matrix<double>& normals() const { return normals_; }

  enum class Outcome {
    kOptimal,    ///< point() is where it is least, nonbasic() what is tight there
    kEnough,     ///< at point() it is at most what was asked for
    kUnbounded,  ///< it has no least value, and none was enough
    kGaveUp,     ///< too many pivots, or numbers that are not finite
  };
  /// Makes the slack of `row` small over all w that satisfy the other rows that were not dropped; stops when it is at
  /// most `enough`, which may be -infinity.
  Outcome minimize(std::size_t row, double enough);

  /// The row no longer restricts.
  void drop(std::size_t row) { active_[row] = false; }
  /// Back to w = 0, without the rounding errors that pivots leave.
  void restart();

  /// The point at hand.
  const std::vector<double>& point() const { return point_; }
  /// The nonbasic variables: rows, or num_rows() + j for the coordinate w_j.
  const std::vector<std::size_t>& nonbasic() const { return nonbasic_; }
  /// Of a variable (a row, or num_rows() + j): its coefficient for every nonbasic one.
  const double* coefficients(std::size_t variable) const { return dictionary_.row(variable).data(); }
  /// Its value where all nonbasic ones are zero.
  double constant(std::size_t variable) const { return constants_[variable]; }

 private:
  struct Step;
  Step choose(std::size_t objective) const;
  void pivot(std::size_t column, std::size_t row);
  void move(const Step& step, double length);

  std::vector<double> values_;
  Matrix<double> normals_;
  std::vector<bool> active_;
  Matrix<double> dictionary_;
  std::vector<double> constants_;
  std::vector<std::size_t> nonbasic_;
  std::vector<bool> is_nonbasic_;
  std::vector<double> point_;
  std::size_t pivots_ = 0;  ///< since restart()
  bool is_feasible_ = true;
};

}  // namespace crease
