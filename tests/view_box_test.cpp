// SPDX-License-Identifier: GPL-3.0-or-later
// What a picture shows: the box around all vertices, the domain inside it, and which region is part of which.
#include "algorithms/view_box.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/build_complex.h"
#include "algorithms/locate.h"
#include "core/errors.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

TEST_CASE("the box holds all vertices, and every region in sight is one of the domain's", "[plot]") {
  const std::uint64_t seed = test_seed();
  std::size_t unbounded = 0;
  for (int index = 0; index < scaled_cases(200); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(random.integer(0, static_cast<int>(Degeneracy::kEverything)));
    const auto [network, domain] = random_case(random, random.integer(1, 3), degeneracy, 8);
    CAPTURE(seed, index, to_string(degeneracy), to_text(network), to_text(domain));
    const Complex whole = build_complex(network, domain).complex;
    const ViewBox box = view_box(whole);
    const bool is_bounded = whole.num_bounded_regions() == whole.num_regions();
    unbounded += !is_bounded;
    for (std::size_t j = 0; j < domain.dim(); ++j) {
      bool touches_lo = false, touches_hi = false;
      for (const VertexId vertex : whole.vertices()) {
        if (whole.is_ray(vertex)) continue;
        const Rational& x = whole.coordinates(vertex)[j];
        REQUIRE((is_bounded ? box.lo[j] <= x : box.lo[j] < x));
        REQUIRE((is_bounded ? x <= box.hi[j] : x < box.hi[j]));
        touches_lo = touches_lo || x == box.lo[j];
        touches_hi = touches_hi || x == box.hi[j];
      }
      REQUIRE(touches_lo == is_bounded);
      REQUIRE(touches_hi == is_bounded);
    }
    const ViewBox central = central_view_box(whole);
    for (std::size_t j = 0; j < domain.dim(); ++j) {
      REQUIRE(central.lo[j] >= box.lo[j]);
      REQUIRE(central.hi[j] <= box.hi[j]);
      REQUIRE(central.lo[j] < central.hi[j]);
    }
    const Complex shown = build_complex(network, clipped(domain, box)).complex;
    REQUIRE(shown.num_bounded_regions() == shown.num_regions());
    REQUIRE(shown.num_regions() <= whole.num_regions());
    if (whole.lineality_dim() == 0 && whole.num_vertices() > 0) REQUIRE(shown.num_regions() == whole.num_regions());
    const std::vector<RegionId> around = regions_around(shown, whole);
    for (const RegionId region : shown.regions()) {
      const std::vector<RegionId> there = locate(whole, shown.interior_point(region));
      REQUIRE(there == std::vector{around[region.index]});
    }
  }
  CHECK(unbounded > 0);
}

TEST_CASE("boxes of special complexes", "[plot]") {
  const auto box_of = [](const Network& network, const Domain& domain) {
    return view_box(build_complex(network, domain).complex);
  };
  const Network cross = from_text("2: relu[1 0 0] relu[0 1 0]");
  CHECK(box_of(cross, Domain::all(2)) == ViewBox{{-1, -1}, {1, 1}});
  CHECK(box_of(from_text("2: identity[1 0 0]"), Domain::all(2)) == ViewBox{{-1, -1}, {1, 1}});
  CHECK(box_of(cross, Domain::box(2, 1, 2)) == ViewBox{{1, 1}, {2, 2}});
  const Network two = from_text("1: relu[1 0] relu[1 -10]");
  CHECK(box_of(two, Domain::all(1)) == ViewBox{{-1}, {11}});
  const Complex complex = build_complex(two, Domain::all(1)).complex;
  CHECK(view_box(complex, std::vector<std::vector<Rational>>{{30}}) == ViewBox{{-3}, {33}});
  CHECK_THROWS_AS(view_box(complex, std::vector<std::vector<Rational>>{{1, 2}}), std::invalid_argument);
  CHECK_THROWS_AS(clipped(Domain::all(2), ViewBox{{0}, {1}}), InvalidDomain);
  const Complex part = build_complex(two, Domain::all(1), {{.max_regions = 1}}).complex;
  const std::vector<RegionId> around = regions_around(complex, part);
  CHECK(std::ranges::count_if(around, [](RegionId region) { return region.is_valid(); }) == 1);
}

TEST_CASE("vertices far from the others are left out where there are many", "[plot]") {
  // Breakpoints at 1, ..., n - 1, and at 1000: quartiles and fences by hand.
  const auto box_of = [](int n) {
    std::string text = "1: relu[1 -1000]";
    for (int i = 1; i < n; ++i) text += " relu[1 " + std::to_string(-i) + "]";
    const Complex complex = build_complex(from_text(text), Domain::all(1)).complex;
    CHECK(central_view_box(complex, std::vector<std::vector<Rational>>{{2000}}).hi[0] > 2000);
    return central_view_box(complex);
  };
  CHECK(box_of(15) == ViewBox{{Rational(1) - Rational(999, 10)}, {Rational(1000) + Rational(999, 10)}});
  CHECK(box_of(16) == ViewBox{{Rational(1) - Rational(7, 5)}, {Rational(15) + Rational(7, 5)}});
  // q1 = 4, q3 = 12: the upper fence is at 24, and what lies on it counts.
  const auto with_last = [](const std::string& last) {
    std::string text = "1: relu[1 " + last + "]";
    for (int i = 1; i < 16; ++i) text += " relu[1 " + std::to_string(-i) + "]";
    return central_view_box(build_complex(from_text(text), Domain::all(1)).complex).hi[0];
  };
  CHECK(with_last("-24") == Rational(24) + Rational(23, 10));
  CHECK(with_last("-24.001") == Rational(15) + Rational(7, 5));
  // All vertices but (500, 21) have x = 0: no fences there.
  std::string lines = "2: relu[-1/1000 1 -41/2]";
  for (int i = 0; i < 22; ++i) lines += " relu[0 1 " + std::to_string(-i) + "]";
  Matrix<Rational> right(1, 2);
  right(0, 0) = 1;
  const Domain half = Domain::polytope(right, std::vector<Rational>{0});
  const Complex complex = build_complex(from_text(lines), half).complex;
  CHECK(view_box(complex).hi[0] == 550);
  CHECK(central_view_box(complex) == view_box(complex));
}

}  // namespace
}  // namespace crease::testing
