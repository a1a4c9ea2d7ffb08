// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "algorithms/region_faces.h"
#include "core/complex.h"

namespace crease {

/// A bounded face cut into simplices of its dimension.
struct Triangulation {
  std::size_t dim = 0;
  std::vector<VertexId> vertices;  ///< those of the face
  std::vector<std::uint32_t>
      simplices;  ///< dim + 1 indices into `vertices` each, end to end; all begin with the same one
  std::size_t size() const { return simplices.size() / (dim + 1); }
};

/// The pulling triangulation: the cones from a face's first vertex over those of its facets that do not have it,
/// triangulated alike. No new vertices; where faces meet, their triangulations do.
/// Source: J. Cohen, T. Hickey, Two algorithms for determining volumes of convex polyhedra, 1979.
/// Pre: the face has no ray; faces.descend(1) was called.
Triangulation triangulate(const RegionFaces& faces, std::size_t dim, std::size_t face);

/// That of a region. Pre: the region is bounded.
Triangulation triangulate(const Complex& complex, RegionId region);
/// That of a facet. Pre: the facet is bounded.
Triangulation triangulate(const Complex& complex, FacetId facet);

}  // namespace crease
