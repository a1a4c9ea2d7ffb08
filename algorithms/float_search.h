// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "algorithms/float_network.h"
#include "algorithms/piece_pattern.h"
#include "algorithms/stop_check.h"

namespace crease {

struct FloatSearchOptions {
  /// A row whose normal is not longer is constant; a row is a facet where it can become less than minus this when it
  /// alone is left out; a pattern is a region where it holds a ball of a larger radius.
  double tolerance = 1e-6;
  std::uint64_t seed = 1;  ///< of the point where it starts
  StopCheck stop = {};
};

struct FloatSearch {
  PatternSet patterns;                              ///< in the order in which they were found; the first is the start's
  std::vector<std::array<std::uint32_t, 2>> edges;  ///< pairs of patterns, the smaller number first, each once
  std::uint64_t linear_programs = 0;
  bool complete = true;  ///< it was not stopped
};

/// Searches regions from facet to facet, as packages for ReLU networks commonly do: of the region at hand every unit's
/// row is tested by a linear program for whether it is redundant; where it is not, the piece of this ONE unit is
/// changed, and the pattern is a neighbour when the linear program for its largest ball says that it has an interior.
/// Double precision and tolerances decide everything.
///
/// It is meant to be held against the truth. Known to fail: where two units share a hyperplane, each makes the other
/// redundant, and no single change leads across; where a change in one layer switches a unit that is constant behind;
/// for regions thinner than the tolerance.
///
/// It starts from a random point within half of the largest ball of radius at most 1 in the domain. All activations and
/// max groups are taken. Complexity: a linear program per region and unit, and one per facet.
FloatSearch float_search(const FloatNetwork& network, const FloatRows& domain, const FloatSearchOptions& options = {});

}  // namespace crease
