// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/complex.h"

namespace crease::testing {

/// The complex of build_complex in a slow and plain way: facets and vertices are one and the same where their exact
/// coordinates are, walls are where the regions' exact rows vanish. Only the order of the regions is that of the walk.
/// With a limit, the part that a walk of so many regions sees.
Complex reference_complex(const Network& network, const Domain& domain,
                          std::optional<std::uint64_t> max_regions = std::nullopt);

/// What is different, in words, or the empty string: every table must be the same, order included. Where regions
/// contain lines, representatives are compared modulo the lineality space, and its basis by what it spans.
std::string find_difference(const Complex& given, const Complex& expected);

/// A reduced echelon basis of what the vectors span: equal for equal spaces.
std::vector<std::vector<Rational>> reduced_echelon(std::vector<std::vector<Rational>> vectors);

/// The representative of y modulo the space of a reduced echelon basis that vanishes at the basis' pivots.
std::vector<Rational> reduced_modulo(std::vector<Rational> y, const std::vector<std::vector<Rational>>& basis);

}  // namespace crease::testing
