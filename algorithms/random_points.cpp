// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/random_points.h"

#include <random>
#include <utility>

#include "algorithms/domain_cell.h"
#include "algorithms/measures.h"
#include "algorithms/point_signs.h"
#include "core/errors.h"

namespace crease {

std::vector<std::vector<Rational>> random_points(const Domain& domain, std::size_t count, std::uint64_t seed) {
  constexpr std::size_t kMostInARow = 10000;
  const Complex cell = domain_cell(domain);
  const bool bounded = cell.is_bounded(RegionId(0));
  if (!bounded) {
    throw InvalidDomain("random points need a bounded domain, and " + domain.label() +
                        " is not. Give a box or a polytope");
  }
  const std::vector<CoordinateRange> box = measure_region(cell, RegionId(0)).box;
  const PointEvaluator evaluator(cell.network(), domain);
  // The standard fixes this engine's numbers, not those of its distributions.
  std::mt19937_64 engine(seed);
  std::vector<std::vector<Rational>> points;
  std::size_t outside = 0;
  while (points.size() < count) {
    std::vector<Rational> point;
    for (const CoordinateRange& range : box) {
      Rational step(Integer(engine() >> 32), Integer(1) << 32);
      step.canonicalize();
      point.push_back(*range.lo + (*range.hi - *range.lo) * step);
    }
    if (evaluator.at(point).in_domain) {
      points.push_back(std::move(point));
      outside = 0;
    } else if (++outside == kMostInARow) {
      throw InvalidDomain("random points: " + domain.label() + " takes too little of its least box. Give a box");
    }
  }
  return points;
}

}  // namespace crease
