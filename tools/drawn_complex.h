// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "algorithms/build_complex.h"
#include "core/io/network_file.h"
#include "tools/options.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// Networks whose complexes are shown, all in one bounded domain.
struct DrawnComplexes {
  std::vector<ComplexResult> results;         ///< per file
  bool fitted = false;                        ///< a box around all vertices was put around the domain asked for
  StopReason reason = StopReason::kFinished;  ///< of the first walk that was ended early
  SignStatistics signs;                       ///< of all walks
};

/// Builds them, with coordinates. Throws InvalidDomain, for `command`, where the domain has more than 3 dimensions.
DrawnComplexes draw_complexes(const WalkRun& run, const std::vector<NetworkFile>& files, const Domain& domain);

/// The words of a command line that stand for the network and the domain shown: "FILE --domain box:-3,3". Empty where
/// none do: for a box put around a slice or a polytope.
std::vector<std::string> input_arguments(const NetworkOptions& network, const DomainOptions& asked, const Domain& shown,
                                         bool fitted);

}  // namespace crease::tools
