// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/complex.h"

namespace crease {

struct FaceCounts {
  std::vector<std::size_t> f_vector;  ///< faces of dimension 0, ..., d, those on the boundary of the domain included
  std::vector<std::size_t> bounded;   ///< how many of them are bounded
  long euler_characteristic = 0;      ///< sum (-1)^i f_i
};

/// The numbers of faces of all dimensions. Every face counts once, however many regions share it. Where regions contain
/// lines, the least faces have the dimension k of the lineality, and the first k numbers are 0.
///
/// Law: the Euler characteristic of a complete complex is (-1)^j when the domain modulo its own lineality (of dimension
/// j) is bounded, else 0. So it is (-1)^d over R^d, and 1 in a bounded domain.
///
/// Pre: complex.has_vertices() (throws std::invalid_argument); coordinates are not needed.
/// Complexity: O(regions) for d - k <= 2; beyond that, each face between the vertices and the facets is found in those
/// regions around it that come before their neighbours through it, and looked up once for each.
FaceCounts count_faces(const Complex& complex);

/// The faces of one dimension.
struct Faces {
  IndexLists<VertexId> vertices;  ///< per face: its vertices and extreme rays, increasing; with its dimension they tell
                                  ///< it from all others
  IndexLists<> boundary;          ///< per face: its facets, as indices into the dimension below, increasing
  IndexLists<RegionId> regions;   ///< per face: the regions that contain it, increasing
  IndexLists<WallId> walls;   ///< per face: creases that vanish on it, but not throughout the first of these regions,
                              ///< and rows of the domain, increasing
  std::vector<bool> bounded;  ///< per face
  std::size_t size() const { return bounded.size(); }
};

/// The faces of dimension 0, ..., d. Those of dimension d are the regions and those of dimension d - 1 the facets, in
/// the complex's order; all others come by the first region that contains them, then by their vertices, so that the
/// vertices (which are not rays) keep their order, too.
using FaceLattice = std::vector<Faces>;

/// All faces with their incidences. Where regions contain lines, as for count_faces.
///
/// Laws: a face of dimension i + 1 that contains one of dimension i - 1 has exactly two faces of dimension i between
/// them; result[i].size() == count_faces(complex).f_vector[i].
///
/// Pre: complex.has_vertices() (throws std::invalid_argument); coordinates are not needed.
/// Complexity: per region and face of it, the square of the number of facets (see RegionFaces).
FaceLattice build_face_lattice(const Complex& complex);

}  // namespace crease
