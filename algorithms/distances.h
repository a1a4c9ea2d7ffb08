// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "algorithms/facet_row.h"
#include "core/complex.h"

namespace crease {

/// Squares of Euclidean distances, which are rational, exactly, in the domain's own coordinates (in a slice, those of
/// the slice). Pre for everything here: complex.has_coordinates() and a point of dim() numbers (throws
/// std::invalid_argument).

/// How far a point is from a facet.
struct FacetDistance {
  FacetId facet;
  Rational squared;                ///< to the facet, a polyhedron
  Rational squared_to_hyperplane;  ///< to the hyperplane it lies on
  std::vector<Rational> foot;      ///< the point of the facet that is nearest
};

/// The distances of a point, inside the region or not, to the region's facets, in the order of complex.facets(region).
/// Laws: squared >= squared_to_hyperplane, equal iff the foot of the perpendicular lies on the facet; of a point of the
/// region, the least of either is the square of its distance to the region's boundary.
/// Complexity: a small quadratic program for every facet on which the foot does not lie.
std::vector<FacetDistance> facet_distances(const Complex& complex, RegionId region, std::span<const Rational> y);

/// The nearest of several facets.
struct NearestFacets {
  Rational squared;                         ///< of the distance
  std::vector<FacetId> facets;              ///< all that have it, increasing
  std::vector<std::vector<Rational>> feet;  ///< their points that are nearest
  std::vector<UnitId> units;                ///< that bend on these facets, increasing
};

/// The nearest points of the region's boundary, the domain's boundary included; nothing for a region without facets.
/// Law: the distance is the least one to a facet's hyperplane, min |G_k y + g_k| / ||G_k||.
/// Pre: the region contains y (throws std::invalid_argument).
std::optional<NearestFacets> nearest_boundary(const Complex& complex, RegionId region, std::span<const Rational> y);

/// The nearest creases of the domain: facets between two activation regions (units that only touch the region or the
/// domain's boundary are no creases there); nothing where there is none. The way to the nearest crease leaves the
/// region of y only there, so it lies on a facet of that region. It need not lie at the foot on the facet's hyperplane,
/// which may be outside the domain. Facets that lead to regions missing in a part of a complex count. A point on
/// creases has distance 0 from all facets that contain it, whichever regions have them. Throws std::invalid_argument
/// when no region contains y.
/// Complexity: that of locate(), and a small quadratic program for every facet that the domain may hide.
std::optional<NearestFacets> nearest_crease(const Complex& complex, std::span<const Rational> y);

/// The same, but only facets of a region that is known to contain y: all of them where y lies in its interior.
/// Pre: the region contains y (throws std::invalid_argument).
std::optional<NearestFacets> nearest_crease(const Complex& complex, RegionId region, std::span<const Rational> y);

/// The squares alone of the distances above, for a point inside the region or on its boundary: nothing where there is
/// no such facet.
struct InnerDistances {
  std::optional<Rational> boundary;  ///< nearest_boundary()
  std::optional<Rational> crease;    ///< nearest_crease() of the region
};

/// Of a complex whose rows are known. Pre: the region contains y (throws std::invalid_argument).
/// Complexity: a dot product per facet; where the domain's boundary is nearer than all creases, nearest_crease().
InnerDistances inner_distances(const Complex& complex, const FacetRows& rows, RegionId region,
                               std::span<const Rational> y);

}  // namespace crease
