// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/complex.h"
#include "core/domain.h"

namespace crease {

/// A box [lo_1, hi_1] x ... in a domain's own coordinates, lo_i < hi_i.
struct ViewBox {
  std::vector<Rational> lo, hi;
  bool operator==(const ViewBox&) const = default;
};

/// The box to look at a complex through: where all regions are bounded, the least one that holds them; else the least
/// one that holds all vertices (rays left out; where regions contain lines, the representatives the complex has) and
/// the points given, with a margin on every side: a tenth of its longest side, or 1 where that is 0.
/// Pre: complex.has_coordinates(), points of complex.dim() numbers (throws std::invalid_argument).
ViewBox view_box(const Complex& complex, std::span<const std::vector<Rational>> points = {});

/// The same without vertices far from the others, as trained networks have some, which would leave nothing to be seen
/// of the rest: where some region is unbounded and there are kFewVertices or more, only the vertices inside Tukey's
/// fences [J. Tukey, Exploratory Data Analysis, 1977] in every coordinate count, from q1 - 3/2 (q3 - q1) to q3 + 3/2
/// (q3 - q1). Quartiles q1 and q3 are numbers ceil(n/4) and ceil(3n/4) of the vertices' n coordinates in order; where
/// they are equal, that coordinate has no fences. Exact; the order of the vertices does not matter. Law: it lies inside
/// view_box(), and holds the points given.
ViewBox central_view_box(const Complex& complex, std::span<const std::vector<Rational>> points = {});
constexpr std::size_t kFewVertices = 16;

/// The part of a domain inside a box. Throws InvalidDomain when the box has another dimension or no interior.
Domain clipped(const Domain& domain, const ViewBox& box);

/// For every region of `part`, the region of `whole` it is in: both of one network, `part` in a part of the other's
/// domain. Regions that `whole`, being incomplete, does not have are none. A region is known by the signs of all
/// creases on it. Complexity: linear in the bits of the signs.
std::vector<RegionId> regions_around(const Complex& part, const Complex& whole);

}  // namespace crease
