// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/bounds.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "algorithms/characteristic_polynomial.h"
#include "algorithms/count.h"
#include "algorithms/stable_units.h"
#include "core/errors.h"
#include "tests/support/arrangements.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

struct Golden {
  const char* architecture;
  int montufar_2017, serra_2018;
  std::optional<int> montufar_2014, serra_2018_lower;
};

bool equal(const std::optional<Integer>& found, const std::optional<int>& expected) {
  return found.has_value() == expected.has_value() && (!found || *found == *expected);
}

CharacteristicPolynomial polynomial(const Arrangement& arrangement) {
  Matrix<Rational> normals(arrangement.rows.size(), static_cast<std::size_t>(arrangement.n));
  std::vector<Rational> offsets;
  for (std::size_t i = 0; i < normals.rows(); ++i) {
    for (std::size_t j = 0; j < normals.cols(); ++j) normals(i, j) = arrangement.rows[i][j];
    offsets.push_back(arrangement.rows[i].back());
  }
  return *characteristic_polynomial(normals, offsets);
}

void expect_regions(const Arrangement& arrangement, int regions, std::optional<int> bounded = std::nullopt) {
  const CharacteristicPolynomial chi = polynomial(arrangement);
  CHECK(chi.regions() == regions);
  if (bounded) CHECK(chi.bounded_regions() == *bounded);
}

/// U(l, d) of section 2 of [Zhu, Lin, Tang 2020], as it is written.
Integer slow_recursion(const std::vector<std::pair<int, int>>& layers, std::size_t l, int d) {
  if (l == layers.size()) return 1;
  const auto [a, u] = layers[l];
  Integer sum = 0, choose = 1;
  for (int j = 0; j <= std::min(u, d); ++j) {
    sum += choose * slow_recursion(layers, l + 1, std::min(a + u - j, d));
    choose = choose * (u - j) / (j + 1);
  }
  return sum;
}

Architecture stable_and_unstable(std::size_t inputs, const std::vector<std::pair<int, int>>& layers) {
  Architecture architecture{inputs, {}};
  for (const auto& [a, u] : layers) {
    architecture.layers.push_back(
        {std::vector<UnitShape>(static_cast<std::size_t>(u)), static_cast<std::size_t>(a), 0});
  }
  return architecture;
}

std::function<std::optional<std::size_t>(UnitId)> lookup(const StablePieces& pieces) {
  return [&pieces](UnitId unit) { return pieces[unit.layer][unit.unit]; };
}

/// Is every unit on the piece it is said to be on, in all regions?
struct StableCheck final : RegionVisitor {
  explicit StableCheck(const StablePieces& said) : pieces(said) {}
  bool visit(const Region& region) override {
    for (std::uint32_t l = 0; l < pieces.size(); ++l) {
      for (std::uint32_t u = 0; u < pieces[l].size(); ++u) {
        const Symbol symbol = region.symbol({l, u});
        holds = holds && (!pieces[l][u] || symbol.on_breakpoint || symbol.piece == *pieces[l][u]);
      }
    }
    return true;
  }
  const StablePieces& pieces;
  bool holds = true;
};

}  // namespace

TEST_CASE("golden bounds of architectures", "[bounds]") {
  const Golden table[] = {
      {"1,3,3,1", 16, 16, 12, 16},
      {"1,4,4,4,1", 125, 125, 80, 125},
      {"2,4,4,1", 121, 121, 44, std::nullopt},
      {"2,8,8,1", 1369, 1369, 592, 925},
      {"2,16,16,16,1", 2571353, 2571353, 561152, 898857},
      {"2,4,2,4,1", 484, 242, 44, std::nullopt},
      {"3,5,3,5,1", 5408, 2308, 26, std::nullopt},
      {"5,4,4,4,1", 4096, 1634, std::nullopt, std::nullopt},
      {"784,11,11,1", 4194304, 2449868, std::nullopt, std::nullopt},
  };
  for (const Golden& golden : table) {
    CAPTURE(golden.architecture);
    const Architecture architecture = parse_architecture(golden.architecture);
    const RegionBounds bounds = region_bounds(architecture);
    CHECK(bounds.montufar_2017 == golden.montufar_2017);
    CHECK(bounds.montufar_2021 == golden.montufar_2017);
    CHECK(bounds.serra_2018 == golden.serra_2018);
    CHECK(bounds.hinz_2019 == golden.serra_2018);
    CHECK(equal(bounds.montufar_2014, golden.montufar_2014));
    CHECK(equal(bounds.serra_2018_lower, golden.serra_2018_lower));
  }
  CHECK(region_bounds(parse_architecture("3,10,10,2")).naive == Integer(1) << 20);
  CHECK(region_bounds(stable_and_unstable(2, {{4, 8}, {2, 6}, {0, 5}})).serra_2018 == 13024);
  CHECK(region_bounds(stable_and_unstable(2, {{0, 8}, {0, 8}})).serra_2018 == 1369);
  // One layer of rank 3.
  CHECK(region_bounds(parse_architecture("1,4m3,1")).montufar_2021 == 9);
  CHECK(region_bounds(parse_architecture("2,3m3,1")).montufar_2021 == 19);
  CHECK(region_bounds(parse_architecture("2,3m3,1")).montufar_2017 == 46);
  CHECK(region_bounds(parse_architecture("2,3m3,1")).naive == 27);
  // 2^5 8 = 256: 256^2 / 2.
  CHECK(*expected_regions_per_volume(parse_architecture("2,4,4,1"), 1, 1) == 32768);
  CHECK(*expected_regions_per_volume(parse_architecture("9,4,4,1"), 1, 1) == 256);
  CHECK_FALSE(expected_regions_per_volume(parse_architecture("2,4m3,1"), 1, 1));
  for (const char* text : {"", "2", "2,3", "2,,1", "2,a,1", "2,3m,1", "2,0,1", "2,-3,1", "2,3x4,1", "2,3,1,"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_architecture(text), InputError);
  }
}

TEST_CASE("bounds follow their laws", "[bounds]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto inputs = static_cast<std::size_t>(random.integer(1, 6));
    std::vector<std::pair<int, int>> layers;
    for (int l = random.integer(1, 4); l > 0; --l) layers.emplace_back(random.integer(0, 3), random.integer(1, 7));
    CAPTURE(seed, index);
    const RegionBounds bounds = region_bounds(stable_and_unstable(inputs, layers));
    REQUIRE(bounds.serra_2018 == slow_recursion(layers, 0, static_cast<int>(inputs)));
    REQUIRE(bounds.hinz_2019 == bounds.serra_2018);
    REQUIRE(bounds.serra_2018 <= bounds.montufar_2021);
    REQUIRE(bounds.montufar_2021 <= bounds.montufar_2017);
    REQUIRE(bounds.montufar_2021 <= bounds.naive);
    if (bounds.montufar_2014) REQUIRE(*bounds.montufar_2014 <= bounds.serra_2018);
    if (bounds.serra_2018_lower) REQUIRE(*bounds.serra_2018_lower <= bounds.serra_2018);
  }
}

TEST_CASE("no network has more regions than its bounds", "[bounds]") {
  const std::uint64_t seed = test_seed();
  std::size_t stable = 0, tight = 0;
  for (int index = 0; index < scaled_cases(300); ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(random.integer(0, static_cast<int>(Degeneracy::kEverything)));
    auto [network, domain] = random_case(random, random.integer(1, 3), degeneracy, 14);
    if (random.chance(0.3)) network = with_max_groups(random, network, 4);
    CAPTURE(seed, index, to_string(degeneracy), to_text(network), to_text(domain));
    const WalkedStablePieces walked = walked_stable_pieces(network, domain);
    const Integer count(static_cast<unsigned long>(count_regions(network, domain).activation_regions));
    REQUIRE(Integer(static_cast<unsigned long>(walked.regions)) == count);
    const StablePieces interval = interval_stable_pieces(network, domain);
    for (std::size_t l = 0; l < interval.size(); ++l) {
      for (std::size_t u = 0; u < interval[l].size(); ++u) {
        stable += interval[l][u].has_value();
      }
    }
    StableCheck check(interval);
    for_each_region(network, domain, check);
    REQUIRE(check.holds);
    const std::size_t dim = domain.dim();
    const RegionBounds plain = region_bounds(architecture_of(network, dim));
    const RegionBounds by_intervals = region_bounds(architecture_of(network, dim, lookup(interval)));
    const RegionBounds by_walk = region_bounds(architecture_of(network, dim, lookup(walked.pieces)));
    for (const RegionBounds* bounds : {&plain, &by_intervals, &by_walk}) {
      REQUIRE(count <= bounds->serra_2018);
      REQUIRE(bounds->serra_2018 == bounds->hinz_2019);
      REQUIRE(bounds->serra_2018 <= bounds->montufar_2021);
      REQUIRE(bounds->montufar_2021 <= bounds->naive);
    }
    REQUIRE(by_intervals.serra_2018 <= plain.serra_2018);
    tight += count == by_walk.serra_2018;
  }
  CHECK(stable > 0);
  CHECK(tight > 0);
}

TEST_CASE("stable units of a box", "[bounds]") {
  const Network network =
      from_text("2: relu[1 0 2] relu[1 1 -3] relu[1 -1 0] abs[1 0 0] / relu[1 0 0 0 -1] identity[1 1 1 1 0]");
  const StablePieces pieces = interval_stable_pieces(network, Domain::box(2, -1, 1));
  CHECK(pieces[0] == std::vector<std::optional<std::size_t>>{1, 0, std::nullopt, std::nullopt});
  CHECK(pieces[1] == std::vector<std::optional<std::size_t>>{1, 0});
  const StablePieces open = interval_stable_pieces(network, Domain::all(2));
  CHECK(open[0] == std::vector<std::optional<std::size_t>>(4));
  CHECK(walked_stable_pieces(network, Domain::box(2, -1, 1)).pieces == pieces);
  const RegionBounds bounds = region_bounds(architecture_of(network, 2, lookup(pieces)));
  CHECK(bounds.naive == 4);
}

TEST_CASE("arrangements with known characteristic polynomials", "[bounds]") {
  for (int n = 1, factorial = 1; n <= 5; ++n) {
    factorial *= n;
    expect_regions(braid(n), factorial);
    if (n <= 4) expect_regions(type_b(n), factorial << n);
    if (n >= 2 && n <= 4) expect_regions(type_d(n), factorial << (n - 1));
  }
  const int shi[][2] = {{3, 1}, {16, 4}, {125, 27}}, catalan[][2] = {{4, 2}, {30, 12}, {336, 120}};
  const int linial[] = {2, 7, 36, 246}, resonances[] = {2, 6, 32, 370}, thresholds[] = {4, 14, 104, 1882};
  for (int n = 2; n <= 4; ++n) {
    const auto& [shi_regions, shi_bounded] = shi[n - 2];
    expect_regions(deformed_braid(n, {0, 1}), shi_regions, shi_bounded);
    const auto& [catalan_regions, catalan_bounded] = catalan[n - 2];
    expect_regions(deformed_braid(n, {-1, 0, 1}), catalan_regions, catalan_bounded);
  }
  for (int n = 2; n <= 5; ++n) expect_regions(deformed_braid(n, {1}), linial[n - 2]);
  for (int n = 1; n <= 4; ++n) expect_regions(resonance(n), resonances[n - 1]);
  for (int n = 1; n <= 4; ++n) expect_regions(threshold(n), thresholds[n - 1]);
  expect_regions(ternary(3), 96);
  expect_regions(graphical(6, bipartite_graph(3, 3)), 230);
  expect_regions(graphical(7, cycle_graph(7)), (1 << 7) - 2);
  expect_regions(general_position(3, 7), 64, 20);
}

TEST_CASE("characteristic polynomials against the walk", "[bounds]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(200); ++index) {
    Random random(seed + 2, static_cast<std::uint64_t>(index));
    Arrangement arrangement{random.integer(1, 4), {}};
    for (int i = random.integer(1, 9); i > 0; --i) {
      auto& row = arrangement.rows.emplace_back();
      for (int j = 0; j <= arrangement.n; ++j) row.push_back(random.integer(-1, 1) * random.integer(1, 2));
    }
    CAPTURE(seed, index);
    const RegionCount count =
        count_regions(to_network(arrangement), Domain::all(static_cast<std::size_t>(arrangement.n)));
    const CharacteristicPolynomial chi = polynomial(arrangement);
    REQUIRE(chi.regions() == Integer(static_cast<unsigned long>(count.activation_regions)));
    const bool spans = chi.by_rank.size() == chi.dim + 1;
    if (spans) REQUIRE(chi.bounded_regions() == Integer(static_cast<unsigned long>(count.bounded_regions)));
  }
  Matrix<Rational> many(12, 2);
  std::vector<Rational> offsets;
  for (std::size_t i = 0; i < 12; ++i) {
    many(i, 0) = 1;
    many(i, 1) = static_cast<int>(i);
    offsets.emplace_back(static_cast<int>(i * i));
  }
  CHECK_FALSE(characteristic_polynomial(many, offsets, 20));
  CHECK(characteristic_polynomial(many, offsets)->regions() == 1 + 12 + 66);
}

}  // namespace crease::testing
