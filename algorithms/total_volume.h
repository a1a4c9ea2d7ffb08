// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "core/complex.h"
#include "core/enclosure.h"

namespace crease {

/// The volume of some regions together: an enclosure of a relative width of at most 2^-64 where the sum is too long,
/// nothing where it is infinite.
/// Law: the sum of volume() of each.
/// Method: by the divergence theorem the facets that bound the union tell: those between two of the regions do not
/// matter. Where the cones over these cancel too much, the regions are added up one by one.
/// Complexity: a determinant per simplex of these facets, which of many regions are few.
/// Pre for everything here: complex.has_coordinates() (throws std::invalid_argument).
std::optional<Enclosure> total_volume(const Complex& complex, std::span<const RegionId> regions);

/// The (d - 1)-dimensional volume of some facets together: for d = 1 their number, for d = 2 their length, for d = 3
/// their area; nothing where it is infinite. Each facet's own enclosure has a relative width of 2^-bits.
std::optional<Enclosure> total_volume(const Complex& complex, std::span<const FacetId> facets, unsigned bits = 64);

}  // namespace crease
