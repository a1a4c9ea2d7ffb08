// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pattern_text.h"

namespace crease {

Symbol symbol_of(const WallList& walls, const SignTable& signs, std::size_t row, UnitId unit) {
  const WallId first = walls.first_crease(unit);
  return symbol_of_signs(walls.num_creases(unit), walls.is_group(unit),
                         [&](std::size_t k) { return signs.sign(row, first + static_cast<WallId>(k)); });
}

std::string pattern_of(const Network& network, const WallList& walls, const SignTable& signs, std::size_t row,
                       std::span<const WallId> on) {
  std::string text;
  for (std::uint32_t l = 0; l < network.layers().size(); ++l) {
    if (l > 0) text += '|';
    for (std::uint32_t u = 0; u < network.layers()[l].num_units(); ++u) {
      const UnitId unit{l, u};
      Symbol symbol = symbol_of(walls, signs, row, unit);
      const WallId end = walls.first_crease(unit) + static_cast<WallId>(walls.num_creases(unit));
      for (; !on.empty() && on.front() < end; on = on.subspan(1)) symbol.on_breakpoint = true;
      append_symbol(text, symbol);
    }
  }
  return text;
}

}  // namespace crease
