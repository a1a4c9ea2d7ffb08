// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/locate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/recorder.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;
using Regions = std::vector<RegionId>;

/// The regions whose facets' inequalities all hold. A region without facets is everything.
Regions by_inequalities(const std::vector<RecordedRegion>& regions, const Point& y) {
  Regions result;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const bool inside = std::all_of(regions[i].facets.begin(), regions[i].facets.end(), [&](const Facet& facet) {
      Rational value = facet.offset;
      for (std::size_t j = 0; j < y.size(); ++j) value += facet.normal[j] * y[j];
      return value >= 0;
    });
    if (inside) result.emplace_back(i);
  }
  return result;
}

/// The vertices' mean plus the rays' sum.
Point inner_point(const std::vector<Generator>& generators, const std::vector<std::size_t>& which, std::size_t dim) {
  Point point(dim, Rational(0)), along(dim, Rational(0));
  int points = 0;
  for (const std::size_t g : which) {
    for (std::size_t j = 0; j < dim; ++j) (generators[g].ray ? along : point)[j] += generators[g].coordinates[j];
    points += !generators[g].ray;
  }
  for (std::size_t j = 0; j < dim; ++j) point[j] = point[j] / Rational(points) + along[j];
  return point;
}

}  // namespace

TEST_CASE("the regions of a point are those whose inequalities hold", "[locate]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(200);
  std::size_t shared = 0, outside = 0, zeros = 0;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    CAPTURE(to_text(example.network), to_text(example.domain));
    const Complex complex = complex_of(example.network, example.domain, true);
    if (complex.num_regions() > 100) continue;
    zeros += complex.tables().signs.has_zeros();
    Recorder recorder(example.network);
    REQUIRE(for_each_region(example.network, example.domain, recorder).complete());
    REQUIRE(recorder.regions.size() == complex.num_regions());
    const std::size_t dim = complex.dim();

    for (const RegionId region : complex.regions()) {
      const RecordedRegion& recorded = recorder.regions[region.index];
      REQUIRE(recorded.pattern == complex.pattern(region));
      CHECK(locate(complex, recorded.interior_point) == Regions{region});
      for (const Facet& facet : recorded.facets) {
        const Point point = inner_point(recorded.generators, facet.generators, dim);
        const Regions found = locate(complex, point);
        CHECK(found == by_inequalities(recorder.regions, point));
        CHECK(found.size() == (facet.domain_rows.empty() ? 2 : 1));
      }
    }
    for (const VertexId vertex : complex.vertices()) {
      if (complex.is_ray(vertex)) continue;
      const auto coordinates = complex.coordinates(vertex);
      Regions expected;
      for (const RegionId region : complex.regions()) {
        const auto own = complex.vertices(region);
        if (std::find(own.begin(), own.end(), vertex) != own.end()) expected.push_back(region);
      }
      const Regions found = locate(complex, coordinates);
      CHECK(found == expected);
      CHECK(found == by_inequalities(recorder.regions, Point(coordinates.begin(), coordinates.end())));
      shared += found.size() > 2;
    }
    for (int i = 0; i < 20; ++i) {
      Point point;
      for (std::size_t j = 0; j < dim; ++j) point.emplace_back(random.integer(-12, 12), random.integer(1, 4));
      for (Rational& coordinate : point) coordinate.canonicalize();
      const Regions found = locate(complex, point);
      CHECK(found == by_inequalities(recorder.regions, point));
      outside += found.empty();
    }
  }
  CHECK(shared > 0);
  CHECK(outside > 0);
  CHECK(zeros > 0);
}

TEST_CASE("around a point of four lines", "[locate]") {
  const Complex complex = complex_of(through_one_point(4), Domain::all(2));
  CHECK(locate(complex, Point{Rational(1, 3), Rational(-2, 7)}).size() == 8);
  CHECK(locate(complex, Point{Rational(1, 3), Rational(100)}).size() <= 2);
}

TEST_CASE("a domain's boundary belongs to it, nothing beyond does", "[locate]") {
  const Complex complex = complex_of(xor_2d(), Domain::box(2, 0, 1));
  const Rational beyond(Integer(1), Integer("1000000000000000000000000000000"));
  CHECK_FALSE(locate(complex, Point{0, 0}).empty());
  CHECK_FALSE(locate(complex, Point{1, 1}).empty());
  CHECK(locate(complex, Point{-beyond, 0}).empty());
  CHECK(locate(complex, Point{1, 1 + beyond}).empty());
}

TEST_CASE("a unit that is zero on a region says nothing about its points", "[locate]") {
  const Complex complex = complex_of(zero_on_a_cell(), Domain::box(2, -1, 1));
  REQUIRE(complex.tables().signs.has_zeros());
  for (const RegionId region : complex.regions()) {
    const Regions at =
        locate(complex, complex_of(zero_on_a_cell(), Domain::box(2, -1, 1), true).interior_point(region));
    CHECK(at == Regions{region});
  }
}

TEST_CASE("inputs that do not fit, regions that are missing", "[locate]") {
  const Complex complex = complex_of(sawtooth(4), Domain::box(1, 0, 1));
  CHECK_THROWS_AS(locate(complex, Point{}), std::invalid_argument);
  CHECK_THROWS_AS(locate(complex, Point{0, 0}), std::invalid_argument);
  const Complex part = part_of(sawtooth(4), Domain::box(1, 0, 1), 5);
  std::size_t found = 0;
  for (int i = 0; i < 16; ++i) found += locate(part, Point{Rational(2 * i + 1, 32)}).size();
  CHECK(found == 5);
}
