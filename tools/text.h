// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/network.h"
#include "core/numbers.h"

namespace crease::tools {

/// 1234567 as "1,234,567".
std::string with_commas(std::uint64_t n);

/// "1 layer", "2 layers".
std::string counted(std::size_t n, const std::string& noun);

/// "0.333333", "1.23e+400": a decimal of so many digits near the number, also beyond the doubles.
std::string in_decimals(const Rational& value, int digits = 6);

/// "1/3"; a long one with the nearest short decimal: "123456789012/987654321098 (about 0.125)".
std::string in_words(const Rational& value);

/// "(1/3, 2)"; with decimals behind it where that is long, and in decimals alone where it is too long.
std::string in_words(std::span<const Rational> point);

/// The widths of a network: "2 -> 16 -> 16 -> 1".
std::string shape_of(const Network& network);

/// Lines "name   value" whose values start in one column.
std::string aligned(const std::vector<std::pair<std::string, std::string>>& lines);

}  // namespace crease::tools
