// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/complex.h"
#include "tools/complex_results.h"
#include "tools/results.h"

namespace crease::tools {

/// What `crease region` says of how far a point is from what is around it, and of the angles there. `complex` holds the
/// regions that contain the point.

/// "u0.1 u1.2", "domain row 3".
std::string units_in_words(const Complex& complex, FacetId facet);

/// {squared_distance, units, points: [{facet, foot}]}: the nearest creases of the network; null where there is none.
Json nearest_crease_json(const Complex& complex, std::span<const Rational> point);
std::string nearest_crease_in_words(const Complex& complex, std::span<const Rational> point);

/// Are distances to facets told? Each can take a quadratic program in the facet's corners.
bool measured_distances(const Complex& complex);
/// Per region: {region, facets: [{facet, squared_distance, squared_distance_to_hyperplane, foot}]}; facets is null
/// where distances are not told.
Json distances_json(const Complex& complex, std::span<const Rational> point);
/// A line per facet. Pre: measured_distances(complex).
void add_distances(Lines& lines, const Complex& complex, RegionId region, std::span<const Rational> point);

/// Per region: {region, pairs: [{facets: [a, b], sign, squared}]}, of the inward normals of every two facets.
Json cosines_json(const Complex& complex);
/// How they are distributed; nothing where there are no two facets.
void add_cosines(Lines& lines, const Complex& complex, RegionId region);

}  // namespace crease::tools
