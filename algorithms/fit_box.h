// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/complex.h"
#include "core/domain.h"

namespace crease {

/// A box in a domain's own coordinates.
struct FittedBox {
  std::vector<Rational> lo, hi;
  bool operator==(const FittedBox&) const = default;
};

/// A box for pictures: it holds every vertex of the complexes with a margin of at least an eighth of the largest extent
/// of all vertices (of at least 1 where they are one point), and its bounds are short decimals.
/// Law: within the box a complete complex has the same regions and adjacencies as without it: every region and every
/// facet has a vertex, or, where regions contain lines, a representative of one, and so points inside the box.
/// Pre: complexes of one dimension, with coordinates (throws std::invalid_argument).
FittedBox fit_box(std::span<const Complex> complexes);

/// Does every region have vertices only?
bool is_bounded(const Complex& complex);

/// The part of the domain inside the box; without a slice, and where the domain is all of the space, Domain::box().
Domain within(const Domain& domain, const FittedBox& box);

}  // namespace crease
