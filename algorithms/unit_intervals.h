// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/domain.h"
#include "core/network.h"

namespace crease {

/// lo <= z <= hi; none: no bound.
struct Interval {
  std::optional<Rational> lo, hi;
  bool operator==(const Interval&) const = default;
};

/// What is in both.
Interval intersection(const Interval& a, const Interval& b);

/// The box of a domain in its own coordinates, by rows along one of them; open to the sides without one.
std::vector<Interval> box_of(const Domain& domain);

/// The first layer as one over the domain's own coordinates: the layer itself where there is no slice.
Layer in_own_coordinates(const Layer& first, const Domain& domain);

/// W h + b, row by row, for h in a box: the exact range of each.
std::vector<Interval> pre_activation_intervals(const Layer& layer, std::span<const Interval> h);

/// What the units of a layer put out when their pre-activations are in a box: the exact range of each.
std::vector<Interval> output_intervals(const Layer& layer, std::span<const Interval> z);

/// Per unit: the piece that holds all of the box, if one does.
std::vector<std::optional<std::size_t>> stable_pieces(const Layer& layer, std::span<const Interval> z);

}  // namespace crease
