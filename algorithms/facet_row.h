// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/complex.h"
#include "core/integer_vector.h"

namespace crease {

/// The hyperplane normal . y + offset = 0 of a facet, in the domain's own coordinates.
struct FacetRow {
  std::vector<Rational> normal;
  Rational offset;
  bool operator==(const FacetRow&) const = default;
};

/// The same hyperplane from the other side.
FacetRow negated(FacetRow row);

/// The row of a facet, in coprime integers, >= 0 on sides(facet)[0]. Where a region is, all its rows are >= 0 (those of
/// facets whose second side it is, negated), and no others are needed.
/// Pre: complex.has_coordinates() (throws std::invalid_argument).
/// Complexity: the nullspace of a matrix of the facet's vertices.
FacetRow facet_row(const Complex& complex, FacetId facet);

/// The same, >= 0 on `region`. Pre: the facet is one of complex.facets(region).
FacetRow inward_row(const Complex& complex, RegionId region, FacetId facet);

/// The rows of all facets of a region, in the order of complex.facets(region): the region is where all are >= 0.
std::vector<FacetRow> inward_rows(const Complex& complex, RegionId region);

/// The rows of all facets of a complex, for work on all regions: each is computed once.
class FacetRows {
 public:
  /// Refers to the complex. Pre and complexity: as facet_row(), side by side on the cores this thread may use.
  explicit FacetRows(const Complex& complex);

  /// >= 0 on the facet's first side: coprime integers, the normal, then the offset.
  const IntegerVector& row(FacetId facet) const { return rows_[facet.index]; }
  /// The rows of inward_rows(), each as coprime integers: the normal, then the offset.
  std::vector<IntegerVector> inward(RegionId region) const;

 private:
  const Complex& complex_;
  std::vector<IntegerVector> rows_;  ///< per facet
};

}  // namespace crease
