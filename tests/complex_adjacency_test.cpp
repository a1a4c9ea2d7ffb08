// SPDX-License-Identifier: GPL-3.0-or-later
// Which regions are neighbours, by rational linear programs alone: two regions of the oracle whose common face has
// dimension d - 1. Patterns that differ in one unit do not tell.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "algorithms/build_complex.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Pair = std::pair<std::string, std::string>;
using Pairs = std::set<Pair>;

Pair sorted(const std::string& a, const std::string& b) { return a < b ? Pair(a, b) : Pair(b, a); }

Row opposite(const Row& row) {
  Row result = row;
  for (Rational& x : result.normal) x = -x;
  result.offset = -row.offset;
  return result;
}

/// A row on the hyperplane `wall` = 0, in the coordinates other than the wall's first one.
Row restricted(const Row& row, const Row& wall) {
  const auto pivot = static_cast<std::size_t>(
      std::find_if(wall.normal.begin(), wall.normal.end(), [](const Rational& x) { return x != 0; }) -
      wall.normal.begin());
  const Rational factor = row.normal[pivot] / wall.normal[pivot];
  Row result{{}, row.offset - factor * wall.offset};
  for (std::size_t j = 0; j < row.normal.size(); ++j) {
    if (j != pivot) result.normal.push_back(row.normal[j] - factor * wall.normal[j]);
  }
  return result;
}

/// Do two polyhedra, each given by its rows, meet on the hyperplane in something of its dimension: is there a point on
/// it where all rows but those of the hyperplane itself are positive?
bool meet_on(const std::vector<Row>& a, const std::vector<Row>& b, const Row& wall) {
  std::vector<Row> rows;
  for (const auto* polyhedron : {&a, &b}) {
    for (const Row& row : *polyhedron) {
      rows.push_back(restricted(row, wall));
      if (!rows.back().is_constant()) continue;
      if (rows.back().offset < 0) return false;
      rows.pop_back();
    }
  }
  return strictly_feasible_point(rows, wall.normal.size() - 1).has_value();
}

using Key = std::pair<std::vector<Rational>, Rational>;

Key key(const Row& row) {
  const Row canonical = primitive(row);
  return {canonical.normal, canonical.offset};
}

/// The wall of two neighbours is a facet of either, seen from opposite sides. When a second one is, too, they meet in a
/// lower dimension; else a linear program tells.
Pairs oracle_adjacencies(const std::vector<OracleRegion>& regions) {
  std::map<Key, std::vector<std::size_t>> behind;
  std::vector<std::vector<Row>> facets;
  std::vector<std::set<Key>> keys;
  Pairs result;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    facets.emplace_back();
    keys.emplace_back();
    for (const Facet& facet : oracle_facets(regions[i])) {
      facets[i].push_back({facet.normal, facet.offset});
      keys[i].insert(key(facets[i].back()));
    }
    std::vector<Key> opposites;
    for (const Row& wall : facets[i]) opposites.push_back(key(opposite(wall)));
    for (std::size_t f = 0; f < facets[i].size(); ++f) {
      for (const std::size_t k : behind[opposites[f]]) {
        const auto separating = std::count_if(opposites.begin(), opposites.end(),
                                              [&](const Key& other) { return keys[k].contains(other); });
        if (separating > 1 || !meet_on(facets[i], facets[k], facets[i][f])) continue;
        result.insert(sorted(regions[i].pattern, regions[k].pattern));
      }
    }
    for (const Key& wall : keys[i]) behind[wall].push_back(i);
  }
  return result;
}

/// The same without looking at facets: for every two regions, on every hyperplane of both.
Pairs brute_force_adjacencies(const std::vector<OracleRegion>& regions) {
  std::vector<std::vector<Row>> rows(regions.size());
  for (std::size_t i = 0; i < regions.size(); ++i) {
    for (const OwnedRow& owned : regions[i].rows) rows[i].push_back(primitive(owned.row));
  }
  Pairs result;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      for (const Row& wall : rows[i]) {
        if (std::find(rows[k].begin(), rows[k].end(), opposite(wall)) == rows[k].end()) continue;
        if (meet_on(rows[i], rows[k], wall)) result.insert(sorted(regions[i].pattern, regions[k].pattern));
      }
    }
  }
  return result;
}

Pairs adjacencies(const Complex& complex) {
  Pairs result;
  for (const FacetId f : complex.facets()) {
    if (!complex.is_interior(f)) continue;
    const auto [a, b] = complex.sides(f);
    result.insert(sorted(complex.pattern(a), complex.pattern(b)));
  }
  CHECK(result.size() == complex.num_interior_facets());
  return result;
}

/// Pairs of patterns that differ in exactly one unit.
Pairs pairs_by_pattern(const Complex& complex) {
  std::vector<std::string> patterns;
  for (const RegionId r : complex.regions()) patterns.push_back(complex.pattern(r));
  Pairs result;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      std::size_t different = 0;
      for (std::size_t c = 0; c < patterns[i].size() && different < 2; ++c)
        different += patterns[i][c] != patterns[k][c];
      if (different == 1) result.insert(sorted(patterns[i], patterns[k]));
    }
  }
  return result;
}

/// Compares adjacencies; returns the number of phantom edges: pairs that differ in one unit, and are no neighbours.
std::size_t compare(const Network& network, const Domain& domain) {
  CAPTURE(to_text(network), to_text(domain));
  const Complex complex = build_complex(network, domain).complex;
  const std::vector<OracleRegion> regions = oracle_regions(network, domain);
  CHECK(regions.size() == complex.num_regions());
  const Pairs expected = oracle_adjacencies(regions);
  CHECK(adjacencies(complex) == expected);
  const Pairs by_pattern = pairs_by_pattern(complex);
  return static_cast<std::size_t>(
      std::count_if(by_pattern.begin(), by_pattern.end(), [&](const Pair& pair) { return !expected.contains(pair); }));
}

}  // namespace

TEST_CASE("the oracle's adjacencies do not depend on its facets", "[complex]") {
  const std::uint64_t seed = test_seed();
  std::size_t pairs = 0;
  for (int index = 0; index < scaled_cases(40); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, index % 3 + 1, static_cast<Degeneracy>(index % 11), 5);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    const std::vector<OracleRegion> regions = oracle_regions(network, domain);
    const Pairs expected = brute_force_adjacencies(regions);
    CHECK(oracle_adjacencies(regions) == expected);
    pairs += expected.size();
  }
  CHECK(pairs > static_cast<std::size_t>(scaled_cases(40)));
}

TEST_CASE("adjacencies in dimension 3 and 4: random networks, half of them degenerate", "[complex]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(520); ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const auto degeneracy = index % 4 < 2 ? Degeneracy::kNone : static_cast<Degeneracy>(1 + index / 4 % 10);
    const int d = 3 + index % 2;
    const auto [network, domain] = random_case(random, d, degeneracy, d == 3 ? 7 : 6);
    CAPTURE(seed, index);
    compare(network, domain);
  }
}

TEST_CASE("phantom edges known by hand", "[complex]") {
  // |x| - 1: from left to right 0|1, 0|0, 1|0, 1|1. The outer two differ in the first unit alone.
  CHECK(compare(from_text("1: abs[1 0] / relu[1 -1]"), Domain::all(1)) == 1);
  // Outside of a square, neighbouring quadrants do meet.
  CHECK(compare(from_text("2: abs[1 0 0] abs[0 1 0] / relu[-1 -1 1]"), Domain::all(2)) == 0);
  // The two sides of |x| > 1 + y meet where y < -1: nowhere, in a point, or in a segment.
  const Network wedge = from_text("2: abs[1 0 0] identity[0 1 0] / relu[1 -1 -1]");
  const auto above = [](const Rational& y) {
    return Domain::box(std::vector<Rational>{-9, y}, std::vector<Rational>{9, 7});
  };
  CHECK(compare(wedge, above(Rational(-1, 2))) == 1);
  CHECK(compare(wedge, above(-1)) == 1);
  CHECK(compare(wedge, above(-2)) == 0);
}

TEST_CASE("no phantom edges: deep networks of which some two regions differ in one unit and do not meet", "[complex]") {
  struct Kind {
    int d;
    std::vector<int> widths;
    Rational size;
    std::vector<std::uint32_t> seeds;
  };
  // Small integers, and boxes small enough for a few hundred linear programs' worth of regions.
  const std::vector<Kind> kinds{{2, {6, 6, 6}, 2, {1, 2, 3}},           {3, {5, 5, 5}, 1, {1, 2}},
                                {4, {8, 8}, Rational(1, 2), {2, 5}},    {4, {10, 10}, Rational(1, 4), {3}},
                                {4, {9, 8, 8}, Rational(1, 4), {2, 7}}, {4, {8, 8, 8, 8}, Rational(1, 4), {1}}};
  for (const Kind& kind : kinds) {
    std::size_t phantoms = 0;
    for (const std::uint32_t seed : kind.seeds) {
      phantoms += compare(golden(seed, kind.d, kind.widths),
                          Domain::box(static_cast<std::size_t>(kind.d), -kind.size, kind.size));
    }
    CAPTURE(kind.d, kind.widths);
    CHECK(phantoms > 0);
  }
}
