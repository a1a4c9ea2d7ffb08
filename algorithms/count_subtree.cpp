// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/count_subtree.h"

#include <stdexcept>
#include <utility>

#include "algorithms/walk.h"

namespace crease {

SubtreeCounter::SubtreeCounter(const Network& network, const Domain& domain)
    : input_(new WalkInput(walk_input(network, domain))) {}  // it cannot be moved
SubtreeCounter::~SubtreeCounter() = default;
SubtreeCounter::SubtreeCounter(SubtreeCounter&&) noexcept = default;
SubtreeCounter& SubtreeCounter::operator=(SubtreeCounter&&) noexcept = default;

SubtreeCount SubtreeCounter::operator()(const Subtree& subtree, const WalkBudget& budget,
                                        const EnumerateOptions& options) {
  if (options.max_regions || options.through) {
    throw std::invalid_argument("a subtree is counted whole: without max_regions, and not through a point");
  }
  input_->subtree = {subtree, budget};
  WalkOutput output;
  const StopReason reason = walk(*input_, options, output);
  return {{output.regions, output.bounded, reason, output.signs}, std::move(output.rest)};
}

}  // namespace crease
