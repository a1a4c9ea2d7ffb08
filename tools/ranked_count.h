// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/count.h"
#include "tools/task_farm.h"

namespace crease::tools {

/// The same count as count_regions, by all ranks: subtrees of the walk go out with a budget, and what is left of them
/// when it is spent comes back to be handed on. options.threads is the number per rank; options.max_regions is not for
/// ranks. On a signal or a timeout the result is a part, as with one process; subtrees of ranks that do not answer then
/// are missing from it. Memory: that of a few subtrees per rank.
/// Throws as count_regions and run_farm.
RegionCount count_across_ranks(Ranks& ranks, const Network& network, const Domain& domain,
                               const EnumerateOptions& options);

/// The worker of the kind "count".
Worker make_count_worker(const std::string& setup);

}  // namespace crease::tools
