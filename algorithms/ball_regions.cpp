// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/ball_regions.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "algorithms/certified_lp.h"
#include "algorithms/nearest_point.h"
#include "algorithms/walk.h"
#include "core/errors.h"

namespace crease {
namespace {

/// The distance of the ball's centre from a region, squared in the Euclidean norm.
Rational distance(const Region& region, const Ball& ball) {
  const std::size_t d = ball.center.size();
  if (ball.norm == BallNorm::kEuclidean) {
    GeneratedPolyhedron hull;
    for (Generator& generator : region.generators()) hull.points.push_back(std::move(generator.coordinates));
    return nearest_point(hull, ball.center).squared_distance;
  }
  // The least t (or t_1 + ... + t_d) with -t <= y_j - center_j <= t (or t_j) in the region, as a linear program in (y,
  // t).
  const bool sum = ball.norm == BallNorm::kSum;
  const std::size_t size = 1 + d + (sum ? d : 1);
  std::vector<IntegerVector> rows;
  std::vector<Rational> row(size);
  const auto add = [&] {
    rows.push_back(primitive_integers(row));
    std::ranges::fill(row, 0);
  };
  for (const Facet& facet : region.facets()) {
    row[0] = facet.offset;
    std::ranges::copy(facet.normal, row.begin() + 1);
    add();
  }
  for (std::size_t j = 0; j < d; ++j) {
    for (const int side : {-1, 1}) {
      row[0] = -side * ball.center[j];
      row[1 + j] = side;
      row[1 + d + (sum ? j : 0)] = 1;
      add();
    }
  }
  IntegerVector objective(size);
  for (std::size_t j = 1 + d; j < size; ++j) fmpz_set_si(objective[j], -1);
  const LpResult result = solve_lp(rows, objective);
  if (result.status != LpStatus::kOptimal) throw std::logic_error("a distance that is no optimum");
  return -result.value;
}

class DistanceVisitor final : public RegionVisitor {
 public:
  explicit DistanceVisitor(const Ball& ball) : ball_(ball) {}

  bool visit(const Region& region) override {
    distances.push_back(distance(region, ball_));
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override { return std::make_unique<DistanceVisitor>(ball_); }
  void join(RegionVisitor& later) override {
    std::ranges::move(dynamic_cast<DistanceVisitor&>(later).distances, std::back_inserter(distances));
  }

  std::vector<Rational> distances;

 private:
  const Ball& ball_;
};

StopReason walk_ball(const Network& network, const Domain& domain, const Ball& ball, EnumerateOptions options,
                     WalkOutput& output) {
  options.through.reset();
  const Domain part = domain_around(domain, ball);
  // A walk refuses domains without an interior: here it is only that the ball does not reach the domain.
  if (!has_interior(part) && has_interior(domain)) return StopReason::kFinished;
  if (ball.norm != BallNorm::kEuclidean) return walk(network, part, options, output);
  return walk_in_ball(network, part, {ball.center, ball.radius}, options, output);
}

}  // namespace

BallRegions ball_regions(const Network& network, const Domain& domain, std::span<const Rational> center,
                         const Rational& radius, const BallOptions& options) {
  const Ball ball{{center.begin(), center.end()}, radius, options.norm};
  DistanceVisitor visitor(ball);
  WalkOutput output;
  if (options.distances) output.visitor = &visitor;
  BallRegions result;
  result.reason = walk_ball(network, domain, ball, options.walk, output);
  result.regions = output.regions;
  result.signs = output.signs;
  result.distances = std::move(visitor.distances);
  std::ranges::sort(result.distances);
  return result;
}

EnumerateResult for_each_region_in_ball(const Network& network, const Domain& domain, const Ball& ball,
                                        RegionVisitor& visitor, const EnumerateOptions& options) {
  WalkOutput output;
  output.visitor = &visitor;
  const StopReason reason = walk_ball(network, domain, ball, options, output);
  return {reason, output.regions, output.signs};
}

}  // namespace crease
