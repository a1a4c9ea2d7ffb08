// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/ball_bounds.h"
#include "core/io/table.h"
#include "tools/complex_results.h"

namespace crease::tools {

/// What `crease ball` tells.

struct BallBound {
  std::string name, meaning;
  std::optional<Integer> value;
};

/// Balls a little larger than this radius (squared in the Euclidean norm) meet so many regions.
struct Jump {
  Rational radius;
  std::uint64_t regions;
};

struct BallResult {
  BallRegions count;
  std::vector<Jump> curve;
  std::vector<BallBound> bounds;  ///< increasing, but for lipschitz and interval, which stand side by side
};

/// What --bounds asks for.
struct WantedBounds {
  bool lipschitz = false, interval = false, both = false;
  std::vector<std::size_t> cells;  ///< decreasing
};

struct BallRequest {
  Ball ball;  ///< in the domain's own coordinates
  bool curve = false;
  WantedBounds bounds;
};

/// "lipschitz,interval,both,cells:1", or "none". Throws InputError for others.
WantedBounds parse_ball_bounds(const std::string& text);

/// Throws InvalidNetwork where the cells of more layers are asked for than bend.
void check_ball_bounds(const Network& network, const WantedBounds& bounds);

/// The exact count and the bounds. Every inequality between them is checked, those that were not asked for included.
BallResult measure_ball(const Network& network, const Domain& domain, const BallRequest& request,
                        const EnumerateOptions& walk);

/// center, radius, norm, activation_regions, bounds, curve.
void add_ball(Json& json, const BallRequest& request, const BallResult& result);
void add_ball(Lines& lines, const BallRequest& request, const BallResult& result);

/// squared_radius (radius, but in the Euclidean norm), regions. Refers to the result.
Table ball_curve_table(const BallResult& result, BallNorm norm);

}  // namespace crease::tools
