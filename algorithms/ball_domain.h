// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "algorithms/ball_norm.h"
#include "core/domain.h"

namespace crease {

/// A ball of BallNorm::kSum has 2^dim facets; balls of more dimensions are refused.
inline constexpr std::size_t kMostSumDimensions = 10;

/// A ball in the domain's own coordinates.
struct Ball {
  std::vector<Rational> center;
  Rational radius;
  BallNorm norm = BallNorm::kEuclidean;
};

/// The part of a domain in a ball; in the Euclidean norm, in the ball's bounding box. Keeps the domain's slice and
/// label. Throws std::invalid_argument unless center has dim() entries and the radius is positive, InvalidDomain for
/// BallNorm::kSum in more than kMostSumDimensions dimensions.
Domain domain_around(const Domain& domain, const Ball& ball);

/// Has the domain an interior?
bool has_interior(const Domain& domain);

}  // namespace crease
