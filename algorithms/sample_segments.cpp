// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/sample_segments.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "algorithms/point_signs.h"
#include "algorithms/trace_path.h"

namespace crease {
namespace {

/// A number strictly between, a double where there is one: digits cost time.
Rational between(const Rational& lo, const Rational& hi) {
  const Rational middle = (lo + hi) / 2;
  const Rational rounded = exact_rational(nearest_double(middle));
  return lo < rounded && rounded < hi ? rounded : middle;
}

std::vector<Rational> to_rationals(std::span<const double> y) {
  std::vector<Rational> exact(y.size());
  std::ranges::transform(y, exact.begin(), exact_rational);
  return exact;
}

}  // namespace

SegmentSample sample_segments(const Network& network, const Domain& domain, const SampleBox& box,
                              std::uint64_t segments, std::uint64_t seed, const StopCheck& stop) {
  const PathTracer tracer(network);
  const PointEvaluator evaluator(network, domain);
  PointSampler sampler(box, seed);
  // A point that doubles take for one of the domain may lie outside.
  const auto next_point = [&]() -> std::optional<std::vector<Rational>> {
    for (int tries = 0; tries < 100; ++tries) {
      const auto y = sampler.next();
      if (!y) return std::nullopt;
      std::vector<Rational> exact = to_rationals(*y);
      if (evaluator.at(exact).in_domain) return exact;
    }
    return std::nullopt;
  };
  SegmentSample sample;
  std::set<SignBits> seen;
  while (sample.segments < segments) {
    const auto from = next_point(), to = next_point();
    // (Equal where the domain is as small as a double's last digit.)
    if (!from || !to || *from == *to) break;
    const std::vector<Rational> ends[] = {domain.to_input(*from), domain.to_input(*to)};
    const PathTrace trace = tracer.trace(ends);
    for (const PathPiece& piece : trace.pieces) {
      if (stop && stop()) {
        sample.complete = false;
        break;
      }
      const Rational t = between(piece.begin, piece.end);
      std::vector<Rational> y = *from;
      for (std::size_t j = 0; j < y.size(); ++j) y[j] += t * ((*to)[j] - y[j]);
      PointSigns signs = evaluator.at(y);
      seen.insert({std::move(signs.above), std::move(signs.zero)});
      ++sample.pieces;
    }
    if (!sample.complete) break;
    ++sample.segments;
  }
  sample.regions.assign(seen.begin(), seen.end());
  return sample;
}

}  // namespace crease
