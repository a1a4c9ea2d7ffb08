// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/complex.h"

namespace crease {

/// The corners of polygons in order around, found from what lies on what alone: no number is looked at.

/// Of a region of the plane: consecutive corners are the ends of one of its facets.
/// Pre: complex.dim() == 2, complex.has_vertices(), the region is bounded (throws std::invalid_argument).
/// Complexity: the square of the number of its facets.
std::vector<VertexId> corner_cycle(const Complex& complex, RegionId region);

/// Of all facets of a region of space, in the order of complex.facets(region): consecutive corners are the ends of an
/// edge between two of them. With coordinates, they run counterclockwise as seen from outside of the region.
/// Pre: complex.dim() == 3, complex.has_vertices(), the region is bounded (throws std::invalid_argument).
/// Complexity: the square of the number of facets, times their corners.
std::vector<std::vector<VertexId>> facet_cycles(const Complex& complex, RegionId region);

}  // namespace crease
