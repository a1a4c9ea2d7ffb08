// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/path_measures.h"

#include <algorithm>
#include <stdexcept>

#include "algorithms/enclosure_sum.h"

namespace crease {
namespace {

/// The integral of |delta + m s| for s from 0 to `duration`.
Rational integral_of_size(const Rational& delta, const Rational& m, const Rational& duration) {
  const Rational at_end = delta + m * duration;
  const Rational before = abs(delta), after = abs(at_end);
  if (sgn(delta) * sgn(at_end) >= 0) return duration * (before + after) / 2;
  return (before * before + after * after) / (2 * abs(m));
}

Rational value_at_end(const PathPiece& piece, std::size_t output) {
  return piece.value[output] + piece.slope[output] * (piece.end - piece.begin);
}

Enclosure distance(const std::vector<Rational>& a, const std::vector<Rational>& b) {
  Rational squared = 0;
  for (std::size_t j = 0; j < a.size(); ++j) squared += (b[j] - a[j]) * (b[j] - a[j]);
  return sqrt_enclosure(squared);
}

OutputMeasures measure(const PathTrace& trace, const std::vector<Enclosure>& leg_lengths, std::size_t output) {
  OutputMeasures measures;
  EnclosureSum deviation;
  auto leg_begin = trace.pieces.begin();
  for (std::size_t leg = 0; leg < trace.num_legs(); ++leg) {
    const auto leg_end = std::find_if(leg_begin, trace.pieces.end(), [&](const PathPiece& p) { return p.leg != leg; });
    const Rational& start = leg_begin->value[output];
    const Rational chord = value_at_end(*(leg_end - 1), output) - start;
    Rational integral = 0;
    for (auto piece = leg_begin; piece != leg_end; ++piece) {
      const Rational duration = piece->end - piece->begin;
      const Rational chord_here = start + chord * (piece->begin - leg_begin->begin);
      integral += integral_of_size(piece->value[output] - chord_here, piece->slope[output] - chord, duration);
      const Rational change = piece->slope[output] * duration;
      measures.signed_variation += change;
      measures.total_variation += abs(change);
    }
    deviation.add({leg_lengths[leg].lo * integral, leg_lengths[leg].hi * integral});
    measures.deviation_integrals.push_back(std::move(integral));
    leg_begin = leg_end;
  }
  measures.absolute_deviation = deviation.value();
  return measures;
}

}  // namespace

std::vector<OutputMeasures> measure_outputs(const PathTrace& trace) {
  if (!trace.complete() || trace.pieces.empty()) {
    throw std::invalid_argument("measures of a path need all of its pieces");
  }
  std::vector<Enclosure> leg_lengths;
  for (std::size_t leg = 0; leg < trace.num_legs(); ++leg) {
    leg_lengths.push_back(distance(trace.corners[leg], trace.corners[leg + 1]));
  }
  std::vector<OutputMeasures> measures;
  for (std::size_t k = 0; k < trace.pieces.front().value.size(); ++k) {
    measures.push_back(measure(trace, leg_lengths, k));
  }
  return measures;
}

}  // namespace crease
