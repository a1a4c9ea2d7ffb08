// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/walker.h"

namespace crease {

/// Walks all regions on options.threads threads and says why it ended. Throws InvalidDomain.
/// The answer does not depend on the kernel.
StopReason walk(const Network& network, const Domain& domain, const EnumerateOptions& options, WalkOutput& output,
                const kernel::Kernel& kernel = kernel::best_kernel());

}  // namespace crease
