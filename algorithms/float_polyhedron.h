// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "algorithms/float_network.h"

struct glp_prob;

namespace crease {

struct FloatBall {
  std::vector<double> center;
  double radius = 0;
};

/// Linear programs over a polyhedron given by rows in doubles, solved by GLPK's primal simplex method with its own
/// tolerances (10^-7 for a row). Nothing here is certain: that is what it is for. Every answer may be missing, where
/// GLPK gives up or numbers are not finite.
class FloatPolyhedron {
 public:
  explicit FloatPolyhedron(const FloatRows& rows);

  /// The largest ball of a radius of at most `most` (which may be infinite; then so may the radius, with any centre):
  /// maximise r with normal . c + offset >= r. The radius is negative where the rows contradict one another.
  std::optional<FloatBall> largest_ball(double most);

  /// The least normal . y + offset of a row over all y that satisfy the other rows; not below -1, where it is cut off.
  std::optional<double> least(std::size_t row);

  /// The least and the greatest value of a coordinate; -infinity and infinity where it has none.
  struct Range {
    double lo, hi;
  };
  std::optional<Range> range(std::size_t coordinate);

 private:
  struct Delete {
    void operator()(glp_prob* problem) const;
  };
  std::unique_ptr<glp_prob, Delete> problem_;  ///< none where numbers are not finite
  std::size_t dim_;
  std::vector<double> offsets_;
  bool is_empty_;
};

}  // namespace crease
