// SPDX-License-Identifier: GPL-3.0-or-later
// Walks through one point (EnumerateOptions::through) against locate() in the whole complex.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "algorithms/build_complex.h"
#include "algorithms/locate.h"
#include "core/linear_algebra.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/recorder.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;

/// In a face of a region: the mean of some of its vertices, plus some of its rays and lines.
Point random_point_of(const Complex& complex, RegionId region, Random& random) {
  Point y(complex.dim(), Rational(0));
  int points = 0;
  const double share = random.pick(std::vector<double>{0.2, 0.6, 1});
  std::vector<VertexId> chosen;
  for (const VertexId v : complex.vertices(region)) {
    if (!random.chance(share)) continue;
    chosen.push_back(v);
    points += !complex.is_ray(v);
  }
  for (const VertexId v : complex.vertices(region)) {
    if (points > 0 || complex.is_ray(v)) continue;
    chosen.push_back(v);
    points = 1;
  }
  for (const VertexId v : chosen) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      y[j] += complex.is_ray(v) ? complex.coordinates(v)[j] : Rational(complex.coordinates(v)[j] / points);
    }
  }
  for (const std::vector<Rational>& line : complex.lineality()) {
    const Rational factor = random.integer(-2, 2);
    for (std::size_t j = 0; j < y.size(); ++j) y[j] += factor * line[j];
  }
  return y;
}

/// The regions at a point, how many they are.
std::size_t check_point(const Complex& complex, const Point& y, int threads) {
  std::vector<std::string> expected;
  const std::vector<RegionId> located = locate(complex, y);
  for (const RegionId region : located) {
    expected.push_back(complex.pattern(region) + (complex.is_bounded(region) ? "!" : ""));
  }
  PatternRecorder found;
  EnumerateOptions options;
  options.through = y;
  options.threads = threads;
  const EnumerateResult result = for_each_region(complex.network(), complex.domain(), found, options);
  CHECK(result.complete());
  CHECK(result.regions == expected.size());
  CHECK(found.patterns == expected);

  // As a complex: the star of the point, whose facets look as they do in the whole.
  ComplexOptions star_options;
  star_options.walk.through = y;
  const Complex star = build_complex(complex.network(), complex.domain(), star_options).complex;
  CHECK_FALSE(star.is_complete());
  REQUIRE(star.num_regions() == located.size());
  for (const RegionId region : star.regions()) {
    const RegionId in_whole = located[region.index];
    CHECK(star.pattern(region) == complex.pattern(in_whole));
    CHECK(star.facets(region).size() == complex.facets(in_whole).size());
    CHECK(star.vertices(region).size() == complex.vertices(in_whole).size());
  }
  return located.size();
}

Complex complex_of(const std::string& network, const Domain& domain) {
  return build_complex(from_text(network), domain).complex;
}

}  // namespace

TEST_CASE("a walk through a point finds the regions that contain it, in the order of the whole walk", "[through]") {
  const std::uint64_t seed = test_seed();
  std::size_t inside = 0, shared = 0, outside = 0;
  for (int index = 0; index < scaled_cases(330); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = index % 4 + 1;
    const auto [network, domain] = random_case(random, d, static_cast<Degeneracy>(index / 4 % 11), 10);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    const Complex complex = build_complex(network, domain).complex;
    std::vector<Point> points{Point(complex.dim(), Rational(0)), Point(complex.dim(), Rational(random.integer(-9, 9)))};
    for (int k = 0; k < 4; ++k) {
      const RegionId region(static_cast<std::size_t>(random.integer(0, static_cast<int>(complex.num_regions()) - 1)));
      points.push_back(random_point_of(complex, region, random));
    }
    for (std::size_t k = 0; k < points.size(); ++k) {
      CAPTURE(k);
      const std::size_t regions = check_point(complex, points[k], index % 2 + 1);
      if (k >= 2) CHECK(regions > 0);
      inside += regions == 1;
      shared += regions > 1;
      outside += regions == 0;
    }
  }
  CHECK(inside > static_cast<std::size_t>(scaled_cases(50)));
  CHECK(shared > static_cast<std::size_t>(scaled_cases(50)));
  CHECK(outside > static_cast<std::size_t>(scaled_cases(10)));
}

TEST_CASE("through a cone's apex all regions are walked, through other points of a face its neighbours", "[through]") {
  const Complex plane = complex_of("2: relu[1 0 0] relu[0 1 0] relu[1 1 0]", Domain::all(2));
  CHECK(check_point(plane, {0, 0}, 1) == 6);
  CHECK(check_point(plane, {5, -5}, 2) == 2);
  CHECK(check_point(plane, {5, -4}, 2) == 1);
  // The apex elsewhere, and lines along it.
  const Complex moved = complex_of("3: relu[1 0 0 -1/3] relu[0 1 0 7] / relu[1 -1 0]", Domain::all(3));
  CHECK(moved.lineality_dim() == 1);
  CHECK(check_point(moved, {Rational(1, 3), -7, 11}, 2) == moved.num_regions());
  const Complex line = complex_of("1: relu[1 -2]", Domain::all(1));
  CHECK(check_point(line, {2}, 1) == 2);
  CHECK(check_point(line, {Rational(19, 10)}, 1) == 1);
}

TEST_CASE("through points of a domain's boundary, and outside of it", "[through]") {
  const Complex box = complex_of("2: relu[1 0 0] relu[1 -1 0] relu[0 1 -1]", Domain::box(2, -1, 1));
  CHECK(check_point(box, {0, 0}, 1) == 4);
  CHECK(check_point(box, {0, 1}, 1) == 2);
  CHECK(check_point(box, {1, 1}, 2) == 2);
  CHECK(check_point(box, {Rational(11, 10), 0}, 1) == 0);
  EnumerateOptions options;
  options.through = Point{0, 0, 0};
  PatternRecorder visitor;
  CHECK_THROWS_AS(for_each_region(box.network(), box.domain(), visitor, options), std::invalid_argument);
}

TEST_CASE("through a point of a network that does not bend", "[through]") {
  const Complex whole = complex_of("2: identity[1 2 3]", Domain::all(2));
  CHECK(check_point(whole, {7, -8}, 1) == 1);
  const Complex quarter = complex_of("2: identity[1 2 3]", Domain::polytope(identity_matrix(2), Point{0, 0}));
  CHECK(check_point(quarter, {0, 0}, 1) == 1);
  CHECK(check_point(quarter, {-1, 0}, 1) == 0);
}
