// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "core/network.h"
#include "core/region.h"

namespace crease {

/// Reads a pattern as Region::pattern() writes it: the symbols of all units in order. On a breakpoint the text does not
/// say which piece is to the right: `piece` is 0 there. Throws std::invalid_argument, with the character's place, for
/// anything that is not a pattern of this network.
void parse_pattern(std::string_view text, const Network& network, std::vector<Symbol>& symbols);

}  // namespace crease
