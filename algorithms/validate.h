// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "algorithms/linear_regions.h"
#include "core/complex.h"

namespace crease {

/// The laws of a complex:
///  1. Lists name nothing twice and only what belongs there. Every region has a pattern of its own, in which the
///  creases of
///     a unit are above up to its piece, then perhaps zero, then below.
///  2. The interior point of a region lies inside the domain, and the network has the region's pattern there.
///  3. Every vertex (ray) lies in the domain, on exactly the walls it is said to lie on, and belongs to the first
///  region
///     that lists it; no two are the same; rays are primitive integers. It satisfies the closed inequalities of every
///     region that lists it, and is extreme there. The vertices and rays of a region span dim() dimensions with the
///     lines. A region is bounded when it has neither rays nor lines. No crease and no row of the domain changes along
///     a line.
///  4. A facet has dimension dim() - 1 and exactly the vertices that lie on all its walls, seen from either side. Its
///  walls
///     are all that vanish on it, but for creases that are zero throughout its regions. Its regions come in order and
///     list it, and nobody else does. In the interior, they have the same signs but on walls, and opposite ones on
///     walls of the first layer that has any. A facet with one region lies on the boundary of the domain, or the
///     complex is not complete.
///  5. The facets of a region are all facets of what its vertices, rays and lines span (see find_gap()). So the region
///  is
///     that polyhedron, and, where no facet is open, the regions cover the domain.
///  6. The affine map of a region has the network's values at its vertices and grows like it along rays and lines. So
///     the maps of two regions agree on the facet between them.
///  7. Two regions share at most one facet. A complete complex is connected through facets.
///  8. The volume of a bounded region is positive; in a bounded domain they sum up to the domain's own.
///  9. A complete complex has the Euler characteristic (-1)^k, where k is the dimension of the domain's lineality
///  space,
///     when the domain is bounded modulo that, and 0 otherwise.
/// 10. All regions together list twice the interior facets, and those on the boundary and the open ones once.
/// And those of its linear regions:
/// 11. There is a label for everything, and none too many.
/// 12. Linear regions and affine pieces are numbered by their first region.
/// 13. The map is the same throughout a linear region, which is connected through facets, and another one behind every
///     facet where it ends.
/// 14. A facet bends when the maps of its two regions differ.
/// 15. Linear regions are on the same affine piece exactly when their maps are the same.
enum class ViolationCode {
  kRepeatedEntry,          ///< 1
  kMisplacedWall,          ///< 1: infinity among the walls of a facet
  kSignOrder,              ///< 1
  kRepeatedPattern,        ///< 1
  kNoRegion,               ///< 1: a complete complex has one
  kWitness,                ///< 2
  kVertexDomain,           ///< 3
  kVertexWalls,            ///< 3
  kVertexRegion,           ///< 3
  kVertexOrder,            ///< 3: by first region, then walls
  kRepeatedVertex,         ///< 3
  kRay,                    ///< 3: not primitive, or no direction
  kIncidence,              ///< 3: listed by a region in whose closure it is not
  kNotExtreme,             ///< 3
  kFlatRegion,             ///< 3
  kBoundedness,            ///< 3
  kLineality,              ///< 3: nothing else about geometry is looked at then
  kFacetDimension,         ///< 4
  kFacetVertices,          ///< 4
  kFacetWalls,             ///< 4
  kFacetSides,             ///< 4
  kFacetLists,             ///< 4
  kFacetSigns,             ///< 4
  kOpenFacet,              ///< 4
  kFacetOrder,             ///< 4: by first region
  kNotClosed,              ///< 5
  kContinuity,             ///< 6
  kRepeatedAdjacency,      ///< 7
  kDisconnected,           ///< 7
  kVolume,                 ///< 8
  kVolumeSum,              ///< 8
  kEuler,                  ///< 9
  kCounts,                 ///< 10
  kLabelTables,            ///< 11: nothing else about labels is looked at then
  kLabelOrder,             ///< 12
  kLinearRegionMap,        ///< 13
  kLinearRegionSplit,      ///< 13: not connected
  kLinearRegionNeighbour,  ///< 13: goes on behind a facet where it is said to end
  kBends,                  ///< 14
  kAffinePiece,            ///< 15
};

/// A stable name: "vertex-walls".
std::string to_string(ViolationCode code);

/// The number of the law that is broken.
int law_of(ViolationCode code);

/// A law that does not hold, and where.
struct Violation {
  ViolationCode code;
  std::string message;  ///< names what it is about: "R17", "F3", "v12"
  std::vector<RegionId> regions;
  std::vector<FacetId> facets;
  std::vector<VertexId> vertices;
};

struct ValidateOptions {
  std::size_t max_violations = 100;  ///< give up after so many
  bool volumes = true;               ///< check law 8, too
};

/// Everything that is wrong with a complex; nothing, when it is what it says it is. The tables are not trusted: the
/// network is evaluated anew, exactly, at every vertex, along every ray and inside every region. Laws 1 to 5 together
/// prove the tables of a complete complex right. 6 to 10 follow from them and from what computes maps, volumes and
/// faces; 8 and 9 are asked only where all others hold, for they are about all regions at once.
///
/// Without coordinates, only 1, 7, 10 and what 4 says of signs, sides and lists are checked. A complex that is not
/// complete is held to the same laws but for connectedness, the sum of the volumes and the Euler characteristic.
///
/// Complexity: an exact forward pass per vertex, ray and region, and one of dim() + 1 columns per region; per region
/// its faces times its facets; sorting; volume() per region; count_faces().
std::vector<Violation> validate(const Complex& complex, const ValidateOptions& options = {});

/// Everything that is wrong with these labels (laws 11 to 15); the complex itself is trusted.
/// Complexity: an exact forward pass of dim() + 1 columns per region, then sorting.
std::vector<Violation> validate_linear_regions(const Complex& complex, const LinearRegions& labels,
                                               const ValidateOptions& options = {});

}  // namespace crease
