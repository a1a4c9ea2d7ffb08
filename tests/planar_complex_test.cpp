// SPDX-License-Identifier: GPL-3.0-or-later
// In the plane: complexes against arrangements that CGAL cuts layer by layer, knowing the network's values alone.
#include <CGAL/Arr_segment_traits_2.h>
#include <CGAL/Arrangement_2.h>
#include <CGAL/Exact_predicates_exact_constructions_kernel.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <sstream>

#include "algorithms/build_complex.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Kernel = CGAL::Exact_predicates_exact_constructions_kernel;
using Arrangement = CGAL::Arrangement_2<CGAL::Arr_segment_traits_2<Kernel>>;
using Segment = Arrangement::X_monotone_curve_2;
using Vector = std::vector<Rational>;

Kernel::FT to_cgal(const Rational& x) { return Kernel::FT(Kernel::FT::ET(x.get_mpq_t())); }
Kernel::Point_2 to_cgal(const Vector& y) { return {to_cgal(y[0]), to_cgal(y[1])}; }

/// By way of text, as CGAL's exact number type depends on how it was built.
Rational from_cgal(const Kernel::FT& x) {
  std::ostringstream text;
  text << CGAL::exact(x);
  return parse_rational(text.str());
}
Vector from_cgal(const Kernel::Point_2& p) { return {from_cgal(p.x()), from_cgal(p.y())}; }

/// Corners of a face in order.
std::vector<Vector> corners(const Arrangement::Face_const_handle& face) {
  std::vector<Vector> result;
  auto edge = face->outer_ccb();
  const auto end = edge;
  do {
    result.push_back(from_cgal(edge->target()->point()));
  } while (++edge != end);
  return result;
}

Vector mean(const std::vector<Vector>& points) {
  Vector sum(2);
  for (const Vector& p : points) {
    for (std::size_t i = 0; i < 2; ++i) sum[i] += p[i] / static_cast<unsigned long>(points.size());
  }
  return sum;
}

/// All units' pre-activations at a point of the domain, layer by layer.
std::vector<Vector> preactivations_at(const Network& network, const Domain& domain, const Vector& y) {
  std::vector<Vector> result;
  Vector h = domain.to_input(y);
  for (const Layer& layer : network.layers()) {
    Vector z = layer.bias;
    for (std::size_t u = 0; u < z.size(); ++u) {
      for (std::size_t j = 0; j < h.size(); ++j) z[u] += layer.weights(u, j) * h[j];
    }
    result.push_back(z);
    for (std::size_t u = 0; u < z.size(); ++u) z[u] = layer.activations[u](z[u]);
    h = std::move(z);
  }
  return result;
}

/// Where an affine function with these values at a polygon's corners vanishes inside: two points on its boundary, or
/// nothing when the function does not take both signs.
std::vector<Vector> zero_segment(const std::vector<Vector>& polygon, const Vector& values) {
  if (*std::min_element(values.begin(), values.end()) >= 0 || *std::max_element(values.begin(), values.end()) <= 0) {
    return {};
  }
  std::set<Vector> ends;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const std::size_t j = (i + 1) % polygon.size();
    if (values[i] == 0) ends.insert(polygon[i]);
    if (values[i] * values[j] >= 0) continue;
    const Rational t = values[i] / (values[i] - values[j]);
    Vector p(2);
    for (std::size_t k = 0; k < 2; ++k) p[k] = polygon[i][k] + t * (polygon[j][k] - polygon[i][k]);
    ends.insert(p);
  }
  return {ends.begin(), ends.end()};
}

/// The rectangle of a domain given by its corners, cut by layer after layer: on a face of what the layers before cut,
/// pre-activations are affine, so that their values at its corners say where they vanish inside.
Arrangement cut_by_layers(const Network& network, const Domain& domain, const std::vector<Vector>& rectangle) {
  Arrangement arrangement;
  for (std::size_t i = 0; i < 4; ++i) {
    CGAL::insert(arrangement, Segment(to_cgal(rectangle[i]), to_cgal(rectangle[(i + 1) % 4])));
  }
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    std::vector<Segment> segments;
    for (auto face = arrangement.faces_begin(); face != arrangement.faces_end(); ++face) {
      if (face->is_unbounded()) continue;
      const std::vector<Vector> polygon = corners(face);
      std::vector<Vector> z;
      for (const Vector& y : polygon) z.push_back(preactivations_at(network, domain, y)[l]);
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        for (const Rational& breakpoint : layer.activations[u].breakpoints()) {
          Vector values;
          for (const Vector& at : z) values.push_back(at[u] - breakpoint);
          const std::vector<Vector> ends = zero_segment(polygon, values);
          if (ends.empty()) continue;
          REQUIRE(ends.size() == 2);
          segments.emplace_back(to_cgal(ends[0]), to_cgal(ends[1]));
        }
      }
    }
    CGAL::insert(arrangement, segments.begin(), segments.end());
  }
  return arrangement;
}

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

/// A rectangle of the plane, or of a plane in the input space, and its corners in order.
std::pair<Domain, std::vector<Vector>> random_rectangle(Random& random, std::size_t input_dim) {
  const Rational x0(random.integer(-4, 0)), x1(random.integer(1, 4)), y0(random.integer(-4, 0)),
      y1(random.integer(1, 4));
  const std::vector<Vector> rectangle{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
  if (input_dim == 2) {
    const Vector lo{x0, y0}, hi{x1, y1};
    return {Domain::box(lo, hi), rectangle};
  }
  Slice slice{Vector(input_dim), Matrix<Rational>(input_dim, 2)};
  for (std::size_t i = 0; i < input_dim; ++i) {
    slice.point[i] = Rational(random.integer(-2, 2)) / 2;
    for (Rational& x : slice.directions.row(i)) x = random.integer(-1, 2);
  }
  for (std::size_t k = 0; k < 2; ++k) slice.directions(k, k) += 5;
  Matrix<Rational> rows(4, 2);
  rows(0, 0) = rows(1, 1) = 1;
  rows(2, 0) = rows(3, 1) = -1;
  const Vector offsets{-x0, -y0, x1, y1};
  return {Domain::all(input_dim).sliced(slice).with_slice_rows(rows, offsets), rectangle};
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
