// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/complex.h"
#include "core/network.h"

namespace crease {

/// Can patterns of one network be those of the other: are there as many inputs, layers, units, and creases per unit?
bool have_the_same_units(const Network& a, const Network& b);

/// Which regions of two networks with the same units have the same pattern.
struct RegionMatching {
  std::vector<RegionId> after;  ///< per region before: the one after with its pattern, or none
  std::size_t kept = 0;         ///< patterns of both
  std::size_t vanished = 0;     ///< patterns of regions before, but not after
  std::size_t appeared = 0;     ///< patterns of regions after, but not before
};

/// Matches the regions of one network with those of another, as of a checkpoint and the next. A pattern belongs to one
/// region of a network at most (regions are convex), so the matching is unique: it depends on no order and no nearness.
///
/// Laws: kept + vanished and kept + appeared are the numbers of regions; matched the other way round it is the inverse;
/// a network and itself keep all.
/// Pre: the networks have the same units and the domains the same dimension (throws std::invalid_argument). Of
/// complexes that are not complete, a region that is missing looks as if there were none. Complexity: O((regions before
/// + regions after) * creases / 64).
RegionMatching match_regions(const Complex& before, const Complex& after);

}  // namespace crease
