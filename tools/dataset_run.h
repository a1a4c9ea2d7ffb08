// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "algorithms/enumerate.h"
#include "tools/dataset_directory.h"
#include "tools/dataset_plan.h"

namespace crease::tools {

/// Where those who make items get their numbers from: every item is given to one of them, once.
class ItemSource {
 public:
  virtual ~ItemSource() = default;
  /// The number of an item that is to be made; nothing when all have been given away. Called from several threads at
  /// once.
  virtual std::optional<std::size_t> next() = 0;
};

/// The items of a list, for the threads of one process.
class ItemList : public ItemSource {
 public:
  explicit ItemList(std::vector<std::size_t> items) : items_(std::move(items)) {}
  std::optional<std::size_t> next() override;

 private:
  std::vector<std::size_t> items_;
  std::atomic<std::size_t> next_ = 0;
};

/// How far a run has come.
struct ItemsMade {
  std::size_t items = 0;
  std::uint64_t regions = 0;
  StopReason reason = StopReason::kFinished;  ///< kTimeout or kCancelled: not all that the source has
};

/// Makes items until the source has none, and writes each to its part and, with the first item of a network, that
/// network, in the directory that prepare_dataset() made ready. Several processes may do so at once, each with items of
/// its own. `walk` has the threads, a time and a stop: items that are not done then are left out, and nothing of them
/// is written. `progress` is called after each item, by one thread at a time. Throws InputError, naming the item;
/// OutputError.
ItemsMade make_items(const DatasetPlan& plan, const DatasetDirectory& directory, ItemSource& source,
                     std::size_t num_items, const EnumerateOptions& walk,
                     const std::function<void(const ItemsMade&)>& progress);

}  // namespace crease::tools
