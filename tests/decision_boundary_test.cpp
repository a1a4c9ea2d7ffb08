// SPDX-License-Identifier: GPL-3.0-or-later
// Decision boundaries of known shape.
#include "algorithms/decision_boundary.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/build_complex.h"
#include "algorithms/decision_regions.h"
#include "algorithms/enclosure_sum.h"
#include "algorithms/total_volume.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Betti = std::vector<std::size_t>;

struct Decided {
  DecisionCells cells;
  DecisionBoundary boundary;
  const Complex& complex() const { return cells.complex; }
};

Decided decide(const Network& network, const Domain& domain, const DecisionRule& rule = {}, int threads = 1) {
  ComplexOptions options;
  options.walk.threads = threads;
  DecisionCells cells = decision_cells(build_complex(network, domain, options).complex, rule);
  DecisionBoundary boundary = decision_boundary(cells);
  return {std::move(cells), std::move(boundary)};
}

/// 1 - |x_1| - ... - |x_d|.
Network cross_polytope(int d) {
  Rows hidden, output(1);
  for (int i = 0; i < d; ++i) {
    for (const int sign : {1, -1}) {
      hidden.emplace_back(std::size_t(d) + 1);
      hidden.back()[std::size_t(i)] = sign;
      output[0].push_back(-1);
    }
  }
  output[0].push_back(1);
  return Network(std::size_t(d), {layer(hidden), layer(output, Activation::identity())});
}

/// 1 - | |x_1| + ... + |x_k| - 2 | - |x_(k+1)| - ... - |x_d|: positive around a sphere of dimension k - 1.
Network around_sphere(int d, int k) {
  Rows absolute, second, output(1);
  for (int i = 0; i < d; ++i) {
    absolute.emplace_back(std::size_t(d) + 1);
    absolute.back()[std::size_t(i)] = 1;
  }
  second.emplace_back(std::size_t(d) + 1, Rational(0));
  for (int i = 0; i < k; ++i) second[0][std::size_t(i)] = 1;
  second[0].back() = -2;
  output[0].push_back(-1);
  for (int i = k; i < d; ++i) {
    second.emplace_back(std::size_t(d) + 1, Rational(0));
    second.back()[std::size_t(i)] = 1;
    output[0].push_back(-1);
  }
  output[0].push_back(1);
  return Network(std::size_t(d), {layer(absolute, Activation::abs()), layer(second, Activation::abs()),
                                  layer(output, Activation::identity())});
}

/// Is n^2 in the enclosure of the square of a sum of equal roots?
bool encloses_root(const Enclosure& enclosure, const Rational& square) {
  return enclosure.lo * enclosure.lo <= square && square <= enclosure.hi * enclosure.hi &&
         enclosure.hi - enclosure.lo < Rational(1, 1000000000);
}

Enclosure size_of(const Decided& decided) { return total_volume(decided.complex(), decided.boundary.pieces).value(); }

}  // namespace

TEST_CASE("exclusive or: two parallel lines") {
  // f = x + y - 2 max(x + y - 1, 0) is 1/2 on x + y = 1/2 and 3/2.
  const Decided xor_box = decide(xor_2d(), Domain::box(2, 0, 1), {{}, Rational(1, 2)});
  CHECK(xor_box.boundary.pieces.size() == 2);
  CHECK(xor_box.boundary.topology.betti == Betti{2, 0});
  CHECK(xor_box.boundary.f_vector == Betti{4, 2});
  CHECK(xor_box.boundary.adjacencies.empty());
  CHECK(encloses_root(size_of(xor_box), 2));  // 2 sqrt(2) / 2
  CHECK(decision_regions(xor_box.cells).size() == 3);
  const Decided everywhere = decide(xor_2d(), Domain::all(2), {{}, Rational(1, 2)});
  CHECK(everywhere.boundary.topology.betti == Betti{2, 0});
  CHECK(everywhere.boundary.f_vector == Betti{0, 2});
  CHECK(everywhere.boundary.bounded_faces == Betti{0, 0});
  CHECK(everywhere.boundary.topology.components.size() == 2);
  CHECK_FALSE(everywhere.boundary.topology.components[0].bounded);
  CHECK_FALSE(total_volume(everywhere.complex(), everywhere.boundary.pieces));
}

TEST_CASE("cross-polytopes have spheres for boundaries") {
  for (int d = 1; d <= 4; ++d) {
    CAPTURE(d);
    for (const bool whole : {false, true}) {
      const Decided decided =
          decide(cross_polytope(d), whole ? Domain::all(std::size_t(d)) : Domain::box(std::size_t(d), -2, 2));
      const DecisionBoundary& boundary = decided.boundary;
      CHECK(boundary.pieces.size() == std::size_t(1) << d);
      Betti sphere(std::size_t(d), 0);
      sphere[0] = sphere[std::size_t(d) - 1] = 1;
      if (d == 1) sphere[0] = 2;
      CHECK(boundary.topology.betti == sphere);
      CHECK(boundary.topology.euler_characteristic == (d % 2 == 0 ? 0 : 2));
      // f_i = C(d, i + 1) 2^(i + 1).
      std::size_t binomial = 1;
      for (int i = 0; i < d; ++i) {
        binomial = binomial * std::size_t(d - i) / std::size_t(i + 1);
        CHECK(boundary.f_vector[std::size_t(i)] == binomial << (i + 1));
      }
      CHECK(boundary.bounded_faces == boundary.f_vector);
      CHECK(boundary.adjacencies.size() == (d == 1 ? 0 : std::size_t(d) << (d - 1)));
      CHECK(boundary.touching.empty());
      for (const ComponentTopology& component : boundary.topology.components) CHECK(component.bounded);
      CHECK(pieces_per_region(decided.cells) == std::map<std::size_t, std::size_t>{{1, std::size_t(1) << d}});
      // 2^d simplices of volume sqrt(d) / (d - 1)!.
      const Rational squares[] = {4, 32, 48, Rational(256, 9)};
      CHECK(encloses_root(size_of(decided), squares[d - 1]));
      const DecisionRegions regions = decision_regions(decided.cells);
      CHECK(regions.size() == (d == 1 ? 3 : 2));
      // Volume 2^d / d! inside.
      const Rational inside[] = {2, 2, Rational(4, 3), Rational(2, 3)};
      bool found = false;
      for (std::size_t r = 0; r < regions.size(); ++r) {
        if (decided.cells.maximizers[regions.cells[r][0].index][0] == 0) continue;
        const auto volume = total_volume(decided.complex(), regions.cells[r]);
        CHECK(volume == Enclosure{inside[d - 1], inside[d - 1]});
        found = true;
        // The closed ball.
        Betti ball(std::size_t(d) + 1, 0);
        ball[0] = 1;
        CHECK(topology(decided.cells, regions.cells[r]).betti == ball);
      }
      CHECK(found);
    }
  }
}

TEST_CASE("rings, tori and other boundaries with holes") {
  struct Shape {
    int d, k;
    Betti betti;
  };
  // The boundary of S^(k-1) x B^(d-k+1) is S^(k-1) x S^(d-k).
  for (const Shape& shape : {Shape{2, 2, {2, 2}}, Shape{3, 3, {2, 0, 2}}, Shape{3, 2, {1, 2, 1}},
                             Shape{4, 2, {1, 1, 1, 1}}, Shape{4, 3, {1, 1, 1, 1}}}) {
    CAPTURE(shape.d, shape.k);
    for (const bool whole : {false, true}) {
      const std::size_t d = std::size_t(shape.d);
      const Decided decided = decide(around_sphere(shape.d, shape.k), whole ? Domain::all(d) : Domain::box(d, -4, 4));
      CHECK(decided.boundary.topology.betti == shape.betti);
      long euler = 0, faces = 0;
      for (std::size_t i = 0; i < d; ++i) {
        euler += (i % 2 == 0 ? 1 : -1) * long(shape.betti[i]);
        faces += (i % 2 == 0 ? 1 : -1) * long(decided.boundary.f_vector[i]);
      }
      CHECK(decided.boundary.topology.euler_characteristic == euler);
      CHECK(faces == euler);
      CHECK(decided.boundary.topology.components.size() == shape.betti[0]);
      // Inside it is S^(k-1) x B^(d-k+1).
      const DecisionRegions regions = decision_regions(decided.cells);
      for (std::size_t r = 0; r < regions.size(); ++r) {
        if (decided.cells.maximizers[regions.cells[r][0].index][0] == 0) continue;
        Betti thick(d + 1, 0);
        thick[0] = thick[std::size_t(shape.k) - 1] = 1;
        const ComponentTopology inside = topology(decided.cells, regions.cells[r]);
        CHECK(inside.betti == thick);
        CHECK(inside.bounded);
      }
    }
  }
  // The box cuts the ring open: four arcs inside and outside each.
  const Decided open = decide(around_sphere(2, 2), Domain::box(2, Rational(-3, 4), Rational(3, 4)));
  CHECK(open.boundary.topology.betti == Betti{4, 0});
}

TEST_CASE("three classes meet in a point") {
  const Network three = from_text("2: identity[1 0 0] identity[0 1 0] identity[-1 -1 0]");
  const Decided decided = decide(three, Domain::all(2));
  CHECK(decided.boundary.pieces.size() == 3);
  CHECK(decided.boundary.f_vector == Betti{1, 3});
  CHECK(decided.boundary.topology.betti == Betti{1, 0});
  CHECK(decided.boundary.adjacencies.size() == 3);
  CHECK(decision_regions(decided.cells).size() == 3);
  const RegionDecisions region = region_decisions(decided.cells, RegionId(0));
  CHECK(region.pieces.size() == 3);
  CHECK(region.meeting == std::vector<std::array<std::uint32_t, 2>>{{0, 1}, {0, 2}, {1, 2}});
  CHECK(region.tied.empty());
  CHECK(region.sign_changes == std::vector<std::vector<std::uint32_t>>{{1, 2}, {0, 2}, {0, 1}});
  // Below the maximum classes may change places: that leaves no trace.
  const Network below = from_text("2: identity[1 0 0] identity[0 1 0] identity[0 0 50]");
  const Decided calm = decide(below, Domain::box(2, -1, 1));
  CHECK(calm.boundary.pieces.empty());
  CHECK(calm.boundary.topology.betti == Betti{0, 0});
  CHECK(region_decisions(calm.cells, RegionId(0)).sign_changes[0] == std::vector<std::uint32_t>{1});
  CHECK(size_of(calm) == Enclosure{0, 0});
}

TEST_CASE("plateaus are reported, and their frontier is the boundary") {
  // 0 for |x| <= 1.
  const Network flat = from_text("1: relu[1 -1] relu[-1 -1] / identity[1 -1 0]");
  const Decided decided = decide(flat, Domain::all(1));
  REQUIRE(decided.complex().num_regions() == 3);
  std::size_t plateaus = 0;
  for (const RegionId cell : decided.complex().regions()) plateaus += decided.cells.is_plateau(cell);
  CHECK(plateaus == 1);
  CHECK(decided.boundary.pieces.size() == 2);
  CHECK(decided.boundary.topology.betti == Betti{2});
  // The whole plane is tied.
  const Decided tied = decide(from_text("2: relu[1 0 0] / identity[1 3] identity[1 3]"), Domain::box(2, -1, 1));
  CHECK(tied.boundary.pieces.empty());
  const DecisionRegions regions = decision_regions(tied.cells);
  REQUIRE(regions.size() == 1);
  CHECK(total_volume(tied.complex(), regions.cells[0]) == Enclosure{4, 4});
  CHECK(region_decisions(tied.cells, RegionId(0)).tied == std::vector<std::array<std::uint32_t, 2>>{{0, 1}});
  // A level that a dead layer never leaves.
  const std::vector<Rational> far{9, 9};
  const Decided dead = decide(dead_layer(), Domain::all(2), {{}, evaluate(dead_layer(), far)[0]});
  CHECK(std::ranges::any_of(dead.complex().regions(), [&](RegionId cell) { return dead.cells.is_plateau(cell); }));
}

TEST_CASE("a tie that only touches is no boundary") {
  // |x| >= 0 with equality on a line.
  const Decided decided = decide(from_text("2: abs[1 0 0] / identity[1 0]"), Domain::box(2, -1, 1));
  CHECK(decided.boundary.pieces.empty());
  REQUIRE(decided.boundary.touching.size() == 1);
  CHECK(decided.cells.facet_maximizers[decided.boundary.touching[0].index].size() == 2);
  CHECK(decision_regions(decided.cells).size() == 1);
  // The boundary may lie on a crease altogether.
  const Decided crease = decide(from_text("2: relu[1 0 0] relu[-1 0 0] / identity[1 -2 0]"), Domain::box(2, -1, 1));
  REQUIRE(crease.boundary.pieces.size() == 1);
  CHECK(crease.cells.activation_facet[crease.boundary.pieces[0].index].is_valid());
  CHECK(size_of(crease) == Enclosure{2, 2});
}

TEST_CASE("needles and extreme scales") {
  const Rational width = Rational(1, Integer("1" + std::string(40, '0')));
  // A tent of height `width` above 0: f = relu(x) - 2 relu(x - width) + ..., positive on (0, 2 width).
  const Network needle(
      1, {layer({{1, 0}, {1, -width}, {1, -2 * width}}), layer({{1, -2, 1, 0}, {0, 0, 0, 0}}, Activation::identity())});
  const Decided decided = decide(needle, Domain::all(1));
  CHECK(decided.boundary.pieces.size() == 2);
  const DecisionRegions regions = decision_regions(decided.cells);
  REQUIRE(regions.size() == 3);
  CHECK(total_volume(decided.complex(), regions.cells[1]) == Enclosure{2 * width, 2 * width});
  const Rational huge = Rational(Integer("1" + std::string(300, '0')));
  const Network scaled(
      2, {layer({{huge, 0, 0}, {0, 1 / huge, 0}}), layer({{1, 0, 0}, {0, huge * huge, 0}}, Activation::identity())});
  const Decided diagonal = decide(scaled, Domain::box(2, -1, 1));
  // max(x, 0) = max(y, 0): the diagonal of a quadrant, and a plateau opposite.
  REQUIRE(diagonal.boundary.pieces.size() == 3);
  CHECK(diagonal.boundary.topology.betti == Betti{1, 0});
}

TEST_CASE("the Euler characteristic counts faces") {
  const std::uint64_t seed = test_seed();
  std::size_t pieces = 0;
  for (int index = 0; index < scaled_cases(60); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = 1 + index % 4;
    const Network network = golden(static_cast<std::uint32_t>(random.integer(1, 1000)), d, {5, 4});
    std::vector<Layer> layers = network.layers();
    const std::size_t before = layers.back().num_units();
    Rows rows;
    for (int i = random.integer(2, 4); i > 0; --i) {
      for (std::size_t j = 0; j <= before; ++j) {
        if (j == 0) rows.emplace_back();
        rows.back().emplace_back(random.integer(-3, 3));
      }
    }
    layers.push_back(layer(rows, Activation::identity()));
    const Network several(std::size_t(d), layers);
    const Decided box = decide(several, Domain::box(std::size_t(d), -8, 8));
    long faces = 0;
    for (std::size_t i = 0; i < std::size_t(d); ++i) faces += (i % 2 == 0 ? 1 : -1) * long(box.boundary.f_vector[i]);
    CHECK(faces == box.boundary.topology.euler_characteristic);
    CHECK(box.boundary.bounded_faces == box.boundary.f_vector);
    CHECK(box.boundary.topology.betti[0] == box.boundary.topology.components.size());
    CHECK(box.boundary.topology.betti[std::size_t(d) - 1] <= box.cells.complex.num_regions());
    pieces += box.boundary.pieces.size();
    // Adjacent pieces lie in one component; a piece without neighbours may be alone.
    for (const auto& [a, b] : box.boundary.adjacencies)
      CHECK(box.boundary.topology.component[a] == box.boundary.topology.component[b]);
    const Decided two = decide(several, Domain::box(std::size_t(d), -8, 8), {}, 2);
    CHECK(two.boundary.pieces == box.boundary.pieces);
    CHECK(two.cells.complex.tables().coordinates == box.cells.complex.tables().coordinates);
    // Far out, a box has all that is bounded: the boundary in all space retracts onto it.
    const Decided far = decide(several, Domain::all(std::size_t(d)));
    const Decided huge_box = decide(several, Domain::box(std::size_t(d), -1000000, 1000000));
    if (far.complex().lineality_dim() == 0) CHECK(far.boundary.topology.betti == huge_box.boundary.topology.betti);
  }
  CHECK(pieces > static_cast<std::size_t>(scaled_cases(100)));
}

TEST_CASE("a long sum is enclosed") {
  EnclosureSum sum;
  Rational exact = 0;
  for (int n = 1; n <= 3000; ++n) {
    sum.add(Rational(1, n));
    exact += Rational(1, n);
    if (n == 100) CHECK(sum.value().is_exact());
  }
  CHECK(sum.value().lo < exact);
  CHECK(exact < sum.value().hi);
  CHECK((sum.value().hi - sum.value().lo) * Integer("1" + std::string(33, '0')) < 1);
  EnclosureSum large;
  for (int n = 0; n < 2; ++n)
    large.add(Rational(Integer("1" + std::string(900, '0')), Integer(3) + Integer("1" + std::string(700, '0'))));
  CHECK(large.value().lo <= large.value().hi);
}
