// SPDX-License-Identifier: GPL-3.0-or-later
// Polygons in order around: the areas and volumes inside them, by formulas that need the right order, are those that
// triangulations give.
#include "algorithms/polygons.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "algorithms/build_complex.h"
#include "algorithms/measures.h"
#include "algorithms/view_box.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

/// Shoelace.
Rational area_inside(const Complex& complex, const std::vector<VertexId>& cycle) {
  Rational twice = 0;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const auto a = complex.coordinates(cycle[i]), b = complex.coordinates(cycle[(i + 1) % cycle.size()]);
    twice += a[0] * b[1] - a[1] * b[0];
  }
  return abs(twice) / 2;
}

/// Of the pyramids over all facets, seen from the origin: signs come out right only where all cycles turn outwards.
Rational volume_inside(const Complex& complex, const std::vector<std::vector<VertexId>>& cycles) {
  Rational six_times = 0;
  for (const auto& cycle : cycles) {
    for (std::size_t i = 1; i + 1 < cycle.size(); ++i) {
      const auto a = complex.coordinates(cycle[0]), b = complex.coordinates(cycle[i]),
                 c = complex.coordinates(cycle[i + 1]);
      six_times +=
          a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    }
  }
  return six_times / 6;
}

Complex bounded_case(Random& random, int d, Degeneracy degeneracy) {
  const auto [network, domain] = random_case(random, d, degeneracy, d == 2 ? 9 : 7);
  const Complex whole = build_complex(network, domain).complex;
  return build_complex(network, clipped(domain, view_box(whole))).complex;
}

TEST_CASE("cycles enclose the regions", "[plot]") {
  const std::uint64_t seed = test_seed();
  int polygons = 0, bodies = 0;
  for (int index = 0; index < scaled_cases(200); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(random.integer(0, static_cast<int>(Degeneracy::kEverything)));
    const Complex complex = bounded_case(random, random.integer(2, 3), degeneracy);
    CAPTURE(seed, index, to_string(degeneracy), to_text(complex.network()), to_text(complex.domain()));
    for (const RegionId region : complex.regions()) {
      if (complex.dim() == 2) {
        const std::vector<VertexId> cycle = corner_cycle(complex, region);
        REQUIRE(cycle.size() == complex.vertices(region).size());
        REQUIRE(std::set(cycle.begin(), cycle.end()).size() == cycle.size());
        REQUIRE(area_inside(complex, cycle) == volume(complex, region));
        ++polygons;
      } else if (complex.dim() == 3) {
        const auto cycles = facet_cycles(complex, region);
        const auto facets = complex.facets(region);
        REQUIRE(cycles.size() == facets.size());
        for (std::size_t f = 0; f < facets.size(); ++f) {
          std::vector<VertexId> corners = cycles[f];
          std::ranges::sort(corners);
          REQUIRE(std::ranges::equal(corners, complex.vertices(facets[f])));
        }
        REQUIRE(volume_inside(complex, cycles) == volume(complex, region));
        ++bodies;
      }
    }
  }
  CHECK(polygons > scaled_cases(100));
  CHECK(bodies > scaled_cases(100));
}

TEST_CASE("what has no cycle is refused", "[plot]") {
  const Complex open = build_complex(from_text("2: relu[1 0 0] relu[0 1 0]"), Domain::all(2)).complex;
  CHECK_THROWS_AS(corner_cycle(open, RegionId(0)), std::invalid_argument);
  CHECK_THROWS_AS(facet_cycles(open, RegionId(0)), std::invalid_argument);
}

}  // namespace
}  // namespace crease::testing
