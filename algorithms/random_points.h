// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/domain.h"

namespace crease {

/// Points of a bounded domain, in its own coordinates, uniform and independent: of the multiples of 2^-32 of the sides
/// of the least box that holds it, those that lie in the domain (exact tests). The same seed gives the same points
/// everywhere: a larger count only adds some.
/// Throws InvalidDomain when the domain is not bounded, or takes too little of its box (10,000 points in a row
/// outside).
std::vector<std::vector<Rational>> random_points(const Domain& domain, std::size_t count, std::uint64_t seed);

}  // namespace crease
