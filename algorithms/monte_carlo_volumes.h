// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "algorithms/sample_patterns.h"
#include "core/ids.h"

namespace crease {

/// The volume of every region by Monte Carlo: that of the domain's box times the share of its points that showed a
/// pattern of the region. Points of patterns that no region has count for none. Law: with a domain that is a box, and
/// no such point, the volumes add up to the box's. Pre: region_of has an entry per pattern of the sample, drawn > 0.
std::vector<double> monte_carlo_volumes(const PatternSample& sample, double box_volume,
                                        std::span<const RegionId> region_of, std::size_t num_regions);

}  // namespace crease
