// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/complex.h"

namespace crease {

/// The regions that contain a point of the domain's own coordinates, closures meant, in increasing order: one for a
/// point in a region's interior, two on a facet's, more on smaller faces, none outside the domain (or, in a complex
/// that is not complete, in a region that is missing).
///
/// Law: a point of the domain lies in a region iff, for every crease, the network's own sign at the point is zero or
/// the region's. This suffices although the network may be on other pieces than the region's at the point: in the first
/// layer both have the same pre-activations; where the signs fit, the point's pre-activation lies in the closed
/// interval of the region's piece, on which that piece is the activation (by continuity also at its ends), so both have
/// the same outputs, hence the same pre-activations in the next layer, and so on. So all the region's own inequalities
/// hold weakly, and these define the closed region.
///
/// Complexity: one exact forward pass and O(regions * creases / 64).
/// Throws std::invalid_argument unless y has dim() entries.
std::vector<RegionId> locate(const Complex& complex, std::span<const Rational> y);

}  // namespace crease
