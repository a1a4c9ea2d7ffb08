// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "algorithms/ball_domain.h"
#include "algorithms/enumerate.h"

namespace crease {

struct BallOptions {
  BallNorm norm = BallNorm::kEuclidean;
  /// Tell how far from the centre the regions are, too.
  bool distances = false;
  EnumerateOptions walk;  ///< `through` is not looked at
};

struct BallRegions {
  std::uint64_t regions = 0;  ///< whose interiors meet the open ball (inside the domain)
  /// Of the centre from each of these regions, increasing; squared for BallNorm::kEuclidean. Empty unless asked for.
  /// All regions that contain the centre have 0.
  std::vector<Rational> distances;
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;
  bool complete() const { return reason == StopReason::kFinished; }
};

/// The activation regions whose interiors meet the open ball {y : |y - center| < radius}: those whose distance from the
/// centre is less than the radius [R. Zhu, B. Lin, H. Tang, Bounding the Number of Linear Regions in Local Area for
/// Neural Networks with ReLU Activations, 2020]. Exact: a region that the closed ball only touches does not count.
/// Centre, radius and distances are those of the domain's own coordinates (of a slice, the slice's), and only the part
/// of a region in the domain counts; the centre may lie outside the domain.
///
/// Laws: the number does not decrease with the radius; it is the number of distances less than any radius up to this
/// one, so the distances are where the curve of radius and number jumps; where the ball covers a bounded domain it is
/// count_regions(network, domain).
/// Method: the walk of for_each_region inside the ball's bounding box (of the other norms, inside the ball itself, a
/// polytope), without what lies beyond: a crease whose hyperplane misses the ball cuts nothing, and a cell that misses
/// it is walked no further. Enclosures in doubles decide both, exact distances where these cannot tell.
/// Pre: center has domain.dim() entries, radius > 0 (throws std::invalid_argument), for BallNorm::kSum at most
/// kMostSumDimensions dimensions (throws InvalidDomain). Throws InvalidDomain as for_each_region.
/// Complexity: cells have at least 2^dim generators, as those of for_each_region in a box. With distances, memory for
/// all of them and a quadratic (linear) program in rationals for each.
BallRegions ball_regions(const Network& network, const Domain& domain, std::span<const Rational> center,
                         const Rational& radius, const BallOptions& options = {});

/// Hands every region that ball_regions() counts to `visitor`. What a region says of itself as a polyhedron
/// (generators, facets, an interior point) is exact inside the ball, and may be something else outside.
EnumerateResult for_each_region_in_ball(const Network& network, const Domain& domain, const Ball& ball,
                                        RegionVisitor& visitor, const EnumerateOptions& options = {});

}  // namespace crease
