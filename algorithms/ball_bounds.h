// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "algorithms/ball_regions.h"
#include "algorithms/unit_bounds.h"

namespace crease {

/// Layers with a unit that bends, increasing.
std::vector<std::size_t> bending_layers(const Network& network);

/// A sum over cells, which is no bound where the walk is not complete.
struct CellsBound {
  Integer value = 0;
  std::uint64_t cells = 0;
  StopReason reason = StopReason::kFinished;
};

/// An upper bound of ball_regions(network, domain, ball): the cells of the first m layers that bend are enumerated in
/// the ball, and the regions inside each are bounded by U(m + 1, d) of [Zhu, Lin, Tang 2020] (activation_bound), d the
/// least number of units of these layers that are not constant on the cell, or the domain's dimension. On a cell the
/// pre-activations of the next layer are affine: they are bounded by their ranges in the ball and on the cell; all
/// further ones by intervals; everything by `within`, sound intervals such as those of UnitBoundMethod::kBoth.
///
/// Laws: exact count <= cells_bound(m + 1) <= cells_bound(m) <= activation_bound with the units that `within` leaves
/// unstable; with m = bending_layers(network).size() it is the exact count.
/// Throws std::invalid_argument unless 1 <= m <= bending_layers(network).size(), and as ball_regions().
/// Complexity: per cell, exact affine maps and intervals of all units.
CellsBound cells_bound(const Network& network, const Domain& domain, const Ball& ball, std::size_t m,
                       const UnitIntervals& within, const EnumerateOptions& options = {});

/// A number in a chain of inequalities.
struct NamedCount {
  std::string name;
  Integer value;
};

/// Of numbers none of which may be larger than the next: "a (5) > b (4)" of the first pair of neighbours that is in the
/// wrong order; none where all is well.
std::optional<std::string> first_violation(std::span<const NamedCount> increasing);

}  // namespace crease
