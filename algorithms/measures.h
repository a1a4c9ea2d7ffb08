// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/complex.h"

namespace crease {

/// All in the domain's own coordinates. Pre for everything here: complex.has_coordinates() (throws
/// std::invalid_argument).

/// The exact volume of a region; nothing where it is infinite.
/// Law: over the regions of a complete complex in a bounded domain, the sum is the domain's volume.
/// Complexity: a determinant per simplex of a pulling triangulation, and one gcd of their common denominator's size.
std::optional<Rational> volume(const Complex& complex, RegionId region);

/// The double nearest to it, without that gcd.
std::optional<double> nearest_volume(const Complex& complex, RegionId region);

/// The exact centre of mass of a bounded region.
std::optional<std::vector<Rational>> centroid(const Complex& complex, RegionId region);

/// What a coordinate ranges over on a region; nothing where it has no bound.
struct CoordinateRange {
  std::optional<Rational> lo, hi;
  bool operator==(const CoordinateRange&) const = default;
};

struct RegionMeasure {
  std::optional<Rational> volume;
  std::optional<std::vector<Rational>> centroid;
  std::vector<CoordinateRange> box;  ///< the least box that holds the region, per coordinate
};

/// These together, for less than each alone.
RegionMeasure measure_region(const Complex& complex, RegionId region);

/// The exact square of a facet's (d - 1)-dimensional volume; nothing where that is infinite. The volume itself need not
/// be rational: see sqrt_enclosure(). For d = 1 a facet is a point and has volume 1. Law (divergence theorem): over the
/// facets of a bounded region, volume times outward unit normal sums to 0.
std::optional<Rational> squared_volume(const Complex& complex, FacetId facet);

}  // namespace crease
