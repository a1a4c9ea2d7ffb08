// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/numbers.h"

namespace crease {

/// How alike two gradients a and b are, exactly [X. Zhang, D. Wu, Empirical Studies on the Properties of Linear Regions
/// in Deep Neural Networks, ICLR 2020, section 4].
struct MapSimilarity {
  /// cos = cos_sign * sqrt(cos_squared), the cosine of the angle between a and b; none when one of them is zero.
  int cos_sign = 0;
  std::optional<Rational> cos_squared;
  /// |b - a|^2 / |a|^2; none when a is zero and b is not (the quotient is infinite); 0 when both are.
  std::optional<Rational> squared_difference;
  bool operator==(const MapSimilarity&) const = default;
};

/// Laws: cos_squared <= 1 (Cauchy and Schwarz); equal vectors have cosine 1 and difference 0; both are invariant under
/// scaling a and b by one positive number. Pre: equal sizes.
MapSimilarity map_similarity(std::span<const Integer> a, std::span<const Integer> b);

/// The rank of the jump b - a of a gradient across a facet, where it is 0 or 1: a and b are matrices row by row, and
/// every row of b - a is a multiple of the facet's normal, since the function is continuous. None when some row is not,
/// which contradicts that law. When one unit flips, and it is a unit of one breakpoint, the rank is 1 iff the outputs
/// depend on it.
/// Pre: the sizes of a and b are multiples of the normal's, whose entries are integers and not all zero.
std::optional<int> jump_rank(std::span<const Integer> a, std::span<const Integer> b, std::span<const Rational> normal);

}  // namespace crease
