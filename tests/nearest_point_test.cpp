// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/nearest_point.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/build_complex.h"
#include "algorithms/decision_boundary.h"
#include "algorithms/locate.h"
#include "algorithms/nearest_facets.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Vector = std::vector<Rational>;

Rational dot(const Vector& a, const Vector& b) {
  Rational sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

Vector minus(const Vector& a, const Vector& b) {
  Vector result = a;
  for (std::size_t j = 0; j < a.size(); ++j) result[j] -= b[j];
  return result;
}

/// The variational inequality, which only the nearest point of a closed convex set fulfils.
bool is_nearest(const GeneratedPolyhedron& polyhedron, const Vector& q, const NearestPoint& nearest) {
  const Vector step = minus(nearest.point, q);
  const auto all = [](const std::vector<Vector>& list, auto&& holds) {
    return std::all_of(list.begin(), list.end(), holds);
  };
  return nearest.squared_distance == dot(step, step) &&
         all(polyhedron.points, [&](const Vector& p) { return dot(step, minus(p, nearest.point)) >= 0; }) &&
         all(polyhedron.rays, [&](const Vector& r) { return dot(step, r) >= 0; }) &&
         all(polyhedron.lines, [&](const Vector& l) { return dot(step, l) == 0; });
}

Vector random_vector(Random& random, std::size_t d) {
  Vector v;
  for (std::size_t j = 0; j < d; ++j) v.push_back(Rational(random.integer(-6, 6)) / random.integer(1, 3));
  for (Rational& x : v) x.canonicalize();
  return v;
}

}  // namespace

TEST_CASE("nearest points of simple polyhedra") {
  const GeneratedPolyhedron segment{{{0, 0}, {2, 0}}, {}, {}};
  CHECK(nearest_point(segment, Vector{1, 3}) == NearestPoint{{1, 0}, 9});
  CHECK(nearest_point(segment, Vector{5, 4}) == NearestPoint{{2, 0}, 25});
  CHECK(nearest_point(segment, Vector{Rational(1, 3), 0}) == NearestPoint{{Rational(1, 3), 0}, 0});
  const GeneratedPolyhedron ray{{{0, 0}}, {{1, 1}}, {}};
  CHECK(nearest_point(ray, Vector{-3, -4}) == NearestPoint{{0, 0}, 25});
  CHECK(nearest_point(ray, Vector{1, 0}) == NearestPoint{{Rational(1, 2), Rational(1, 2)}, Rational(1, 2)});
  const GeneratedPolyhedron line{{{5, 1}}, {}, {{1, 0}}};
  CHECK(nearest_point(line, Vector{-100, 0}) == NearestPoint{{-100, 1}, 1});
  const Rational tiny(1, Integer("1" + std::string(40, '0')));
  CHECK(nearest_point({{{0, tiny}, {tiny, 0}}, {}, {}}, Vector{0, 0}) ==
        NearestPoint{{tiny / 2, tiny / 2}, tiny * tiny / 2});
  CHECK_THROWS_AS(nearest_point({}, Vector{1}), std::invalid_argument);
  CHECK_THROWS_AS(nearest_point(segment, Vector{1}), std::invalid_argument);
}

TEST_CASE("nearest points fulfil the variational inequality") {
  const std::uint64_t seed = test_seed();
  std::size_t inside = 0;
  for (int index = 0; index < scaled_cases(300); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto d = static_cast<std::size_t>(random.integer(1, 4));
    GeneratedPolyhedron polyhedron;
    for (int n = random.integer(1, 6); n > 0; --n) polyhedron.points.push_back(random_vector(random, d));
    for (int n = random.integer(0, 2); n > 0; --n) polyhedron.rays.push_back(random_vector(random, d));
    if (random.chance(0.2)) polyhedron.lines.push_back(random_vector(random, d));
    if (random.chance(0.3)) polyhedron.points.push_back(polyhedron.points.front());
    const Vector q = random_vector(random, d);
    const NearestPoint nearest = nearest_point(polyhedron, q);
    CHECK(is_nearest(polyhedron, q, nearest));
    inside += nearest.squared_distance == 0;
  }
  CAPTURE(seed);
  CHECK(inside > 0);
}

TEST_CASE("the nearest point of a boundary is found without looking at all of it") {
  const std::uint64_t seed = test_seed();
  std::size_t several = 0, unbounded = 0, inside = 0;
  for (int index = 0; index < scaled_cases(60); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 3);
    const bool generic = random.chance(0.5);
    RandomCase c = random_case(random, d, generic ? Degeneracy::kNone : Degeneracy::kEverything, 8);
    const Complex regions = build_complex(c.network, c.domain).complex;
    DecisionRule rule;
    if (c.network.output_dim() == 1) rule.level = Rational(random.integer(-1, 1)) / 3;
    const DecisionCells cells = decision_cells(regions, rule);
    const DecisionBoundary boundary = decision_boundary(cells);
    const Complex& complex = cells.complex;
    for (int n = 0; n < 4; ++n) {
      const Vector q = random_vector(random, complex.dim());
      const std::vector<NearestOnFacets> found = nearest_on_facets(complex, boundary.pieces, q);
      REQUIRE(found.empty() == boundary.pieces.empty());
      std::vector<FacetId> attaining, listed;
      std::optional<Rational> least;
      for (const FacetId piece : boundary.pieces) {
        const NearestPoint nearest = nearest_on_facet(complex, piece, q);
        if (!least || nearest.squared_distance < *least) attaining.clear();
        if (!least || nearest.squared_distance <= *least) {
          least = nearest.squared_distance;
          attaining.push_back(piece);
        }
        for (const VertexId v : complex.vertices(piece)) unbounded += complex.is_ray(v);
      }
      for (const NearestOnFacets& point : found) {
        CHECK(point.nearest.squared_distance == least);
        listed.insert(listed.end(), point.facets.begin(), point.facets.end());
      }
      std::ranges::sort(listed);
      CHECK(listed == attaining);
      several += listed.size() > 1;
      // Within the regions of q: no nearer than anywhere, and as near when the nearest point lies in one of them.
      const std::vector<RegionId> around = locate(regions, q);
      const auto within = nearest_on_facets(complex, pieces_in(cells, boundary, around), q);
      if (!within.empty()) CHECK(within.front().nearest.squared_distance >= *least);
      for (const NearestOnFacets& point : found) {
        const std::vector<RegionId> of_point = locate(regions, point.nearest.point);
        const bool shared = std::ranges::any_of(
            of_point, [&](RegionId region) { return std::ranges::find(around, region) != around.end(); });
        // A closed region has all of the boundary in it but what only touches it.
        if (!within.empty() && within.front().nearest.squared_distance == *least) CHECK(shared);
        inside += shared && !within.empty() && within.front().nearest.squared_distance == *least;
      }
    }
  }
  CAPTURE(seed);
  if (scaled_cases(100) < 100) return;  // some of these are rare
  CHECK(several > 0);
  CHECK(unbounded > 0);
  CHECK(inside > 0);
}

TEST_CASE("the centre of a cross is as near to all its sides") {
  // |x| + |y| = 1.
  const Network network(
      2, {layer({{1, 0, 0}, {0, 1, 0}}, Activation::abs()), layer({{-1, -1, 1}}, Activation::identity())});
  const DecisionCells cells = decision_cells(build_complex(network, Domain::all(2)).complex);
  const DecisionBoundary boundary = decision_boundary(cells);
  const auto found = nearest_on_facets(cells.complex, boundary.pieces, Vector{0, 0});
  REQUIRE(found.size() == 4);
  for (const NearestOnFacets& point : found) CHECK(point.nearest.squared_distance == Rational(1, 2));
  const auto corner = nearest_on_facets(cells.complex, boundary.pieces, Vector{7, 0});
  REQUIRE(corner.size() == 1);
  CHECK(corner[0].nearest == NearestPoint{{1, 0}, 36});
  CHECK(corner[0].facets.size() == 2);
  CHECK_THROWS_AS(nearest_on_facets(cells.complex, boundary.pieces, Vector{7}), std::invalid_argument);
  CHECK(nearest_on_facets(cells.complex, {}, Vector{7, 0}).empty());
}
