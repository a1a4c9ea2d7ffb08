// SPDX-License-Identifier: GPL-3.0-or-later
// The slow complex that build_complex is held against, itself held against what regions say one by one.
#include "tests/support/reference_complex.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/recorder.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// Every region has the facets it was recorded with, and no other.
void expect_recorded_facets(const Network& network, const Domain& domain, const Complex& complex) {
  CAPTURE(to_text(network), to_text(domain));
  Recorder recorder(network);
  REQUIRE(for_each_region(network, domain, recorder).complete());
  REQUIRE(complex.num_regions() == recorder.regions.size());
  std::size_t sum = 0;
  for (const RegionId r : complex.regions()) {
    const RecordedRegion& region = recorder.regions[r.index];
    CAPTURE(r.index, region.pattern);
    CHECK(complex.pattern(r) == region.pattern);
    CHECK(complex.is_bounded(r) == region.bounded);
    CHECK(complex.vertices(r).size() == region.generators.size());
    sum += complex.facets(r).size();
    // Seen from the region: units and rows, but on the boundary rows alone.
    std::vector<std::pair<std::vector<UnitId>, std::vector<std::size_t>>> given, expected;
    for (const FacetId f : complex.facets(r)) {
      CHECK(complex.is_interior(f) != complex.is_boundary(f));
      std::vector<UnitId> units;
      for (const UnitId unit : complex.units(f)) {
        const auto on = complex.walls(f);
        const WallId first = complex.walls().first_crease(unit);
        const bool bends = std::any_of(on.begin(), on.end(), [&](WallId w) {
          return w >= first && w < first + complex.walls().num_creases(unit) && complex.sign(r, w) != CreaseSign::kZero;
        });
        if (bends && complex.is_interior(f)) units.push_back(unit);
      }
      given.emplace_back(units, complex.domain_rows(f));
    }
    for (const Facet& facet : region.facets) expected.emplace_back(facet.units, facet.domain_rows);
    std::sort(given.begin(), given.end());
    std::sort(expected.begin(), expected.end());
    CHECK(given == expected);
  }
  CHECK(sum == complex.num_facets() + complex.num_interior_facets());
  for (const VertexId v : complex.vertices()) {
    if (complex.is_ray(v)) continue;
    const auto y = complex.coordinates(v);
    CHECK(complex.pattern(v) == to_pattern(symbols_at(network, domain, {y.begin(), y.end()})));
  }
  CHECK(find_difference(complex, complex) == "");
}

Complex checked(const Network& network, const Domain& domain) {
  Complex complex = reference_complex(network, domain);
  expect_recorded_facets(network, domain, complex);
  return complex;
}

}  // namespace

TEST_CASE("the reference complex of networks known by hand", "[support]") {
  // 8 x 8 squares; xor: two parallel lines; dead_layer: two crossing lines; relu(x) in space: two half-spaces.
  const Complex grid = checked(zigzag(2, 2, 3), Domain::box(2, -1, 1));
  CHECK(grid.num_regions() == 64);
  CHECK(grid.num_vertices() == 81);
  CHECK(grid.num_interior_facets() == 2 * 7 * 8);
  CHECK(grid.num_facets() == 2 * 7 * 8 + 4 * 8);

  const Complex strips = checked(xor_2d(), Domain::all(2));
  CHECK(strips.lineality_dim() == 1);
  CHECK(strips.num_regions() == 3);
  CHECK(strips.num_facets() == 2);
  CHECK(strips.num_vertices() - strips.num_rays() == 2);
  CHECK(strips.num_rays() == 2);

  const Complex quadrants = checked(dead_layer(), Domain::all(2));
  CHECK(quadrants.num_regions() == 4);
  CHECK(quadrants.num_facets() == 4);
  CHECK(quadrants.num_vertices() == 5);
  CHECK(quadrants.num_rays() == 4);

  const Complex halves = checked(from_text("3: relu[1 0 0 0]"), Domain::all(3));
  CHECK(halves.lineality_dim() == 2);
  CHECK(halves.num_facets() == 1);
  CHECK(halves.num_rays() == 2);
  CHECK(halves.num_vertices() == 3);

  const Complex flat = checked(from_text("3: identity[1 0 0 0]"), Domain::all(3));
  CHECK(flat.lineality_dim() == 3);
  CHECK(flat.num_facets() == 0);
  CHECK(flat.num_vertices() == 1);
}

TEST_CASE("a unit that is zero on one side only bends on the facet", "[support]") {
  // relu(relu(x)): the second unit is zero throughout x < 0.
  const Complex complex = checked(from_text("1: relu[1 0] / relu[1 0]"), Domain::all(1));
  REQUIRE(complex.num_facets() == 1);
  CHECK(complex.units(FacetId(0)) == std::vector<UnitId>{{0, 0}, {1, 0}});
}

TEST_CASE("the reference complex of random networks", "[support]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(110); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, index % 4 + 1, static_cast<Degeneracy>(index % 11), 7);
    CAPTURE(seed, index);
    checked(network, domain);
  }
}
