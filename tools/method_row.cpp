// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/method_row.h"

namespace crease::tools {

std::string kind_name(MethodKind kind) {
  switch (kind) {
    case MethodKind::kLowerBound:
      return "lower bound";
    case MethodKind::kUpperBound:
      return "upper bound";
    case MethodKind::kArchitectureBound:
      return "architecture";
    case MethodKind::kEstimate:
      break;
  }
  return "estimate";
}

std::optional<Rational> MethodRow::ratio() const {
  const Rational* rational = std::get_if<Rational>(&value);
  if (rational == nullptr || !exact || !exact->is_exact() || exact->lo == 0) return std::nullopt;
  return *rational / exact->lo;
}

}  // namespace crease::tools
