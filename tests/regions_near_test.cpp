// SPDX-License-Identifier: GPL-3.0-or-later
// Regions near a point against the distance of every region, and points drawn at random.
#include "algorithms/regions_near.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "algorithms/ball_regions.h"
#include "algorithms/locate.h"
#include "algorithms/nearest_point.h"
#include "algorithms/random_points.h"
#include "core/errors.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

using Point = std::vector<Rational>;

/// Of the point from the whole region.
Rational squared_distance(const Complex& complex, RegionId region, const Point& y) {
  GeneratedPolyhedron polyhedron;
  for (const VertexId vertex : complex.vertices(region)) {
    const auto corner = complex.coordinates(vertex);
    (complex.is_ray(vertex) ? polyhedron.rays : polyhedron.points).emplace_back(corner.begin(), corner.end());
  }
  polyhedron.lines = complex.lineality();
  return nearest_point(polyhedron, y).squared_distance;
}

/// Inside a region, on a corner, or midway between two points of the domain.
Point point_of(Random& random, const Complex& complex) {
  const auto region = [&] {
    return RegionId(static_cast<std::size_t>(random.integer(0, int(complex.num_regions()) - 1)));
  };
  const RegionId first = region();
  if (random.chance(0.3)) {
    for (const VertexId vertex : complex.vertices(first)) {
      const auto corner = complex.coordinates(vertex);
      if (!complex.is_ray(vertex)) return {corner.begin(), corner.end()};
    }
  }
  Point point = complex.interior_point(first);
  const Point other = complex.interior_point(region());
  for (std::size_t j = 0; j < point.size(); ++j) point[j] = (point[j] + other[j]) / 2;
  return point;
}

}  // namespace

TEST_CASE("regions near a point are those nearer than the radius", "[regions_near]") {
  const std::uint64_t seed = test_seed();
  std::size_t touched = 0, some = 0, all = 0, unbounded = 0, lines = 0, corners = 0;
  for (int index = 0; index < scaled_cases(150); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    CAPTURE(seed, index, to_text(example.network), to_text(example.domain));
    const Complex complex = complex_of(example.network, example.domain, true);
    if (complex.num_regions() > 40) continue;
    for (int i = 0; i < 4; ++i) {
      const Point center = point_of(random, complex);
      std::vector<Rational> distances;
      for (const RegionId region : complex.regions()) distances.push_back(squared_distance(complex, region, center));
      // A radius that some regions are exactly as far as, or any other one.
      Rational squared = random.pick(distances);
      const bool touches = squared > 0;
      if (!touches) squared = Rational(random.integer(1, 40), 8);
      squared.canonicalize();
      std::vector<RegionId> expected;
      for (const RegionId region : complex.regions()) {
        if (distances[region.index] < squared) expected.push_back(region);
      }
      REQUIRE(regions_near(complex, center, squared) == expected);
      touched += touches ? 1 : 0;
      some += expected.size() > 1 && expected.size() < complex.num_regions() ? 1 : 0;
      all += expected.size() == complex.num_regions() ? 1 : 0;
      corners += locate(complex, center).size() > 1 ? 1 : 0;
      unbounded += complex.num_bounded_regions() < complex.num_regions() ? 1 : 0;
      lines += complex.lineality_dim() > 0 ? 1 : 0;
    }
  }
  CHECK(touched > 0);
  CHECK(some > 0);
  CHECK(all > 0);
  CHECK(corners > 0);
  CHECK(unbounded > 0);
  CHECK(lines > 0);
}

TEST_CASE("a walk inside the ball finds as many regions", "[regions_near]") {
  const std::uint64_t seed = test_seed();
  std::size_t several = 0;
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    CAPTURE(seed, index, to_text(example.network), to_text(example.domain));
    const Complex complex = complex_of(example.network, example.domain, true);
    for (int i = 0; i < 3; ++i) {
      const Point center = point_of(random, complex);
      Rational radius(random.integer(1, 20), random.integer(1, 10));
      radius.canonicalize();
      const std::size_t found = regions_near(complex, center, radius * radius).size();
      REQUIRE(found == ball_regions(example.network, example.domain, center, radius).regions);
      several += found > 1 ? 1 : 0;
    }
  }
  CHECK(several > 0);
}

TEST_CASE("in a grid of cubes the regions near a point are those the coordinates say", "[regions_near]") {
  const Complex grid = complex_of(zigzag(2, 2, 2), Domain::box(2, -1, 1), true);  // 4 x 4 squares of side 1/2
  const Point center = {Rational(1, 4), Rational(1, 4)};
  CHECK(regions_near(grid, center, Rational(1, 16)).size() == 1);  // the sides are only touched
  CHECK(regions_near(grid, center, Rational(1, 8)).size() == 5);   // so are the corners
  CHECK(regions_near(grid, center, Rational(1, 7)).size() == 9);
  CHECK(regions_near(grid, Point{0, 0}, Rational(1, 1000)).size() == 4);
  CHECK(regions_near(grid, Point{0, 0}, 2).size() == 16);
  CHECK_THROWS_AS(regions_near(grid, Point{2, 0}, 1), std::invalid_argument);
  CHECK_THROWS_AS(regions_near(grid, center, 0), std::invalid_argument);
  CHECK_THROWS_AS(regions_near(part_of(zigzag(2, 2, 2), Domain::box(2, -1, 1), 3), center, 1), std::invalid_argument);
}

TEST_CASE("random points lie in the domain, everywhere alike, and are always the same", "[random_points]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  // The triangle x, y >= 0, x + 2 y <= 2, of area 1: half of it has x + 4 y <= 2.
  Matrix<Rational> G(3, 2);
  G(0, 0) = 1;
  G(1, 1) = 1;
  G(2, 0) = -1;
  G(2, 1) = -2;
  const Domain triangle = Domain::polytope(G, std::vector<Rational>{0, 0, 2});
  const auto points = random_points(triangle, 2000, seed);
  REQUIRE(points.size() == 2000);
  int below = 0;
  for (const Point& point : points) {
    REQUIRE(point[0] >= 0);
    REQUIRE(point[1] >= 0);
    REQUIRE(point[0] + 2 * point[1] <= 2);
    below += point[0] + 4 * point[1] <= 2 ? 1 : 0;
  }
  CHECK(std::abs(below - 1000) < 5 * std::sqrt(2000 * 0.25));
  const auto again = random_points(triangle, 100, seed);
  CHECK(std::equal(again.begin(), again.end(), points.begin()));
  CHECK(random_points(triangle, 100, seed + 1) != again);
  const auto shifted = random_points(Domain::box(std::vector<Rational>{5}, std::vector<Rational>{7}), 500, seed);
  CHECK(std::ranges::all_of(shifted, [](const Point& p) { return p[0] >= 5 && p[0] <= 7; }));
  CHECK(std::ranges::any_of(shifted, [](const Point& p) { return p[0] > 6; }));
  CHECK(std::ranges::any_of(shifted, [](const Point& p) { return p[0] < 6; }));
  CHECK_THROWS_AS(random_points(Domain::all(2), 1, seed), InvalidDomain);
}

}  // namespace crease::testing
