// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "algorithms/count.h"

namespace crease {

/// A part of the walk of count_regions, by the turns that lead to it: at a cut 0 for the side below and 1 for the side
/// above, at a max group the number of its greatest argument. Empty: all of it. The same for every machine and any
/// number of threads.
using Subtree = std::vector<std::uint32_t>;

struct SubtreeCount {
  RegionCount count;
  std::vector<Subtree> rest;  ///< what was handed back: disjoint parts of the subtree, none of which is counted
};

/// Counts the regions in `subtree`; after about `budget` cuts of cells hands back what it has not begun, so that others
/// can count it (as mplrs does [Avis and Jordan, Mathematical Programming Computation 10 (2018), 267-302]).
///
/// Laws: count(subtree) = the part's count + the sum of count(s) over s in rest; every s in rest is longer than
/// subtree, so that handing on comes to an end. Getting to a subtree takes as many cuts as it has turns, which are not
/// counted as regions but in the signs tested.
///
/// options.max_regions and options.through are not for subtrees. Throws std::invalid_argument when the turns lead
/// nowhere, and as count_regions.
SubtreeCount count_subtree(const Network& network, const Domain& domain, const Subtree& subtree, std::uint64_t budget,
                           const EnumerateOptions& options = {});

}  // namespace crease
