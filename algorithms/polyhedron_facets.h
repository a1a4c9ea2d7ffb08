// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/integer_vector.h"

namespace crease {

/// A facet of a polyhedron: the row that vanishes on it, and a point in its relative interior (homogeneous integers,
/// denominator first, positive).
struct PolyhedronFacet {
  std::size_t row = 0;
  IntegerVector point;
};

/// How many rows each stage decided.
struct FacetStages {
  std::size_t shots = 0;     ///< facets: a ray from the inner point along a row's normal hit them first
  std::size_t points = 0;    ///< facets: a point that doubles proposed is beyond this row only
  std::size_t triage = 0;    ///< no facets: multipliers in doubles, with certified bounds of their errors
  std::size_t basis = 0;     ///< no facets: multipliers in integers, from a basis that doubles proposed
  std::size_t programs = 0;  ///< either: an exact linear program
  FacetStages& operator+=(const FacetStages& other);
};

/// The facets of {x in R^d : row . (1, x) >= 0 for all rows}, in the order of the rows; exactly, for every input, also
/// where d is too large to list vertices.
///
/// A row has a facet iff some point violates it and no other row. Such a point comes from a ray or from a linear
/// program in doubles, and is checked in integers; that there is none is proved by positive multipliers of other rows.
///
/// Law: the same rows in another order have the same facets. A facet's point satisfies all other rows strictly.
/// Pre: rows have d + 1 entries, the constant first, none is a positive multiple of another one or has a zero linear
/// part; inside[0] > 0 and row . inside > 0 for all rows (throws std::invalid_argument).
/// Complexity: in general a linear program in doubles per row, warm from one to the next, and a product of the rows
/// with an integer vector per facet.
std::vector<PolyhedronFacet> polyhedron_facets(std::span<const IntegerVector> rows, const IntegerVector& inside,
                                               FacetStages* stages = nullptr);

}  // namespace crease
