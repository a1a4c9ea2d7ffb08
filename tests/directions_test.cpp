// SPDX-License-Identifier: GPL-3.0-or-later
// Angles between hyperplanes: closed forms, the walk's own rows, forward passes at vertices, random directions.
#include "algorithms/directions.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/affine_map.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/recorder.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Vector = std::vector<Rational>;
/// sign, cos^2.
using Key = std::pair<int, Rational>;

/// cos by the definition.
Key plain_cosine(std::span<const Rational> a, std::span<const Rational> b) {
  Rational ab = 0, aa = 0, bb = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    ab += a[j] * b[j];
    aa += a[j] * a[j];
    bb += b[j] * b[j];
  }
  return {sgn(ab), ab * ab / aa / bb};
}

Key key(const Cosine& cosine) { return {cosine.sign, cosine.squared}; }

std::multiset<Key> keys(const std::vector<NormalPair>& pairs) {
  std::multiset<Key> result;
  for (const NormalPair& pair : pairs) result.insert(key(pair.cosine));
  return result;
}

std::multiset<Key> cosines_of(const std::vector<Vector>& vectors) {
  std::multiset<Key> result;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) result.insert(plain_cosine(vectors[i], vectors[j]));
  }
  return result;
}

/// The pre-activations of layer l at a point, by a forward pass.
Vector pre_activations_at(const Network& network, const Domain& domain, std::size_t l, std::span<const Rational> y) {
  std::vector<Layer> layers(network.layers().begin(), network.layers().begin() + static_cast<std::ptrdiff_t>(l) + 1);
  layers.back().activations.assign(layers.back().num_units(), Activation::identity());
  return evaluate(Network(network.input_dim(), std::move(layers)), domain.to_input(y));
}

}  // namespace

TEST_CASE("cosines are numbers", "[directions]") {
  const Vector a = {1, 0}, b = {1, 1}, c = {-2, 2}, zero = {0, 0};
  CHECK(cosine(a, b) == Cosine{1, Rational(1, 2)});
  CHECK(cosine(c, b) == Cosine{0, 0});
  CHECK(cosine(c, a) == Cosine{-1, Rational(1, 2)});
  CHECK(abs(cosine(c, a)) == cosine(a, b));
  CHECK(to_string(cosine(a, b)) == "sqrt(1/2)");
  CHECK(to_string(cosine(c, a)) == "-sqrt(1/2)");
  CHECK(to_string(cosine(Vector{3, 4}, Vector{-1, 0})) == "-3/5");
  CHECK(to_string(cosine(c, b)) == "0");
  CHECK_THROWS_AS(cosine(a, zero), std::invalid_argument);
  CHECK_THROWS_AS(cosine(a, Vector{1}), std::invalid_argument);

  const std::vector<Cosine> increasing = {{-1, 1}, {-1, Rational(1, 2)}, {0, 0}, {1, Rational(1, 3)}, {1, 1}};
  for (std::size_t i = 0; i < increasing.size(); ++i) {
    const Enclosure bounds = enclosure(increasing[i], 40);
    CHECK(compare(increasing[i], bounds.lo) >= 0);
    CHECK(compare(increasing[i], bounds.hi) <= 0);
    CHECK(bounds.is_exact() == (i != 1 && i != 3));
    CHECK(bounds.hi - bounds.lo <= Rational(1, 1ul << 40));
    for (std::size_t j = 0; j < increasing.size(); ++j)
      CHECK(compare(increasing[i], increasing[j]) == (i > j) - (i < j));
  }
  CHECK(compare({1, Rational(1, 2)}, Rational(7071, 10000)) > 0);
  CHECK(compare({1, Rational(1, 2)}, Rational(7072, 10000)) < 0);
  CHECK(compare({-1, Rational(1, 2)}, Rational(-7071, 10000)) < 0);
  CHECK(compare({-1, Rational(1, 4)}, Rational(-1, 2)) == 0);
}

TEST_CASE("means of cosines are numbers, too", "[directions]") {
  const MeanCosine three_quarters({{-1, Rational(1, 4)}, {1, 1}}), root({{1, Rational(1, 2)}});
  CHECK(three_quarters.enclosure(1) == Enclosure{Rational(3, 4), Rational(3, 4)});
  CHECK(three_quarters.exact().rational() == Rational(3, 4));
  CHECK_THROWS_AS(MeanCosine({}), std::invalid_argument);
  const Enclosure mean = root.enclosure(200);
  CHECK(mean.lo * mean.lo < Rational(1, 2));
  CHECK(mean.hi * mean.hi > Rational(1, 2));
  Rational width = 1;
  mpq_div_2exp(width.get_mpq_t(), width.get_mpq_t(), 200);
  CHECK(mean.hi - mean.lo <= width);
  CHECK(compare(three_quarters, root) == 1);
  CHECK(compare(root, three_quarters) == -1);
  CHECK(compare(three_quarters, Rational(3, 4)) == 0);
  CHECK(compare(root, Rational(7, 10)) == 1);
  // (sqrt(2)/2 + sqrt(8)/6) / 2 = 5 sqrt(2)/12 in two ways, and beside it by 2^-200.
  const MeanCosine sum({{1, Rational(1, 2)}, {-1, Rational(2, 9)}}), same({{1, Rational(25, 72)}});
  const MeanCosine more({{1, Rational(25, 72) + width}});
  CHECK(compare(sum, same) == 0);
  CHECK(compare(sum, more) == -1);
  CHECK(compare(more, sum) == 1);
  CHECK(compare(same, mean.lo) == -1);
}

TEST_CASE("in a grid all normals are axes", "[directions]") {
  const Complex complex = complex_of(zigzag(3, 2, 2), Domain::box(3, -1, 1), true);
  std::multiset<Key> all;
  for (const RegionId region : complex.regions()) {
    const auto normals = facet_normals(complex, region, true);
    CHECK(normals.size() == 6);
    // Three pairs of opposite sides.
    std::multiset<Key> expected;
    for (int i = 0; i < 3; ++i) expected.insert({-1, 1});
    for (int i = 0; i < 12; ++i) expected.insert({0, 0});
    CHECK(keys(pairwise_cosines(normals)) == expected);
    CHECK(facet_normals(complex, region).size() == complex.degree(region));
    for (const NormalPair& pair : pairwise_cosines(unit_normals(complex, region))) {
      CHECK((pair.cosine.squared == 0 || pair.cosine.squared == 1));
    }
  }
}

TEST_CASE("three lines at sixty degrees, and units that say the same twice", "[directions]") {
  // Normals (2,0), (1,q), (1,-q) with q^2 = 3 have no rational coordinates; (1,0,-1), ... do, in the plane of sum 0.
  Matrix<Rational> plane(3, 2);
  plane(0, 0) = plane(1, 1) = 1;
  plane(2, 0) = plane(2, 1) = -1;
  const Network braid = from_text("3: relu[1 -1 0 0] relu[0 1 -1 0] relu[1 0 -1 0] / identity[1 1 1 0]");
  CHECK(keys(pairwise_cosines(unit_normals(complex_of(braid, Domain::all(3), true), RegionId(0)))) ==
        std::multiset<Key>{{-1, Rational(1, 4)}, {1, Rational(1, 4)}, {1, Rational(1, 4)}});
  // In the slice's coordinates the rows are (1,-1), (1,2), (2,1).
  const Complex sliced = complex_of(braid, Domain::all(3).sliced({{0, 0, 0}, plane}), true);
  CHECK(keys(pairwise_cosines(unit_normals(sliced, RegionId(0)))) ==
        std::multiset<Key>{{-1, Rational(1, 10)}, {1, Rational(1, 10)}, {1, Rational(16, 25)}});

  const Complex copies = complex_of(duplicated_units(), Domain::all(2), true);
  for (const RegionId region : copies.regions()) {
    CHECK(facet_normals(copies, region).size() == copies.facets(region).size());
    const auto normals = unit_normals(copies, region);
    std::size_t parallel = 0;
    for (const NormalPair& pair : pairwise_cosines(normals)) parallel += pair.cosine.squared == 1;
    CHECK(parallel >= 6);  // four units on one line
  }
  // A unit with two breakpoints: its facets face one another.
  const Complex clip = complex_of(Network(1, {layer({{1, 0}}, Activation::hard_tanh())}), Domain::all(1), true);
  std::size_t opposite = 0;
  for (const RegionId region : clip.regions()) {
    for (const NormalPair& pair : pairwise_cosines(facet_normals(clip, region))) opposite += pair.cosine.sign < 0;
    CHECK(unit_normals(clip, region).size() == 1);
  }
  CHECK(opposite == 1);
  CHECK_THROWS_AS(facet_normals(complex_of(xor_2d(), Domain::all(2)), RegionId(0)), std::invalid_argument);
}

TEST_CASE("normals are those of the walk and of forward passes", "[directions]") {
  const std::uint64_t seed = test_seed();
  std::size_t pairs = 0, constant = 0, bent = 0, domain_facets = 0;
  for (int index = 0; index < scaled_cases(150); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_small_case(random);
    const Network& network = example.network;
    CAPTURE(to_text(network), to_text(example.domain));
    const Complex complex = complex_of(network, example.domain, true);
    if (complex.num_regions() > 60) continue;
    Recorder recorder(network);
    REQUIRE(for_each_region(network, example.domain, recorder).complete());

    for (const RegionId region : complex.regions()) {
      const RecordedRegion& recorded = recorder.regions[region.index];
      std::vector<Vector> facets, inner;
      for (const Facet& facet : recorded.facets) {
        facets.push_back(facet.normal);
        if (facet.domain_rows.empty()) inner.push_back(facet.normal);
      }
      domain_facets += facets.size() - inner.size();
      CHECK(keys(pairwise_cosines(facet_normals(complex, region, true))) == cosines_of(facets));
      CHECK(keys(pairwise_cosines(facet_normals(complex, region))) == cosines_of(inner));
      pairs += inner.size() > 1;

      // The rows of units give the values of forward passes at points that span the region.
      const std::vector<AffineMap> maps = pre_activations(complex, region);
      const Vector center = complex.interior_point(region);
      std::vector<Vector> points = {center};
      for (const VertexId vertex : complex.vertices(region)) {
        const auto v = complex.coordinates(vertex);
        Vector point(v.begin(), v.end());
        if (complex.is_ray(vertex)) {
          for (std::size_t j = 0; j < point.size(); ++j) point[j] += center[j];
        }
        points.push_back(std::move(point));
      }
      for (const Vector& line : complex.lineality()) {
        points.push_back(center);
        for (std::size_t j = 0; j < line.size(); ++j) points.back()[j] += line[j];
      }
      std::size_t rows = 0, units = 0;
      for (std::size_t l = 0; l < maps.size(); ++l) {
        for (const Vector& point : points) {
          const Vector z = pre_activations_at(network, example.domain, l, point);
          for (std::size_t u = 0; u < z.size(); ++u) {
            Rational value = maps[l].c[u];
            for (std::size_t j = 0; j < point.size(); ++j) value += maps[l].A(u, j) * point[j];
            CHECK(value == z[u]);
          }
        }
        for (std::size_t u = 0; u < maps[l].c.size(); ++u) {
          if (network.layers()[l].activations[u].is_affine()) continue;
          ++units;
          const auto row = maps[l].A.row(u);
          rows += std::any_of(row.begin(), row.end(), [](const Rational& entry) { return entry != 0; });
        }
      }
      const auto normals = unit_normals(complex, region);
      CHECK(normals.size() == rows);
      constant += units - rows;
      for (const Normal& normal : normals) {
        const auto row = maps[normal.unit->layer].A.row(normal.unit->unit);
        CHECK(normal.vector == Vector(row.begin(), row.end()));
      }
      for (const NormalPair& pair : pairwise_cosines(normals)) {
        CHECK(key(pair.cosine) == plain_cosine(normals[pair.first].vector, normals[pair.second].vector));
        CHECK(is_within_layer(normals, pair) == (normals[pair.first].unit->layer == normals[pair.second].unit->layer));
      }
    }
    for (const FacetId facet : complex.facets()) {
      if (!complex.is_interior(facet)) {
        CHECK_THROWS_AS(cosines_across(complex, facet), std::invalid_argument);
        continue;
      }
      const std::vector<UnitId> bending = complex.units(facet);
      const auto [a, b] = complex.sides(facet);
      const auto here = unit_normals(complex, a), there = unit_normals(complex, b);
      std::multiset<std::pair<UnitId, Key>> expected, found;
      for (const Normal& x : here) {
        for (const Normal& y : there) {
          if (x.unit != y.unit) continue;
          if (x.unit->layer <= bending.front().layer) {
            CHECK(x.vector == y.vector);
          } else {
            expected.insert({*x.unit, plain_cosine(x.vector, y.vector)});
          }
        }
      }
      for (const BentUnit& unit : cosines_across(complex, facet)) found.insert({unit.unit, key(unit.cosine)});
      CHECK(found == expected);
      bent += !found.empty();
    }
  }
  CHECK(pairs > 0);
  CHECK(constant > 0);
  CHECK(bent > 0);
  CHECK(domain_facets > 0);
}

TEST_CASE("random directions: the mean of cos^2 is 1/d", "[directions]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  for (const int d : {1, 2, 16, 64}) {
    Random random(seed, static_cast<std::uint64_t>(d));
    const Network network = he_network(random, d, {40, 1});
    std::vector<Normal> normals;
    for (std::uint32_t u = 0; u < 40; ++u) {
      const auto row = network.layers()[0].weights.row(u);
      normals.push_back({{row.begin(), row.end()}, UnitId{0, u}});
    }
    double mean = 0;
    const auto pairs = pairwise_cosines(normals);
    REQUIRE(pairs.size() == 780);
    for (const NormalPair& pair : pairs) mean += nearest_double(pair.cosine.squared) / 780;
    CAPTURE(d, mean);
    // 780 pairs, pairwise independent, of variance 2 (d - 1) / (d^2 (d + 2)): ten standard deviations.
    const double deviation = std::sqrt(2.0 * (d - 1) / (d + 2.0) / 780) / d;
    CHECK(std::abs(mean - 1.0 / d) <= 10 * deviation + 1e-12);
  }
}
