// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/compare_patterns.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

std::vector<UnitId> units_of(const Network& network) {
  std::vector<UnitId> units;
  for (std::uint32_t l = 0; l < network.layers().size(); ++l) {
    for (std::uint32_t u = 0; u < network.layers()[l].num_units(); ++u) units.push_back({l, u});
  }
  return units;
}

/// Is the unit on this piece of the region, or on one that is as good there?
bool fits(const Complex& complex, RegionId region, UnitId unit, std::size_t piece) {
  const Symbol symbol = complex.symbol(region, unit);
  if (complex.network().layers()[unit.layer].is_group(unit.unit)) {
    const WallId argument = complex.walls().first_crease(unit) + static_cast<WallId>(piece);
    return complex.sign(region, argument) != CreaseSign::kBelow;
  }
  return piece == symbol.piece || (symbol.on_breakpoint && piece + 1 == symbol.piece);
}

/// Of all regions, one by one.
std::vector<RegionId> slow_find(const Complex& complex, const PiecePattern& pattern) {
  const std::vector<UnitId> units = units_of(complex.network());
  std::vector<RegionId> result;
  for (const RegionId region : complex.regions()) {
    bool all = true;
    for (std::size_t i = 0; i < units.size(); ++i) all = all && fits(complex, region, units[i], pattern[i]);
    if (all) result.push_back(region);
  }
  return result;
}

std::size_t num_pieces(const Network& network, UnitId unit) {
  return network.layers()[unit.layer].num_pieces(unit.unit);
}

/// One of the patterns that fit a region.
PiecePattern some_pattern(Random& random, const Complex& complex, RegionId region) {
  PiecePattern pattern;
  for (const UnitId unit : units_of(complex.network())) {
    std::vector<std::size_t> pieces;
    for (std::size_t p = 0; p < num_pieces(complex.network(), unit); ++p) {
      if (fits(complex, region, unit, p)) pieces.push_back(p);
    }
    pattern.push_back(static_cast<char16_t>(random.pick(pieces)));
  }
  return pattern;
}

}  // namespace

TEST_CASE("patterns are found where all symbols fit", "[compare]") {
  const std::uint64_t seed = test_seed();
  std::size_t zeros = 0, groups = 0, strangers = 0;
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed + 11, static_cast<std::uint64_t>(index));
    RandomCase example = random_small_case(random);
    if (random.chance(0.4)) example.network = with_max_groups(random, example.network, 3);
    CAPTURE(seed, index, to_text(example.network), to_text(example.domain));
    const Complex complex = complex_of(example.network, example.domain, false);
    if (complex.num_regions() > 150) continue;
    const std::vector<UnitId> units = units_of(example.network);
    zeros += complex.tables().signs.has_zeros();
    const PatternIndex patterns(complex);
    REQUIRE(patterns.num_regions() == complex.num_regions());
    for (const RegionId region : complex.regions()) {
      PiecePattern pattern = some_pattern(random, complex, region);
      REQUIRE(patterns.find(pattern) == region);
      const SignTable& signs = complex.tables().signs;
      const std::vector<std::uint64_t> none(signs.words());
      const auto zero = signs.has_zeros() ? signs.zero(region.index) : std::span<const std::uint64_t>(none);
      REQUIRE(patterns.find(signs.above(region.index), zero) == region);
      for (int change = 0; change < 3; ++change) {
        const auto i = static_cast<std::size_t>(random.integer(0, static_cast<int>(units.size()) - 1));
        groups += example.network.layers()[units[i].layer].is_group(units[i].unit);
        const auto pieces = static_cast<int>(num_pieces(example.network, units[i]));
        pattern[i] = static_cast<char16_t>(random.integer(0, pieces - 1));
        const std::vector<RegionId> expected = slow_find(complex, pattern);
        REQUIRE(expected.size() <= 1);
        REQUIRE(patterns.find(pattern) == (expected.empty() ? std::nullopt : std::optional(expected[0])));
        strangers += expected.empty();
      }
    }
  }
  CHECK(zeros > 0);
  CHECK(groups > 0);
  CHECK(strangers > 0);
}

TEST_CASE("what is missed and what is invented", "[compare]") {
  const Complex complex = complex_of(duplicated_units(), Domain::all(duplicated_units().input_dim()), false);
  REQUIRE(complex.num_regions() == 2);
  REQUIRE(complex.num_interior_facets() == 1);
  Random random(test_seed());
  PatternSet patterns;
  patterns.insert(some_pattern(random, complex, RegionId(1)));
  CHECK_FALSE(patterns.insert(patterns[0]).second);
  const PatternIndex index(complex);
  PatternComparison comparison = compare_patterns(index, patterns);
  CHECK((comparison.found == 1 && comparison.missed == 1 && comparison.invented == 0));
  // One unit of several on a line cannot switch alone.
  PiecePattern alone = patterns[0];
  alone[0] = alone[0] == 0 ? 1 : 0;
  CHECK(patterns.insert(alone) == std::pair(1u, true));
  comparison = compare_patterns(index, patterns);
  CHECK((comparison.found == 1 && comparison.missed == 1 && comparison.invented == 1));
  CHECK_FALSE(comparison.region_of[1].is_valid());
  patterns.insert(some_pattern(random, complex, RegionId(0)));
  comparison = compare_patterns(index, patterns);
  CHECK((comparison.found == 2 && comparison.missed == 0 && comparison.invented == 1));

  const std::vector<std::array<std::uint32_t, 2>> edges = {{0, 1}, {0, 2}, {1, 2}};
  const EdgeComparison all = compare_edges(complex, comparison.region_of, edges);
  CHECK((all.found == 1 && all.missed == 0 && all.invented == 2));
  const EdgeComparison wrong = compare_edges(complex, comparison.region_of, std::span(edges).first(1));
  CHECK((wrong.found == 0 && wrong.missed == 1 && wrong.invented == 1));
}

TEST_CASE("two patterns of one region are one region", "[compare]") {
  // The second layer is zero where the first one is off: its pieces mean nothing there.
  const Network network = from_text("1: relu[1 0] / relu[1 0]");
  const Complex complex = complex_of(network, Domain::all(1), false);
  REQUIRE(complex.num_regions() == 2);
  PatternSet patterns;
  for (const PiecePattern& pieces : {PiecePattern{0, 0}, PiecePattern{0, 1}, PiecePattern{1, 1}, PiecePattern{1, 0}}) {
    patterns.insert(pieces);
  }
  const PatternComparison comparison = compare_patterns(PatternIndex(complex), patterns);
  CHECK((comparison.found == 2 && comparison.missed == 0 && comparison.invented == 2));
}

TEST_CASE("regions that touch in a corner are no neighbours", "[compare]") {
  // Four quadrants: 0 to 3 by the signs of x and y.
  const Network network = from_text("2: relu[1 0 0] relu[0 1 0]");
  const Complex complex = complex_of(network, Domain::all(2), false);
  PatternSet patterns;
  for (const PiecePattern& pieces : {PiecePattern{0, 0}, PiecePattern{0, 1}, PiecePattern{1, 0}, PiecePattern{1, 1}}) {
    patterns.insert(pieces);
  }
  const PatternComparison comparison = compare_patterns(PatternIndex(complex), patterns);
  REQUIRE((comparison.found == 4 && comparison.invented == 0));
  const std::vector<std::array<std::uint32_t, 2>> edges = {{0, 1}, {0, 3}, {1, 2}, {1, 3}};
  const EdgeComparison found = compare_edges(complex, comparison.region_of, edges);
  CHECK((found.found == 2 && found.missed == 2 && found.invented == 2));
}

}  // namespace crease::testing
