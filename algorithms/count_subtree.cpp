// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/count_subtree.h"

#include <stdexcept>
#include <utility>

#include "algorithms/walk.h"

namespace crease {

SubtreeCount count_subtree(const Network& network, const Domain& domain, const Subtree& subtree, std::uint64_t budget,
                           const EnumerateOptions& options) {
  if (options.max_regions || options.through) {
    throw std::invalid_argument("a subtree is counted whole: without max_regions, and not through a point");
  }
  WalkOutput output;
  const StopReason reason = walk_subtree(network, domain, {subtree, budget}, options, output);
  return {{output.regions, output.bounded, reason, output.signs}, std::move(output.rest)};
}

}  // namespace crease
