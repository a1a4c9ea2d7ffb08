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

/// The part of a domain inside a box. Throws InvalidDomain when the box has another dimension or no interior.
Domain clipped(const Domain& domain, const ViewBox& box);

/// For every region of `part`, the region of `whole` it is in: both of one network, `part` in a part of the other's
/// domain. Regions that `whole`, being incomplete, does not have are none. A region is known by the signs of all
/// creases on it. Complexity: linear in the bits of the signs.
std::vector<RegionId> regions_around(const Complex& part, const Complex& whole);

}  // namespace crease
