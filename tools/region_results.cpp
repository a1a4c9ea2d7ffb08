// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/region_results.h"

#include "algorithms/linear_regions.h"
#include "tools/ball_results.h"
#include "tools/point_distances.h"
#include "tools/reach.h"

namespace crease::tools {
namespace {

Json to_json(const Complex& complex, RegionId region) {
  const RegionBalls balls = balls_in(complex, region);
  Json json = ball_json(region.index, balls.sphere);
  json["without_domain"] = ball_json(region.index, balls.without_domain);
  json["cube"] = ball_json(region.index, balls.cube);
  json["cross_polytope"] = ball_json(region.index, balls.cross_polytope);
  for (const char* other : {"without_domain", "cube", "cross_polytope"}) {
    json[other].erase("id");
    json[other].erase("pattern");
  }
  return json;
}

}  // namespace

RegionBalls balls_in(const Complex& complex, RegionId region) {
  const Inequalities own = inequalities(complex, region, RowSet::kRegion);
  const Inequalities units = inequalities(complex, region, RowSet::kUnits);
  const auto ball = [&](const Inequalities& rows, BallNorm norm) {
    InsphereRecord result = record(insphere(rows.rows, complex.dim(), norm), rows, std::nullopt);
    result.pattern = complex.pattern(region);
    return result;
  };
  return {ball(own, BallNorm::kEuclidean), ball(units, BallNorm::kEuclidean), ball(own, BallNorm::kMaximum),
          ball(own, BallNorm::kSum)};
}

void add_point(Json& json, const Network& network, const Complex& complex, std::span<const Rational> point) {
  const std::vector<Rational> input = complex.domain().to_input(point);
  json["at"] = rationals_json(point);
  json["input"] = rationals_json(input);
  json["output"] = rationals_json(evaluate(network, input));
}

void add_surroundings(Json& json, const Complex& complex, std::span<const Rational> point) {
  json["inspheres"] = Json::array();
  for (const RegionId region : complex.regions()) json["inspheres"].push_back(to_json(complex, region));
  json["nearest_crease"] = nearest_crease_json(complex, point);
  json["distances"] = distances_json(complex, point);
  json["cosines"] = cosines_json(complex);
}

ComplexReport region_report(const Complex& complex) {
  ComplexReport report{complex, linear_regions(complex)};
  report.measures = complex.dim() <= kMaxMeasuredDimension;
  report.enclosing_balls = report.measures;
  return report;
}

}  // namespace crease::tools
