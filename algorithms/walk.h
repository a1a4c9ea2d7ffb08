// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "algorithms/walker.h"

namespace crease {

/// Walks all regions on options.threads threads and says why it ended. Throws InvalidDomain.
/// The answer does not depend on the kernel.
StopReason walk(const Network& network, const Domain& domain, const EnumerateOptions& options, WalkOutput& output,
                const kernel::Kernel& kernel = kernel::best_kernel());

/// The ball of a walk in the domain's own coordinates.
struct WalkBall {
  std::span<const Rational> center;
  const Rational& radius;
};

/// The same of all regions that meet an open Euclidean ball. What a visitor sees of a region as a polyhedron is exact
/// inside the ball; outside it may be larger than the region. Pre: the domain is bounded.
StopReason walk_in_ball(const Network& network, const Domain& domain, const WalkBall& ball,
                        const EnumerateOptions& options, WalkOutput& output);

/// What is walked, to be walked more than once, from here or there: the network and the domain must outlive it. Throws
/// InvalidDomain.
WalkInput walk_input(const Network& network, const Domain& domain,
                     const kernel::Kernel& kernel = kernel::best_kernel());

/// Walks what the input says; what is left when its budget is spent goes to output.rest. Throws std::invalid_argument
/// when its turns lead nowhere.
StopReason walk(const WalkInput& input, const EnumerateOptions& options, WalkOutput& output);

}  // namespace crease
