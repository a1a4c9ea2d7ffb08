// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "algorithms/build_complex.h"
#include "algorithms/decision_rule.h"
#include "algorithms/stop_check.h"
#include "core/io/json_values.h"
#include "core/io/network_file.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// What is to be kept of a complex for the viewer.
struct ViewParts {
  bool inspheres = true;
  bool volumes = true;
  bool boundary = true;
  DecisionRule rule;
  StopCheck stop;  ///< when it says so, what is not yet done of these is left out
};

/// More outputs than these get no colours and no surface: their maps would be most of the page.
constexpr std::size_t kMaxDrawnOutputs = 16;

/// The JSON of one network for the viewer (tools/viewer/src/data.ts): the header of a result, counts, the exact network
/// and domain, and the complex in arrays {type, base64} of little-endian numbers. Coordinates, volumes, radii, and maps
/// are exact numbers rounded to nearest for drawing and sorting; the page computes exact ones from the network, the
/// signs and the walls.
/// What was left out because of `parts.stop` is listed in "left_out".
/// Pre: a complex with coordinates in a bounded domain of at most 3 dimensions.
Json view_json(const NetworkFile& file, const ComplexResult& result, const WalkOutcome& outcome,
               const ViewParts& parts);

}  // namespace crease::tools
