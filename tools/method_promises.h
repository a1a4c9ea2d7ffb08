// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "tools/method_row.h"

namespace crease::tools {

/// Which of these do not hold, in words: affine pieces <= linear regions <= activation regions <= every upper bound;
/// every lower bound <= activation regions; what the best network of the architecture has <= every upper bound of the
/// architecture. Estimates promise nothing. Pre: the counts are of all regions.
std::vector<std::string> broken_promises(const ExactCounts& counts, const std::vector<MethodRow>& rows);

}  // namespace crease::tools
