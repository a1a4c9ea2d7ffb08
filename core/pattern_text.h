// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/network.h"
#include "core/region.h"
#include "core/sign_table.h"
#include "core/wall_list.h"

namespace crease {

/// One character per unit: the piece ('0', ..., '9', 'a', ..., 'z', then "{36}", ...), or '*' on a breakpoint.
inline void append_symbol(std::string& text, Symbol symbol) {
  constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  if (symbol.on_breakpoint) {
    text += '*';
  } else if (symbol.piece < 36) {
    text += kDigits[symbol.piece];
  } else {
    text += '{' + std::to_string(symbol.piece) + '}';
  }
}

/// The symbol of a unit by the signs of its creases in row `row` of the table.
Symbol symbol_of(const WallList& walls, const SignTable& signs, std::size_t row, UnitId unit);

/// The pattern as Region::pattern() gives it, with '*' also for the units of the creases `on` (increasing; what is no
/// crease comes last and is skipped).
std::string pattern_of(const Network& network, const WallList& walls, const SignTable& signs, std::size_t row,
                       std::span<const WallId> on = {});

}  // namespace crease
