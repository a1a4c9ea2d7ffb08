// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "algorithms/enumerate.h"
#include "algorithms/stop_check.h"
#include "core/io/points.h"
#include "tools/stats_results.h"

namespace crease::tools {

/// What is asked of `crease stats`.
struct StatsRequest {
  bool units = false;          ///< directions of the hyperplanes of all units, too
  bool domain_facets = false;  ///< directions of facets on the domain's boundary, too
  std::size_t bins = 20;       ///< of histograms of cosines
  Precision precision = {};    ///< where bounds can be enough, they are found first
  /// Hands out points, in the domain's own coordinates, as for_each_point() does: only regions that hold one are looked
  /// at. Empty: all regions are.
  std::function<void(const PointVisitor&)> points;
  std::string points_name;
};

/// Collects of every region of the complex until it is told to stop, side by side on the cores that this thread may
/// use, which changes nothing. Returns of how many: when it was stopped, the first ones of several stretches.
std::size_t collect_regions(const ComplexFindings& findings, const QuantityOptions& options, const StopCheck& stop,
                            Collectors& collectors);

/// What they tell, found side by side as well. `findings`: those they were collected of, if of one complex.
std::vector<QuantityReport> reports_of(Collectors& collectors, const Precision& precision,
                                       const ComplexFindings* findings);

/// Collects of all regions, or of all points and the regions that hold them. The time that the walk is allowed holds
/// for what is found of its regions once more.
StatsSummary collect_stats(const Network& network, const Domain& domain, const EnumerateOptions& walk,
                           const StatsRequest& request);

}  // namespace crease::tools
