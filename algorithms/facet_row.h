// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/complex.h"

namespace crease {

/// The hyperplane normal . y + offset = 0 of a facet, in the domain's own coordinates.
struct FacetRow {
  std::vector<Rational> normal;
  Rational offset;
  bool operator==(const FacetRow&) const = default;
};

/// The row of a facet, in coprime integers, >= 0 on sides(facet)[0]. Where a region is, all its rows are >= 0 (those of
/// facets whose second side it is, negated), and no others are needed.
/// Pre: complex.has_coordinates() (throws std::invalid_argument).
/// Complexity: the nullspace of a matrix of the facet's vertices.
FacetRow facet_row(const Complex& complex, FacetId facet);

}  // namespace crease
