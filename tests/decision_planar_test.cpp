// SPDX-License-Identifier: GPL-3.0-or-later
// In the plane: decision boundaries against arrangements of CGAL that know the network's values alone.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <tuple>

#include "algorithms/build_complex.h"
#include "algorithms/decision_boundary.h"
#include "algorithms/decision_regions.h"
#include "algorithms/enclosure_sum.h"
#include "algorithms/total_volume.h"
#include "tests/support/networks.h"
#include "tests/support/planar_arrangement.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Classes = std::vector<std::uint32_t>;

Classes maximizers_at(const Network& network, const Domain& domain, const Vector& y) {
  const Vector values = evaluate(network, domain.to_input(y));
  const Rational greatest = *std::max_element(values.begin(), values.end());
  Classes result;
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    if (values[i] == greatest) result.push_back(i);
  }
  return result;
}

/// Cuts every face where two outputs are equal, also below the maximum.
void cut_by_outputs(Arrangement& arrangement, const Network& network, const Domain& domain) {
  std::vector<Segment> segments;
  for (auto face = arrangement.faces_begin(); face != arrangement.faces_end(); ++face) {
    if (face->is_unbounded()) continue;
    const std::vector<Vector> polygon = corners(face);
    std::vector<Vector> f;
    for (const Vector& y : polygon) f.push_back(evaluate(network, domain.to_input(y)));
    for (std::size_t i = 0; i < network.output_dim(); ++i) {
      for (std::size_t j = i + 1; j < network.output_dim(); ++j) {
        Vector values;
        for (const Vector& at : f) values.push_back(at[i] - at[j]);
        const std::vector<Vector> ends = zero_segment(polygon, values);
        if (!ends.empty()) segments.emplace_back(to_cgal(ends.at(0)), to_cgal(ends.at(1)));
      }
    }
  }
  CGAL::insert(arrangement, segments.begin(), segments.end());
}

Rational area(const std::vector<Vector>& polygon) {
  Rational twice = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Vector& p = polygon[i];
    const Vector& q = polygon[(i + 1) % polygon.size()];
    twice += p[0] * q[1] - p[1] * q[0];
  }
  return abs(twice) / 2;
}

/// Is p between a and b?
bool is_between(const Vector& p, const Vector& a, const Vector& b) {
  const Rational cross = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
  const Rational along = (p[0] - a[0]) * (p[0] - b[0]) + (p[1] - a[1]) * (p[1] - b[1]);
  return cross == 0 && along <= 0;
}

template <typename Key>
Key root(const std::map<Key, Key>& parent, Key key) {
  while (parent.at(key) != key) key = parent.at(key);
  return key;
}

struct Compared {
  std::size_t pieces = 0, cycles = 0, plateaus = 0;
};

Compared compare(const Network& network, const DecisionRule& rule, const Domain& domain,
                 const std::vector<Vector>& rectangle) {
  const Network competing = decision_network(network, rule);
  CAPTURE(to_text(competing), to_text(domain));
  Arrangement arrangement = cut_by_layers(competing, domain, rectangle);
  cut_by_outputs(arrangement, competing, domain);

  const DecisionCells cells = decision_cells(build_complex(network, domain).complex, rule);
  const DecisionBoundary boundary = decision_boundary(cells);
  const Complex& complex = cells.complex;

  // Faces that share an edge and the maximizers belong together.
  using Face = const void*;
  std::map<Face, Face> parent;
  std::map<Face, Classes> classes;
  std::map<Face, Rational> areas;
  for (auto face = arrangement.faces_begin(); face != arrangement.faces_end(); ++face) {
    if (face->is_unbounded()) continue;
    const std::vector<Vector> polygon = corners(face);
    parent[&*face] = &*face;
    classes[&*face] = maximizers_at(competing, domain, mean(polygon));
    areas[&*face] = area(polygon);
  }
  std::map<Vector, Vector> connected;
  std::size_t edges = 0;
  EnclosureSum length;
  std::vector<std::pair<Vector, Vector>> pieces;
  for (const FacetId piece : boundary.pieces) {
    const auto ends = complex.vertices(piece);
    REQUIRE(ends.size() == 2);
    const auto a = complex.coordinates(ends[0]), b = complex.coordinates(ends[1]);
    pieces.emplace_back(Vector(a.begin(), a.end()), Vector(b.begin(), b.end()));
  }
  for (auto edge = arrangement.edges_begin(); edge != arrangement.edges_end(); ++edge) {
    const Face one = &*edge->face(), other = &*edge->twin()->face();
    if (edge->face()->is_unbounded() || edge->twin()->face()->is_unbounded()) continue;
    if (classes[one] == classes[other]) {
      parent[root(parent, one)] = root(parent, other);
      continue;
    }
    const Vector a = from_cgal(edge->source()->point()), b = from_cgal(edge->target()->point());
    ++edges;
    connected.emplace(a, a);
    connected.emplace(b, b);
    connected[root(connected, a)] = root(connected, b);
    const Vector middle = mean({a, b});
    CHECK(std::any_of(pieces.begin(), pieces.end(),
                      [&](const auto& piece) { return is_between(middle, piece.first, piece.second); }));
    Rational square = 0;
    for (std::size_t k = 0; k < 2; ++k) square += (a[k] - b[k]) * (a[k] - b[k]);
    length.add(sqrt_enclosure(square, 100));
  }
  std::multiset<std::pair<Classes, Rational>> expected;  // maximizers and area
  std::map<Face, Rational> area_of;
  for (const auto& [face, own] : areas) area_of[root(parent, face)] += own;
  for (const auto& [face, sum] : area_of) expected.insert({classes[face], sum});
  std::size_t components = 0;
  for (const auto& [point, up] : connected) components += point == up;
  const std::size_t cycles = edges + components - connected.size();

  // Sums of long fractions are enclosed only: in the order of their lower bounds, each holds the area of its place.
  std::vector<std::tuple<Classes, Rational, Rational>> found;
  const DecisionRegions regions = decision_regions(cells);
  for (std::size_t r = 0; r < regions.size(); ++r) {
    const auto maximizers = cells.maximizers[regions.cells[r][0].index];
    const Enclosure volume = total_volume(complex, regions.cells[r]).value();
    found.emplace_back(Classes(maximizers.begin(), maximizers.end()), volume.lo, volume.hi);
  }
  std::ranges::sort(found);
  CHECK(std::ranges::equal(found, expected, [](const auto& ours, const auto& theirs) {
    const auto& [maximizers, lo, hi] = ours;
    return maximizers == theirs.first && lo <= theirs.second && theirs.second <= hi;
  }));
  CHECK(boundary.topology.betti == std::vector<std::size_t>{components, cycles});
  const Enclosure own = total_volume(complex, boundary.pieces).value();
  CHECK(own.lo <= length.value().hi);
  CHECK(length.value().lo <= own.hi);

  Compared result{boundary.pieces.size(), cycles, 0};
  for (const RegionId cell : complex.regions()) result.plateaus += cells.is_plateau(cell);
  return result;
}

/// Small outputs over a network's last layer; some are copies, so that they tie.
Network with_classes(Random& random, const Network& network) {
  std::vector<Layer> layers = network.layers();
  Rows rows;
  for (int i = random.integer(2, 4); i > 0; --i) {
    if (!rows.empty() && random.chance(0.3)) {
      rows.push_back(random.pick(rows));
      if (random.chance(0.5)) continue;
    }
    rows.emplace_back();
    for (std::size_t j = 0; j < network.output_dim(); ++j) rows.back().emplace_back(random.integer(-3, 3));
    rows.back().emplace_back(random.integer(-1, 1));
  }
  layers.push_back(layer(rows, random.chance(0.2) ? Activation::relu() : Activation::identity()));
  return Network(network.input_dim(), std::move(layers));
}

void compare_random(bool degenerate, int cases) {
  const std::uint64_t seed = test_seed();
  cases = scaled_cases(cases);
  Compared sum;
  for (int index = 0; index < cases; ++index) {
    Random random(seed + (degenerate ? 7 : 0), static_cast<std::uint64_t>(index));
    const auto degeneracy = degenerate ? static_cast<Degeneracy>(1 + index % 10) : Degeneracy::kNone;
    const Network network = with_classes(random, random_case(random, 2, degeneracy, 9).network);
    const auto [domain, rectangle] = random_rectangle(random, network.input_dim());
    CAPTURE(seed, index, to_string(degeneracy));
    const Compared here = compare(network, {}, domain, rectangle);
    sum.pieces += here.pieces;
    sum.cycles += here.cycles;
    sum.plateaus += here.plateaus;
  }
  CHECK(sum.pieces > static_cast<std::size_t>(cases));
  CHECK(sum.plateaus > static_cast<std::size_t>(cases) / 10);
}

}  // namespace

TEST_CASE("boundaries of generic networks: CGAL's arrangement", "[planar]") { compare_random(false, 80); }

TEST_CASE("boundaries of degenerate networks: CGAL's arrangement", "[planar]") { compare_random(true, 100); }

TEST_CASE("boundaries of deep networks: CGAL's arrangement", "[planar]") {
  const std::uint64_t seed = test_seed();
  Compared sum;
  for (int index = 0; index < scaled_cases(6); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const Network network = he_network(random, 2, {6, 5, 3});
    const auto [domain, rectangle] = random_rectangle(random, 2);
    CAPTURE(seed, index);
    sum.pieces += compare(network, {}, domain, rectangle).pieces;
  }
  CHECK(sum.pieces > 0);
}

TEST_CASE("levels of folded networks: CGAL's arrangement", "[planar]") {
  const Domain domain = Domain::box(2, -1, 1);
  const std::vector<Vector> rectangle{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
  // fold(x) = fold(y): a diagonal in each cell of a grid, between 13 of its corners.
  std::vector<Layer> layers = zigzag(2, 2, 2).layers();
  layers.back() = layer({{1, -1, -1, 1, 0}}, Activation::identity());
  const Compared diagonals = compare(Network(2, layers), {}, domain, rectangle);
  CHECK(diagonals.pieces == 16);
  CHECK(diagonals.cycles == 4);
  CHECK(compare(xor_2d(), {{}, Rational(1, 2)}, domain, rectangle).pieces == 2);
}
