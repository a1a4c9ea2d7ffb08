// SPDX-License-Identifier: GPL-3.0-or-later
// In the plane: complexes against arrangements that CGAL cuts layer by layer, knowing the network's values alone.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "algorithms/build_complex.h"
#include "tests/support/networks.h"
#include "tests/support/planar_arrangement.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// A facet: the patterns on its sides ("" outside), sorted, and its ends, sorted.
using Edge = std::pair<std::multiset<std::string>, std::set<Vector>>;

struct Plane {
  std::set<std::string> regions;
  std::set<Edge> edges;
  std::set<Vector> vertices;
  bool operator==(const Plane&) const = default;
};

Plane plane_of(const Arrangement& arrangement, const Network& network, const Domain& domain) {
  Plane plane;
  std::map<const void*, std::string> pattern_of;
  for (auto face = arrangement.faces_begin(); face != arrangement.faces_end(); ++face) {
    if (face->is_unbounded()) continue;
    const std::string pattern = to_pattern(symbols_at(network, domain, mean(corners(face))));
    pattern_of[&*face] = pattern;
    plane.regions.insert(pattern);
  }
  for (auto edge = arrangement.edges_begin(); edge != arrangement.edges_end(); ++edge) {
    plane.edges.insert({{pattern_of[&*edge->face()], pattern_of[&*edge->twin()->face()]},
                        {from_cgal(edge->source()->point()), from_cgal(edge->target()->point())}});
  }
  for (auto vertex = arrangement.vertices_begin(); vertex != arrangement.vertices_end(); ++vertex) {
    plane.vertices.insert(from_cgal(vertex->point()));
  }
  return plane;
}

Plane plane_of(const Complex& complex) {
  Plane plane;
  const auto coordinates = [&](VertexId v) {
    const auto y = complex.coordinates(v);
    return Vector(y.begin(), y.end());
  };
  for (const RegionId r : complex.regions()) plane.regions.insert(complex.pattern(r));
  for (const FacetId f : complex.facets()) {
    Edge edge;
    for (const RegionId r : complex.sides(f)) edge.first.insert(r.is_valid() ? complex.pattern(r) : "");
    for (const VertexId v : complex.vertices(f)) edge.second.insert(coordinates(v));
    plane.edges.insert(edge);
  }
  for (const VertexId v : complex.vertices()) plane.vertices.insert(coordinates(v));
  return plane;
}

/// Returns the number of regions.
std::size_t compare(const Network& network, const Domain& domain, const std::vector<Vector>& rectangle) {
  CAPTURE(to_text(network), to_text(domain));
  const Arrangement arrangement = cut_by_layers(network, domain, rectangle);
  const Complex complex = build_complex(network, domain).complex;
  CHECK(complex.num_regions() == arrangement.number_of_faces() - 1);
  CHECK(complex.num_facets() == arrangement.number_of_edges());
  CHECK(complex.num_vertices() == arrangement.number_of_vertices());
  const Plane expected = plane_of(arrangement, network, domain);
  const Plane given = plane_of(complex);
  CHECK(given.regions == expected.regions);
  CHECK((given.edges == expected.edges));
  CHECK((given.vertices == expected.vertices));
  CHECK(expected.regions.size() == arrangement.number_of_faces() - 1);
  CHECK(expected.edges.size() == arrangement.number_of_edges());
  return complex.num_regions();
}

void compare_random(bool degenerate, int cases) {
  const std::uint64_t seed = test_seed();
  cases = scaled_cases(cases);
  std::size_t regions = 0;
  for (int index = 0; index < cases; ++index) {
    Random random(seed + (degenerate ? 7 : 0), static_cast<std::uint64_t>(index));
    const auto degeneracy = degenerate ? static_cast<Degeneracy>(1 + index % 10) : Degeneracy::kNone;
    const Network network = random_case(random, 2, degeneracy, 12).network;
    const auto [domain, rectangle] = random_rectangle(random, network.input_dim());
    CAPTURE(seed, index, to_string(degeneracy));
    regions += compare(network, domain, rectangle);
  }
  CHECK(regions > 5 * static_cast<std::size_t>(cases));
}

}  // namespace

TEST_CASE("generic networks in a rectangle: CGAL's arrangement", "[planar]") { compare_random(false, 260); }

TEST_CASE("degenerate networks in a rectangle: CGAL's arrangement", "[planar]") { compare_random(true, 300); }

TEST_CASE("deep networks in a rectangle: CGAL's arrangement", "[planar]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(12); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const Network network = he_network(random, 2, {6, 5, 5, 1});
    const auto [domain, rectangle] = random_rectangle(random, 2);
    CAPTURE(seed, index);
    compare(network, domain, rectangle);
  }
}

TEST_CASE("named networks in a rectangle: CGAL's arrangement", "[planar]") {
  const Domain domain = Domain::box(2, -1, 1);
  const std::vector<Vector> rectangle{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
  CHECK(compare(zigzag(2, 2, 3), domain, rectangle) == 64);
  CHECK(compare(dead_layer(), domain, rectangle) == 4);
  CHECK(compare(zero_on_a_cell(), domain, rectangle) == 5);
  CHECK(compare(through_one_point(9), domain, rectangle) == 18);
  CHECK(compare(duplicated_units(), domain, rectangle) == 2);
  compare(crease_on_crease(), domain, rectangle);
  compare(sliver(Rational(1, 1000000)), domain, rectangle);
}
