// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace crease {

/// Unit i of layer l, both counted from 0. Prints as "u2.5".
struct UnitId {
  std::uint32_t layer = 0;
  std::uint32_t unit = 0;
  auto operator<=>(const UnitId&) const = default;
};

inline std::string to_string(UnitId id) { return "u" + std::to_string(id.layer) + "." + std::to_string(id.unit); }

}  // namespace crease
