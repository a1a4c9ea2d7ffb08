// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "algorithms/ball_norm.h"
#include "algorithms/ball_program.h"
#include "algorithms/double_double.h"
#include "core/region.h"

namespace crease {

/// What doubles can say of the largest ball {x : |x - centre| <= r} in the polyhedron normal_k . x + offset_k >= 0,
/// certified: either all of it, or that they cannot.
struct TriagedInsphere {
  enum class Kind {
    kUncertain,
    kInfinite,  ///< the polyhedron holds balls of any radius
    kFinite,    ///< the ball is unique, and touches `basis` and no other row
  };
  Kind kind = Kind::kUncertain;
  double lo = 0, hi = 0;       ///< the radius lies between
  std::vector<double> center;  ///< the centre is off by at most center_radius in every coordinate
  double center_radius = 0;
  /// d + 1 rows that determine the ball; where all is uncertain, a guess (of at most so many rows).
  std::vector<std::size_t> basis;
};

/// Finds and certifies largest balls, one after the other; keeps its memory in between.
///
/// The linear program "maximise r, normal_k . x + offset_k >= r |normal_k|" is solved in doubles, by the dual simplex
/// method on a dictionary that starts from a simplex infinitely large. Nothing it says is believed: of its last basis
/// B, the matrix A = [normal_B | -|normal_B|] with an approximate inverse R (read off the dictionary) and solution z,
///   |z* - z| <= |R| |A* z - b*| / (1 - |I - R A*|)   and   |A*^-1| <= |R| / (1 - |I - R A*|)
/// (Krawczyk, Rump) give certified bounds of centre, radius and multipliers for all rows within the given radii. When
/// all multipliers are > 0 and all other rows have slack > 0, the basis is optimal, and the only optimal one. An
/// infinite radius is certified by a direction along which all rows grow.
class InsphereTriage {
 public:
  /// Complexity: O(rows d) per pivot, O(d^3 + rows d) for the certificate.
  const TriagedInsphere& operator()(const RowEnclosures& rows, BallNorm norm);

  /// A number within `error` of the true one.
  struct Sharp {
    DoubleDouble value;
    double error = 0;
  };
  /// The centre and, last, the radius of the ball that was found last, of rows `rows` (whose lengths are not looked at)
  /// within the radii given: z is improved by R (b* - A* z), and bounded as above, with rows and sums of twice the
  /// digits. Nothing where numbers are too large for it.
  /// Pre: it is finite, and the norm was the Euclidean one. Complexity: O(d^2).
  std::optional<std::vector<Sharp>> sharpen(const BallRows& rows) const;

 private:
  void normalise(const RowEnclosures& rows, BallNorm norm);
  void start();
  bool choose_row(std::size_t& row) const;
  bool choose_column(std::size_t row, std::size_t& column) const;
  void pivot(std::size_t row, std::size_t column);
  void solve();
  bool certify_infinite();
  bool certify_finite();
  class SharpRow;

  double* dictionary(std::size_t i) { return dictionary_.data() + i * width_; }
  const double* dictionary(std::size_t i) const { return dictionary_.data() + i * width_; }
  const double* row(std::size_t k) const { return rows_.data() + k * (dim_ + 1); }

  std::size_t dim_ = 0, size_ = 0;
  // Rows scaled to length 1: offset, then the normal; a bound of the error of every entry of the normal and of the
  // length; one of the offset. A row whose normal is hardly known keeps its length, and takes no part in the program.
  std::vector<double> rows_, length_, error_, offset_error_;
  std::vector<bool> takes_part_;

  // The dictionary: one line for each slack that is not zero, then d lines for x, then one for r: entries
  // (infinite part, constant, one per slack that is zero).
  static constexpr std::size_t kInfinitePart = 0, kConstant = 1, kFirstSlack = 2;
  std::size_t width_ = 0, num_slacks_ = 0;
  std::vector<double> dictionary_;
  std::vector<std::size_t> line_slack_, column_slack_;

  std::vector<double> residual_, radius_;
  std::vector<double> beta_;  ///< bounds of the row sums of |I - R A*|
  TriagedInsphere result_;
};

}  // namespace crease
