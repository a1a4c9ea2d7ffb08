// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/io/table.h"
#include "tools/complex_results.h"
#include "tools/stats_quantities.h"

namespace crease::tools {

/// What became of the points of a data file.
struct PointsSummary {
  std::string file;
  std::uint64_t count = 0;       ///< read
  std::uint64_t outside = 0;     ///< not in the domain, and left out
  std::uint64_t on_creases = 0;  ///< in several regions
};

/// All that `crease stats` tells.
struct StatsSummary {
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;
  std::uint64_t regions = 0;
  std::optional<PointsSummary> points;
  std::vector<QuantityReport> quantities;
};

/// activation_regions, points, random_mean_squared_cos, quantities.
void add_stats(Json& json, const StatsSummary& summary, const Domain& domain);
/// The same, but for the quantities.
void add_stats(Lines& lines, const StatsSummary& summary, const Domain& domain);
/// A line per quantity, decimals rounded to four digits.
std::string quantities_in_words(const std::vector<QuantityReport>& reports);

/// A row per quantity: name, over, count, infinite, missing; min, q1, median, q3, max, mean as two columns each, _lo
/// and _hi (equal where the number is rational, "inf" where infinite, null without values); bin_lo, bin_hi, bin_counts.
/// The table refers to `reports`, which must outlive it.
Table quantity_table(const std::vector<QuantityReport>& reports);

}  // namespace crease::tools
