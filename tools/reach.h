// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/domain.h"
#include "core/network.h"

namespace crease::tools {

/// Regions are found by their corners, of which a region in dimension r has about 2^r. (A box has no fewer.)
constexpr std::size_t kMaxCornerDimension = 10;

/// Exact volumes and centroids are left out beyond this: the simplices of one region are too many there, and the
/// denominator of their sum too long.
constexpr std::size_t kMaxMeasuredDimension = 6;

/// Refuses up front what would take all memory, or a time that no limit ends: domains with too many corners and, where
/// the corners of regions are `listed`, regions with too many (those that vary in more than kMaxCornerDimension
/// dimensions). Throws InvalidDomain.
void check_reach(const Network& network, const Domain& domain, bool listed);

}  // namespace crease::tools
