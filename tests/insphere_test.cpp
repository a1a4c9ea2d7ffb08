// SPDX-License-Identifier: GPL-3.0-or-later
// Largest balls in polyhedra: closed forms, rational linear programs from both sides, and certificates evaluated here.
#include "algorithms/insphere.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/support/ball_oracle.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Vector = std::vector<Rational>;
using Rows = std::vector<FacetRow>;

Rational power(int base, int exponent) {
  Integer result;
  mpz_ui_pow_ui(result.get_mpz_t(), static_cast<unsigned long>(base), static_cast<unsigned long>(std::abs(exponent)));
  return exponent >= 0 ? Rational(result) : Rational(1) / Rational(result);
}

Rows box(const Vector& lo, const Vector& hi) {
  Rows rows;
  for (std::size_t j = 0; j < lo.size(); ++j) {
    Vector normal(lo.size());
    normal[j] = 1;
    rows.push_back({normal, -lo[j]});
    normal[j] = -1;
    rows.push_back({normal, hi[j]});
  }
  return rows;
}

/// x >= 0, sum x <= 1.
Rows simplex(std::size_t d) {
  Rows rows;
  for (std::size_t j = 0; j < d; ++j) {
    Vector normal(d);
    normal[j] = 1;
    rows.push_back({normal, 0});
  }
  rows.push_back({Vector(d, Rational(-1)), 1});
  return rows;
}

/// The triangle with these corners.
Rows triangle(const std::vector<Vector>& corners) {
  Rows rows;
  for (std::size_t i = 0; i < 3; ++i) {
    const Vector &a = corners[i], &b = corners[(i + 1) % 3], &c = corners[(i + 2) % 3];
    FacetRow row{{a[1] - b[1], b[0] - a[0]}, 0};
    row.offset = -(row.normal[0] * a[0] + row.normal[1] * a[1]);
    const Rational side = row.normal[0] * c[0] + row.normal[1] * c[1] + row.offset;
    if (side < 0) row = {{-row.normal[0], -row.normal[1]}, -row.offset};
    rows.push_back(row);
  }
  return rows;
}

/// The centre where it is rational.
Vector center_of(const Insphere& ball) {
  Vector center;
  for (const RootQuotient& x : ball.center.coordinates()) center.push_back(x.rational().value());
  return center;
}

Insphere checked(const Rows& rows, std::size_t dim, BallNorm norm = BallNorm::kEuclidean) {
  Insphere ball = insphere(rows, dim, norm);
  const OracleRadius oracle = oracle_radius(rows, dim, norm);
  CHECK(ball.infinite == oracle.infinite);
  if (ball.infinite || oracle.infinite) return ball;
  const std::vector<RootQuotient> center = ball.center.coordinates();
  const std::vector<double> drawn = ball.center.nearest_doubles();
  REQUIRE(drawn.size() == center.size());
  for (std::size_t j = 0; j < dim; ++j) CHECK(drawn[j] == nearest_double(center[j]));
  CHECK(compare(RootQuotient(oracle.bounds.lo), ball.radius) <= 0);
  CHECK(compare(ball.radius, RootQuotient(oracle.bounds.hi)) <= 0);
  CHECK(ball_error(rows, dim, norm, ball) == "");
  return ball;
}

std::string radius_text(const Insphere& ball) { return ball.radius.text().value(); }

}  // namespace

TEST_CASE("triangles", "[insphere]") {
  // Right ones: (a + b - c) / 2; the 3-4-5 triangle has rational everything.
  const Insphere pythagoras = checked(triangle({{0, 0}, {4, 0}, {0, 3}}), 2);
  CHECK(radius_text(pythagoras) == "1");
  CHECK(center_of(pythagoras) == Vector{1, 1});
  CHECK(pythagoras.unique);
  CHECK(pythagoras.touching == std::vector<std::size_t>{0, 1, 2});
  CHECK(radius_text(checked(triangle({{0, 0}, {1, 0}, {0, 2}}), 2)) == "(3 - sqrt(5))/2");
  CHECK(radius_text(checked(triangle({{0, 0}, {1, 0}, {0, 1}}), 2)) == "(2 - sqrt(2))/2");
  CHECK(radius_text(checked(triangle({{0, 0}, {5, 5}, {0, 5}}), 2)) == "(10 - 5*sqrt(2))/2");
  // Three sides and two roots; three roots.
  CHECK(radius_text(checked(triangle({{0, 0}, {2, 1}, {1, 3}}), 2)) == "(2*sqrt(5) - sqrt(10))/2");
  CHECK(radius_text(checked(triangle({{0, 0}, {2, 1}, {1, 1}}), 2)) == "1/(1 + sqrt(2) + sqrt(5))");
}

TEST_CASE("cubes, boxes and simplices of dimension 1 to 5", "[insphere]") {
  for (std::size_t d = 1; d <= 5; ++d) {
    CAPTURE(d);
    const Insphere cube = checked(box(Vector(d, Rational(-2, 3)), Vector(d, Rational(1))), d);
    CHECK(radius_text(cube) == "5/6");
    CHECK(cube.unique);
    CHECK(cube.touching.size() == 2 * d);
    CHECK(center_of(cube) == Vector(d, Rational(1, 6)));

    // r (d + sqrt(d)) = 1.
    const Insphere corner = checked(simplex(d), d);
    RootSum denominator(static_cast<long>(d));
    denominator.add(1, static_cast<long>(d));
    CHECK(compare(corner.radius, RootQuotient(RootSum(1), denominator)) == 0);
    CHECK(corner.unique);
    CHECK(compare(corner.center.coordinates()[0], corner.radius) == 0);

    if (d == 1) continue;
    // The middle of a box of different sides is a segment or a box: as near to 0 as it goes.
    Vector lo(d, Rational(-1)), hi(d, Rational(1));
    lo[1] = -3;
    hi[1] = 7;
    const Insphere brick = checked(box(lo, hi), d);
    CHECK(radius_text(brick) == "1");
    CHECK_FALSE(brick.unique);
    CHECK(center_of(brick) == Vector(d, Rational(0)));
    CHECK(brick.touching.size() == 2 * d - 2);
    lo[1] = 5;
    hi[1] = 17;
    const Insphere above = checked(box(lo, hi), d);
    CHECK(center_of(above)[1] == 6);
    CHECK(above.touching.size() == 2 * d - 1);
    lo[1] = -17;
    hi[1] = -5;
    CHECK(center_of(checked(box(lo, hi), d))[1] == -6);
  }
}

TEST_CASE("slabs, half-spaces, wedges, prisms and lines", "[insphere]") {
  // A slab: finite, and its ball rolls for ever.
  const Rows slab = {{{3, 4}, 1}, {{-3, -4}, 1}};
  const Insphere in_slab = checked(slab, 2);
  CHECK(radius_text(in_slab) == "1/5");
  CHECK_FALSE(in_slab.unique);
  CHECK(center_of(in_slab) == Vector{0, 0});
  // One that does not hold the origin: x_1 = 0 first, then x_2 is what remains.
  const Insphere moved = checked({{{3, 4}, -4}, {{-3, -4}, 6}}, 2);
  CHECK(center_of(moved) == Vector{0, Rational(5, 4)});
  // Not along x_2 only.
  CHECK(center_of(checked({{{1, 0, 0}, -1}, {{-1, 0, 0}, 3}}, 3)) == Vector{2, 0, 0});
  CHECK(checked({}, 3).infinite);
  CHECK(checked({{{1, 2}, 5}}, 2).infinite);
  CHECK(checked({{{1, 0}, 0}, {{0, 1}, 0}}, 2).infinite);
  CHECK(checked({{{1, 0}, 0}, {{-1, Rational(1, 1000000)}, 0}}, 2).infinite);
  // A half-strip, and a half-prism over a triangle.
  const Insphere strip = checked({{{1, 0}, 1}, {{-1, 0}, 1}, {{0, 1}, -10}}, 2);
  CHECK(center_of(strip) == Vector{0, 11});
  CHECK_FALSE(strip.unique);
  CHECK(strip.touching == std::vector<std::size_t>{0, 1, 2});
  const Insphere prism = checked({{{1, 0, 0}, 0}, {{0, 1, 0}, 0}, {{-3, -4, 0}, 12}, {{0, 0, 1}, 0}}, 3);
  CHECK(radius_text(prism) == "1");
  CHECK(center_of(prism) == Vector{1, 1, 1});
  CHECK_FALSE(prism.unique);
  // A whole prism: a line, and no vertex.
  const Insphere pipe = checked({{{1, 1, 1}, 0}, {{1, -1, 0}, 0}, {{-2, 0, -1}, 12}}, 3);
  CHECK_FALSE(pipe.infinite);
  CHECK_FALSE(pipe.unique);
}

TEST_CASE("rows that say nothing, or say it again", "[insphere]") {
  Rows rows = triangle({{0, 0}, {4, 0}, {0, 3}});
  const Insphere plain = checked(rows, 2);
  rows.push_back({{0, 0}, 3});
  rows.push_back({{Rational(-3, 7), Rational(-4, 7)}, Rational(12, 7)});  // the hypotenuse again
  rows.push_back({{1, 1}, 0});                                            // touches a corner
  rows.push_back({{0, 0}, 0});
  const Insphere repeated = checked(rows, 2);
  CHECK(compare(plain.radius, repeated.radius) == 0);
  CHECK(repeated.touching == std::vector<std::size_t>{0, 1, 2, 4});
  CHECK(center_of(repeated) == Vector{1, 1});
  rows.push_back({{0, 0}, -1});
  CHECK_THROWS_AS(insphere(rows, 2), std::invalid_argument);
  CHECK_THROWS_AS(insphere(Rows{{{1, 0}, 0}, {{-1, 0}, -1}}, 2), std::invalid_argument);
  CHECK_THROWS_AS(insphere(Rows{{{1, 0, 0}, 0}}, 2), std::invalid_argument);
  // A segment in the plane holds a ball of radius zero.
  CHECK(radius_text(insphere(Rows{{{1, 0}, 0}, {{-1, 0}, 0}, {{0, 1}, 0}, {{0, -1}, 1}}, 2)) == "0");
}

TEST_CASE("needles of width 1e-40, and numbers of all sizes", "[insphere]") {
  const Rational w = power(10, -40);
  const Insphere needle = checked(box({0, 0}, {w, 1}), 2);
  CHECK(needle.radius.rational().value() == w / 2);
  CHECK(center_of(needle) == Vector{w / 2, w / 2});
  CHECK_FALSE(needle.unique);
  // A thin right triangle: (1 + w - sqrt(1 + w^2)) / 2.
  const Insphere thin = checked(triangle({{0, 0}, {1, 0}, {0, w}}), 2);
  const Integer n = Integer(1 / w);
  RootSum expected(n + 1);
  expected.add(-1, n * n + 1);
  CHECK(compare(thin.radius, RootQuotient(expected, RootSum(2 * n))) == 0);
  CHECK(thin.unique);
  // Two lines that are almost one, cut far away.
  const Insphere wedge = checked({{{w, 1}, 0}, {{w, -1}, 0}, {{-1, 0}, 1}}, 2);
  CHECK(wedge.unique);
  // Each row in a scaling of its own.
  const Rows large = {{{power(10, 300), 0}, 0}, {{0, power(10, -300)}, 0}, {{-3, -4}, 12}};
  CHECK(radius_text(checked(large, 2)) == "1");
  CHECK(checked(large, 2).by_triage);
  const Insphere far = checked(box({power(10, 300), 0}, {power(10, 300) + 2, 2}), 2);
  CHECK(center_of(far)[0] == power(10, 300) + 1);
}

TEST_CASE("cubes and cross-polytopes in the other norms", "[insphere]") {
  // The triangle x, y >= 0, 3 x + 4 y <= 12: a square of side s at the corner, 3 s + 4 s = 12.
  const Rows rows = triangle({{0, 0}, {4, 0}, {0, 3}});
  const Insphere square = checked(rows, 2, BallNorm::kMaximum);
  CHECK(square.radius.rational().value() == Rational(6, 7));
  CHECK(center_of(square) == Vector{Rational(6, 7), Rational(6, 7)});
  // A diamond: x = y = r, 12 - 7 r = 4 r.
  const Insphere diamond = checked(rows, 2, BallNorm::kSum);
  CHECK(diamond.radius.rational().value() == Rational(12, 11));
  for (const std::size_t d : {1u, 2u, 3u, 4u}) {
    CHECK(checked(simplex(d), d, BallNorm::kMaximum).radius.rational().value() == Rational(1, 2 * static_cast<int>(d)));
    CHECK(checked(simplex(d), d, BallNorm::kSum).radius.rational().value() == Rational(1, static_cast<int>(d) + 1));
  }
  CHECK(checked({{{1, 0}, 0}}, 2, BallNorm::kSum).infinite);
}

TEST_CASE("random polyhedra, half of them degenerate, in all norms", "[insphere]") {
  const std::uint64_t seed = test_seed();
  int triaged = 0, infinite = 0, unique = 0, rolling = 0, crowded = 0;
  const int cases = scaled_cases(600);
  for (int index = 0; index < cases; ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto d = static_cast<std::size_t>(random.integer(1, 4));
    const bool degenerate = index % 2 == 0;
    const int size = random.integer(1, 3 * static_cast<int>(d) + 3);
    Rows rows;
    for (int k = 0; k < size; ++k) {
      FacetRow row{Vector(d), 0};
      for (Rational& x : row.normal) {
        x = degenerate ? Rational(random.integer(-1, 1)) : exact_rational(random.gaussian());
      }
      row.offset = degenerate ? Rational(random.integer(0, 2)) : exact_rational(std::abs(random.gaussian()));
      if (degenerate && !rows.empty() && random.chance(0.3)) {
        // Again, or parallel, or its reflection.
        row = random.pick(rows);
        if (random.chance(0.5)) row.offset += random.integer(0, 1);
        if (random.chance(0.5)) row.normal[0] = -row.normal[0];
        const Rational scale = power(3, random.integer(-3, 3));
        for (Rational& x : row.normal) x *= scale;
        row.offset *= scale;
      }
      rows.push_back(std::move(row));
    }
    for (const BallNorm norm : {BallNorm::kEuclidean, BallNorm::kMaximum, BallNorm::kSum}) {
      CAPTURE(seed, index, d, size, static_cast<int>(norm));
      const Insphere ball = checked(rows, d, norm);
      triaged += ball.by_triage;
      infinite += ball.infinite;
      if (ball.infinite) continue;
      unique += ball.unique;
      rolling += !ball.unique;
      crowded += ball.touching.size() > d + 1;
      if (!degenerate) continue;
      // A reflection of the first coordinate changes neither the radius nor, but for its sign, the centre.
      Rows mirrored = rows;
      for (FacetRow& row : mirrored) row.normal[0] = -row.normal[0];
      random.shuffle(mirrored);
      const Insphere mirror = insphere(mirrored, d, norm);
      CHECK(compare(ball.radius, mirror.radius) == 0);
      CHECK(ball.unique == mirror.unique);
      const auto x = ball.center.coordinates(), y = mirror.center.coordinates();
      CHECK(compare(x[0], RootQuotient(RootSum() - y[0].numerator(), y[0].denominator())) == 0);
      for (std::size_t j = 1; j < d; ++j) CHECK(compare(x[j], y[j]) == 0);
    }
  }
  CAPTURE(triaged, infinite, unique, rolling, crowded);
  CHECK(triaged > cases / 2);
  CHECK(infinite > cases / 10);
  CHECK(unique > cases / 10);
  CHECK(rolling > cases / 20);
  CHECK(crowded > cases / 30);
}
