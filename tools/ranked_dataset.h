// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tools/dataset_run.h"
#include "tools/task_farm.h"

namespace crease::tools {

/// As make_items of these items, by all ranks, each on walk.threads threads. All have to see the specification, the
/// files it names and the data set's directory under the paths that rank 0 knows them by. What ranks that do not answer
/// after a stop were making is left out, and whatever they have written is found by the next run. Throws as make_items
/// and run_farm.
ItemsMade make_items_across_ranks(Ranks& ranks, const DatasetPlan& plan, const DatasetDirectory& directory,
                                  const std::vector<std::size_t>& items, const EnumerateOptions& walk,
                                  const std::function<void(const ItemsMade&)>& progress);

/// The worker of the kind "dataset".
Worker make_dataset_worker(const std::string& setup);

}  // namespace crease::tools
