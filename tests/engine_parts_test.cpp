// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts under the engine: integer vectors, cells in integers, charts, sharpened generators.
#include <catch2/catch.hpp>

#include "core/chart.h"
#include "core/exact_cell.h"
#include "core/refine.h"
#include "tests/support/exact_checks.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

TEST_CASE("integer vectors: primitive, combined, orthogonal to rows", "[integer_vector]") {
  IntegerVector v = to_integers({-6, 0, 9});
  v.make_primitive();
  CHECK(v == to_integers({-2, 0, 3}));
  IntegerVector zero(3);
  zero.make_primitive();
  CHECK(zero.is_zero());
  CHECK(sign_of_dot(v, to_integers({3, 5, 2})) == 0);
  CHECK(sign_of_dot(v, to_integers({-1, 5, 0})) == 1);
  const std::vector<Rational> fractions{Rational(1, 6), Rational(-3, 4), 0};
  CHECK(common_denominator(fractions) == 12);
  CHECK(primitive_integers(fractions) == to_integers({2, -9, 0}));
  const IntegerVector a = to_integers({1, 2, 3}), b = to_integers({2, 4, 7}), c = to_integers({3, 6, 10});
  const std::vector<const IntegerVector*> rows{&a, &b, &c};
  IntegerVector kernel = nullspace_vector(rows, 3);
  if (fmpz_sgn(kernel[0]) < 0) kernel.negate();
  CHECK(kernel == to_integers({2, -1, 0}));
  CHECK_THROWS_AS(nullspace_vector(std::vector<const IntegerVector*>{&a}, 3), std::logic_error);
  // Large entries, moved and copied.
  IntegerVector large(1);
  large.set(0, Integer(1) << 200);
  const IntegerVector copy = large;
  const IntegerVector moved = std::move(large);
  CHECK(copy == moved);
  CHECK(copy.get(0) == Integer(1) << 200);
  CHECK(scaled_double(copy[0], 199) == 2);
}

TEST_CASE("the vector orthogonal to rows: one way for few rows, another one for more", "[integer_vector]") {
  const std::uint64_t seed = test_seed();
  int determined = 0, undetermined = 0;
  for (int index = 0; index < scaled_cases(400); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int m = random.integer(2, 5), largest = random.chance(0.5) ? 2 : 1000;
    std::vector<IntegerVector> rows(static_cast<std::size_t>(m - 1), IntegerVector(static_cast<std::size_t>(m)));
    for (IntegerVector& row : rows) {
      for (std::size_t j = 0; j < row.size(); ++j) {
        row.set(j, Integer(random.integer(-largest, largest)) << (largest > 2 ? 70u * static_cast<unsigned>(j) : 0u));
      }
    }
    std::vector<const IntegerVector*> pointers;
    for (const IntegerVector& row : rows) pointers.push_back(&row);
    std::vector<const IntegerVector*> twice = pointers;
    twice.push_back(pointers[0]);
    try {
      IntegerVector vector = nullspace_vector(pointers, static_cast<std::size_t>(m));
      const IntegerVector same = nullspace_vector(twice, static_cast<std::size_t>(m));
      for (const IntegerVector& row : rows) CHECK(sign_of_dot(row, vector) == 0);
      if (!(vector == same)) vector.negate();
      CHECK(vector == same);
      ++determined;
    } catch (const std::logic_error&) {
      CHECK_THROWS_AS(nullspace_vector(twice, static_cast<std::size_t>(m)), std::logic_error);
      ++undetermined;
    }
  }
  CHECK(determined > 0);
  CHECK(undetermined > 0);
}

TEST_CASE("coprime integers on the ray of rationals", "[integer_vector]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(200); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    std::vector<Rational> values;
    const int common = random.integer(1, 12);
    for (int j = random.integer(1, 4); j > 0; --j) {
      Rational& value = values.emplace_back(common * random.integer(-6, 6), random.integer(1, 12));
      value.canonicalize();
    }
    const IntegerVector integers = primitive_integers(values);
    IntegerVector primitive = integers;
    primitive.make_primitive();
    CHECK(integers == primitive);
    for (std::size_t i = 0; i < values.size(); ++i) {
      CHECK(sgn(values[i]) == fmpz_sgn(integers[i]));
      for (std::size_t k = 0; k < i; ++k) {
        CHECK(values[i] * integers.get(k) == values[k] * integers.get(i));
      }
    }
  }
}

TEST_CASE("exact cells: lines become rays, orthants, a cube", "[exact_cell]") {
  for (int m = 1; m <= 5; ++m) {
    ExactCell cell = ExactCell::whole_space(m);
    for (int j = 0; j < m; ++j) {
      CHECK(static_cast<int>(cell.lines().size()) == m - j);
      IntegerVector row(static_cast<std::size_t>(m));
      fmpz_one(row[static_cast<std::size_t>(j)]);
      const auto sides = cell.sides(row);
      CHECK((sides.positive && sides.negative));
      const int side = j % 2 == 0 ? 1 : -1;
      cell = cell.half(row, side, cell.free_slot());
      CHECK((side > 0 ? cell.sides(row).positive : cell.sides(row).negative));
      CHECK_FALSE((side > 0 ? cell.sides(row).negative : cell.sides(row).positive));
    }
    CHECK(cell.is_pointed());
    REQUIRE(static_cast<int>(cell.generators().size()) == m);
    for (const ExactGenerator& generator : cell.generators()) {
      CHECK(std::count(generator.tight.begin(), generator.tight.end(), true) == m - 1);
    }
  }
  // The cube [-1, 1]^3, then a corner cut off by x + y + z <= 2.
  ExactCell cube = ExactCell::affine_space(4);
  for (const auto& row : std::vector<std::vector<int>>{
           {1, 1, 0, 0}, {1, -1, 0, 0}, {1, 0, 1, 0}, {1, 0, -1, 0}, {1, 0, 0, 1}, {1, 0, 0, -1}}) {
    cube = cube.half(to_integers(row), 1, cube.free_slot());
  }
  CHECK(cube.generators().size() == 8);
  // The row at infinity touches no vertex, so its slot is free again.
  CHECK(std::count(cube.slots().begin(), cube.slots().end(), true) == 6);
  const IntegerVector corner = to_integers({2, -1, -1, -1});
  CHECK(cube.half(corner, 1, cube.free_slot()).generators().size() == 10);
  CHECK(cube.half(corner, -1, cube.free_slot()).generators().size() == 4);
  const IntegerVector touching = to_integers({3, -1, -1, -1});
  CHECK_FALSE(cube.sides(touching).negative);
}

TEST_CASE("charts agree with the domain's own coordinates", "[chart]") {
  const std::uint64_t seed = test_seed();
  int lineality = 0, homogeneous = 0;
  for (int i = 0; i < 110; ++i) {
    Random random(seed, static_cast<std::uint64_t>(i));
    const RandomCase test = random_case(random, random.integer(1, 4), static_cast<Degeneracy>(i % 11), 12);
    CAPTURE(seed, i, to_text(test.network), to_text(test.domain));
    const auto& layers = test.network.layers();
    const Chart chart = make_chart(test.domain, std::span(layers).first(1));
    lineality += chart.has_lineality();
    homogeneous += chart.homogeneous;
    IntegerVector g(static_cast<std::size_t>(chart.m));
    for (int j = 0; j < chart.m; ++j) fmpz_set_si(g[static_cast<std::size_t>(j)], random.integer(-9, 9));
    if (!chart.homogeneous) fmpz_set_si(g[0], random.chance(0.3) ? 0 : random.integer(1, 5));
    const bool direction = chart.is_direction(g);
    const std::vector<Rational> y = chart.to_domain(g);
    REQUIRE(y.size() == test.domain.dim());
    const Rational scale = direction ? Rational(1) : Rational(g.get(0));
    const auto in_chart = [&](auto&& entry) {
      Rational value;
      for (std::size_t j = 0; j < g.size(); ++j) value += Rational(entry(j)) * Rational(g.get(j));
      return Rational(value / scale);
    };
    // Domain rows, and rows given back to the domain.
    for (std::size_t r = 0; r < chart.domain_rows.size(); ++r) {
      const auto [normal, offset] = chart.row_to_domain(chart.domain_rows[r]);
      Rational at_y = direction ? Rational(0) : offset;
      for (std::size_t k = 0; k < y.size(); ++k) at_y += normal[k] * y[k];
      CHECK(at_y == in_chart([&](std::size_t j) { return chart.domain_rows[r].get(j); }));
      std::vector<Rational> found = normal, own(test.domain.rows().row(r).begin(), test.domain.rows().row(r).end());
      found.push_back(offset);
      own.push_back(test.domain.offsets()[r]);
      CHECK(primitive_integers(found) == primitive_integers(own));
    }
    // The first layer, where y is a point, or a cone's direction seen from its apex.
    if (direction && !chart.homogeneous) continue;
    std::vector<Rational> point = y;
    if (chart.homogeneous) {
      for (std::size_t k = 0; k < point.size(); ++k) point[k] += chart.origin[k];
    }
    const std::vector<Rational> x = test.domain.to_input(point);
    for (std::size_t u = 0; u < chart.first_layer.rows(); ++u) {
      Rational z = layers[0].bias[u];
      for (std::size_t k = 0; k < x.size(); ++k) z += layers[0].weights(u, k) * x[k];
      CHECK(z == in_chart([&](std::size_t j) { return chart.first_layer(u, j); }));
    }
  }
  CHECK(lineality > 0);
  CHECK(homogeneous > 0);
}

TEST_CASE("a sharpened generator holds the exact solution, however ill-conditioned", "[refine]") {
  const std::uint64_t seed = test_seed();
  int refined = 0, refused = 0;
  for (int i = 0; i < scaled_cases(2000); ++i) {
    Random random(seed, static_cast<std::uint64_t>(i));
    const int m = random.integer(2, 7), n = m - 1, extra = random.chance(0.3) ? random.integer(1, 3) : 0;
    const bool homogeneous = random.chance(0.3), at_infinity = !homogeneous && random.chance(0.3);
    CAPTURE(seed, i, m, extra, homogeneous, at_infinity);
    // Rows of integers that nearly depend on one another, the last ones combinations of the first.
    const int closeness = random.integer(0, 50);
    std::vector<IntegerVector> exact;
    for (int k = 0; k < n + extra; ++k) {
      IntegerVector row(static_cast<std::size_t>(m));
      for (int j = 0; j < m; ++j) {
        Integer entry = random.integer(-1000, 1000);
        if (k > 0 && k < n)
          entry += exact[0].get(static_cast<std::size_t>(j)) * (Integer(1) << static_cast<unsigned>(closeness));
        if (k >= n)
          entry = exact[0].get(static_cast<std::size_t>(j)) * (k - n + 2) -
                  exact.at(static_cast<std::size_t>(n - 1)).get(static_cast<std::size_t>(j));
        row.set(static_cast<std::size_t>(j), entry);
      }
      if (at_infinity && k == 0) {
        row = IntegerVector(static_cast<std::size_t>(m));
        fmpz_one(row[0]);
      }
      exact.push_back(std::move(row));
    }
    std::vector<const IntegerVector*> pointers;
    for (const IntegerVector& row : exact) pointers.push_back(&row);
    IntegerVector truth;
    try {
      truth = nullspace_vector(pointers, static_cast<std::size_t>(m));
    } catch (const std::logic_error&) {
      continue;
    }
    if (!homogeneous && fmpz_is_zero(truth[0]) == 0 && fmpz_sgn(truth[0]) < 0) truth.negate();

    // In doubles: rounded, with the radius that takes; some radii are infinite.
    std::vector<std::vector<double>> rows;
    for (const IntegerVector& row : exact) {
      std::vector<double>& out = rows.emplace_back();
      double largest = 0, norm = 0;
      for (std::size_t j = 0; j < row.size(); ++j) {
        out.push_back(nearest_double(Rational(row.get(j))));
        largest = std::max(largest, std::fabs(out.back()));
        norm += std::fabs(out.back());
      }
      out.push_back(random.chance(0.01) ? INFINITY : (m + 5) * kernel::kUnit * largest);
      out.push_back(2 * norm);
      out.push_back(INFINITY);
    }
    std::vector<const double*> entries;
    for (const auto& row : rows) entries.push_back(row.data());
    CellArena arena;
    kernel::Cell cell = arena.allocate_cell(m, 1, 1);
    set_from_exact(cell, 0, truth, homogeneous);
    CHECK(generator_holds(cell, 0, to_rationals(truth), homogeneous));
    // Blunt: anywhere within a large radius.
    const double blunt = std::ldexp(cell.s[0], -random.integer(2, 30));
    for (int j = homogeneous ? 0 : 1; j < m; ++j) cell.x[j * cell.stride] += blunt / 2 * (2 * random.unit() - 1);
    set_radius(cell, 0, blunt, homogeneous);
    REQUIRE(generator_holds(cell, 0, to_rationals(truth), homogeneous));
    const bool sharper = refine_generator(cell, 0, entries, homogeneous);
    CHECK(generator_holds(cell, 0, to_rationals(truth), homogeneous));
    CHECK(padding_repeats_first(cell));
    if (sharper) CHECK(cell.e[0] < blunt);
    ++(sharper ? refined : refused);
  }
  CHECK(refined > refused / 4);
  CHECK(refused > 0);
}
