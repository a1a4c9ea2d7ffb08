// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "tools/dataset_plan.h"

namespace crease::tools {

struct DatasetTotals;

/// The data card of a finished data set, its README.md: what it holds, the definitions, every column, how to read it
/// and how to make it again.
std::string dataset_card(const DatasetPlan& plan, const DatasetTotals& totals);

}  // namespace crease::tools
