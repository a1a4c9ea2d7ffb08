// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <vector>

#include "algorithms/insphere_records.h"
#include "algorithms/neighborhood.h"
#include "core/io/table.h"
#include "tools/complex_results.h"
#include "tools/results.h"

namespace crease::tools {

/// What `crease neighborhood` tells, as members of a JSON object, as lines for people, as tables, as a graph. Whatever
/// refers to a neighborhood must not outlive it.

/// The radius of the largest ball in every region, none where it is infinite; of the first regions only where it was
/// over before the last one.
using RegionRadii = std::vector<std::optional<NumberRecord>>;
/// `is_over` is asked before every region.
RegionRadii radii_of(const Neighborhood& neighborhood, const std::function<bool()>& is_over);

/// rings, crossings, rank_one_law, stages, regions, facets. Where there are radii, regions have one.
void add_neighborhood(Json& json, const Neighborhood& neighborhood, const std::optional<RegionRadii>& radii);

/// Counts, then a line per region.
void add_neighborhood(Lines& lines, const Neighborhood& neighborhood, const std::optional<RegionRadii>& radii);

/// The columns of the regions:
///   id, ring, pattern
///   flipped        units with another symbol than on region 0, as "u0.3"
///   facets         numbers of facets; null where they were not looked for
///   interior_point
///   cos_sign, cos_squared, cos_lo, cos_hi   the cosine of the angle between this region's gradient and that of region
///                  0, all outputs at once: its sign, its square, and an enclosure; null where one of them is zero
///   squared_difference   |A' - A|^2 / |A|^2, A of region 0; "inf" where A is zero and A' is not
///   radius_lo, radius_hi   where there are radii: bounds of the largest ball's, equal where it is rational; "inf";
///   null
///                  where it was not computed
Table neighbor_table(const Neighborhood& neighborhood, const std::optional<RegionRadii>& radii);

/// The columns of the facets:
///   id, region
///   neighbor       null where there is none
///   kind           "interior", "boundary" (of the domain) or "open" (the region behind it was not asked for, or a
///   limit
///                  came first)
///   units          units that sit on a breakpoint there, but not throughout both regions
///   flipped        units with different symbols on the two sides
///   domain_rows    rows of the domain that are zero there
///   jump_rank      the rank of the two gradients' difference, whose rows are multiples of the normal
///   normal, offset normal . y + offset >= 0 on `region`: coprime integers
Table neighbor_facet_table(const Neighborhood& neighborhood);

/// As GraphML: a node per region ("region", "ring", "pattern"), an edge per pair of regions that a facet is known
/// between ("units").
void write_graphml(const Neighborhood& neighborhood, std::ostream& out);

}  // namespace crease::tools
