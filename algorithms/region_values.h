// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "algorithms/insphere_records.h"
#include "algorithms/stop_check.h"
#include "core/complex.h"

namespace crease {

/// A number per region, for pictures: which one is the least and which the greatest is decided exactly, what lies
/// between is within 2^-64 of itself.
struct RegionValues {
  struct Extreme {
    RegionId region;  ///< the first of those that have it
    NumberRecord number;
  };
  std::vector<std::optional<Rational>> values;  ///< in the order of the regions asked for; none: infinite
  std::optional<Extreme> least, greatest;       ///< of the finite ones
  std::size_t num_infinite = 0;
};

/// Every function takes the regions asked for; when told to stop, it gives the values of the first ones only. Pre but
/// for the first: complex.has_coordinates().

/// See num_active_units().
RegionValues active_units_of(const Complex& complex, std::span<const RegionId> regions);
/// Volumes: of dimension 2 areas, of dimension 1 lengths.
RegionValues volumes_of(const Complex& complex, std::span<const RegionId> regions, const StopCheck& stop = {});
/// Radii of the largest balls.
RegionValues inradii_of(const Complex& complex, std::span<const RegionId> regions, const StopCheck& stop = {});
/// Norms of the gradient: the root of the sum of the squared entries of A, where f(y) = A y + c.
RegionValues gradient_norms_of(const Complex& complex, std::span<const RegionId> regions, const StopCheck& stop = {});

}  // namespace crease
