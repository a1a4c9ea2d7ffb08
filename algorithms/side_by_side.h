// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network.h"

namespace crease {

/// Two networks on the same inputs, side by side: layer by layer first the units of one, then those of the other, with
/// no weights between them: x -> (f(x), g(x)). Its regions are the intersections (with interior) of a region of each.
/// Pre: as many inputs and layers (throws std::invalid_argument).
Network side_by_side(const Network& first, const Network& second);

}  // namespace crease
