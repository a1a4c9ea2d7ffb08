// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/local_maps.h"
#include "core/complex.h"
#include "core/matrix.h"

namespace crease {

/// How the network bends at a facet between two regions: A of the second side minus A of the first (outputs x d).
/// Laws: it is zero where the facet does not bend (see linear_regions); elsewhere it has rank one, and its rows are
/// multiples of the facet's normal.
/// Pre: complex.is_interior(facet) (throws std::invalid_argument). Complexity: two exact forward passes of d + 1
/// columns; with `maps` (of the same complex), which is meant for many facets, often much less.
Matrix<Rational> gradient_jump(const Complex& complex, FacetId facet);
Matrix<Rational> gradient_jump(const Complex& complex, LocalMaps& maps, FacetId facet);

}  // namespace crease
