// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/nearest_insphere.h"

#include <optional>

#include "algorithms/insphere.h"
#include "algorithms/insphere_program.h"
#include "algorithms/insphere_triage.h"

namespace crease {
namespace {

/// Nothing where doubles leave something open.
std::optional<NearestInsphere> triage_nearest_insphere(std::span<const IntegerVector> rows, std::size_t dim) {
  const InsphereProgram program = insphere_program(rows, dim);
  InsphereTriage triage;
  const TriagedInsphere& found = triage(in_doubles(program.rows), BallNorm::kEuclidean);
  NearestInsphere ball;
  ball.by_triage = true;
  if (found.kind == TriagedInsphere::Kind::kInfinite) {
    ball.infinite = true;
    return ball;
  }
  if (found.kind == TriagedInsphere::Kind::kUncertain) return std::nullopt;
  const auto solution = triage.sharpen(program.rows);
  if (!solution) return std::nullopt;
  for (const auto& [value, error] : *solution) {
    const std::optional<double> nearest = nearest_double(value, error);
    if (!nearest) return std::nullopt;
    ball.center.push_back(*nearest);
  }
  ball.radius = ball.center.back();
  ball.center.pop_back();
  ball.unique = true;
  for (const std::size_t row : found.basis) ball.support.push_back(program.origin[row]);
  return ball;
}

}  // namespace

NearestInsphere nearest_insphere(std::span<const IntegerVector> rows, std::size_t dim) {
  if (const auto ball = triage_nearest_insphere(rows, dim)) return *ball;
  const Insphere exact = insphere(rows, dim);
  NearestInsphere ball;
  ball.infinite = exact.infinite;
  if (ball.infinite) return ball;
  ball.radius = nearest_double(exact.radius);
  ball.center = exact.center.nearest_doubles();
  ball.unique = exact.unique;
  for (const Insphere::Support& support : exact.support) ball.support.push_back(support.row);
  return ball;
}

}  // namespace crease
