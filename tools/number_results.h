// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "algorithms/distribution.h"
#include "core/enclosure.h"
#include "core/io/json_values.h"

namespace crease::tools {

/// Real numbers in JSON: "p/q" where the enclosure is one, "inf" where there is nothing, else {lo, hi} and, where it is
/// short, exact.
Json enclosure_json(const std::optional<Enclosure>& value, const std::string& exact = "");

/// What is told of a distribution, by number.
inline constexpr std::array<const char*, 6> kStatistics = {"min", "q1", "median", "q3", "max", "mean"};
const std::optional<RealNumber>& statistic(const Distribution& distribution, std::size_t i);

/// {count, infinite, missing, min, q1, median, q3, max, mean, histogram}; null where there are no values.
Json distribution_json(const Distribution& distribution);

/// Decimal digits in which statistics are shown.
constexpr int kShownDigits = 4;

/// So closely that no number is rounded the wrong way in so many digits (a mean: see Precision::enough).
Precision for_reading();

/// A number in kShownDigits digits; "0" where its bounds do not tell it from 0.
std::string shown(const RealNumber& number);

/// A statistic as shown(); "inf", and "-" where there are no values.
std::string statistic_in_decimals(const Distribution& distribution, std::size_t i);

}  // namespace crease::tools
