// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/sample_patterns.h"

namespace crease {
namespace {

/// False once it is to be stopped.
bool add(PatternSample& sample, const FloatNetwork& network, std::span<const double> y, const StopCheck& stop) {
  if (stop && sample.points % 64 == 0 && stop()) {
    sample.complete = false;
    return false;
  }
  const auto [number, is_new] = sample.patterns.insert(network.pattern_at(y));
  if (is_new) sample.hits.push_back(0);
  ++sample.hits[number];
  ++sample.points;
  return true;
}

}  // namespace

PatternSample sample_grid(const FloatNetwork& network, const SampleBox& box, std::size_t per_axis,
                          const StopCheck& stop) {
  PatternSample sample;
  visit_grid(box, per_axis, [&](std::span<const double> y) { return add(sample, network, y, stop); });
  sample.drawn = sample.points;
  return sample;
}

PatternSample sample_random(const FloatNetwork& network, const SampleBox& box, std::uint64_t points, std::uint64_t seed,
                            const StopCheck& stop) {
  PatternSample sample;
  PointSampler sampler(box, seed);
  while (sample.points < points) {
    const auto y = sampler.next();
    if (!y || !add(sample, network, *y, stop)) break;
  }
  sample.drawn = sampler.drawn();
  return sample;
}

}  // namespace crease
