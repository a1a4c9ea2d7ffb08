// SPDX-License-Identifier: GPL-3.0-or-later
// Distances against the projections onto all faces, and against shapes whose distances are known.
#include "algorithms/distances.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/linear_algebra.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/recorder.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;

struct PlainRow {
  Point normal;
  Rational offset;
};

Rational value_at(const PlainRow& row, const Point& y) {
  Rational value = row.offset;
  for (std::size_t j = 0; j < y.size(); ++j) value += row.normal[j] * y[j];
  return value;
}

Rational squared_distance(const Point& a, const Point& b) {
  Rational sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

/// The foot of y on the flat where all these rows vanish; nothing when they are dependent.
std::optional<Point> foot_on_flat(const std::vector<PlainRow>& rows, const Point& y) {
  const std::size_t n = rows.size(), d = y.size();
  Matrix<Rational> gram(n, n), values(1, n);
  for (std::size_t a = 0; a < n; ++a) {
    values(0, a) = value_at(rows[a], y);
    for (std::size_t b = 0; b < n; ++b) {
      for (std::size_t j = 0; j < d; ++j) gram(a, b) += rows[a].normal[j] * rows[b].normal[j];
    }
  }
  if (determinant(gram) == 0) return std::nullopt;
  const Matrix<Rational> factors = *solve_left(gram, values);
  Point foot = y;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t j = 0; j < d; ++j) foot[j] -= factors(0, a) * rows[a].normal[j];
  }
  return foot;
}

/// The nearest point of {rows >= 0} where `chosen` vanish: the nearest feasible one among the feet on all flats of
/// these and up to d - |chosen| more rows.
void search(const std::vector<PlainRow>& rows, std::vector<PlainRow>& chosen, std::size_t next, const Point& y,
            std::optional<Point>& best) {
  const auto foot = foot_on_flat(chosen, y);
  if (!foot) return;
  const bool inside =
      std::all_of(rows.begin(), rows.end(), [&](const PlainRow& row) { return value_at(row, *foot) >= 0; });
  if (inside && (!best || squared_distance(*foot, y) < squared_distance(*best, y))) best = foot;
  if (chosen.size() == y.size()) return;
  for (std::size_t i = next; i < rows.size(); ++i) {
    chosen.push_back(rows[i]);
    search(rows, chosen, i + 1, y, best);
    chosen.pop_back();
  }
}

Point nearest_on(const std::vector<Facet>& facets, std::size_t which, const Point& y) {
  std::vector<PlainRow> rows;
  for (const Facet& facet : facets) rows.push_back({facet.normal, facet.offset});
  std::vector<PlainRow> chosen = {rows[which]};
  std::optional<Point> best;
  search(rows, chosen, 0, y, best);
  REQUIRE(best);
  return *best;
}

/// To a facet, to its hyperplane; squared.
using Distance = std::pair<Rational, Rational>;

std::multiset<Distance> brute_distances(const RecordedRegion& region, const Point& y) {
  std::multiset<Distance> distances;
  for (std::size_t i = 0; i < region.facets.size(); ++i) {
    const Facet& facet = region.facets[i];
    const Point plane_foot = *foot_on_flat({{facet.normal, facet.offset}}, y);
    distances.insert({squared_distance(nearest_on(region.facets, i, y), y), squared_distance(plane_foot, y)});
  }
  return distances;
}

Point random_point(Random& random, std::size_t dim) {
  Point point;
  for (std::size_t j = 0; j < dim; ++j) {
    point.emplace_back(random.integer(-12, 12), random.integer(1, 5));
    point.back().canonicalize();
  }
  return point;
}

struct Nearest {
  std::optional<Rational> squared;
  std::set<UnitId> units;
};

/// Over all facets between regions, wherever they are.
Nearest brute_nearest_crease(const std::vector<RecordedRegion>& regions, const Point& y) {
  Nearest nearest;
  for (const RecordedRegion& region : regions) {
    for (std::size_t i = 0; i < region.facets.size(); ++i) {
      const Facet& facet = region.facets[i];
      if (!facet.domain_rows.empty()) continue;
      const Rational plane = squared_distance(*foot_on_flat({{facet.normal, facet.offset}}, y), y);
      if (nearest.squared && plane > *nearest.squared) continue;
      const Rational squared = squared_distance(nearest_on(region.facets, i, y), y);
      if (nearest.squared && squared > *nearest.squared) continue;
      if (!nearest.squared || squared < *nearest.squared) nearest = {squared, {}};
      nearest.units.insert(facet.units.begin(), facet.units.end());
    }
  }
  return nearest;
}

}  // namespace

TEST_CASE("distances are those to the nearest feet on all faces", "[distances]") {
  const std::uint64_t seed = test_seed();
  std::size_t hidden = 0, shared = 0, unbounded = 0, checked = 0, beyond = 0;
  for (int index = 0; index < scaled_cases(120); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    CAPTURE(to_text(example.network), to_text(example.domain));
    const Complex complex = complex_of(example.network, example.domain, true);
    if (complex.num_regions() > 25) continue;
    const FacetRows rows(complex);
    CHECK_THROWS_AS(inner_distances(complex, rows, RegionId(0), {}), std::invalid_argument);
    Recorder recorder(example.network);
    REQUIRE(for_each_region(example.network, example.domain, recorder).complete());

    for (int i = 0; i < 6; ++i) {
      const auto region = RegionId(static_cast<std::size_t>(random.integer(0, int(complex.num_regions()) - 1)));
      const RecordedRegion& recorded = recorder.regions[region.index];
      REQUIRE(recorded.pattern == complex.pattern(region));
      if (recorded.facets.size() > 14) continue;
      const auto vertex = random.pick(recorded.generators);
      Point y = i < 2 ? recorded.interior_point : random_point(random, complex.dim());
      if (i == 2 && !vertex.ray) y = vertex.coordinates;

      const auto distances = facet_distances(complex, region, y);
      std::multiset<Distance> found;
      for (const FacetDistance& distance : distances) {
        found.insert({distance.squared, distance.squared_to_hyperplane});
        hidden += distance.squared > distance.squared_to_hyperplane;
      }
      CHECK(found == brute_distances(recorded, y));
      ++checked;
      unbounded += !recorded.bounded;

      const bool inside = std::all_of(recorded.facets.begin(), recorded.facets.end(), [&](const Facet& facet) {
        return value_at({facet.normal, facet.offset}, y) >= 0;
      });
      if (!inside) {
        CHECK_THROWS_AS(nearest_boundary(complex, region, y), std::invalid_argument);
        CHECK_THROWS_AS(inner_distances(complex, rows, region, y), std::invalid_argument);
        continue;
      }
      const auto boundary = nearest_boundary(complex, region, y);
      REQUIRE(boundary.has_value() == !distances.empty());
      const Nearest expected = brute_nearest_crease(recorder.regions, y);
      const auto crease = nearest_crease(complex, y);
      REQUIRE(crease.has_value() == expected.squared.has_value());
      if (boundary) CHECK(boundary->squared == found.begin()->first);
      const InnerDistances squares = inner_distances(complex, rows, region, y);
      CHECK(squares.boundary == (boundary ? std::optional(boundary->squared) : std::nullopt));
      const auto own = nearest_crease(complex, region, y);
      CHECK(squares.crease == (own ? std::optional(own->squared) : std::nullopt));
      beyond += own && own->squared > boundary->squared;
      if (!crease) continue;
      CHECK(crease->squared == *expected.squared);
      CHECK(std::set<UnitId>(crease->units.begin(), crease->units.end()) == expected.units);
      CHECK(std::is_sorted(crease->facets.begin(), crease->facets.end()));
      for (const Point& foot : crease->feet) CHECK(squared_distance(foot, y) == crease->squared);
      shared += crease->squared == 0;
      CHECK(nearest_crease(complex, region, y)->squared == crease->squared);
    }
  }
  CHECK(checked > 0);
  CHECK(hidden > 0);
  CHECK(beyond > 0);
  CHECK(shared > 0);
  CHECK(unbounded > 0);
}

TEST_CASE("a crease that the domain hides is nearest at its rim", "[distances]") {
  // The line x = 2 y, of which [0,1]^2 holds the part from (0,0) to (1,1/2).
  const Network line = from_text("2: relu[1 -2 0] / identity[1 0]");
  const Complex complex = complex_of(line, Domain::box(2, 0, 1), true);
  const Point y = {Rational(0), Rational(1, 2)};
  const auto crease = nearest_crease(complex, y);
  REQUIRE(crease);
  CHECK(crease->squared == Rational(1, 5));
  CHECK(crease->feet == std::vector<Point>{{Rational(1, 5), Rational(1, 10)}});
  // Of (1, 1) the foot is (6/5, 3/5), outside.
  const auto end = nearest_crease(complex, Point{1, 1});
  CHECK(end->squared == Rational(1, 4));
  CHECK(end->feet == std::vector<Point>{{1, Rational(1, 2)}});
  const Domain low = Domain::box(std::vector<Rational>{0, Rational(1, 4)}, std::vector<Rational>{1, 1});
  const Complex cut = complex_of(line, low, true);
  const Point corner = {Rational(0), Rational(1, 4)};
  const auto hidden = nearest_crease(cut, corner);
  REQUIRE(hidden);
  CHECK(hidden->squared == Rational(1, 4));  // the plane is 1/sqrt(20) away, at (1/10, 1/20)
  CHECK(hidden->feet == std::vector<Point>{{Rational(1, 2), Rational(1, 4)}});
  CHECK(nearest_boundary(cut, RegionId(0), Point{Rational(3, 4), Rational(3, 4)}).has_value());
}

TEST_CASE("in a grid of cubes all facets are as far as the coordinates say", "[distances]") {
  const Complex complex = complex_of(zigzag(3, 2, 2), Domain::box(3, -1, 1), true);
  for (const RegionId region : complex.regions()) {
    const Point center = complex.interior_point(region);
    for (const FacetDistance& distance : facet_distances(complex, region, center)) {
      CHECK(distance.squared == Rational(1, 16));
      CHECK(distance.squared_to_hyperplane == Rational(1, 16));
    }
    const auto nearest = nearest_boundary(complex, region, center);
    CHECK(nearest->facets.size() == 6);
    const auto crease = nearest_crease(complex, center);
    CHECK(crease->facets.size() == complex.degree(region));
    CHECK(crease->squared == Rational(1, 16));
  }
  // A corner of eight cubes lies on twelve of their facets.
  CHECK(nearest_crease(complex, Point{0, 0, 0})->facets.size() == 12);
}

TEST_CASE("needles, slices, and no crease at all", "[distances]") {
  const Rational width(Integer(1), Integer("10000000000000000000000000000000000000000"));
  const Complex needle = complex_of(sliver(width), Domain::box(2, -1, 1), true);
  CHECK(nearest_crease(needle, Point{width / 3, Rational(1, 7)})->squared <= width * width / 9);

  // y -> (3, y): the crease x1 = 2 x2 is at y = 3/2; y is measured, not x.
  Matrix<Rational> direction(2, 1);
  direction(1, 0) = 2;
  const Domain slice = Domain::all(2).sliced({{Rational(3), Rational(0)}, direction});
  const Complex sliced = complex_of(from_text("2: relu[1 -2 0] / identity[1 0]"), slice, true);
  CHECK(nearest_crease(sliced, Point{0})->squared == Rational(9, 16));

  const Complex flat = complex_of(from_text("2: identity[1 1 0]"), Domain::all(2), true);
  CHECK_FALSE(nearest_crease(flat, Point{5, 7}));
  CHECK_FALSE(nearest_boundary(flat, RegionId(0), Point{5, 7}));
  const Complex box = complex_of(from_text("2: identity[1 1 0]"), Domain::box(2, 0, 1), true);
  CHECK_FALSE(nearest_crease(box, Point{0, 0}));
  CHECK(nearest_boundary(box, RegionId(0), Point{0, 0})->facets.size() == 2);
  CHECK_THROWS_AS(nearest_crease(box, Point{0, 2}), std::invalid_argument);
  CHECK_THROWS_AS(nearest_crease(box, Point{0}), std::invalid_argument);
  CHECK_THROWS_AS(facet_distances(box, RegionId(0), Point{0, 0, 0}), std::invalid_argument);
  CHECK_THROWS_AS(nearest_boundary(complex_of(xor_2d(), Domain::box(2, 0, 1)), RegionId(0), Point{0, 0}),
                  std::invalid_argument);
}
