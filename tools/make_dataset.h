// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "tools/dataset_directory.h"
#include "tools/dataset_plan.h"
#include "tools/dataset_run.h"

namespace crease::tools {

/// What became of a run of `crease dataset`.
struct DatasetOutcome {
  std::size_t earlier = 0;  ///< items of earlier runs
  ItemsMade made;
  std::optional<DatasetTotals> totals;  ///< nothing where the data set was finished before, or is not finished
  bool complete = false;
};

/// Makes a data set, or goes on with one: what is not there yet is made by `make`, which gets the numbers of the items
/// and says how far it came. Throws InputError, OutputError.
DatasetOutcome make_dataset(const DatasetPlan& plan, const DatasetDirectory& directory,
                            const std::function<ItemsMade(const std::vector<std::size_t>& items)>& make);

}  // namespace crease::tools
