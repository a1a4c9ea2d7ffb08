// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/numbers.h"

namespace crease {

/// The convex hull of some points, plus all non-negative multiples of some rays, plus all multiples of some lines.
struct GeneratedPolyhedron {
  std::vector<std::vector<Rational>> points, rays, lines;
};

struct NearestPoint {
  std::vector<Rational> point;
  Rational squared_distance;
  bool operator==(const NearestPoint&) const = default;
};

/// The point x of a polyhedron that is nearest to q, exactly: unique, and rational.
///
/// Law (variational inequality): it is the point x of the polyhedron with (x - q) . (p - x) >= 0 for all points p,
/// (x - q) . r >= 0 for all rays r, and (x - q) . l = 0 for all lines l.
/// Method: of points alone, Wolfe's (see FloatHull) in rationals, from where it ends in doubles, by hand: a quadratic
/// program takes many times as long. Otherwise a convex quadratic program in the weights of the generators, in integers
/// (CGAL's QP solver, by Bland's rule, with which it is sure to end). Source: B. Gaertner, S. Schoenherr, An efficient,
/// exact, and generic quadratic programming solver for geometric optimization, 2000. Pre: there is a point, and
/// everything has the dimension of q (throws std::invalid_argument).
NearestPoint nearest_point(const GeneratedPolyhedron& polyhedron, std::span<const Rational> q);

}  // namespace crease
