// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/index_lists.h"

namespace crease {

/// The Betti numbers b_0, b_1, ... over Z/2 of a cell complex whose k-cells are polytopes: `boundary[k]` has a list per
/// k-cell, its facets as indices of (k-1)-cells; the lists of `boundary[0]` are empty.
///
/// b_k = n_k - rank d_k - rank d_(k+1), with ranks by column reduction, from the highest dimension down: what is a
/// pivot there needs no reduction below. Source: C. Chen, M. Kerber, Persistent homology computation with a twist,
/// 2011.
///
/// Law: sum (-1)^k b_k = sum (-1)^k n_k. Over the rationals the numbers are the same where homology has no torsion, as
/// for every set in R^d, d <= 3, that is a union of faces.
/// Complexity: cubic in the worst case, near linear in practice.
std::vector<std::size_t> betti_numbers(std::span<const IndexLists<>> boundary);

}  // namespace crease
