// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "algorithms/enumerate.h"
#include "core/domain.h"
#include "core/network.h"
#include "tools/method_row.h"

namespace crease::tools {

/// How approximate methods and bounds are held against the exact regions of a network.
struct MethodOptions {
  std::vector<std::string> methods;  ///< of method_names(); empty: all
  std::uint64_t samples = 10000;     ///< points of a grid (at most), of a random sample, and of Monte-Carlo volumes
  std::uint64_t segments = 100;
  double tolerance = 1e-6;  ///< see FloatSearchOptions
  std::uint64_t seed = 1;
};

/// bounds, grid, random, segments, float_lp, monte_carlo_volumes, float_insphere.
const std::vector<std::string>& method_names();

struct MethodComparison {
  ExactCounts counts;  ///< of a part of the regions where the walk was ended early
  std::vector<MethodRow> rows;
  std::vector<std::string> violations;  ///< which promises do not hold, in words; empty where counts are of a part
  StopReason reason = StopReason::kFinished;  ///< why the walk, or the methods, were ended
  bool counts_are_complete = false;
  SignStatistics signs;
};

/// Counts the regions, runs the methods, and compares.
/// A method that a limit ends has no value.
MethodComparison compare_methods(const Network& network, const Domain& domain, const EnumerateOptions& walk,
                                 const MethodOptions& options);

}  // namespace crease::tools
