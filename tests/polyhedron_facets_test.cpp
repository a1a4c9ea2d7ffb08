// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/polyhedron_facets.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <stdexcept>

#include "tests/support/exact_checks.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Rows = std::vector<IntegerVector>;

std::vector<std::size_t> indices(const std::vector<PolyhedronFacet>& facets) {
  std::vector<std::size_t> result;
  for (const PolyhedronFacet& facet : facets) result.push_back(facet.row);
  return result;
}

std::size_t decided(const FacetStages& stages) {
  return stages.shots + stages.points + stages.triage + stages.basis + stages.programs;
}

/// The facets; every point is held against all rows.
std::vector<std::size_t> checked_facets(const Rows& rows, const IntegerVector& inside, FacetStages& stages) {
  const std::vector<PolyhedronFacet> facets = polyhedron_facets(rows, inside, &stages);
  for (const PolyhedronFacet& facet : facets) {
    CHECK(fmpz_sgn(facet.point[0]) > 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const int sign = sign_of_dot(rows[i], facet.point);
      if (sign != (i == facet.row ? 0 : 1)) FAIL_CHECK("row " << i << " at a point of the facet of row " << facet.row);
    }
  }
  return indices(facets);
}

/// By PPL's minimised constraints.
std::vector<std::size_t> expected_facets(const Rows& rows) {
  OracleRegion region;
  region.witness.resize(rows[0].size() - 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Row row{to_rationals(rows[i]), 0};
    row.offset = row.normal.front();
    row.normal.erase(row.normal.begin());
    region.rows.push_back({row, std::nullopt, i});
  }
  std::vector<std::size_t> result;
  for (const Facet& facet : oracle_facets(region)) result.push_back(facet.domain_rows.at(0));
  std::ranges::sort(result);
  return result;
}

/// Rows of small integers, sums of others among them, positive at a random point; no two on one ray.
Rows random_rows(Random& random, const IntegerVector& inside) {
  const std::size_t d = inside.size() - 1;
  Rows rows;
  for (int i = random.integer(1, 14); i > 0; --i) {
    IntegerVector row(d + 1);
    for (std::size_t j = 0; j <= d; ++j) row.set(j, Integer(random.integer(-3, 3)));
    if (rows.size() > 1 && random.chance(0.4)) {
      // Implied: touching, or not.
      row = random.pick(rows);
      const IntegerVector& other = random.pick(rows);
      for (std::size_t j = 0; j <= d; ++j) fmpz_add(row[j], row[j], other[j]);
      if (random.chance(0.5)) fmpz_add_si(row[0], row[0], random.integer(0, 1));
    }
    if (sign_of_dot(row, inside) < 0) row.negate();
    row.make_primitive();
    bool is_constant = true;
    for (std::size_t j = 1; j <= d; ++j) is_constant = is_constant && fmpz_is_zero(row[j]) != 0;
    if (is_constant || sign_of_dot(row, inside) == 0 || std::ranges::find(rows, row) != rows.end()) continue;
    rows.push_back(row);
  }
  return rows;
}

IntegerVector origin(std::size_t d) {
  IntegerVector point(d + 1);
  fmpz_one(point[0]);
  return point;
}

Rows cube(std::size_t d) {
  Rows rows;
  for (std::size_t j = 1; j <= d; ++j) {
    for (const int side : {-1, 1}) {
      IntegerVector& row = rows.emplace_back(d + 1);
      fmpz_one(row[0]);
      fmpz_set_si(row[j], side);
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("facets are those of PPL", "[facets]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(2000);
  FacetStages stages;
  std::size_t num_rows = 0;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    IntegerVector inside(static_cast<std::size_t>(random.integer(2, 5)));
    for (std::size_t j = 1; j < inside.size(); ++j) inside.set(j, Integer(random.integer(-4, 4)));
    inside.set(0, Integer(random.integer(1, 4)));
    Rows rows = random_rows(random, inside);
    if (rows.empty()) continue;
    num_rows += rows.size();
    CHECK(checked_facets(rows, inside, stages) == expected_facets(rows));

    // The same in other units of the coordinates.
    std::vector<ulong> shifts;
    for (std::size_t j = 0; j < inside.size(); ++j) shifts.push_back(static_cast<ulong>(random.integer(0, 900)));
    const ulong most = *std::ranges::max_element(shifts);
    IntegerVector moved = inside;
    for (std::size_t j = 0; j < inside.size(); ++j) fmpz_mul_2exp(moved[j], moved[j], most - shifts[j]);
    for (IntegerVector& row : rows) {
      for (std::size_t j = 0; j < row.size(); ++j) fmpz_mul_2exp(row[j], row[j], shifts[j]);
    }
    num_rows += rows.size();
    CHECK(checked_facets(rows, moved, stages) == expected_facets(rows));
  }
  CHECK(decided(stages) == num_rows);
  CAPTURE(stages.shots, stages.points, stages.triage, stages.basis, stages.programs);
  if (cases < 200) return;
  CHECK(stages.shots > num_rows / 10);
  CHECK(stages.points > 0);
  CHECK(stages.triage > 0);
  CHECK(stages.basis > 0);
}

TEST_CASE("each stage decides what it is for", "[facets]") {
  constexpr std::size_t d = 30;
  Rows rows = cube(d);
  FacetStages stages;
  CHECK(checked_facets(rows, origin(d), stages).size() == 2 * d);
  CHECK(stages.shots == 2 * d);

  // x_1 + x_2 <= 3 is implied, and by two rows only, which leaves multipliers of zero to integers; x_1 + x_2 <= 2
  // touches.
  for (const int offset : {3, 2}) {
    IntegerVector& row = rows.emplace_back(d + 1);
    fmpz_set_si(row[0], offset);
    fmpz_set_si(row[1], -1);
    fmpz_set_si(row[2], -1);
  }
  stages = {};
  CHECK(checked_facets(rows, origin(d), stages).size() == 2 * d);
  CHECK(stages.basis == 2);

  // One that depends on all coordinates is certain in doubles; one that cuts off a corner has a facet that the normals
  // of other rows do not lead to.
  rows = cube(d);
  for (const int offset : {4 * int(d), 2 * int(d) - 1}) {
    IntegerVector& row = rows.emplace_back(d + 1);
    fmpz_set_si(row[0], offset);
    for (std::size_t j = 1; j <= d; ++j) fmpz_set_si(row[j], j % 2 == 0 ? 2 : -2);
  }
  // The second implies the first; without it there are 2 d facets.
  stages = {};
  CHECK(checked_facets(rows, origin(d), stages).size() == 2 * d + 1);
  rows.pop_back();
  stages = {};
  CHECK(checked_facets(rows, origin(d), stages).size() == 2 * d);
  CHECK(stages.triage == 1);

  // Numbers that no double holds are left to exact programs.
  rows = cube(2);
  fmpz_mul_2exp(rows[0][0], rows[0][0], 5000);
  stages = {};
  CHECK(checked_facets(rows, origin(2), stages).size() == 4);
  CHECK(stages.programs == 4);
}

TEST_CASE("one unit in the last of 300 bits", "[facets]") {
  // A corner of d random planes, and a plane through it that is a positive combination of theirs: moved outwards by the
  // least possible it is implied, inwards it has a facet. No double sees the difference.
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(300);
  FacetStages outwards, inwards;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto d = static_cast<std::size_t>(random.integer(1, 6));
    Rows rows;
    IntegerVector sum(d + 1);
    for (std::size_t k = 0; k < d; ++k) {
      IntegerVector& row = rows.emplace_back(d + 1);
      for (std::size_t j = 0; j <= d; ++j) {
        row.set(j, Integer(random.integer(-1000, 1000)) << static_cast<unsigned long>(random.integer(0, 280)));
      }
      row.set(0, (Integer(random.integer(1, 1000)) << 300) + 1);
      row.set(k + 1, (Integer(random.integer(1, 1000)) << 300) + 1);
      const Integer factor(random.integer(1, 9));
      for (std::size_t j = 0; j <= d; ++j) sum.set(j, Integer(sum.get(j) + factor * row.get(j)));
    }
    for (const int step : {1, -1}) {
      Rows all = rows;
      all.push_back(sum);
      fmpz_add_si(all.back()[0], all.back()[0], step);
      for (IntegerVector& row : all) row.make_primitive();
      if (d == 1 && step == -1) continue;  // the one row is then the weaker one
      const std::vector<std::size_t> facets = checked_facets(all, origin(d), step > 0 ? outwards : inwards);
      CHECK(facets.size() == (step > 0 ? d : d + 1));
    }
  }
  CHECK(outwards.triage == 0);
}

TEST_CASE("points that are not inside are refused", "[facets]") {
  IntegerVector corner = origin(2);
  fmpz_one(corner[1]);
  CHECK_THROWS_AS(polyhedron_facets(cube(2), corner), std::invalid_argument);
  CHECK(polyhedron_facets({}, corner).empty());
}
