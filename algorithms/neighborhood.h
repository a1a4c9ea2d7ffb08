// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "algorithms/enumerate.h"
#include "algorithms/map_similarity.h"
#include "algorithms/polyhedron_facets.h"
#include "core/domain.h"
#include "core/ids.h"
#include "core/network.h"
#include "core/sign_table.h"
#include "core/wall_list.h"

namespace crease {

struct NeighborhoodOptions {
  int rings = 1;
  /// Limits, threads and progress (of regions found); `through` is not looked at.
  EnumerateOptions walk;
};

/// A facet of a region whose facets were looked for.
struct NeighborFacet {
  RegionId region;    ///< whose facet it is
  RegionId neighbor;  ///< the region behind it; none on the boundary of the domain, where a limit came first, and
                      ///< in the last ring asked for, if that is ring 0
  /// Creases that vanish on it, but not throughout both regions (on the boundary: not throughout the region), and rows
  /// of the domain, increasing.
  std::vector<WallId> walls;
  std::vector<UnitId> flipped;   ///< units with different symbols on the two sides; none on the boundary of the domain
  std::vector<Rational> normal;  ///< normal . y + offset >= 0 on the region: coprime integers
  Rational offset;
  std::vector<Rational> point;   ///< in its relative interior
  std::optional<int> jump_rank;  ///< of the two gradients' difference, see jump_rank(); none on the boundary
};

struct NeighborRegion {
  int ring = 0;  ///< the distance, in crossings, from the nearest region that contains the point
  std::vector<Rational> interior_point;
  std::vector<std::size_t> facets;               ///< in Neighborhood::facets; empty where not looked for
  bool has_facets = false;                       ///< were they looked for? Yes for ring 0 and all rings but the last
  std::vector<UnitId> flipped;                   ///< units with another symbol than on the first region
  MapSimilarity similarity;                      ///< of the first region's gradient and this one's, all outputs at once
  std::vector<MapSimilarity> output_similarity;  ///< output by output
};

/// Regions in the order found: ring by ring, within a ring by the region they were found from and by its facets' walls.
struct Neighborhood {
  Network network;
  Domain domain;
  WallList walls;
  SignTable signs;  ///< per region
  std::vector<NeighborRegion> regions;
  std::vector<NeighborFacet> facets;  ///< by region; a facet that was looked at from both sides is there twice
  StopReason reason = StopReason::kFinished;
  FacetStages stages;

  bool complete() const { return reason == StopReason::kFinished; }
  /// As Region::pattern().
  std::string pattern(RegionId region) const;
  Symbol symbol(RegionId region, UnitId unit) const;
};

/// The activation regions around a point y of the domain: ring 0 are those that contain y (several where y lies on
/// creases), ring k those that share a facet with one of ring k - 1 and are in no earlier one. Exact for every input
/// and in every dimension: no vertices are listed, nothing but the regions found is looked at.
///
/// The region around a point, and the one across a facet, are read layer by layer: a unit's sign is that of the first
/// of z, dz that is not zero, z at the point, dz along a direction; deeper rows are those behind the signs found so
/// far, so that all units that bend on the facet flip at once. Facets come from polyhedron_facets().
///
/// Law: where the whole complex can be built, rings are the breadth-first distances in its adjacency graph from the
/// regions that locate() finds at y.
/// With a limit (reason tells which) the result holds the first regions of the complete one; every region in it, and
/// all that is said of it, holds. The result does not depend on the number of threads.
///
/// Complexity: per region with facets, what polyhedron_facets() takes; per facet, the exact rows of all units.
/// Throws std::invalid_argument for rings < 0 and when y does not have dim() entries or lies outside the domain,
/// InvalidDomain as for_each_region().
Neighborhood neighborhood(const Network& network, const Domain& domain, std::span<const Rational> y,
                          const NeighborhoodOptions& options = {});

}  // namespace crease
