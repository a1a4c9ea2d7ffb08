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

/// The symbol of a unit with so many creases, by the sign of crease k = 0, 1, ...
template <typename SignOf>
Symbol symbol_of_signs(std::size_t num_creases, bool is_group, const SignOf& sign_of) {
  Symbol symbol;
  for (std::size_t k = 0; k < num_creases; ++k) {
    const CreaseSign sign = sign_of(k);
    if (sign == CreaseSign::kBelow) continue;
    // Of a max group the first crease that is not below counts; of another unit they are counted.
    const bool is_later_argument = is_group && symbol.on_breakpoint;
    if (!is_later_argument) symbol.piece = static_cast<std::uint16_t>(is_group ? k : symbol.piece + 1);
    symbol.on_breakpoint = symbol.on_breakpoint || sign == CreaseSign::kZero;
  }
  return symbol;
}

/// The symbol of a unit by the signs of its creases in row `row` of the table.
Symbol symbol_of(const WallList& walls, const SignTable& signs, std::size_t row, UnitId unit);

/// The pattern as Region::pattern() gives it, with '*' also for the units of the creases `on` (increasing; what is no
/// crease comes last and is skipped).
std::string pattern_of(const Network& network, const WallList& walls, const SignTable& signs, std::size_t row,
                       std::span<const WallId> on = {});

}  // namespace crease
