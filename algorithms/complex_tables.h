// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "algorithms/linear_regions.h"
#include "core/complex.h"
#include "core/io/complex_header.h"
#include "core/io/table.h"

namespace crease {

/// A complex and what is to be told about it. Exact geometry needs a complex with coordinates, and is left out without.
struct ComplexReport {
  Complex complex;
  LinearRegions linear_regions;
  bool interior_points = true;
  bool measures = true;     ///< volumes, centroids, boxes, squared volumes of facets
  bool affine_maps = true;  ///< A and c of every region, and how A jumps across facets
  bool normals = true;      ///< rows of the facets
  bool enclosing_balls = false;
};

/// The columns of the activation regions. All numbers count from 0.
///   id             the row's number
///   pattern        as Complex::pattern()
///   signs          where the network is on every crease's scale, one character per crease (layer by layer, unit by
///   unit,
///                  breakpoint by breakpoint): '-' below, '+' above, '0' on it throughout. Only where some unit has
///                  several breakpoints: a pattern's '*' does not say on which one it is
///   linear_region, affine_piece
///   bounded
///   degree         how many regions share a facet with this one
///   facets         list of facet ids
///   vertices       list of vertex ids, rays among them; only where the complex has vertices
///   interior_point list of dim numbers
///   volume         of the domain's dimension, "inf" where unbounded
///   centroid       list of dim numbers; null where unbounded
///   box_lo, box_hi the corners of the least box that holds the region; null where unbounded
///   ball_center, ball_squared_radius   of the least ball that holds the region; null and "inf" where unbounded. Only
///   where asked
///                  for, and not in complex files
///   A, c           the network's map x -> A x + c, in the domain's own coordinates: A row by row
/// The table refers to `report`, which must outlive it.
Table region_table(const ComplexReport& report);

/// The columns of the facets.
///   id
///   region         the side found first
///   neighbor       the other side; null where there is none
///   kind           "interior", "boundary" (of the domain) or "open" (the walk ended before the other side was found)
///   units          units that bend there (on the boundary: sit on a breakpoint), as "u0.3": layer 0, unit 3
///   creases        the numbers of the creases that are zero there, in the order of `signs`, and only where that is
///   domain_rows    the rows of the domain that are zero there
///   vertices       as in region_table
///   bends          whether the network's map differs on the two sides
///   normal, offset normal . y + offset >= 0 on `region`: a primitive integer vector
///   squared_volume of the facet, in one dimension less than the domain; "inf" where unbounded
///   gradient_jump  A of `neighbor` minus A of `region`, row by row; null where there is no neighbor
Table facet_table(const ComplexReport& report);

/// The columns of the vertices and rays; no rows where the complex has none.
///   id
///   kind           "vertex" or "ray"
///   region         the first region that has it
///   pattern        as Complex::pattern()
///   units, creases, domain_rows   as in facet_table, but for units that do not bend in that region
///   coordinates    list of dim numbers: a point, or a direction
Table vertex_table(const ComplexReport& report);

/// The three tables behind their header as one JSON object (crease-complex/1), from which read_complex() of
/// core/io/complex_reader.h makes the complex again. The counts in `header` are the report's.
void write_complex_json(const ComplexReport& report, ComplexHeader header, std::ostream& out);

}  // namespace crease
