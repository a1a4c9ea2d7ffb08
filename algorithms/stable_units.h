// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "algorithms/enumerate.h"
#include "core/domain.h"
#include "core/ids.h"
#include "core/network.h"

namespace crease {

/// Per layer and unit: the piece it is on everywhere in the domain, where it is known to be on one.
using StablePieces = std::vector<std::vector<std::optional<std::size_t>>>;

/// By intervals of rationals: the box of the domain (its rows along one coordinate; open to the sides without one), the
/// first layer's exact ranges on it, and from there layer by layer. Sound, not complete.
/// Complexity: O(number of weights).
StablePieces interval_stable_pieces(const Network& network, const Domain& domain);

struct WalkedStablePieces {
  StablePieces pieces;
  std::uint64_t regions = 0;
  StopReason reason = StopReason::kFinished;
};

/// By all regions: a unit is stable iff it is on one piece in all of them. (A unit that sits on a breakpoint throughout
/// a region counts with the piece to its right.) Where the walk is not complete, this holds of the part walked only.
/// Throws as for_each_region.
WalkedStablePieces walked_stable_pieces(const Network& network, const Domain& domain,
                                        const EnumerateOptions& options = {});

}  // namespace crease
