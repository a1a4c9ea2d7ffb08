// SPDX-License-Identifier: GPL-3.0-or-later
// Families whose numbers of regions have been proved.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>

#include "tests/support/arrangements.h"
#include "tests/support/expect_counts.h"
#include "tests/support/networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

std::uint64_t power(std::uint64_t base, int exponent) {
  std::uint64_t result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

std::uint64_t factorial(int n) { return n <= 1 ? 1 : static_cast<std::uint64_t>(n) * factorial(n - 1); }

std::uint64_t binomial(int n, int k) {
  if (k < 0 || k > n) return 0;
  std::uint64_t result = 1;
  for (int i = 1; i <= k; ++i) result = result * static_cast<std::uint64_t>(n - k + i) / static_cast<std::uint64_t>(i);
  return result;
}

/// Regions of m hyperplanes in general position in R^d.
std::uint64_t phi(int m, int d) {
  std::uint64_t sum = 0;
  for (int j = 0; j <= d; ++j) sum += binomial(m, j);
  return sum;
}

Domain all(int n) { return Domain::all(static_cast<std::size_t>(n)); }

std::vector<RecordedRegion> record(const Network& network, const Domain& domain) {
  Recorder recorder(network);
  REQUIRE(for_each_region(network, domain, recorder).complete());
  return std::move(recorder.regions);
}

struct Adjacencies {
  std::size_t interior = 0, boundary = 0;
  bool operator==(const Adjacencies&) const = default;
};

Adjacencies adjacencies(const std::vector<RecordedRegion>& regions) {
  Adjacencies result;
  for (const RecordedRegion& region : regions) {
    for (const Facet& facet : region.facets) ++(facet.units.empty() ? result.boundary : result.interior);
  }
  CHECK(result.interior % 2 == 0);  // every one was met from both sides
  result.interior /= 2;
  return result;
}

}  // namespace

TEST_CASE("hyperplanes in general position", "[closed]") {
  for (int d = 1; d <= 5; ++d) {
    for (int m = 1; m <= 9; ++m) {
      CAPTURE(d, m);
      expect_counts(to_network(general_position(d, m)), all(d), phi(m, d), binomial(m - 1, d));
      expect_counts(to_network(central_general_position(d, m)), all(d), 2 * phi(m - 1, d - 1), 0);
    }
  }
}

TEST_CASE("facets of hyperplanes in general position", "[closed]") {
  for (int d = 1; d <= 4; ++d) {
    for (int m = 1; m <= 7; ++m) {
      CAPTURE(d, m);
      const auto regions = record(to_network(general_position(d, m)), all(d));
      CHECK(adjacencies(regions) == Adjacencies{static_cast<std::size_t>(m) * phi(m - 1, d - 1), 0});
    }
  }
}

TEST_CASE("Boolean arrangement: 2^n orthants", "[closed]") {
  for (int n = 1; n <= 7; ++n) {
    Arrangement axes{n, {}};
    for (int i = 0; i < n; ++i) {
      axes.rows.emplace_back(n + 1, 0);
      axes.rows.back()[static_cast<std::size_t>(i)] = i + 1;
    }
    expect_counts(to_network(axes), all(n), power(2, n), 0);
  }
}

TEST_CASE("reflection arrangements", "[closed]") {
  for (int n = 2; n <= 7; ++n) {
    CAPTURE(n);
    expect_counts(to_network(braid(n)), all(n), factorial(n), 0);
    expect_counts(to_network(braid(n)), last_coordinate_zero(n), factorial(n), 0);
  }
  for (int n = 2; n <= 5; ++n) {
    CAPTURE(n);
    expect_counts(to_network(type_b(n)), all(n), power(2, n) * factorial(n), 0);
    expect_counts(to_network(type_d(n)), all(n), power(2, n - 1) * factorial(n), 0);
  }
}

TEST_CASE("Shi: (n+1)^(n-1), of which (n-1)^(n-1) are relatively bounded", "[closed]") {
  for (int n = 2; n <= 5; ++n) {
    CAPTURE(n);
    const Network shi = to_network(deformed_braid(n, {0, 1}));
    const std::uint64_t regions = power(static_cast<std::uint64_t>(n) + 1, n - 1);
    expect_counts(shi, all(n), regions, 0);
    expect_counts(shi, last_coordinate_zero(n), regions, power(static_cast<std::uint64_t>(n) - 1, n - 1));
  }
}

TEST_CASE("Catalan: n! C_n, of which n! C_(n-1) are relatively bounded", "[closed]") {
  const std::vector<std::uint64_t> catalan{1, 1, 2, 5, 14, 42};
  for (int n = 2; n <= 5; ++n) {
    CAPTURE(n);
    const Network network = to_network(deformed_braid(n, {-1, 0, 1}));
    const auto at = static_cast<std::size_t>(n);
    expect_counts(network, all(n), factorial(n) * catalan[at], 0);
    expect_counts(network, last_coordinate_zero(n), factorial(n) * catalan[at], factorial(n) * catalan[at - 1]);
  }
}

TEST_CASE("semiorder and Linial", "[closed]") {
  const std::vector<std::uint64_t> semiorder{3, 19, 183, 2371};
  const std::vector<std::uint64_t> linial{2, 7, 36, 246, 2104};
  for (int n = 2; n <= 5; ++n) {
    CAPTURE(n);
    expect_counts(to_network(deformed_braid(n, {-1, 1})), all(n), semiorder[static_cast<std::size_t>(n - 2)], 0);
  }
  for (int n = 2; n <= 6; ++n) {
    CAPTURE(n);
    const Network network = to_network(deformed_braid(n, {1}));
    expect_counts(network, all(n), linial[static_cast<std::size_t>(n - 2)], 0);
    // 2^-n sum C(n,k) (k-1)^(n-1), by Zaslavsky from the characteristic polynomial at 1.
    std::int64_t bounded = 0;
    for (int k = 0; k <= n; ++k) {
      bounded += static_cast<std::int64_t>(binomial(n, k)) * static_cast<std::int64_t>(std::pow(k - 1, n - 1));
    }
    expect_counts(network, last_coordinate_zero(n), linial[static_cast<std::size_t>(n - 2)],
                  static_cast<std::uint64_t>(bounded) / power(2, n));
  }
}

TEST_CASE("graphical arrangements: acyclic orientations", "[closed]") {
  for (int n = 3; n <= 8; ++n) {
    CAPTURE(n);
    expect_counts(to_network(graphical(n, cycle_graph(n))), all(n), power(2, n) - 2, 0);
  }
  expect_counts(to_network(graphical(6, bipartite_graph(3, 3))), all(6), 230, 0);
}

TEST_CASE("graphical arrangement of the Petersen graph", "[closed]") {
  expect_counts(to_network(graphical(10, petersen_graph())), all(10), 16680, 0);
}

TEST_CASE("resonance, threshold and ternary arrangements", "[closed]") {
  const std::vector<std::uint64_t> resonances{2, 6, 32, 370, 11292};
  for (int n = 1; n <= 5; ++n) {
    CAPTURE(n);
    expect_counts(to_network(resonance(n)), all(n), resonances[static_cast<std::size_t>(n - 1)], 0);
  }
  const std::vector<std::uint64_t> thresholds{2, 4, 14, 104, 1882};
  for (int n = 0; n <= 4; ++n) {
    CAPTURE(n);
    expect_counts(to_network(threshold(n)), all(n + 1), thresholds[static_cast<std::size_t>(n)], 0);
  }
  const std::vector<std::uint64_t> ternaries{2, 8, 96, 5376};
  for (int n = 1; n <= 4; ++n) {
    CAPTURE(n);
    expect_counts(to_network(ternary(n)), all(n), ternaries[static_cast<std::size_t>(n - 1)], 0);
  }
}

TEST_CASE("large arrangements", "[closed]") {
  expect_counts(to_network(threshold(5)), all(6), 94572, 0);
  expect_counts(to_network(resonance(6)), all(6), 1066044, 0);
}

TEST_CASE("f-vectors of arrangements", "[closed]") {
  const auto f = [](const Arrangement& arrangement, const Domain& domain) {
    const auto regions = record(to_network(arrangement), domain);
    const auto result = f_vector(regions, domain.dim());
    CHECK(euler_characteristic(result) == (domain.dim() % 2 == 0 ? 1 : -1));
    return result;
  };
  using F = std::vector<std::size_t>;
  CHECK(f(type_b(3), all(3)) == F{1, 26, 72, 48});
  CHECK(f(type_d(4), all(4)) == F{1, 48, 240, 384, 192});
  CHECK(f(resonance(3), all(3)) == F{1, 18, 48, 32});
  CHECK(f(deformed_braid(3, {0, 1}), last_coordinate_zero(3)) == F{6, 21, 16});
  CHECK(f(deformed_braid(3, {-1, 0, 1}), last_coordinate_zero(3)) == F{13, 42, 30});
  CHECK(f(deformed_braid(4, {1}), last_coordinate_zero(4)) == F{10, 51, 76, 36});
  CHECK(f(general_position(2, 6), all(2)) == F{15, 36, 22});
  CHECK(f(general_position(3, 7), all(3)) == F{35, 126, 154, 64});
}

TEST_CASE("tent maps", "[closed]") {
  for (int k = 1; k <= 14; ++k) {
    CAPTURE(k);
    const std::uint64_t pieces = power(2, k);
    expect_counts(sawtooth(k), Domain::box(1, 0, 1), pieces, pieces);
    expect_counts(sawtooth(k), Domain::box(1, -1, 2), k == 1 ? 3 : pieces + 2);
  }
}

TEST_CASE("zig-zag: grids of cubes", "[closed]") {
  struct Grid {
    int d, p, k;
  };
  for (const auto& [d, p, k] :
       {Grid{1, 2, 8}, Grid{1, 5, 3}, Grid{2, 2, 5}, Grid{2, 3, 3}, Grid{3, 2, 3}, Grid{4, 2, 2}}) {
    CAPTURE(d, p, k);
    const std::uint64_t cells = power(power(static_cast<std::uint64_t>(p), k), d);
    expect_counts(zigzag(d, p, k), Domain::box(static_cast<std::size_t>(d), -1, 1), cells, cells);
  }
}

TEST_CASE("zig-zag: the cells are cubes of side 2/N in a grid", "[closed]") {
  struct Grid {
    int d, p, k;
  };
  for (const auto& [d, p, k] : {Grid{1, 3, 2}, Grid{2, 2, 3}, Grid{2, 3, 2}, Grid{3, 2, 2}, Grid{4, 2, 1}}) {
    CAPTURE(d, p, k);
    const std::size_t dim = static_cast<std::size_t>(d);
    const auto regions = record(zigzag(d, p, k), Domain::box(dim, -1, 1));
    const std::uint64_t n = power(static_cast<std::uint64_t>(p), k);
    Rational cube = 1;
    for (int i = 0; i < d; ++i) cube *= Rational(2) / static_cast<unsigned long>(n);
    for (const RecordedRegion& region : regions) {
      CHECK(region.generators.size() == power(2, d));
      CHECK(volume(region) == cube);
    }
    std::vector<std::size_t> f;
    for (int j = 0; j <= d; ++j) f.push_back(binomial(d, j) * power(n, j) * power(n + 1, d - j));
    CHECK(f_vector(regions, dim) == f);
    CHECK(adjacencies(regions) == Adjacencies{dim * (n - 1) * power(n, d - 1), 2 * dim * power(n, d - 1)});
  }
}

TEST_CASE("zig-zag (2,2,10): a million squares", "[closed]") {
  expect_counts(zigzag(2, 2, 10), Domain::box(2, -1, 1), 1048576, 1048576);
}

TEST_CASE("golden integer networks", "[closed]") {
  struct Golden {
    std::uint32_t seed;
    int d;
    std::vector<int> widths;
    std::vector<std::size_t> f;
    Adjacencies adjacencies;
  };
  const std::vector<Golden> goldens{{1, 1, {6, 6}, {10, 9}, {8, 2}},
                                    {1, 2, {6, 6}, {94, 173, 80}, {146, 27}},
                                    {3, 2, {5, 5, 5}, {82, 150, 69}, {121, 29}},
                                    {5, 2, {4, 4, 4, 4}, {193, 374, 182}, {335, 39}},
                                    {1, 3, {5, 5}, {205, 524, 447, 127}, {312, 135}},
                                    {3, 4, {5, 4}, {451, 1419, 1656, 845, 158}, {467, 378}}};
  for (const Golden& g : goldens) {
    CAPTURE(g.seed, g.d);
    const Network network = golden(g.seed, g.d, g.widths);
    const Domain domain = Domain::box(static_cast<std::size_t>(g.d), -8, 8);
    expect_counts(network, domain, g.f.back(), g.f.back());
    const auto regions = record(network, domain);
    CHECK(f_vector(regions, domain.dim()) == g.f);
    CHECK(adjacencies(regions) == g.adjacencies);
  }
}
