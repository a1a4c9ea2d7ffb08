// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/make_dataset.h"

namespace crease::tools {

DatasetOutcome make_dataset(const DatasetPlan& plan, const DatasetDirectory& directory,
                            const std::function<ItemsMade(const std::vector<std::size_t>& items)>& make) {
  const DirectoryLock lock(directory.path());
  DatasetOutcome outcome;
  const DatasetState state = prepare_dataset(plan, directory);
  outcome.earlier = plan.num_items() - state.to_do.size();
  outcome.complete = state.finished;
  if (state.finished) return outcome;
  outcome.made = make(state.to_do);
  outcome.complete = outcome.made.items == state.to_do.size();
  if (outcome.complete) outcome.totals = finish_dataset(plan, directory);
  return outcome;
}

}  // namespace crease::tools
