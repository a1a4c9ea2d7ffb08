// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and incidences of faces: closed forms, Euler's relation, and the laws every face lattice keeps.
#include "algorithms/faces.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <stdexcept>

#include "algorithms/build_complex.h"
#include "algorithms/recession_cone.h"
#include "core/linear_algebra.h"
#include "tests/support/arrangements.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Counts = std::vector<std::size_t>;

std::size_t binomial(int n, int k) {
  if (k < 0 || k > n) return 0;
  std::size_t result = 1;
  for (int i = 1; i <= k; ++i) result = result * static_cast<std::size_t>(n - k + i) / static_cast<std::size_t>(i);
  return result;
}

/// Phi(n, d) = sum_{j <= d} C(n, j).
std::size_t cells(int n, int d) {
  std::size_t sum = 0;
  for (int j = 0; j <= d; ++j) sum += binomial(n, j);
  return sum;
}

std::size_t power(std::size_t base, int exponent) {
  std::size_t result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

Complex complex_of(const Network& network, const Domain& domain) { return build_complex(network, domain).complex; }

Complex complex_of(const Arrangement& arrangement) {
  return complex_of(to_network(arrangement), Domain::all(static_cast<std::size_t>(arrangement.n)));
}

void expect_faces(const Arrangement& arrangement, const Counts& f_vector) {
  const FaceCounts counts = count_faces(complex_of(arrangement));
  CHECK(counts.f_vector == f_vector);
  CHECK(counts.euler_characteristic == (arrangement.n % 2 == 0 ? 1 : -1));
}

/// (-1)^j, j the dimension of the domain's lineality, when the domain is bounded modulo it; else 0.
long expected_euler_characteristic(const Domain& domain) {
  OracleRegion whole;
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    const auto normal = domain.rows().row(i);
    const Row row{{normal.begin(), normal.end()}, domain.offsets()[i]};
    if (!row.is_constant()) whole.rows.push_back({row, std::nullopt, i});
  }
  if (whole.rows.empty()) return domain.dim() % 2 == 0 ? 1 : -1;
  whole.witness.resize(domain.dim());
  const auto generators = oracle_generators(whole);
  if (std::any_of(generators.begin(), generators.end(), [](const Generator& g) { return g.ray; })) return 0;
  return (domain.dim() - rank(domain.rows())) % 2 == 0 ? 1 : -1;
}

template <typename T>
bool is_subset(std::span<const T> a, std::span<const T> b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

/// The dimension of the affine hull of a face.
std::size_t hull_dimension(const Complex& complex, std::span<const VertexId> vertices) {
  Matrix<Rational> spanned(vertices.size() + complex.lineality_dim(), complex.dim() + 1);
  std::size_t i = 0;
  for (const VertexId v : vertices) {
    std::ranges::copy(complex.coordinates(v), spanned.row(i).begin());
    spanned(i++, complex.dim()) = complex.is_ray(v) ? 0 : 1;
  }
  for (const auto& line : complex.lineality()) std::ranges::copy(line, spanned.row(i++).begin());
  return rank(spanned) - 1;
}

/// What is wrong with one face, in words.
std::string find_face_violation(const Complex& complex, const FaceLattice& lattice, std::size_t dim, std::size_t i) {
  const Faces& faces = lattice[dim];
  const auto vertices = faces.vertices[i];
  const auto regions = faces.regions[i];
  if (hull_dimension(complex, vertices) != dim) return "its vertices span another dimension";
  if (!std::is_sorted(vertices.begin(), vertices.end())) return "its vertices are out of order";
  const bool all_points = std::none_of(vertices.begin(), vertices.end(), [&](VertexId v) { return complex.is_ray(v); });
  if (faces.bounded[i] != (all_points && complex.lineality_dim() == 0)) return "boundedness";

  // A region that contains its vertices and rays contains it.
  std::vector<RegionId> around;
  for (const RegionId region : complex.regions()) {
    if (is_subset(vertices, complex.vertices(region))) around.push_back(region);
  }
  if (!std::equal(regions.begin(), regions.end(), around.begin(), around.end())) return "its regions";

  // Its walls are those on which a point of its relative interior lies.
  std::vector<Rational> inside(complex.dim());
  const auto points = std::count_if(vertices.begin(), vertices.end(), [&](VertexId v) { return !complex.is_ray(v); });
  for (const VertexId v : vertices) {
    const Rational weight = complex.is_ray(v) ? Rational(1) : Rational(1, static_cast<unsigned long>(points));
    for (std::size_t j = 0; j < inside.size(); ++j) inside[j] += weight * complex.coordinates(v)[j];
  }
  const std::vector<UnitId> units = complex.walls().units(faces.walls[i]);
  const auto symbols = symbols_at(complex.network(), complex.domain(), inside);
  for (std::uint32_t l = 0; l < symbols.size(); ++l) {
    for (std::uint32_t u = 0; u < symbols[l].size(); ++u) {
      const bool listed = std::binary_search(units.begin(), units.end(), UnitId{l, u});
      if (symbols[l][u].on_breakpoint != (listed || complex.symbol(regions[0], {l, u}).on_breakpoint)) {
        return (listed ? "it does not lie on " : "it lies on ") + to_string(UnitId{l, u});
      }
      if (listed && dim + 1 < complex.dim() && complex.symbol(regions[0], {l, u}).on_breakpoint &&
          complex.walls().num_creases({l, u}) == 1) {
        return to_string(UnitId{l, u}) + " is zero throughout its first region";
      }
    }
  }
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < complex.domain().offsets().size(); ++row) {
    Rational value = complex.domain().offsets()[row];
    for (std::size_t j = 0; j < inside.size(); ++j) value += complex.domain().rows()(row, j) * inside[j];
    if (value == 0) rows.push_back(row);
  }
  std::erase_if(rows, [&](std::size_t row) {
    const auto normal = complex.domain().rows().row(row);
    return std::all_of(normal.begin(), normal.end(), [](const Rational& x) { return x == 0; });
  });
  if (complex.walls().domain_rows(faces.walls[i]) != rows) return "its rows of the domain";

  // Diamonds: exactly two faces between this one and any of the second dimension below.
  std::map<std::uint32_t, int> below;
  for (const std::uint32_t facet : faces.boundary[i]) {
    if (!is_subset(lattice[dim - 1].vertices[facet], vertices)) return "a facet has a vertex that it has not";
    for (const std::uint32_t ridge : lattice[dim - 1].boundary[facet]) ++below[ridge];
  }
  for (const auto& [ridge, times] : below) {
    if (times != 2) return std::to_string(times) + " faces above face " + std::to_string(ridge);
  }
  return "";
}

/// All faces of a face, by dimension.
std::vector<std::set<std::uint32_t>> faces_below(const FaceLattice& lattice, std::size_t dim, std::uint32_t face) {
  std::vector<std::set<std::uint32_t>> result(dim + 1);
  result[dim].insert(face);
  for (std::size_t k = dim; k > 0; --k) {
    for (const std::uint32_t i : result[k]) {
      for (const std::uint32_t j : lattice[k].boundary[i]) result[k - 1].insert(j);
    }
  }
  return result;
}

/// What is wrong with a lattice, in words. Pre: the complex has coordinates.
std::string find_lattice_violation(const Complex& complex, const FaceLattice& lattice) {
  const std::size_t d = complex.dim(), lines = complex.lineality_dim();
  if (lattice.size() != d + 1) return "dimensions";
  const FaceCounts counts = count_faces(complex);
  for (std::size_t dim = 0; dim <= d; ++dim) {
    const Faces& faces = lattice[dim];
    const std::string which = " of dimension " + std::to_string(dim);
    if (faces.size() != counts.f_vector[dim]) return "number of faces" + which;
    if (static_cast<std::size_t>(std::count(faces.bounded.begin(), faces.bounded.end(), true)) != counts.bounded[dim]) {
      return "number of bounded faces" + which;
    }
    for (const std::size_t size :
         {faces.vertices.size(), faces.boundary.size(), faces.regions.size(), faces.walls.size()}) {
      if (size != faces.size()) return "lists" + which;
    }
    std::set<std::vector<VertexId>> different;
    for (std::size_t i = 0; i < faces.size(); ++i) {
      const std::string wrong = find_face_violation(complex, lattice, dim, i);
      if (!wrong.empty()) return "face " + std::to_string(i) + which + ": " + wrong;
      different.emplace(faces.vertices[i].begin(), faces.vertices[i].end());
      if (i == 0 || dim + 1 >= d) continue;
      const auto key = [&](std::size_t j) {
        const auto list = faces.vertices[j];
        return std::pair(faces.regions[j][0], std::vector<VertexId>(list.begin(), list.end()));
      };
      if (key(i) <= key(i - 1)) return "order" + which;
    }
    if (different.size() != faces.size()) return "two faces with the same vertices" + which;
  }
  for (const FacetId facet : complex.facets()) {
    const Faces& faces = lattice[d - 1];
    if (!std::ranges::equal(faces.vertices[facet.index], complex.vertices(facet))) return "vertices of a facet";
    if (!std::ranges::equal(faces.walls[facet.index], complex.walls(facet))) return "walls of a facet";
    if (faces.regions[facet.index].size() != (complex.is_interior(facet) ? 2 : 1)) return "regions of a facet";
  }
  // A region is a face: its own faces satisfy Euler's relation, those without a point left out.
  for (const RegionId region : complex.regions()) {
    const auto below = faces_below(lattice, d, region.index);
    long sum = 0;
    for (std::size_t k = 0; k <= d; ++k) sum += (k % 2 == 0 ? 1 : -1) * static_cast<long>(below[k].size());
    const auto vertices = complex.vertices(region);
    const bool cone = std::any_of(vertices.begin(), vertices.end(), [&](VertexId v) { return complex.is_ray(v); });
    if (sum != (cone ? 0 : lines % 2 == 0 ? 1 : -1)) return "Euler's relation of " + to_string(region);
    std::set<VertexId> points;
    for (const std::uint32_t i : below[lines]) points.insert(lattice[lines].vertices[i][0]);
    for (const VertexId v : vertices) {
      if (complex.is_ray(v) == points.contains(v)) return "vertices of " + to_string(region);
    }
  }
  return "";
}

constexpr Degeneracy kDegeneracies[] = {Degeneracy::kDuplicates, Degeneracy::kParallel,      Degeneracy::kZeroBias,
                                        Degeneracy::kDeadLayer,  Degeneracy::kOnePoint,      Degeneracy::kSlivers,
                                        Degeneracy::kCancelling, Degeneracy::kConstantUnits, Degeneracy::kExtremeScales,
                                        Degeneracy::kEverything};

RandomCase mixed_case(Random& random, int index, int d) {
  const Degeneracy degeneracy = index % 2 == 0 ? Degeneracy::kNone : kDegeneracies[(index / 2) % 10];
  return random_case(random, d, degeneracy, d >= 4 ? 6 : 9);
}

}  // namespace

TEST_CASE("a grid of cubes has C(d,j) N^j (N+1)^(d-j) faces", "[faces]") {
  const auto [d, p, k] = GENERATE(std::tuple(1, 2, 3), std::tuple(1, 3, 2), std::tuple(2, 2, 2), std::tuple(2, 3, 1),
                                  std::tuple(3, 2, 1), std::tuple(3, 3, 1), std::tuple(4, 2, 1), std::tuple(4, 3, 1));
  CAPTURE(d, p, k);
  const Complex complex = complex_of(zigzag(d, p, k), Domain::box(static_cast<std::size_t>(d), -1, 1));
  const std::size_t N = power(static_cast<std::size_t>(p), k);
  Counts expected;
  for (int j = 0; j <= d; ++j) expected.push_back(binomial(d, j) * power(N, j) * power(N + 1, d - j));
  const FaceCounts counts = count_faces(complex);
  CHECK(counts.f_vector == expected);
  CHECK(counts.bounded == expected);
  CHECK(counts.euler_characteristic == 1);
  CHECK(find_lattice_violation(complex, build_face_lattice(complex)) == "");
}

TEST_CASE("hyperplanes in general position have C(m,d-i) Phi(m-d+i,i) faces", "[faces]") {
  const auto [d, m] = GENERATE(std::pair(1, 5), std::pair(2, 6), std::pair(3, 5), std::pair(3, 7), std::pair(4, 6),
                               std::pair(2, 1), std::pair(3, 2), std::pair(4, 3), std::pair(5, 6));
  CAPTURE(d, m);
  Counts all, bounded;
  for (int i = 0; i <= d; ++i) {
    all.push_back(binomial(m, d - i) * cells(m - d + i, i));
    // Every flat of dimension i is cut by the other m - d + i hyperplanes.
    bounded.push_back(m < d ? 0 : binomial(m, d - i) * (i == 0 ? 1 : binomial(m - d + i - 1, i)));
  }
  expect_faces(general_position(d, m), all);
  CHECK(count_faces(complex_of(general_position(d, m))).bounded == bounded);
}

TEST_CASE("arrangements with known f-vectors", "[faces]") {
  expect_faces(type_b(3), {1, 26, 72, 48});
  expect_faces(type_d(4), {1, 48, 240, 384, 192});
  expect_faces(resonance(3), {1, 18, 48, 32});
  expect_faces(deformed_braid(3, {0, 1}), {0, 6, 21, 16});
  expect_faces(deformed_braid(3, {-1, 0, 1}), {0, 13, 42, 30});
  expect_faces(deformed_braid(4, {1}), {0, 10, 51, 76, 36});
  expect_faces(braid(4), {0, 1, 14, 36, 24});
}

TEST_CASE("golden networks have their f-vectors", "[faces]") {
  const auto f = [](std::uint32_t seed, int d, const std::vector<int>& widths) {
    return count_faces(complex_of(golden(seed, d, widths), Domain::box(static_cast<std::size_t>(d), -8, 8))).f_vector;
  };
  CHECK(f(1, 1, {6, 6}) == Counts{10, 9});
  CHECK(f(1, 2, {6, 6}) == Counts{94, 173, 80});
  CHECK(f(1, 3, {5, 5}) == Counts{205, 524, 447, 127});
  CHECK(f(3, 4, {5, 4}) == Counts{451, 1419, 1656, 845, 158});
}

TEST_CASE("networks that never bend", "[faces]") {
  for (const std::size_t d : {1, 2, 3}) {
    CAPTURE(d);
    const Network flat(d, {layer({std::vector<Rational>(d + 1, Rational(1))}, Activation::identity())});
    Counts only(d + 1);
    only[d] = 1;
    const Complex all = complex_of(flat, Domain::all(d));
    CHECK(count_faces(all).f_vector == only);
    CHECK(count_faces(all).bounded == Counts(d + 1));
    CHECK(count_faces(all).euler_characteristic == (d % 2 == 0 ? 1 : -1));
    CHECK(find_lattice_violation(all, build_face_lattice(all)) == "");
    Counts cube;
    for (int i = 0; i <= static_cast<int>(d); ++i) {
      cube.push_back(binomial(static_cast<int>(d), i) * power(2, static_cast<int>(d) - i));
    }
    CHECK(count_faces(complex_of(flat, Domain::box(d, -1, 1))).f_vector == cube);
  }
}

TEST_CASE("Euler's relation and the laws of the face lattice on random networks", "[faces]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(240); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 1 + index % 4);
    CAPTURE(seed, index, to_text(c.network), to_text(c.domain));
    const Complex complex = complex_of(c.network, c.domain);
    const FaceCounts counts = count_faces(complex);
    CHECK(counts.euler_characteristic == expected_euler_characteristic(c.domain));
    CHECK(find_lattice_violation(complex, build_face_lattice(complex)) == "");
    if (complex.lineality_dim() == 0) {
      Recorder recorder(c.network);
      for_each_region(c.network, c.domain, recorder);
      CHECK(counts.f_vector == f_vector(recorder.regions, c.domain.dim()));
    }
  }
}

TEST_CASE("a part of a complex has the faces of its regions", "[faces]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(30); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 2 + index % 3);
    CAPTURE(seed, index, to_text(c.network), to_text(c.domain));
    ComplexOptions options;
    options.walk.max_regions = 4;
    const Complex part = build_complex(c.network, c.domain, options).complex;
    CHECK(find_lattice_violation(part, build_face_lattice(part)) == "");
  }
}

TEST_CASE("faces need vertices, but no coordinates", "[faces]") {
  const Complex complex = complex_of(golden(1, 3, {4, 3}), Domain::box(3, -8, 8));
  ComplexTables tables = complex.tables();
  tables.coordinates.clear();
  const Complex bare(complex.network(), complex.domain(), tables);
  CHECK(count_faces(bare).f_vector == count_faces(complex).f_vector);
  CHECK(build_face_lattice(bare)[1].vertices == build_face_lattice(complex)[1].vertices);
  CHECK_THROWS_AS(recession_cone(bare, RegionId(0)), std::invalid_argument);

  tables.vertex_region.clear();
  for (auto* lists : {&tables.region_vertices, &tables.facet_vertices}) {
    const std::size_t size = lists->size();
    lists->clear();
    for (std::size_t i = 0; i < size; ++i) lists->end_list();
  }
  tables.vertex_walls.clear();
  const Complex barest(complex.network(), complex.domain(), tables);
  CHECK_THROWS_AS(count_faces(barest), std::invalid_argument);
  CHECK_THROWS_AS(build_face_lattice(barest), std::invalid_argument);
}

TEST_CASE("recession cones", "[recession_cone]") {
  const Complex chambers = complex_of(type_b(3));
  for (const RegionId region : chambers.regions()) {
    const RecessionCone cone = recession_cone(chambers, region);
    CHECK(cone.rays.size() == 3);
    CHECK(cone.lineality.empty());
    CHECK(cone.dim == 3);
  }
  // Strips between half-planes.
  const Complex strips = complex_of(parallel_units(3), Domain::all(2));
  std::size_t half_planes = 0;
  for (const RegionId region : strips.regions()) {
    const RecessionCone cone = recession_cone(strips, region);
    CHECK(cone.lineality.size() == 1);
    CHECK(cone.dim == 1 + cone.rays.size());
    half_planes += cone.rays.size();
  }
  CHECK(half_planes == 2);
}

TEST_CASE("recession cones on random networks", "[recession_cone]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = mixed_case(random, index, 1 + index % 3);
    CAPTURE(seed, index, to_text(c.network), to_text(c.domain));
    const Complex complex = complex_of(c.network, c.domain);
    for (const RegionId region : complex.regions()) {
      const RecessionCone cone = recession_cone(complex, region);
      CHECK((cone.dim == 0) == complex.is_bounded(region));
      CHECK(cone.dim >= cone.lineality.size() + !cone.rays.empty());
      // Far out in all these directions at once, and back along the lines, the pattern is the region's still.
      std::vector<Rational> y = complex.interior_point(region);
      for (const VertexId ray : cone.rays) {
        for (std::size_t j = 0; j < y.size(); ++j) y[j] += 1000000 * complex.coordinates(ray)[j];
      }
      for (const auto& line : cone.lineality) {
        for (std::size_t j = 0; j < y.size(); ++j) y[j] -= 1000000 * line[j];
      }
      CHECK(to_pattern(symbols_at(c.network, c.domain, y)) == complex.pattern(region));
    }
  }
}
