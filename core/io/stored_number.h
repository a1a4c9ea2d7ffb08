// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/numbers.h"

namespace crease {

/// Numbers in binary files, decoded from their bits.

/// The value of IEEE 754 half precision, and of the upper half of a single; NaN and infinities included.
double from_float16(std::uint32_t bits);
double from_bfloat16(std::uint32_t bits);

/// The number that up to 8 bytes stand for, the lowest first.
std::uint64_t little_endian(std::string_view bytes);

/// How one number is stored.
struct StoredType {
  enum class Kind { kFloat, kBfloat, kSigned, kUnsigned };
  Kind kind = Kind::kFloat;
  std::size_t bytes = 8;  ///< floats: 2, 4 or 8; bfloat: 2; integers: 1, 2, 4 or 8
  bool big_endian = false;
};
/// "float32", "bfloat16", "uint8", ...
std::string to_string(const StoredType& type);

/// The number stored in `bytes`, exactly. Pre: as many bytes as the type has.
/// Throws std::domain_error for NaN and infinities.
Rational stored_number(std::string_view bytes, const StoredType& type);

/// The product of the sizes; nothing where it is out of range.
std::optional<std::size_t> checked_count(const std::vector<std::size_t>& shape);

/// "(2, 3)", "(2,)", "()": as Python writes it.
std::string shape_text(const std::vector<std::size_t>& shape);

}  // namespace crease
