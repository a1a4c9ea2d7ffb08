// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "algorithms/triangulate.h"
#include "core/numbers.h"

namespace crease {

/// The volumes of a triangulation's simplices, added up over one common denominator.
class SimplexVolumes {
 public:
  /// `coordinates` has triangulation.dim numbers for each of its vertices, end to end.
  SimplexVolumes(const Triangulation& triangulation, std::span<const Rational> coordinates);

  /// The sum of all volumes; that of a point is 1.
  Rational volume() const;
  /// The double nearest to it, for less.
  double nearest_volume() const;
  /// The centroid. Pre: volume() is not 0.
  std::vector<Rational> centroid() const;

 private:
  struct Point {
    Integer denominator;  ///< least common one of the coordinates
    std::vector<Integer> numerators;
  };

  std::size_t dim_;
  std::vector<Point> points_;
  Integer denominator_ = 1;       ///< product of all points' denominators
  Integer sum_ = 0;               ///< dim! volume denominator_
  std::vector<Integer> weights_;  ///< per vertex the part of sum_ from the simplices it belongs to
};

}  // namespace crease
