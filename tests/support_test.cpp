// SPDX-License-Identifier: GPL-3.0-or-later
// The tests' own tools are checked first: an oracle that is wrong proves nothing.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cfenv>
#include <set>

#include "tests/support/arrangements.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

std::vector<std::string> oracle_patterns(const Network& network, const Domain& domain) {
  std::vector<std::string> patterns;
  for (const OracleRegion& region : oracle_regions(network, domain)) patterns.push_back(region.pattern);
  std::sort(patterns.begin(), patterns.end());
  return patterns;
}

}  // namespace

TEST_CASE("the text form of a network reads back as the same network", "[support]") {
  for (int index = 0; index < 100; ++index) {
    const std::uint64_t seed = test_seed();
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Network network =
        random_case(random, random.integer(1, 4), static_cast<Degeneracy>(random.integer(0, 10)), 8).network;
    CHECK(from_text(to_text(network)) == network);
  }
}

TEST_CASE("the oracle finds what trying every vector of symbols finds", "[support]") {
  std::size_t regions = 0;
  const int cases = scaled_cases(200);
  for (int index = 0; index < cases; ++index) {
    const std::uint64_t seed = test_seed();
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, random.integer(1, 3), static_cast<Degeneracy>(index % 11), 5);
    CAPTURE(to_text(network), to_text(domain));
    const auto patterns = oracle_patterns(network, domain);
    CHECK(std::adjacent_find(patterns.begin(), patterns.end()) == patterns.end());
    CHECK(patterns == brute_force_patterns(network, domain));
    regions += patterns.size();
  }
  CHECK(regions > 2 * static_cast<std::size_t>(cases));
}

TEST_CASE("the oracle knows patterns, boundedness, facets and generators of regions known by hand", "[support]") {
  // relu(x), relu(y), relu(1 - x - y): seven regions, the triangle alone is bounded.
  const Network network = from_text("2: relu[1 0 0] relu[0 1 0] relu[-1 -1 1]");
  const auto regions = oracle_regions(network, Domain::all(2));
  REQUIRE(regions.size() == 7);
  for (const OracleRegion& region : regions) {
    CAPTURE(region.pattern);
    CHECK(oracle_is_bounded(region) == (region.pattern == "111"));
    const auto generators = oracle_generators(region);
    const auto facets = oracle_facets(region);
    if (region.pattern == "111") {
      CHECK(facets.size() == 3);
      CHECK(generators == std::vector<Generator>{{{0, 0}, false}, {{0, 1}, false}, {{1, 0}, false}});
    } else if (region.pattern == "001") {
      // The quadrant x, y <= 0: the third unit's row is redundant.
      CHECK(facets.size() == 2);
      CHECK(generators == std::vector<Generator>{{{0, 0}, false}, {{-1, 0}, true}, {{0, -1}, true}});
    }
  }
}

TEST_CASE("the oracle counts regions in general position", "[support]") {
  CHECK(oracle_regions(to_network(general_position(2, 6)), Domain::all(2)).size() == 22);
  CHECK(oracle_regions(to_network(general_position(3, 5)), Domain::all(3)).size() == 26);
  CHECK(oracle_regions(to_network(type_b(3)), Domain::all(3)).size() == 48);
  CHECK(oracle_regions(zigzag(2, 2, 2), Domain::box(2, -1, 1)).size() == 16);
  CHECK(oracle_regions(golden(1, 2, {6, 6}), Domain::box(2, -8, 8)).size() == 80);
}

TEST_CASE("the oracle leaves the floating-point rounding mode alone", "[support]") {
  oracle_generators(oracle_regions(abs_1d(), Domain::all(1)).at(0));
  CHECK(std::fegetround() == FE_TONEAREST);
}

TEST_CASE("the oracle's volumes sum to the box's, and its faces obey Euler's relation", "[support]") {
  for (int index = 0; index < 12; ++index) {
    const std::uint64_t seed = test_seed();
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = index % 4 + 1;
    const Network network = he_network(random, d, {3, 3, 1});
    CAPTURE(to_text(network));
    std::vector<RecordedRegion> regions;
    Rational sum = 0;
    for (const OracleRegion& region : oracle_regions(network, Domain::box(static_cast<std::size_t>(d), -1, 2))) {
      regions.push_back(from_oracle(region));
      sum += volume(regions.back());
    }
    Rational whole = 1;
    for (int i = 0; i < d; ++i) whole *= 3;
    CHECK(sum == whole);
    CHECK(euler_characteristic(f_vector(regions, static_cast<std::size_t>(d))) == 1);
  }
}

TEST_CASE("the oracle confirms the golden networks", "[support]") {
  struct Golden {
    std::uint32_t seed;
    int d;
    std::vector<int> widths;
    std::vector<std::size_t> f;
  };
  const std::vector<Golden> all{{1, 1, {6, 6}, {10, 9}},
                                {1, 2, {6, 6}, {94, 173, 80}},
                                {3, 2, {5, 5, 5}, {82, 150, 69}},
                                {5, 2, {4, 4, 4, 4}, {193, 374, 182}},
                                {1, 3, {5, 5}, {205, 524, 447, 127}},
                                {3, 4, {5, 4}, {451, 1419, 1656, 845, 158}}};
  for (const Golden& g : all) {
    CAPTURE(g.seed, g.d);
    const std::size_t d = static_cast<std::size_t>(g.d);
    std::vector<RecordedRegion> regions;
    for (const OracleRegion& region : oracle_regions(golden(g.seed, g.d, g.widths), Domain::box(d, -8, 8))) {
      regions.push_back(from_oracle(region));
    }
    CHECK(regions.size() == g.f.back());
    CHECK(f_vector(regions, d) == g.f);
  }
}
