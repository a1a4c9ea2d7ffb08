// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/complex.h"

namespace crease {

struct EnclosingBall {
  std::vector<Rational> center;  ///< in the domain's own coordinates
  Rational squared_radius;
};

/// The least ball that holds a region, exactly; nothing for an unbounded region. It is unique, and its centre lies in
/// the convex hull of the vertices on its sphere. Source: E. Welzl, Smallest enclosing disks (balls and ellipsoids),
/// 1991; B. Gaertner's Min_sphere_d in CGAL. Pre: complex.has_coordinates() (throws std::invalid_argument).
std::optional<EnclosingBall> minimum_enclosing_ball(const Complex& complex, RegionId region);

}  // namespace crease
