// SPDX-License-Identifier: GPL-3.0-or-later
// How regions come about, held against the complexes of the first layers alone.
#include "algorithms/cut_layers.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/build_complex.h"
#include "algorithms/locate.h"
#include "algorithms/measures.h"
#include "algorithms/region_values.h"
#include "algorithms/view_box.h"
#include "core/affine_map.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

Complex bounded_case(Random& random, int d, Degeneracy degeneracy) {
  auto [network, domain] = random_case(random, d, degeneracy, 9);
  if (random.chance(0.2)) network = with_max_groups(random, network, 3);
  const Complex whole = build_complex(network, domain).complex;
  return build_complex(network, clipped(domain, view_box(whole))).complex;
}

/// The volumes of the region around a point when only the first 0, 1, 2, ... layers bend.
std::vector<Rational> volumes_by_layer(const Complex& complex, const std::vector<Rational>& point) {
  const std::vector<Layer>& layers = complex.network().layers();
  std::vector<Rational> volumes;
  for (std::size_t l = 0; l <= layers.size(); ++l) {
    std::vector<Layer> first(layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(l, 1)));
    if (l == 0) {  // no layer that bends
      first = {layer({std::vector<Rational>(complex.network().input_dim() + 1)}, Activation::identity())};
    }
    const Complex prefix = build_complex(Network(complex.network().input_dim(), first), complex.domain()).complex;
    volumes.push_back(*volume(prefix, locate(prefix, point).at(0)));
  }
  return volumes;
}

TEST_CASE("a layer cut a region where fewer layers leave a greater one", "[plot]") {
  const std::uint64_t seed = test_seed();
  int cut = 0, uncut = 0;
  for (int index = 0; index < scaled_cases(120); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(random.integer(0, static_cast<int>(Degeneracy::kEverything)));
    const Complex complex = bounded_case(random, random.integer(1, 3), degeneracy);
    CAPTURE(seed, index, to_string(degeneracy), to_text(complex.network()), to_text(complex.domain()));
    for (const RegionId region : complex.regions()) {
      if (random.chance(0.7)) continue;
      const std::vector<Rational> volumes = volumes_by_layer(complex, complex.interior_point(region));
      std::optional<std::uint32_t> last;
      for (std::uint32_t l = 0; l + 1 < volumes.size(); ++l) {
        if (volumes[l] != volumes[l + 1]) last = l;
      }
      REQUIRE(last_cut_layer(complex, region) == last);
      ++(last ? cut : uncut);
    }
  }
  CHECK(cut > scaled_cases(100));
  CHECK(uncut > 0);
}

TEST_CASE("every facet lies on one line of the unit that cut it", "[plot]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(120); ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(random.integer(0, static_cast<int>(Degeneracy::kEverything)));
    const Complex complex = bounded_case(random, 2, degeneracy);
    if (complex.dim() != 2) continue;
    CAPTURE(seed, index, to_string(degeneracy), to_text(complex.network()), to_text(complex.domain()));
    std::vector<std::vector<VertexId>> expected, found;
    for (const FacetId facet : complex.facets()) {
      if (!complex.is_interior(facet)) continue;
      const auto ends = complex.vertices(facet);
      expected.push_back({ends[0], ends[1], VertexId(cutting_unit(complex, facet)->unit)});
    }
    for (const CreaseLine& line : crease_lines(complex)) {
      for (std::size_t i = 0; i + 1 < line.vertices.size(); ++i) {
        const auto [a, b] = std::minmax(line.vertices[i], line.vertices[i + 1]);
        found.push_back({a, b, VertexId(line.unit.unit)});
      }
    }
    std::ranges::sort(expected);
    std::ranges::sort(found);
    REQUIRE(found == expected);
  }
}

TEST_CASE("active units are those whose output moves", "[plot]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed + 2, static_cast<std::uint64_t>(index));
    const Network network = he_network(random, 2, {random.integer(1, 4), random.integer(1, 4)});
    const Complex complex = build_complex(network, Domain::box(2, -1, 1)).complex;
    CAPTURE(seed, index, to_text(network));
    for (const RegionId region : complex.regions()) {
      const std::vector<Rational> point = complex.interior_point(region);
      const std::vector<AffineMap> layers = pre_activations(complex, region);
      std::size_t positive = 0;
      for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
        for (std::size_t u = 0; u < layers[l].c.size(); ++u) {
          positive += layers[l].c[u] + layers[l].A(u, 0) * point[0] + layers[l].A(u, 1) * point[1] > 0;
        }
      }
      REQUIRE(num_active_units(complex, region) == positive);
    }
  }
}

TEST_CASE("values of regions", "[plot]") {
  const Complex grid = build_complex(zigzag(2, 2, 2), Domain::box(2, -1, 1)).complex;
  std::vector<RegionId> all;
  for (const RegionId region : grid.regions()) all.push_back(region);
  const RegionValues radii = inradii_of(grid, all);
  CHECK(radii.least->number.bounds == Enclosure{Rational(1, 4), Rational(1, 4)});
  CHECK(radii.greatest->number.bounds == radii.least->number.bounds);
  CHECK(radii.greatest->region == RegionId(0));
  Rational sum = 0;
  const RegionValues areas = volumes_of(grid, all);
  for (const auto& area : areas.values) sum += *area;
  CHECK(sum == 4);

  const Complex plane =
      build_complex(from_text("2: relu[1 0 0] relu[0 1 0] / identity[1 1 0]"), Domain::all(2)).complex;
  all.resize(4);
  CHECK(volumes_of(plane, all).num_infinite == 4);
  CHECK_FALSE(inradii_of(plane, all).least);
  const RegionValues norms = gradient_norms_of(plane, all);
  CHECK(norms.least->number.bounds == Enclosure{0, 0});
  CHECK(norms.greatest->number.exact == "sqrt(2)");
  CHECK(active_units_of(plane, all).greatest->number.bounds.hi == 2);
}

}  // namespace
}  // namespace crease::testing
