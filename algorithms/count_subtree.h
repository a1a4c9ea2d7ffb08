// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "algorithms/count.h"
#include "algorithms/walk_control.h"

namespace crease {

struct WalkInput;

/// A part of the walk of count_regions, by the turns that lead to it: at a cut 0 for the side below and 1 for the side
/// above, at a max group the number of its greatest argument. Empty: all of it. The same on every machine and for any
/// number of threads.
using Subtree = std::vector<std::uint32_t>;

struct SubtreeCount {
  RegionCount count;
  std::vector<Subtree> rest;  ///< what was handed back: disjoint parts of the subtree, none of which is counted
};

/// Counts the regions of a network in subtrees of the walk, so that others can count what is left of one when a budget
/// is spent (as mplrs does [Avis and Jordan, Mathematical Programming Computation 10 (2018), 267-302]).
class SubtreeCounter {
 public:
  /// The network and the domain must outlive it. Throws as count_regions.
  SubtreeCounter(const Network& network, const Domain& domain);
  ~SubtreeCounter();
  SubtreeCounter(SubtreeCounter&&) noexcept;
  SubtreeCounter& operator=(SubtreeCounter&&) noexcept;

  /// Counts the regions in `subtree` until the budget is spent.
  ///
  /// Laws: count(subtree) = the part's count + the sum of count(s) over s in rest; every s in rest is longer than
  /// subtree, so that handing on comes to an end. Getting to a subtree takes as many cuts as it has turns; they are
  /// among the signs tested.
  ///
  /// options.max_regions and options.through are not for subtrees. Throws std::invalid_argument for these, and when the
  /// turns lead nowhere; InvalidDomain.
  SubtreeCount operator()(const Subtree& subtree, const WalkBudget& budget, const EnumerateOptions& options = {});

 private:
  std::unique_ptr<WalkInput> input_;
};

}  // namespace crease
