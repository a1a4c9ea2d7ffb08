// SPDX-License-Identifier: GPL-3.0-or-later
// Complexes whose numbers of faces and adjacencies have been proved.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <queue>

#include "algorithms/build_complex.h"
#include "algorithms/faces.h"
#include "tests/support/arrangements.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Sizes = std::vector<std::size_t>;
using Histogram = std::map<std::size_t, std::size_t>;

std::size_t power(std::size_t base, int exponent) {
  std::size_t result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

std::size_t factorial(int n) { return n <= 1 ? 1 : static_cast<std::size_t>(n) * factorial(n - 1); }

std::size_t binomial(int n, int k) {
  if (k < 0 || k > n) return 0;
  std::size_t result = 1;
  for (int i = 1; i <= k; ++i) result = result * static_cast<std::size_t>(n - k + i) / static_cast<std::size_t>(i);
  return result;
}

/// Regions of m hyperplanes in general position in R^d.
std::size_t phi(int m, int d) {
  std::size_t sum = 0;
  for (int j = 0; j <= d; ++j) sum += binomial(m, j);
  return sum;
}

Domain all(int n) { return Domain::all(static_cast<std::size_t>(n)); }

/// What every complete complex obeys.
Complex build(const Network& network, const Domain& domain) {
  const Complex complex = build_complex(network, domain).complex;
  REQUIRE(complex.is_complete());
  const std::size_t boundary = complex.num_facets() - complex.num_interior_facets();
  std::size_t facets = 0, neighbors = 0, on_boundary = 0;
  for (const RegionId r : complex.regions()) {
    facets += complex.facets(r).size();
    neighbors += complex.degree(r);
  }
  for (const FacetId f : complex.facets()) on_boundary += complex.is_boundary(f);
  CHECK(facets == 2 * complex.num_interior_facets() + boundary);
  CHECK(neighbors == 2 * complex.num_interior_facets());
  CHECK(on_boundary == boundary);
  const Sizes f = count_faces(complex).f_vector;
  REQUIRE(f.size() == complex.dim() + 1);
  CHECK(f[complex.dim()] == complex.num_regions());
  CHECK(f[complex.dim() - 1] == complex.num_facets());
  CHECK(f[complex.lineality_dim()] == complex.num_vertices() - complex.num_rays());
  return complex;
}

Complex build(const Arrangement& arrangement, const Domain& domain) { return build(to_network(arrangement), domain); }

Histogram degrees(const Complex& complex) {
  Histogram histogram;
  for (const RegionId r : complex.regions()) ++histogram[complex.degree(r)];
  return histogram;
}

/// Distances in the graph of regions and facets.
Sizes distances(const Complex& complex, RegionId from) {
  constexpr std::size_t kFar = static_cast<std::size_t>(-1);
  Sizes distance(complex.num_regions(), kFar);
  distance[from.index] = 0;
  std::queue<RegionId> queue({from});
  while (!queue.empty()) {
    const RegionId r = queue.front();
    queue.pop();
    for (const FacetId f : complex.facets(r)) {
      if (!complex.is_interior(f)) continue;
      const RegionId next = complex.across(f, r);
      if (distance[next.index] != kFar) continue;
      distance[next.index] = distance[r.index] + 1;
      queue.push(next);
    }
  }
  return distance;
}

}  // namespace

TEST_CASE("hyperplanes in general position: all faces", "[complex]") {
  for (int d = 1; d <= 4; ++d) {
    for (int m = d; m <= 8; ++m) {
      CAPTURE(d, m);
      const Complex complex = build(general_position(d, m), all(d));
      Sizes f;
      for (int i = 0; i <= d; ++i) f.push_back(binomial(m, d - i) * phi(m - d + i, i));
      CHECK(count_faces(complex).f_vector == f);
      CHECK(complex.num_interior_facets() == static_cast<std::size_t>(m) * phi(m - 1, d - 1));
      CHECK(complex.num_facets() == complex.num_interior_facets());
      CHECK(complex.num_bounded_regions() == binomial(m - 1, d));
      CHECK(complex.lineality_dim() == 0);
      // At infinity: a central arrangement of m hyperplanes; its rays come in opposite pairs, one for any d - 1 of
      // them.
      CHECK(complex.num_rays() == 2 * binomial(m, d - 1));
      CHECK(static_cast<std::size_t>(2 * m) * phi(m - 1, d - 1) == [&] {
        std::size_t sum = 0;
        for (const auto& [degree, regions] : degrees(complex)) sum += degree * regions;
        return sum;
      }());
    }
  }
}

TEST_CASE("central hyperplanes in general position", "[complex]") {
  for (int d = 2; d <= 4; ++d) {
    for (int m = d; m <= 8; ++m) {
      CAPTURE(d, m);
      const Complex complex = build(central_general_position(d, m), all(d));
      CHECK(complex.num_regions() == 2 * phi(m - 1, d - 1));
      CHECK(complex.num_interior_facets() == 2 * static_cast<std::size_t>(m) * phi(m - 2, d - 2));
      CHECK(complex.num_bounded_regions() == 0);
      CHECK(complex.num_vertices() - complex.num_rays() == 1);
      CHECK(complex.num_rays() == 2 * binomial(m, d - 1));
    }
  }
}

TEST_CASE("f-vectors of known arrangements", "[complex]") {
  const auto f = [](const Arrangement& arrangement, const Domain& domain) {
    const FaceCounts counts = count_faces(build(arrangement, domain));
    CHECK(counts.euler_characteristic == (domain.dim() % 2 == 0 ? 1 : -1));
    return counts.f_vector;
  };
  CHECK(f(type_b(3), all(3)) == Sizes{1, 26, 72, 48});
  CHECK(f(type_d(4), all(4)) == Sizes{1, 48, 240, 384, 192});
  CHECK(f(resonance(3), all(3)) == Sizes{1, 18, 48, 32});
  CHECK(f(deformed_braid(3, {0, 1}), last_coordinate_zero(3)) == Sizes{6, 21, 16});
  CHECK(f(deformed_braid(3, {-1, 0, 1}), last_coordinate_zero(3)) == Sizes{13, 42, 30});
  CHECK(f(deformed_braid(4, {1}), last_coordinate_zero(4)) == Sizes{10, 51, 76, 36});
  // In all of the space, where regions contain the line (1, ..., 1), every dimension is one higher.
  CHECK(f(deformed_braid(3, {0, 1}), all(3)) == Sizes{0, 6, 21, 16});
  CHECK(f(deformed_braid(3, {-1, 0, 1}), all(3)) == Sizes{0, 13, 42, 30});
  CHECK(f(deformed_braid(4, {1}), all(4)) == Sizes{0, 10, 51, 76, 36});
  CHECK(f(general_position(2, 6), all(2)) == Sizes{15, 36, 22});
  CHECK(f(general_position(3, 7), all(3)) == Sizes{35, 126, 154, 64});
}

TEST_CASE("reflection arrangements: every chamber has as many walls as the rank, all alike", "[complex]") {
  for (int n = 2; n <= 5; ++n) {
    CAPTURE(n);
    const auto rank = static_cast<std::size_t>(n);
    CHECK(degrees(build(braid(n), all(n))) == Histogram{{rank - 1, factorial(n)}});
    CHECK(build(braid(n), all(n)).lineality_dim() == 1);
    if (n == 5) continue;
    CHECK(degrees(build(type_b(n), all(n))) == Histogram{{rank, power(2, n) * factorial(n)}});
    CHECK(degrees(build(type_d(n), all(n))) == Histogram{{rank, power(2, n - 1) * factorial(n)}});
  }
}

TEST_CASE("reflection arrangements: the weak order's elements by length", "[complex]") {
  // Chambers at distance k from a chamber: the coefficients of prod [degree]_q = (1 + q) (1 + q + q^2) ... for braids.
  Histogram by_distance;
  for (const std::size_t k : distances(build(braid(4), all(4)), RegionId(5))) ++by_distance[k];
  CHECK(by_distance == Histogram{{0, 1}, {1, 3}, {2, 5}, {3, 6}, {4, 5}, {5, 3}, {6, 1}});
}

TEST_CASE("one layer: the graph's distance is the patterns' Hamming distance, so it is bipartite", "[complex]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = index % 4 + 1;
    // No two are the same plane: their first entries are, their last ones are not.
    Arrangement planes{d, {}};
    for (int i = 0; i < 9 - d; ++i) {
      planes.rows.push_back({1});
      for (int j = 1; j < d; ++j) planes.rows.back().push_back(random.integer(-3, 3));
      planes.rows.back().push_back(3 * i + random.integer(-1, 1) - 9);
    }
    const Complex complex = build(planes, index % 8 < 4 ? all(d) : Domain::box(static_cast<std::size_t>(d), -9, 3));
    CAPTURE(seed, index, to_text(complex.network()));
    CHECK(complex.num_regions() > 2);
    for (const RegionId from : complex.regions()) {
      if (from.index == 20) break;
      const Sizes distance = distances(complex, from);
      const std::string pattern = complex.pattern(from);
      for (const RegionId to : complex.regions()) {
        const std::string other = complex.pattern(to);
        std::size_t hamming = 0;
        for (std::size_t i = 0; i < pattern.size(); ++i) hamming += pattern[i] != other[i];
        REQUIRE(distance[to.index] == hamming);
      }
    }
  }
}

TEST_CASE("random networks: counts that fit one another, and a connected graph", "[complex]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(220); ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, index % 4 + 1, static_cast<Degeneracy>(index % 11), 11);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    const Complex complex = build(network, domain);
    const Sizes distance = distances(complex, RegionId(0));
    CHECK(std::count(distance.begin(), distance.end(), static_cast<std::size_t>(-1)) == 0);
  }
}

TEST_CASE("zig-zag: grid graphs of cubes", "[complex]") {
  struct Grid {
    int d, p, k;
  };
  for (const auto& [d, p, k] : {Grid{1, 2, 6}, Grid{1, 5, 2}, Grid{2, 2, 4}, Grid{2, 3, 2}, Grid{3, 2, 2},
                                Grid{3, 3, 1}, Grid{4, 2, 1}, Grid{4, 3, 1}, Grid{4, 2, 2}}) {
    CAPTURE(d, p, k);
    const auto dim = static_cast<std::size_t>(d);
    const Complex complex = build(zigzag(d, p, k), Domain::box(dim, -1, 1));
    const std::size_t n = power(static_cast<std::size_t>(p), k);
    CHECK(complex.num_regions() == power(n, d));
    CHECK(complex.num_bounded_regions() == power(n, d));
    CHECK(complex.num_interior_facets() == dim * (n - 1) * power(n, d - 1));
    CHECK(complex.num_facets() == dim * (n + 1) * power(n, d - 1));
    CHECK(complex.num_rays() == 0);
    Sizes f;
    for (int j = 0; j <= d; ++j) f.push_back(binomial(d, j) * power(n, j) * power(n + 1, d - j));
    CHECK(count_faces(complex).f_vector == f);
    // Cells with j coordinates at an end of their range have j neighbours less than 2 d.
    Histogram expected;
    for (int j = 0; j <= d; ++j) {
      const std::size_t cells = binomial(d, j) * power(2, j) * power(n - 2, d - j);
      if (cells > 0) expected[static_cast<std::size_t>(2 * d - j)] += cells;
    }
    CHECK(degrees(complex) == expected);
  }
}

TEST_CASE("golden integer networks: faces and adjacencies", "[complex]") {
  struct Golden {
    std::uint32_t seed;
    int d;
    std::vector<int> widths;
    Sizes f;
    std::size_t interior, boundary;
  };
  const std::vector<Golden> goldens{{1, 1, {6, 6}, {10, 9}, 8, 2},
                                    {1, 2, {6, 6}, {94, 173, 80}, 146, 27},
                                    {3, 2, {5, 5, 5}, {82, 150, 69}, 121, 29},
                                    {5, 2, {4, 4, 4, 4}, {193, 374, 182}, 335, 39},
                                    {1, 3, {5, 5}, {205, 524, 447, 127}, 312, 135},
                                    {3, 4, {5, 4}, {451, 1419, 1656, 845, 158}, 467, 378}};
  for (const Golden& g : goldens) {
    CAPTURE(g.seed, g.d);
    const Complex complex = build(golden(g.seed, g.d, g.widths), Domain::box(static_cast<std::size_t>(g.d), -8, 8));
    CHECK(complex.num_regions() == g.f.back());
    CHECK(complex.num_vertices() == g.f.front());
    CHECK(complex.num_interior_facets() == g.interior);
    CHECK(complex.num_facets() - complex.num_interior_facets() == g.boundary);
    CHECK(count_faces(complex).f_vector == g.f);
  }
}

TEST_CASE("tent maps: a path", "[complex]") {
  for (int k = 2; k <= 8; ++k) {
    CAPTURE(k);
    const std::size_t pieces = power(2, k);
    CHECK(degrees(build(sawtooth(k), Domain::box(1, 0, 1))) == Histogram{{1, 2}, {2, pieces - 2}});
    CHECK(degrees(build(sawtooth(k), Domain::box(1, -1, 2))) == Histogram{{1, 2}, {2, pieces}});
  }
}
