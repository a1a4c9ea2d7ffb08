// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/io/json_values.h"
#include "tools/drawn_complex.h"
#include "tools/view_data.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// What `crease view` shows.
struct ViewResult {
  Json json;  ///< the data of the page
  StopReason reason = StopReason::kFinished;
  std::set<std::string> left_out;  ///< of some frame, for want of time
};

/// Where the only output has this value. Throws InputError, naming `path`, for a network with several.
DecisionRule level_rule(const Rational& level, const NetworkFile& file, const std::string& path);

/// Of the networks `drawn`, in the domain that was asked for. `arguments` of a command line stand for the first network
/// and the domain shown; empty where none do.
ViewResult view_result(const std::vector<NetworkFile>& files, const DrawnComplexes& drawn, const Domain& domain,
                       const std::vector<std::string>& arguments, ViewParts parts, const WalkRun& run,
                       const WorkLimits& limits);

}  // namespace crease::tools
