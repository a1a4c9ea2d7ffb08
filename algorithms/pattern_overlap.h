// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "algorithms/enumerate.h"
#include "core/domain.h"
#include "core/enclosure.h"
#include "core/network.h"

namespace crease {

/// Where two networks with the same units have the same pattern, and how much their patterns differ elsewhere.
struct PatternOverlap {
  std::uint64_t pieces = 0;       ///< intersections, with interior, of a region of either
  std::uint64_t kept_pieces = 0;  ///< those on which both have the same pattern
  Rational volume;                ///< of the domain
  Enclosure kept_volume{0, 0};    ///< where both have the same pattern; exact unless its denominator is long
  /// The integral over the domain of the number of units with different symbols, divided by the volume; likewise.
  Enclosure mean_hamming_distance{0, 0};
  StopReason reason = StopReason::kFinished;
  bool complete() const { return reason == StopReason::kFinished; }
};

/// The regions of both networks side by side (side_by_side.h) are the pieces; on each, the patterns are compared.
/// Laws: symmetric; of a network and itself, everything is kept. kept_pieces is at most the number of patterns that
/// match_regions keeps, as a kept region may have moved elsewhere. Of a walk that was ended early nothing is told but
/// the reason.
/// Pre: have_the_same_units(before, after), and the domain is bounded (throws std::invalid_argument).
/// Complexity: builds the complex of all pieces, and finds their volumes.
PatternOverlap pattern_overlap(const Network& before, const Network& after, const Domain& domain,
                               const EnumerateOptions& walk = {});

}  // namespace crease
