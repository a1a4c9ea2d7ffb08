// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "algorithms/float_network.h"
#include "algorithms/piece_pattern.h"
#include "algorithms/sample_points.h"
#include "algorithms/stop_check.h"

namespace crease {

/// Different activation patterns among points of a domain, by evaluation in doubles: the usual way to count regions
/// from below. It is a bound only as far as rounding lets it be: a point on a crease, or near one, can show a pattern
/// that no region has.
struct PatternSample {
  PatternSet patterns;
  std::vector<std::uint64_t> hits;  ///< points per pattern
  std::uint64_t points = 0;         ///< in the domain, evaluated
  std::uint64_t drawn = 0;          ///< in the domain's box
  bool complete = true;             ///< it was not stopped
};

/// At the points of visit_grid().
PatternSample sample_grid(const FloatNetwork& network, const SampleBox& box, std::size_t per_axis,
                          const StopCheck& stop = {});

/// At so many points of a PointSampler; fewer where the domain fills next to nothing of its box.
PatternSample sample_random(const FloatNetwork& network, const SampleBox& box, std::uint64_t points, std::uint64_t seed,
                            const StopCheck& stop = {});

}  // namespace crease
