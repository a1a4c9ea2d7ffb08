// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/cell_kernel.h"

namespace crease {

/// Computes generator g of an approximate cell anew from rows that vanish on it (in the form of kernel.h; more than
/// m - 1 when degenerate), with a certified radius that does not depend on how the generator came about.
/// Returns false, leaving the generator alone, when the rows are too nearly dependent for doubles to tell, or when
/// the radius would not shrink. O(m^3).
///
/// Method: with A the square system, R a floating-point inverse and x an approximate solution,
/// |x* - x| <= |R| |A* x - b*| / (1 - ||I - R A*||) in the maximum norm (Krawczyk, Rump).
bool refine_generator(kernel::Cell& cell, int g, std::span<const double* const> rows, bool homogeneous);

}  // namespace crease
