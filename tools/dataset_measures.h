// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/enumerate.h"
#include "core/io/table.h"
#include "tools/dataset_plan.h"

namespace crease::tools {

/// What is measured of an item: its tables, in the order of DatasetPlan::tables(), and what they refer to.
class ItemMeasures {
 public:
  ItemMeasures();
  ~ItemMeasures();
  ItemMeasures(ItemMeasures&&) noexcept;
  ItemMeasures& operator=(ItemMeasures&&) noexcept;

  StopReason reason = StopReason::kFinished;  ///< kTimeout or kCancelled: there are no tables
  std::uint64_t regions = 0;
  std::vector<Table> tables;

 private:
  friend ItemMeasures measure_item(const DatasetPlan& plan, const DatasetItem& item, const Network& network,
                                   const std::string& network_file, const std::string& network_sha256,
                                   const EnumerateOptions& walk);
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Walks through the regions of an item. `network_file` and its hash are what the item's row says. The specification's
/// limit of regions goes with `walk`'s time and stop.
ItemMeasures measure_item(const DatasetPlan& plan, const DatasetItem& item, const Network& network,
                          const std::string& network_file, const std::string& network_sha256,
                          const EnumerateOptions& walk);

}  // namespace crease::tools
