// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/adjacency_graph.h"
#include "core/complex.h"

namespace crease {

/// The number of units with different symbols on two regions. O(creases / 64) where units have one breakpoint each.
std::size_t hamming_distance(const Complex& complex, RegionId a, RegionId b);

struct ComparisonOptions {
  std::uint64_t max_pairs = 10'000'000;  ///< all pairs up to here, a sample beyond
  std::uint64_t seed = 1;                ///< of the sample; the same sample on every machine
};

/// Graph distance minus Hamming distance ("excess") over unordered pairs of different regions.
struct DistanceComparison {
  bool exhaustive = false;  ///< all pairs; else all with a region of a random set of `sources` in them
  std::size_t sources = 0;
  std::uint64_t pairs = 0;        ///< compared
  std::uint64_t unreachable = 0;  ///< left out: no path between them
  std::uint64_t differing = 0;    ///< with excess other than 0
  std::int64_t min_excess = 0, max_excess = 0;
  Rational mean_excess;  ///< over the pairs compared, exactly; 0 when there is none
};

/// Which sign the excess has:
/// * One layer: the graph distance is the number of distinct hyperplanes (of all units and breakpoints) that separate
/// the
///   two regions: a path has to cross each, and a generic segment crosses each once, one at a time. So excess 0 when
///   the hyperplanes are distinct and each unit has one breakpoint; negative where units share a hyperplane, which flip
///   together; positive where a unit crosses several of its breakpoints, which flips one symbol.
/// * Deep: no order. A path flips each of the units that differ, so the excess is at least 0 where every facet bends
/// one
///   unit only; it is more than 0 where every path has to cross some unit's crease and cross it back.
///
/// Complexity: a breadth-first search per source and a Hamming distance per pair.
/// Pre: the graph is the complex's.
DistanceComparison compare_distances(const Complex& complex, const AdjacencyGraph& graph,
                                     const ComparisonOptions& options = {});

}  // namespace crease
