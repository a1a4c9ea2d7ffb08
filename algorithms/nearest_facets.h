// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "algorithms/nearest_point.h"
#include "core/complex.h"

namespace crease {

/// A point of some facets that is nearest to another point, and the facets that have it.
struct NearestOnFacets {
  NearestPoint nearest;
  std::vector<FacetId> facets;  ///< increasing
};

/// The points of a union of facets that are nearest to q, exactly, all of them (facets are convex, their union need not
/// be): ordered by their first facets. Distances are those of the domain's own coordinates. Empty where there is no
/// facet.
///
/// Facets whose boxes are certainly farther away than a point already found are not looked at.
/// Pre: complex.has_coordinates(), q has dim() entries (throws std::invalid_argument).
/// Complexity: O(facets) comparisons of doubles, a quadratic program for each facet that is left.
std::vector<NearestOnFacets> nearest_on_facets(const Complex& complex, std::span<const FacetId> facets,
                                               std::span<const Rational> q);

/// The same facet by facet, without leaving any out.
NearestPoint nearest_on_facet(const Complex& complex, FacetId facet, std::span<const Rational> q);

}  // namespace crease
