// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "algorithms/facet_row.h"
#include "core/complex.h"
#include "core/double_bounds.h"
#include "core/region.h"

namespace crease {

/// What measures.h, distances.h and directions.h tell of the regions of a complex exactly, in doubles with certified
/// bounds (interval arithmetic), for a small part of the time. Bounds may be wide, those of slivers above all, and ends
/// infinite; none is wrong. Memory: 16 bytes per coordinate of a vertex and per entry of a facet's row.
class ComplexBounds {
 public:
  /// Refers to the complex. Side by side on the cores this thread may use.
  ComplexBounds(const Complex& complex, const FacetRows& rows);

  struct Measure {
    DoubleBounds volume;
    std::vector<DoubleBounds> centroid;
    std::vector<DoubleBounds> sides;  ///< of the least box that holds the region
  };
  /// Pre: the region is bounded.
  Measure measure(RegionId region) const;

  struct Distances {
    std::optional<DoubleBounds> boundary;  ///< nothing where there is no facet
    std::optional<DoubleBounds> crease;    ///< nothing where there is none
    bool crease_is_known = true;           ///< else the domain's boundary may hide a foot
  };
  /// The squares of the distances of InnerDistances, from a point in the region that lies within `y`.
  Distances inner_distances(RegionId region, std::span<const DoubleBounds> y) const;

  struct Cosines {
    std::vector<DoubleBounds> pairs;  ///< in the order of pairwise_cosines()
    DoubleBounds mean_absolute, mean_squared;
  };
  /// Of the inward normals of some facets of a region. Pre: two facets or more.
  Cosines cosines(RegionId region, std::span<const FacetId> facets) const;

  /// The rows of all facets of a region, scaled to length 1, in the order of complex.facets(region).
  void append_rows(RegionId region, RowEnclosures& rows) const;

 private:
  std::span<const DoubleBounds> point(VertexId vertex) const { return {points_.data() + vertex.index * dim_, dim_}; }
  /// The unit normal, then the offset.
  std::span<const DoubleBounds> row(FacetId facet) const { return {rows_.data() + facet.index * (dim_ + 1), dim_ + 1}; }
  bool is_inward(RegionId region, FacetId facet) const { return complex_.sides(facet)[0] == region; }

  const Complex& complex_;
  std::size_t dim_;
  std::vector<DoubleBounds> points_;  ///< rays are left out
  std::vector<DoubleBounds> rows_;    ///< >= 0 on the facet's first side
};

}  // namespace crease
