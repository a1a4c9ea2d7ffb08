// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/complex.h"

namespace crease {

/// The pre-activations of every layer on a region, row by row of its weights.
std::vector<AffineMap> pre_activations(const Complex& complex, RegionId region);

/// The network's map in the domain's own coordinates when every unit is on the given piece.
/// Complexity: one exact forward pass of dim() + 1 columns.
AffineMap affine_map(const Network& network, const Domain& domain, const std::function<std::size_t(UnitId)>& piece_of);

/// The same, showing the pre-activations of layer after layer on the way: see(layer, map from the domain's own
/// coordinates to the layer's pre-activations).
AffineMap propagate(const Network& network, const Domain& domain, const std::function<std::size_t(UnitId)>& piece_of,
                    const std::function<void(std::uint32_t, const AffineMap&)>& see);

/// The network's map on a region.
AffineMap affine_map(const Complex& complex, RegionId region);

}  // namespace crease
