// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "algorithms/sample_points.h"
#include "algorithms/stop_check.h"
#include "core/domain.h"
#include "core/network.h"

namespace crease {

/// The signs of all creases on a region, bits as in SignTable.
struct SignBits {
  std::vector<std::uint64_t> above, zero;
  auto operator<=>(const SignBits&) const = default;
};

struct SegmentSample {
  std::vector<SignBits> regions;  ///< different ones, sorted
  std::uint64_t segments = 0;     ///< followed
  std::uint64_t pieces = 0;       ///< all regions met, counted as often as they were
  bool complete = true;           ///< it was not stopped
};

/// Different regions met by segments between random points of a domain (uniform, independent) [M. Gamba et al., Are All
/// Linear Regions Created Equal?, AISTATS 2022]. The segments are random, but followed exactly (PathTracer): every
/// region that is met is one, and none on the way is skipped. A segment that lies in a crease, which chance does not
/// choose, would show the signs of a face. Complexity: that of the paths, and per piece an exact evaluation.
SegmentSample sample_segments(const Network& network, const Domain& domain, const SampleBox& box,
                              std::uint64_t segments, std::uint64_t seed, const StopCheck& stop = {});

}  // namespace crease
