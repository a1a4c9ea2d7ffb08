// SPDX-License-Identifier: GPL-3.0-or-later
// Matchings against sets of patterns, overlaps of patterns against intersections of pairs of regions.
#include "algorithms/match_regions.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>
#include <string>

#include "algorithms/domain_cell.h"
#include "algorithms/facet_row.h"
#include "algorithms/measures.h"
#include "algorithms/pattern_overlap.h"
#include "algorithms/side_by_side.h"
#include "core/errors.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

std::string signs_of(const Complex& complex, RegionId region) {
  std::string text;
  for (WallId crease = 0; crease < complex.walls().num_creases(); ++crease) {
    text += "-+0"[static_cast<int>(complex.sign(region, crease))];
  }
  return text;
}

std::set<std::string> patterns_of(const Complex& complex) {
  std::set<std::string> patterns;
  for (const RegionId region : complex.regions()) REQUIRE(patterns.insert(signs_of(complex, region)).second);
  return patterns;
}

/// The same network with some of its numbers changed.
Network changed(Random& random, const Network& network) {
  std::vector<Layer> layers = network.layers();
  for (int changes = random.integer(1, 3); changes > 0; --changes) {
    Layer& layer = layers[static_cast<std::size_t>(random.integer(0, static_cast<int>(layers.size()) - 1))];
    const auto row = static_cast<std::size_t>(random.integer(0, static_cast<int>(layer.num_rows()) - 1));
    const auto column = static_cast<std::size_t>(random.integer(0, static_cast<int>(layer.num_inputs()) - 1));
    const Rational number(random.integer(-2, 2));
    (random.chance(0.5) ? layer.bias[row] : layer.weights(row, column)) += number;
  }
  return Network(network.input_dim(), layers);
}

/// The volume of the intersection of two regions; nothing where it has no interior.
std::optional<Rational> common_volume(const Complex& a, RegionId p, const Complex& b, RegionId q) {
  std::vector<FacetRow> rows = inward_rows(a, p);
  for (const FacetRow& row : inward_rows(b, q)) rows.push_back(row);
  Matrix<Rational> G(rows.size(), a.dim());
  std::vector<Rational> g;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::ranges::copy(rows[i].normal, G.row(i).begin());
    g.push_back(rows[i].offset);
  }
  try {
    return volume(domain_cell(Domain::polytope(G, g)), RegionId(0));
  } catch (const InvalidDomain&) {
    return std::nullopt;
  }
}

std::size_t differing_units(const Complex& a, RegionId p, const Complex& b, RegionId q) {
  std::set<UnitId> units;
  for (WallId crease = 0; crease < a.walls().num_creases(); ++crease) {
    if (a.sign(p, crease) != b.sign(q, crease)) units.insert(a.walls().crease(crease).unit);
  }
  return units.size();
}

}  // namespace

TEST_CASE("regions with the same pattern are matched, and no others", "[match_regions]") {
  const std::uint64_t seed = test_seed();
  std::size_t kept = 0, vanished = 0, appeared = 0, with_zeros = 0;
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    RandomCase example = random_small_case(random);
    if (random.chance(0.25)) example.network = with_max_groups(random, example.network, 3);
    const Network next = changed(random, example.network);
    CAPTURE(seed, index, to_text(example.domain));
    const Complex before = complex_of(example.network, example.domain), after = complex_of(next, example.domain);
    const auto old_patterns = patterns_of(before), new_patterns = patterns_of(after);
    const RegionMatching matching = match_regions(before, after), back = match_regions(after, before);
    REQUIRE(matching.after.size() == before.num_regions());
    std::size_t matched = 0;
    for (const RegionId region : before.regions()) {
      const RegionId twin = matching.after[region.index];
      REQUIRE(twin.is_valid() == new_patterns.contains(signs_of(before, region)));
      if (!twin.is_valid()) continue;
      ++matched;
      REQUIRE(signs_of(before, region) == signs_of(after, twin));
      REQUIRE(back.after[twin.index] == region);
    }
    REQUIRE(matching.kept == matched);
    REQUIRE(matching.kept + matching.vanished == before.num_regions());
    REQUIRE(matching.kept + matching.appeared == after.num_regions());
    REQUIRE(match_regions(before, before).kept == before.num_regions());
    kept += matching.kept;
    vanished += matching.vanished;
    appeared += matching.appeared;
    with_zeros += before.tables().signs.has_zeros() != after.tables().signs.has_zeros() ? 1 : 0;
  }
  CHECK(kept > 0);
  CHECK(vanished > 0);
  CHECK(appeared > 0);
  CHECK((with_zeros > 0 || scaled_cases(300) < 300));
}

TEST_CASE("networks with other units are not matched", "[match_regions]") {
  const Complex two = complex_of(from_text("1: relu[1 0] relu[1 1] / identity[1 1 0]"), Domain::all(1));
  const Complex three = complex_of(from_text("1: relu[1 0] relu[1 1] relu[1 2] / identity[1 1 1 0]"), Domain::all(1));
  CHECK_THROWS_AS(match_regions(two, three), std::invalid_argument);
  CHECK_FALSE(have_the_same_units(two.network(), three.network()));
  // As many units, but not as many breakpoints.
  CHECK_FALSE(have_the_same_units(from_text("1: relu[1 0]"), from_text("1: pw(0,1;0,1,0;0)[1 0]")));
  CHECK(have_the_same_units(from_text("1: relu[1 0]"), from_text("1: abs[3 1]")));
  CHECK_THROWS_AS(pattern_overlap(two.network(), three.network(), Domain::box(1, 0, 1)), std::invalid_argument);
  CHECK_THROWS_AS(pattern_overlap(two.network(), two.network(), Domain::all(1)), std::invalid_argument);
}

TEST_CASE("a breakpoint that moves changes the pattern where it passed", "[pattern_overlap]") {
  const Network before = from_text("1: relu[1 -1/4] relu[-1 1] / identity[1 1 0]");
  const Network after = from_text("1: relu[2 -3/2] relu[-1 1] / identity[1 1 0]");  // from 1/4 to 3/4
  const PatternOverlap overlap = pattern_overlap(before, after, Domain::box(1, 0, 2));
  CHECK(overlap.complete());
  CHECK(overlap.volume == 2);
  CHECK(overlap.kept_volume == Enclosure{Rational(3, 2), Rational(3, 2)});
  CHECK(overlap.mean_hamming_distance == Enclosure{Rational(1, 4), Rational(1, 4)});
  CHECK(overlap.pieces == 4);
  CHECK(overlap.kept_pieces == 3);
  EnumerateOptions walk;
  walk.max_regions = 2;
  CHECK(pattern_overlap(before, after, Domain::box(1, 0, 2), walk).reason == StopReason::kMaxRegions);
}

TEST_CASE("patterns are kept on the intersections of regions that have them", "[pattern_overlap]") {
  const std::uint64_t seed = test_seed();
  std::size_t checked = 0, moved = 0, partly = 0;
  for (int index = 0; index < scaled_cases(150); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    RandomCase example = random_case(random, random.integer(1, 2), random.pick(all_degeneracies()), 6);
    if (random.chance(0.25)) example.network = with_max_groups(random, example.network, 3);
    if (example.domain.slice()) continue;
    const Domain domain = Domain::box(example.network.input_dim(), -random.integer(1, 4), random.integer(1, 4));
    const Network next = changed(random, example.network);
    CAPTURE(seed, index);
    const Complex before = complex_of(example.network, domain, true), after = complex_of(next, domain, true);
    if (before.num_regions() * after.num_regions() > 600) continue;
    std::size_t pieces = 0, kept_pieces = 0;
    Rational total = 0, kept = 0, differing = 0;
    for (const RegionId p : before.regions()) {
      for (const RegionId q : after.regions()) {
        const auto size = common_volume(before, p, after, q);
        if (!size) continue;
        const std::size_t units = differing_units(before, p, after, q);
        ++pieces;
        total += *size;
        differing += *size * Rational(units);
        if (units == 0) kept += *size;
        kept_pieces += units == 0 ? 1 : 0;
      }
    }
    const PatternOverlap overlap = pattern_overlap(example.network, next, domain);
    REQUIRE(overlap.pieces == pieces);
    REQUIRE(overlap.kept_pieces == kept_pieces);
    REQUIRE(overlap.volume == total);
    const auto holds = [](const Enclosure& bounds, const Rational& value) {
      return bounds.lo <= value && value <= bounds.hi && (bounds.hi - bounds.lo) * (Integer(1) << 100) <= value;
    };
    REQUIRE(holds(overlap.kept_volume, kept));
    REQUIRE(holds(overlap.mean_hamming_distance, differing / total));
    REQUIRE(overlap.kept_pieces <= match_regions(before, after).kept);
    const PatternOverlap same = pattern_overlap(next, next, domain);
    REQUIRE(same.pieces == after.num_regions());
    REQUIRE(same.kept_pieces == after.num_regions());
    ++checked;
    moved += kept_pieces < match_regions(before, after).kept ? 1 : 0;
    partly += kept > 0 && kept < total ? 1 : 0;
  }
  CHECK(checked > 0);
  CHECK(moved > 0);
  CHECK(partly > 0);
}

TEST_CASE("networks side by side give both outputs", "[side_by_side]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const Network first = random_small_case(random).network;
    const Network second = with_max_groups(random, changed(random, first), 3);
    CAPTURE(seed, index);
    std::vector<Rational> x;
    for (std::size_t j = 0; j < first.input_dim(); ++j) x.emplace_back(random.integer(-9, 9));
    for (const auto& [a, b] : {std::pair(first, second), std::pair(second, first)}) {
      std::vector<Rational> both = evaluate(a, x);
      for (const Rational& y : evaluate(b, x)) both.push_back(y);
      REQUIRE(evaluate(side_by_side(a, b), x) == both);
    }
  }
  CHECK_THROWS_AS(side_by_side(abs_1d(), xor_2d()), std::invalid_argument);
  CHECK_THROWS_AS(side_by_side(sawtooth(1), sawtooth(2)), std::invalid_argument);
}

}  // namespace crease::testing
