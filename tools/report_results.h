// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "algorithms/build_complex.h"
#include "algorithms/decision_tables.h"
#include "algorithms/faces.h"
#include "algorithms/linear_regions.h"
#include "core/io/json_values.h"
#include "core/io/network_file.h"
#include "tools/named_bounds.h"
#include "tools/stats_results.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// Everything `crease report` tells.
struct Report {
  const NetworkFile& file;
  const ComplexResult& result;
  std::string arguments;          ///< as in ReportInput
  std::string network_arguments;  ///< those that name the network
  LinearRegions linear;
  FaceCounts faces;
  std::optional<DecisionReport> decision;
  std::vector<NamedBound> bounds;
  StatsSummary stats;           ///< its reason is that of the whole report
  std::string picture;          ///< SVG, or empty
  std::string picture_command;  ///< that draws it, or empty
};

/// What a report is made of.
struct ReportInput {
  const NetworkFile& file;
  const ComplexResult& result;  ///< with coordinates and outputs
  std::string arguments;        ///< of commands, for a shell; empty where no command line stands for the input
  std::string network_arguments;
};

/// What a report is for.
struct ReportParts {
  /// For a page: what `crease plot` draws of a network on a line or in the plane; of one in space a section. None where
  /// limits were reached.
  bool picture = true;
  Precision precision;  ///< of the distributions
};

/// The distributions are of a part of the regions where the limits were reached. The input's file and result have to
/// outlive it.
Report report_of(const ReportInput& input, const ReportParts& parts, const WalkRun& run, const WorkLimits& limits);

/// arguments, counts, faces, bounds, stats, boundary.
void add_report(Json& json, const Report& report);

}  // namespace crease::tools
