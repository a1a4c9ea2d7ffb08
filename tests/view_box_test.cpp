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

}  // namespace
}  // namespace crease::testing
