// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/domain.h"
#include "core/network.h"
#include "tests/support/random.h"

namespace crease::testing {

/// What a random network is made to suffer from; kNone is generic.
enum class Degeneracy {
  kNone,
  kDuplicates,     ///< units that are multiples of another one, in any layer
  kParallel,       ///< units that differ in their bias only
  kZeroBias,       ///< some or all biases are zero
  kDeadLayer,      ///< a layer that never leaves one piece
  kConstantUnits,  ///< units without weights, some on a breakpoint
  kOnePoint,       ///< most first-layer units pass through one point, exactly or after rounding
  kCancelling,     ///< units whose inputs cancel: zero, constant or an earlier row again
  kSlivers,        ///< parallel and almost parallel units 1e-40 apart
  kExtremeScales,  ///< rows multiplied by 1e300 and 1e-300
  kEverything,     ///< several of these at once
};

/// Where numbers come from.
enum class Numbers { kHeDoubles, kSmallIntegers, kFloat32, kDecimals };

std::string to_string(Degeneracy degeneracy);

struct RandomCase {
  Network network;
  Domain domain;
};

/// A network of at most `max_breakpoints` bends with d inputs, and a domain of dimension at most 4: all space, a box,
/// a polytope (with redundant, repeated and constant rows, or rows on a unit's hyperplane), or a slice of one.
RandomCase random_case(Random& random, int d, Degeneracy degeneracy, int max_breakpoints);

/// The network with units of its hidden layers put together to max groups of up to `most` arguments, which take the
/// place of their activations; some rows are repeated within their group.
Network with_max_groups(Random& random, const Network& network, int most);

/// Fully connected, weights N(0, 2 / inputs), biases N(0, 0.3), all ReLU but the affine output.
Network he_network(Random& random, int d, const std::vector<int>& widths);

}  // namespace crease::testing
