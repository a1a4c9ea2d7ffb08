// SPDX-License-Identifier: GPL-3.0-or-later
// Neighbourhoods whose answer is known.
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

#include "algorithms/neighborhood.h"
#include "core/errors.h"
#include "tests/support/networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;

NeighborhoodOptions rings(int number) {
  NeighborhoodOptions options;
  options.rings = number;
  return options;
}

}  // namespace

TEST_CASE("what stands out", "[neighborhood]") {
  SECTION("four lines through a point, from it and from beside") {
    const Network star = through_one_point(4);
    const Point center = {Rational(1, 3), Rational(-2, 7)};
    CHECK(neighborhood(star, Domain::all(2), center, rings(0)).regions.size() == 8);
    const Point beside = {Rational(1, 3), Rational(100)};
    const Neighborhood around = neighborhood(star, Domain::all(2), beside, rings(4));
    std::vector<int> sizes(5, 0);
    for (const NeighborRegion& region : around.regions) ++sizes[static_cast<std::size_t>(region.ring)];
    CHECK(sizes[0] + sizes[1] + sizes[2] + sizes[3] + sizes[4] == 8);
  }
  SECTION("a network that never bends is one region") {
    const Network affine(2, {layer({{1, 2, 3}}, Activation::identity())});
    const Neighborhood local = neighborhood(affine, Domain::all(2), Point{1, 1}, rings(5));
    CHECK(local.regions.size() == 1);
    CHECK(local.facets.empty());
    CHECK(local.pattern(RegionId(0)) == "0");
    CHECK(neighborhood(affine, Domain::box(2, -1, 1), Point{1, 1}, rings(5)).facets.size() == 4);
  }
  SECTION("units that flip together, and one that is zero on a side") {
    const Neighborhood twins = neighborhood(duplicated_units(), Domain::all(2), Point{5, 7}, rings(1));
    REQUIRE(twins.regions.size() == 2);
    CHECK(twins.regions[1].flipped.size() > 1);
    CHECK(twins.facets[0].flipped == twins.regions[1].flipped);
  }
  SECTION("a gradient that vanishes has no direction") {
    const Network bend = abs_1d();
    const Network one(1, {layer({{1, 0}}), layer({{1, 0}}, Activation::identity())});
    const Neighborhood from_zero = neighborhood(one, Domain::all(1), Point{-1}, rings(1));
    REQUIRE(from_zero.regions.size() == 2);
    CHECK_FALSE(from_zero.regions[1].similarity.cos_squared);
    CHECK_FALSE(from_zero.regions[1].similarity.squared_difference);
    CHECK(from_zero.regions[0].similarity.squared_difference == Rational(0));
    const Neighborhood opposite = neighborhood(bend, Domain::all(1), Point{1}, rings(1));
    CHECK(opposite.regions[1].similarity.cos_sign == -1);
    CHECK(opposite.regions[1].similarity.cos_squared == Rational(1));
    CHECK(opposite.regions[1].similarity.squared_difference == Rational(4));
  }
  SECTION("what is refused") {
    const Network bend = abs_1d();
    CHECK_THROWS_AS(neighborhood(bend, Domain::all(1), Point{1, 2}), std::invalid_argument);
    CHECK_THROWS_AS(neighborhood(bend, Domain::box(1, 0, 1), Point{2}), std::invalid_argument);
    CHECK_THROWS_AS(neighborhood(bend, Domain::all(1), Point{1}, rings(-1)), std::invalid_argument);
    CHECK_THROWS_AS(neighborhood(bend, Domain::all(2), Point{1, 1}), InvalidDomain);
    const Matrix<Rational> rows = [] {
      Matrix<Rational> G(2, 1);
      G(0, 0) = 1;
      G(1, 0) = -1;
      return G;
    }();
    const Rational offsets[] = {0, 0};
    CHECK_THROWS_AS(neighborhood(bend, Domain::polytope(rows, offsets), Point{0}), InvalidDomain);
  }
}
