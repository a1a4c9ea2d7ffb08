// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "algorithms/ball_norm.h"
#include "algorithms/facet_row.h"
#include "algorithms/insphere.h"
#include "core/enclosure.h"

/// What inscribed balls are held against: PPL's rational simplex on rows with lengths rounded up and down, and
/// certificates that are evaluated here, in rationals with hundreds of digits.

namespace crease::testing {

struct OracleRadius {
  bool infinite = false;
  Enclosure bounds;
};

/// Rational linear programs with lengths rounded up, for the lower bound, and down, by 2^-bits at most.
OracleRadius oracle_radius(const std::vector<FacetRow>& rows, std::size_t dim, BallNorm norm, unsigned bits = 150);

/// What is wrong with a ball, in words; empty when nothing is: multipliers prove that no ball is larger, the centre
/// that there is one as large, the rows it touches are those named, and it can be moved iff it is not unique (by
/// linear programs for a direction in which it rolls, in up to 8 dimensions).
std::string ball_error(const std::vector<FacetRow>& rows, std::size_t dim, BallNorm norm, const Insphere& ball);

/// How long the dual norm makes a normal.
Enclosure oracle_length(const std::vector<Rational>& normal, BallNorm norm, unsigned bits);

}  // namespace crease::testing
