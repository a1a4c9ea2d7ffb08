// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/network.h"

namespace crease {

/// What competes: the outputs of a network (the greatest wins), or its only output and a level.
struct DecisionRule {
  std::vector<std::size_t> classes;  ///< outputs that compete, increasing; empty: all of them
  Rational level = 0;                ///< of a network with one output, which wins above it; below it, the level does
};

/// The network whose outputs f_0, ..., f_(K-1) compete: the chosen outputs; of a network with one output f, the two
/// functions 0 ("below") and f - level ("above"). It has the creases of `network`.
/// Throws std::invalid_argument when the rule does not fit: fewer than two classes, classes that are no outputs or do
/// not increase, classes of a network with one output, a level for several outputs.
Network decision_network(const Network& network, const DecisionRule& rule);

}  // namespace crease
