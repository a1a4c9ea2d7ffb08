// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/method_promises.h"

#include <fmt/format.h>

#include "tools/text.h"

namespace crease::tools {
namespace {

const Rational* rational_value(const MethodRow& row) { return std::get_if<Rational>(&row.value); }

/// Upper bounds that know nothing but the architecture.
bool is_of_architecture(const MethodRow& row) {
  return row.kind == MethodKind::kUpperBound && row.method != "serra_ramalingam_2020" && row.method != "zaslavsky";
}

}  // namespace

std::vector<std::string> broken_promises(const ExactCounts& counts, const std::vector<MethodRow>& rows) {
  std::vector<std::string> broken;
  const auto compare = [&](std::uint64_t fewer, const char* a, std::uint64_t more, const char* b) {
    if (fewer > more) broken.push_back(fmt::format("{}, but only {}", counted(fewer, a), counted(more, b)));
  };
  compare(counts.affine_pieces, "affine piece", counts.linear_regions, "linear region");
  compare(counts.linear_regions, "linear region", counts.activation_regions, "activation region");
  const Rational regions(Integer(std::to_string(counts.activation_regions)));
  for (const MethodRow& row : rows) {
    const Rational* value = rational_value(row);
    if (value == nullptr) continue;
    const bool is_low = row.kind == MethodKind::kUpperBound && *value < regions;
    const bool is_high = row.kind == MethodKind::kLowerBound && *value > regions;
    if (is_low || is_high) {
      broken.push_back(fmt::format("{} is {}, which is no {}: there are {}", row.method, in_words(*value),
                                   kind_name(row.kind), counted(counts.activation_regions, "activation region")));
    }
    if (row.kind != MethodKind::kArchitectureBound) continue;
    for (const MethodRow& upper : rows) {
      const Rational* most = rational_value(upper);
      if (most == nullptr || !is_of_architecture(upper) || *value <= *most) continue;
      broken.push_back(fmt::format("{} is {}, more than the upper bound {} = {}", row.method, in_words(*value),
                                   upper.method, in_words(*most)));
    }
  }
  return broken;
}

}  // namespace crease::tools
