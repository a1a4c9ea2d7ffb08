// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "algorithms/enumerate.h"
#include "tools/complex_results.h"
#include "tools/named_bounds.h"

namespace crease::tools {

/// What `crease bounds` tells.
struct BoundsResult {
  Rational gradient_constant = 1, bias_constant = 1;  ///< of the expectation
  std::vector<NamedBound> bounds;
  std::optional<Rational> expected;  ///< regions per volume
  std::optional<std::uint64_t> count;
  std::optional<std::size_t> unstable;  ///< units, by intervals
  std::optional<CharacteristicPolynomial> arrangement;
};

/// Of an architecture, and of a network in a domain; the count is left to others.
BoundsResult bounds_of(const Architecture& architecture, const Rational& gradient_constant,
                       const Rational& bias_constant);
BoundsResult bounds_of(const Network& network, const Domain& domain, const Rational& gradient_constant,
                       const Rational& bias_constant);

/// Adds the count, and the bound with the units that no region shows to change, where the walk comes to its end.
StopReason add_exact_ranges(BoundsResult& result, const Network& network, const Domain& domain,
                            const EnumerateOptions& walk);

/// activation_regions, unstable_units, bounds, arrangement, expectation.
void add_bounds(Json& json, const BoundsResult& result);
void add_bounds(Lines& lines, const BoundsResult& result);

}  // namespace crease::tools
