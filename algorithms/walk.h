// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/walker.h"

namespace crease {

/// Walks all regions on options.threads threads and says why it ended. Throws InvalidDomain.
StopReason walk(const Network& network, const Domain& domain, const EnumerateOptions& options, WalkOutput& output);

}  // namespace crease
