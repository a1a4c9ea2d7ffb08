// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/count.h"

#include "algorithms/walk.h"

namespace crease {

RegionCount count_regions(const Network& network, const Domain& domain, const EnumerateOptions& options) {
  WalkOutput output;
  const StopReason reason = walk(network, domain, options, output);
  return {output.regions, output.bounded, reason, output.signs};
}

}  // namespace crease
