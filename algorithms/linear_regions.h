// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "algorithms/build_complex.h"
#include "core/complex.h"

namespace crease {

/// Which activation regions share an affine map. Numbered in the order of the first region of each.
struct LinearRegions {
  std::vector<LinearRegionId> of_region;    ///< per activation region
  std::vector<AffinePieceId> affine_piece;  ///< per linear region
  std::vector<bool> bends;                  ///< per facet: between two regions with different maps
  std::size_t num_affine_pieces = 0;
  std::size_t size() const { return affine_piece.size(); }
};

/// Linear regions: maximal unions of activation regions, connected through shared facets, on which the network is one
/// affine map (on the domain; inside a slice, as a function of the slice's coordinates). Affine pieces: distinct maps.
/// Law: num_affine_pieces <= size() <= complex.num_regions().
///
/// Equality of maps is exact: enclosures in doubles tell most of them apart, integers decide the rest.
/// In a complex that is not complete, regions that only a missing one connects stay apart.
LinearRegions linear_regions(const Complex& complex);

/// The same, sooner, for what was built with ComplexOptions::outputs.
LinearRegions linear_regions(const ComplexResult& result);

}  // namespace crease
