// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/enumerate.h"

#include "algorithms/walk.h"

namespace crease {

std::string to_string(StopReason reason) {
  switch (reason) {
    case StopReason::kFinished:
      return "finished";
    case StopReason::kMaxRegions:
      return "max-regions";
    case StopReason::kTimeout:
      return "timeout";
    case StopReason::kCancelled:
      return "cancelled";
    case StopReason::kVisitor:
      return "visitor";
  }
  return "unknown";
}

EnumerateResult for_each_region(const Network& network, const Domain& domain, RegionVisitor& visitor,
                                const EnumerateOptions& options) {
  WalkOutput output;
  output.visitor = &visitor;
  const StopReason reason = walk(network, domain, options, output);
  return {reason, output.regions, output.signs};
}

}  // namespace crease
