// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>

#include "algorithms/count.h"

namespace crease::testing {

/// Counts, without geometry, and checks the number of regions and, where given, of bounded ones.
inline void expect_counts(const Network& network, const Domain& domain, std::uint64_t regions,
                          std::optional<std::uint64_t> bounded = std::nullopt) {
  const RegionCount count = count_regions(network, domain);
  CHECK(count.complete());
  CHECK(count.activation_regions == regions);
  if (bounded) CHECK(count.bounded_regions == *bounded);
}

}  // namespace crease::testing
