// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/numbers.h"

namespace crease {

/// chi(t) = sum over the flats F of mu(F) t^dim(F), of an arrangement of hyperplanes in R^d. Flats are the non-empty
/// intersections of hyperplanes, R^d itself among them; mu(R^d) = 1 and mu(F) = -sum of mu(G) over the flats G that
/// contain F and are not F.
struct CharacteristicPolynomial {
  std::size_t dim = 0;
  std::size_t num_hyperplanes = 0;    ///< different ones
  std::vector<Integer> by_rank = {};  ///< coefficient of t^(dim - r) at r, up to the arrangement's rank

  Integer at(const Integer& t) const;
  /// |chi(-1)|: into how many regions the hyperplanes cut R^d.
  Integer regions() const;
  /// |chi(1)|: how many of these are bounded, modulo the directions that all hyperplanes contain.
  Integer bounded_regions() const;
};

/// Of the hyperplanes normal . x + offset = 0; equal ones count once, and rows without a normal are no hyperplanes
/// [T. Zaslavsky, Facing up to Arrangements, 1975]. None where there are more flats than max_flats.
/// Law: regions() is the number of activation regions of the network of one layer with these rows.
/// Complexity: O(flats * hyperplanes * rank * d + flats^2) operations.
std::optional<CharacteristicPolynomial> characteristic_polynomial(const Matrix<Rational>& normals,
                                                                  std::span<const Rational> offsets,
                                                                  std::size_t max_flats = 20000);

}  // namespace crease
