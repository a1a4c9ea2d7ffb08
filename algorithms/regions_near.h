// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/complex.h"

namespace crease {

/// The regions of a complex whose interiors meet the open ball {y : |y - center| < radius}, increasing: those whose
/// distance from the centre is less than the radius, exactly. For many balls in one complex; ball_regions
/// (algorithms/ball_regions.h) walks one ball without a complex and gives the same number.
///
/// Method: the ball inside the domain is connected, and stays so without the faces of dimension d - 2, so a search
/// from the regions that contain the centre, through facets nearer than the radius, finds them all.
/// Pre: complex.is_complete() and has_coordinates(), center has dim() entries and lies in the domain, squared_radius >
/// 0 (throws std::invalid_argument). Complexity: that of locate(), and per region found a distance to each facet:
/// mostly that to its hyperplane, or to a corner, decides; a small quadratic program where these leave it open.
std::vector<RegionId> regions_near(const Complex& complex, std::span<const Rational> center,
                                   const Rational& squared_radius);

}  // namespace crease
