// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "algorithms/enumerate.h"
#include "core/complex.h"

namespace crease {

struct ComplexOptions {
  EnumerateOptions walk;
  bool vertices = true;     ///< vertices, rays, and which regions and facets have them
  bool coordinates = true;  ///< their exact coordinates (with vertices only)
  bool outputs = false;     ///< ComplexResult::outputs, for linear_regions()
};

struct ComplexResult {
  Complex complex;
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;
  std::vector<double>
      outputs;  ///< RegionIncidence::outputs of all regions, one after another; empty where not asked for
};

/// All regions with their facets and vertices. A walk that was ended early gives a part, marked as such, whose open
/// facets lead to regions that are not in it; so does a walk through one point (options.walk.through).
///
/// Facets are matched by their key: the signs of all creases on the facet's relative interior, in which every crease
/// that vanishes on it shows zero. Continuity makes both sides find the same key, coincident and duplicated creases
/// included; hashes only tell where to look. Vertices are matched alike, with the domain's rows.
///
/// Complexity: per region, a sign test per crease and vertex; memory: see Complex::bytes().
/// Throws as for_each_region, and std::length_error beyond 2^32 incidences.
ComplexResult build_complex(const Network& network, const Domain& domain, const ComplexOptions& options = {});

}  // namespace crease
