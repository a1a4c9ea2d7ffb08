// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/complex.h"

namespace crease {

/// How regions come about, layer by layer: those of layers 0, ..., l - 1 are cut by the units of layer l.

/// The unit that cut along a facet: of those that bend there the first one of the first layer (the others, of later
/// layers or of this one, found the cut made). None on the boundary of the domain alone.
std::optional<UnitId> cutting_unit(const Complex& complex, FacetId facet);

/// The last layer that cut the region, or a region it was a part of: the greatest one among the units that cut along
/// its facets. None for a region that is the whole domain.
std::optional<std::uint32_t> last_cut_layer(const Complex& complex, RegionId region);

/// The number of units that can bend and whose output is not constant on the region: of ReLU units, those whose
/// pre-activation is positive. A unit that sits on a breakpoint throughout is constant; a max group counts.
std::size_t num_active_units(const Complex& complex, RegionId region);

/// The creases in the plane, each as a line through vertices: consecutive facets cut by one unit, joined where they
/// meet.
struct CreaseLine {
  UnitId unit;
  std::vector<VertexId> vertices;  ///< of a closed line the first one comes again at the end
};

/// All of them, by unit; every facet between two regions lies on exactly one.
/// Pre: complex.dim() == 2, complex.has_vertices(), all regions bounded (throws std::invalid_argument).
/// Complexity: linear in the number of facets, but for sorting.
std::vector<CreaseLine> crease_lines(const Complex& complex);

}  // namespace crease
