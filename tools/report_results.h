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
  LinearRegions linear;
  FaceCounts faces;
  std::optional<DecisionReport> decision;
  std::vector<NamedBound> bounds;
  StatsSummary stats;             ///< its reason is that of the whole report
  std::string arguments;          ///< of commands, for a shell; empty where no command line stands for the input
  std::string network_arguments;  ///< those that name the network
  std::string picture;            ///< SVG, or empty
  std::string picture_command;    ///< that draws it, or empty
};

/// Of a complex with coordinates, without picture: the distributions are of a part of the regions where the limits were
/// reached. What it is made of has to outlive it.
Report report_of(const NetworkFile& file, const ComplexResult& result, const WalkRun& run, const WorkLimits& limits);

/// What `crease plot` draws of a network on a line or in the plane; of one in space a section. None where limits were
/// reached.
void add_picture(Report& report, const WalkRun& run, const WorkLimits& limits);

/// arguments, counts, faces, bounds, stats, boundary.
void add_report(Json& json, const Report& report);

}  // namespace crease::tools
