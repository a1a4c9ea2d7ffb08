// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/monte_carlo_volumes.h"

namespace crease {

std::vector<double> monte_carlo_volumes(const PatternSample& sample, double box_volume,
                                        std::span<const RegionId> region_of, std::size_t num_regions) {
  std::vector<double> volumes(num_regions);
  for (std::size_t i = 0; i < region_of.size(); ++i) {
    if (!region_of[i].is_valid()) continue;
    volumes[region_of[i].index] += box_volume * static_cast<double>(sample.hits[i]) / static_cast<double>(sample.drawn);
  }
  return volumes;
}

}  // namespace crease
