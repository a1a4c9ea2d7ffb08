// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/region.h"

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

}  // namespace crease
