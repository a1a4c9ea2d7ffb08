// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/enumerate.h"

namespace crease {

struct RegionCount {
  std::uint64_t activation_regions = 0;
  std::uint64_t bounded_regions = 0;
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;
  bool complete() const { return reason == StopReason::kFinished; }
};

/// The number of activation regions, and how many are bounded, in constant memory. The walk of for_each_region,
/// without building the regions themselves. Throws as for_each_region.
RegionCount count_regions(const Network& network, const Domain& domain, const EnumerateOptions& options = {});

}  // namespace crease
