// SPDX-License-Identifier: GPL-3.0-or-later
// Volumes, centroids, facets' rows and areas, enclosing balls and jumps of the gradient, all exact: they add up,
// satisfy the divergence theorem, and agree with closed forms and with other ways to compute them.
#include "algorithms/measures.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>

#include "algorithms/build_complex.h"
#include "algorithms/enclosing_ball.h"
#include "algorithms/facet_row.h"
#include "algorithms/gradient_jump.h"
#include "algorithms/linear_regions.h"
#include "core/affine_map.h"
#include "core/enclosure.h"
#include "core/linear_algebra.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Vector = std::vector<Rational>;

Complex complex_of(const Network& network, const Domain& domain) { return build_complex(network, domain).complex; }

Network flat_network(std::size_t d) {
  return Network(d, {layer({Vector(d + 1, Rational(1))}, Activation::identity())});
}

/// {y >= 0, y_1 + ... + y_d <= 1}.
Domain standard_simplex(std::size_t d) {
  Matrix<Rational> G(d + 1, d);
  Vector g(d + 1);
  for (std::size_t j = 0; j < d; ++j) {
    G(j, j) = 1;
    G(d, j) = -1;
  }
  g[d] = 1;
  return Domain::polytope(G, g);
}

Rational factorial(std::size_t n) { return n == 0 ? Rational(1) : Rational(n) * factorial(n - 1); }

Rational dot(std::span<const Rational> a, std::span<const Rational> b) {
  Rational sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

/// The row of a facet, >= 0 on the given one of its sides.
FacetRow row_on(const Complex& complex, FacetId facet, RegionId side) {
  FacetRow row = facet_row(complex, facet);
  if (complex.sides(facet)[0] != side) {
    for (Rational& x : row.normal) x = -x;
    row.offset = -row.offset;
  }
  return row;
}

/// Area times outward unit normal: rational, since it is normal times sqrt(area^2 / normal^2).
Vector area_vector(const Complex& complex, FacetId facet, RegionId side) {
  Vector normal = row_on(complex, facet, side).normal;
  const Enclosure ratio = sqrt_enclosure(squared_volume(complex, facet).value() / dot(normal, normal));
  REQUIRE(ratio.is_exact());
  for (Rational& x : normal) x *= -ratio.lo;
  return normal;
}

/// sum area normal = 0, and d volume = sum (area normal) . (point of the facet).
void expect_divergence_theorem(const Complex& complex, RegionId region) {
  Vector sum(complex.dim());
  Rational flux = 0;
  for (const FacetId facet : complex.facets(region)) {
    const Vector area = area_vector(complex, facet, region);
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += area[j];
    flux += dot(area, complex.coordinates(complex.vertices(facet)[0]));
  }
  CHECK(sum == Vector(complex.dim()));
  CHECK(flux == Rational(complex.dim()) * volume(complex, region).value());
}

constexpr Degeneracy kDegeneracies[] = {Degeneracy::kDuplicates, Degeneracy::kParallel,      Degeneracy::kZeroBias,
                                        Degeneracy::kDeadLayer,  Degeneracy::kOnePoint,      Degeneracy::kSlivers,
                                        Degeneracy::kCancelling, Degeneracy::kConstantUnits, Degeneracy::kExtremeScales,
                                        Degeneracy::kEverything};

RandomCase mixed_case(Random& random, int index, int d) {
  const Degeneracy degeneracy = index % 2 == 0 ? Degeneracy::kNone : kDegeneracies[(index / 2) % 10];
  return random_case(random, d, degeneracy, d >= 4 ? 5 : 8);
}

}  // namespace

TEST_CASE("the volumes of the regions add up to the box, their centroids to its centre", "[measures]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(320); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 1 + index % 4);
    const std::size_t d = c.network.input_dim();
    const Domain box = Domain::box(d, Rational(-1, 2), Rational(3, 2));
    CAPTURE(seed, index, to_text(c.network));
    const Complex complex = complex_of(c.network, box);
    Rational whole = 0;
    Vector moment(d);
    for (const RegionId region : complex.regions()) {
      const RegionMeasure measure = measure_region(complex, region);
      REQUIRE((measure.volume && measure.centroid));
      CHECK(*measure.volume > 0);
      CHECK(measure.volume == volume(complex, region));
      CHECK(measure.centroid == centroid(complex, region));
      whole += *measure.volume;
      for (std::size_t j = 0; j < d; ++j) moment[j] += *measure.volume * (*measure.centroid)[j];
      // A centroid is inside.
      CHECK(to_pattern(symbols_at(c.network, box, *measure.centroid)) == complex.pattern(region));
    }
    Rational expected = 1;
    for (std::size_t j = 0; j < d; ++j) expected *= 2;
    CHECK(whole == expected);
    CHECK(moment == Vector(d, expected / 2));
  }
}

TEST_CASE("regions of random networks in random domains", "[measures]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(160); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 1 + index % 4);
    CAPTURE(seed, index, to_text(c.network), to_text(c.domain));
    const Complex complex = complex_of(c.network, c.domain);
    Recorder recorder(c.network);
    for_each_region(c.network, c.domain, recorder);
    REQUIRE(recorder.regions.size() == complex.num_regions());
    for (const RegionId region : complex.regions()) {
      const RecordedRegion& record = recorder.regions[region.index];
      // The rows of the facets.
      std::set<std::pair<Vector, Rational>> given, expected;
      for (const FacetId facet : complex.facets(region)) {
        const FacetRow row = row_on(complex, facet, region);
        given.emplace(row.normal, row.offset);
      }
      for (const Facet& facet : record.facets) expected.emplace(facet.normal, facet.offset);
      CHECK(given == expected);

      const RegionMeasure measure = measure_region(complex, region);
      CHECK(measure.volume.has_value() == record.bounded);
      CHECK(measure.centroid.has_value() == record.bounded);
      CHECK(minimum_enclosing_ball(complex, region).has_value() == record.bounded);
      for (const CoordinateRange& range : measure.box) {
        if (record.bounded) CHECK((range.lo && range.hi && *range.lo < *range.hi));
      }
      if (!record.bounded) continue;
      CHECK(*measure.volume == testing::volume(record));
      expect_divergence_theorem(complex, region);
    }
  }
}

TEST_CASE("cubes of a grid", "[measures]") {
  const auto [d, p, k] = GENERATE(std::tuple(1, 2, 3), std::tuple(2, 3, 1), std::tuple(3, 2, 1), std::tuple(4, 2, 1));
  CAPTURE(d, p, k);
  const auto dim = static_cast<std::size_t>(d);
  const Complex complex = complex_of(zigzag(d, p, k), Domain::box(dim, -1, 1));
  Rational side = 2;
  for (int i = 0; i < k; ++i) side /= p;
  Rational expected = 1;
  for (int i = 1; i < d; ++i) expected *= side;
  for (const FacetId facet : complex.facets()) CHECK(squared_volume(complex, facet) == Rational(expected * expected));
  expected *= side;
  for (const RegionId region : complex.regions()) {
    const RegionMeasure measure = measure_region(complex, region);
    CHECK(measure.volume == expected);
    const auto ball = minimum_enclosing_ball(complex, region);
    REQUIRE(ball);
    CHECK(ball->squared_radius == Rational(d) * side * side / 4);
    CHECK(ball->center == measure.centroid);
    for (std::size_t j = 0; j < dim; ++j) {
      CHECK(Rational(*measure.box[j].hi - *measure.box[j].lo) == side);
      CHECK(Rational(*measure.box[j].hi + *measure.box[j].lo) == 2 * ball->center[j]);
    }
  }
}

TEST_CASE("the standard simplex", "[measures]") {
  for (const std::size_t d : {1, 2, 3, 4, 5, 6}) {
    CAPTURE(d);
    const Complex complex = complex_of(flat_network(d), standard_simplex(d));
    REQUIRE(complex.num_regions() == 1);
    const RegionMeasure measure = measure_region(complex, RegionId(0));
    CHECK(measure.volume == Rational(1 / factorial(d)));
    CHECK(nearest_volume(complex, RegionId(0)) == nearest_double(1 / factorial(d)));
    CHECK(measure.centroid == Vector(d, Rational(1, d + 1)));
    CHECK(measure.box == std::vector<CoordinateRange>(d, {Rational(0), Rational(1)}));
    // The slanted facet is sqrt(d) as large as the others.
    const Rational upright = 1 / (factorial(d - 1) * factorial(d - 1));
    for (const FacetId facet : complex.facets()) {
      const FacetRow row = facet_row(complex, facet);
      const bool slanted = row.offset == 1;
      CHECK(row.normal[0] + row.offset >= 0);
      CHECK(squared_volume(complex, facet) == Rational((slanted ? Rational(d) : Rational(1)) * upright));
    }
    expect_divergence_theorem(complex, RegionId(0));
  }
}

TEST_CASE("unbounded regions have infinite volume and open boxes", "[measures]") {
  // y >= 0 and x <= 1; the two halves of the plane beyond a line.
  Matrix<Rational> G(2, 2);
  G(0, 1) = 1;
  G(1, 0) = -1;
  const Complex corner = complex_of(flat_network(2), Domain::polytope(G, Vector{0, 1}));
  const RegionMeasure measure = measure_region(corner, RegionId(0));
  CHECK(!measure.volume);
  CHECK(!measure.centroid);
  CHECK(measure.box == std::vector<CoordinateRange>{{std::nullopt, Rational(1)}, {Rational(0), std::nullopt}});
  for (const FacetId facet : corner.facets()) CHECK(!squared_volume(corner, facet));

  const Network fold(2, {layer({{1, 1, 0}})});
  const Complex halves = complex_of(fold, Domain::all(2));
  REQUIRE(halves.num_facets() == 1);
  CHECK(!squared_volume(halves, FacetId(0)));
  const FacetRow row = row_on(halves, FacetId(0), RegionId(0));
  const bool above = halves.sign(RegionId(0), 0) == CreaseSign::kAbove;
  CHECK(row == FacetRow{Vector(2, Rational(above ? 1 : -1)), 0});
  for (const RegionId region : halves.regions()) {
    CHECK(!volume(halves, region));
    CHECK(!minimum_enclosing_ball(halves, region));
    CHECK(measure_region(halves, region).box == std::vector<CoordinateRange>(2));
  }
  // No facet at all.
  const Complex plane = complex_of(flat_network(2), Domain::all(2));
  CHECK(!volume(plane, RegionId(0)));
  CHECK(measure_region(plane, RegionId(0)).box == std::vector<CoordinateRange>(2));
}

TEST_CASE("enclosing balls hold all vertices, and no smaller ball does", "[enclosing_ball]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 1 + index % 4);
    const std::size_t d = c.network.input_dim();
    CAPTURE(seed, index, to_text(c.network));
    const Complex complex = complex_of(c.network, Domain::box(d, -1, 1));
    for (const RegionId region : complex.regions()) {
      const auto ball = minimum_enclosing_ball(complex, region);
      REQUIRE(ball);
      // If a ball around center + s u is not larger, all vertices p on the sphere have (p - center) . u > 0 for small
      // s.
      std::vector<Row> on_sphere;
      for (const VertexId vertex : complex.vertices(region)) {
        Vector away(d);
        for (std::size_t j = 0; j < d; ++j) away[j] = complex.coordinates(vertex)[j] - ball->center[j];
        const Rational squared = dot(away, away);
        CHECK(squared <= ball->squared_radius);
        if (squared == ball->squared_radius) on_sphere.push_back({away, 0});
      }
      CHECK(on_sphere.size() >= 2);
      CHECK(!strictly_feasible_point(on_sphere, d));
    }
  }
}

TEST_CASE("the gradient jumps along the normal of a facet", "[gradient_jump]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(80); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 1 + index % 3);
    CAPTURE(seed, index, to_text(c.network), to_text(c.domain));
    const Complex complex = complex_of(c.network, c.domain);
    const LinearRegions linear = linear_regions(complex);
    for (const FacetId facet : complex.facets()) {
      if (!complex.is_interior(facet)) {
        CHECK_THROWS_AS(gradient_jump(complex, facet), std::invalid_argument);
        continue;
      }
      const Matrix<Rational> jump = gradient_jump(complex, facet);
      const AffineMap first = affine_map(complex, complex.sides(facet)[0]);
      const AffineMap second = affine_map(complex, complex.sides(facet)[1]);
      const FacetRow row = facet_row(complex, facet);
      Matrix<Rational> with_normal(jump.rows() + 1, jump.cols());
      for (std::size_t i = 0; i < jump.rows(); ++i) std::ranges::copy(jump.row(i), with_normal.row(i).begin());
      std::ranges::copy(row.normal, with_normal.row(jump.rows()).begin());
      CHECK(rank(with_normal) == 1);
      CHECK((rank(jump) != 0) == linear.bends[facet.index]);
      // The maps agree on the facet.
      const auto vertices = complex.vertices(facet);
      const auto point = std::ranges::find_if(vertices, [&](VertexId v) { return !complex.is_ray(v); });
      REQUIRE(point != vertices.end());
      const auto y = complex.coordinates(*point);
      for (std::size_t i = 0; i < jump.rows(); ++i) CHECK(dot(jump.row(i), y) == first.c[i] - second.c[i]);
    }
  }
}

TEST_CASE("the rows of all facets at once are those of one after the other, and sizes in doubles are the nearest",
          "[measures]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 1 + index % 3);
    CAPTURE(seed, index, to_text(c.network), to_text(c.domain));
    const Complex complex = complex_of(c.network, c.domain);
    const FacetRows all(complex);
    for (const RegionId region : complex.regions()) {
      const auto size = volume(complex, region);
      CHECK(nearest_volume(complex, region) == (size ? std::optional(nearest_double(*size)) : std::nullopt));
      const std::vector<FacetRow> rows = inward_rows(complex, region);
      const std::vector<IntegerVector> integers = all.inward(region);
      REQUIRE(integers.size() == rows.size());
      for (std::size_t k = 0; k < rows.size(); ++k) {
        Vector entries = rows[k].normal;
        entries.push_back(rows[k].offset);
        CHECK(integers[k] == primitive_integers(entries));
        for (const VertexId vertex : complex.vertices(region)) {
          Rational value = complex.is_ray(vertex) ? Rational(0) : rows[k].offset;
          for (std::size_t j = 0; j < complex.dim(); ++j) value += rows[k].normal[j] * complex.coordinates(vertex)[j];
          CHECK(value >= 0);
        }
      }
    }
  }
}

TEST_CASE("measures need coordinates", "[measures]") {
  const Complex complex = complex_of(golden(1, 2, {4}), Domain::box(2, -8, 8));
  ComplexTables tables = complex.tables();
  tables.coordinates.clear();
  const Complex bare(complex.network(), complex.domain(), tables);
  CHECK_THROWS_AS(volume(bare, RegionId(0)), std::invalid_argument);
  CHECK_THROWS_AS(centroid(bare, RegionId(0)), std::invalid_argument);
  CHECK_THROWS_AS(measure_region(bare, RegionId(0)), std::invalid_argument);
  CHECK_THROWS_AS(squared_volume(bare, FacetId(0)), std::invalid_argument);
  CHECK_THROWS_AS(facet_row(bare, FacetId(0)), std::invalid_argument);
  CHECK_THROWS_AS(minimum_enclosing_ball(bare, RegionId(0)), std::invalid_argument);
}
