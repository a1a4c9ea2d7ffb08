// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "algorithms/complex_tables.h"
#include "algorithms/insphere_records.h"
#include "core/complex.h"
#include "tools/results.h"

namespace crease::tools {

/// What `crease region` tells of a point and of the regions that contain it, which are those of `complex`.

/// The largest balls in a region: in it, as if there were no domain, and of the other norms.
struct RegionBalls {
  InsphereRecord sphere, without_domain, cube, cross_polytope;
};
RegionBalls balls_in(const Complex& complex, RegionId region);

/// at, input, output.
void add_point(Json& json, const Network& network, const Complex& complex, std::span<const Rational> point);
/// inspheres, nearest_crease, distances, cosines.
void add_surroundings(Json& json, const Complex& complex, std::span<const Rational> point);
/// For the tables of these regions. Refers to the complex.
ComplexReport region_report(const Complex& complex);

}  // namespace crease::tools
