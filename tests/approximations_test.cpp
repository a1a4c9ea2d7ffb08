// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "algorithms/compare_patterns.h"
#include "algorithms/facet_row.h"
#include "algorithms/float_inradii.h"
#include "algorithms/float_polyhedron.h"
#include "algorithms/float_search.h"
#include "algorithms/measures.h"
#include "algorithms/monte_carlo_volumes.h"
#include "algorithms/sample_segments.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

namespace crease::testing {
namespace {

std::vector<double> to_doubles(std::span<const Rational> y) {
  std::vector<double> numbers;
  for (const Rational& x : y) numbers.push_back(nearest_double(x));
  return numbers;
}

/// The pieces at a point, exactly; on a breakpoint the one to the left, as where pre-activations are compared by ">".
PiecePattern exact_pieces(const Network& network, const Domain& domain, const std::vector<Rational>& y) {
  PiecePattern pattern;
  const auto symbols = symbols_at(network, domain, y);
  for (std::size_t l = 0; l < symbols.size(); ++l) {
    for (std::size_t u = 0; u < symbols[l].size(); ++u) {
      const bool to_left = symbols[l][u].on_breakpoint && !network.layers()[l].is_group(u);
      pattern.push_back(static_cast<char16_t>(symbols[l][u].piece - to_left));
    }
  }
  return pattern;
}

PiecePattern pieces_of(const Complex& complex, RegionId region) {
  PiecePattern pattern;
  for (std::uint32_t l = 0; l < complex.network().layers().size(); ++l) {
    for (std::uint32_t u = 0; u < complex.network().layers()[l].num_units(); ++u) {
      pattern.push_back(static_cast<char16_t>(complex.symbol(region, {l, u}).piece));
    }
  }
  return pattern;
}

/// Small integers, for which doubles are exact at points with few digits.
Network integer_network(Random& random, int d, int units) {
  std::vector<Layer> layers;
  int inputs = d;
  const std::vector<Activation> kinds = {Activation::relu(), Activation::abs(), Activation::hard_tanh(),
                                         Activation::leaky_relu(2), Activation::identity()};
  for (int l = 0; l < 3; ++l) {
    Rows rows(static_cast<std::size_t>(units), std::vector<Rational>(static_cast<std::size_t>(inputs) + 1));
    for (auto& row : rows) {
      for (Rational& entry : row) entry = random.integer(-2, 2);
    }
    Layer& made = layers.emplace_back(layer(rows));
    for (Activation& activation : made.activations) activation = random.pick(kinds);
    inputs = units;
  }
  const Network network(static_cast<std::size_t>(d), std::move(layers));
  return random.chance(0.4) ? with_max_groups(random, network, 3) : network;
}

struct Found {
  FloatSearch search;
  PatternComparison regions;
  EdgeComparison edges;
};

Found search(const Network& network, const Domain& domain, const FloatSearchOptions& options = {}) {
  const Complex complex = complex_of(network, domain);
  Found found;
  found.search = float_search(FloatNetwork(network, domain), float_rows(domain), options);
  found.regions = compare_patterns(PatternIndex(complex), found.search.patterns);
  found.edges = compare_edges(complex, found.regions.region_of, found.search.edges);
  CHECK(found.regions.found + found.regions.missed == complex.num_regions());
  CHECK(found.regions.found + found.regions.invented == found.search.patterns.size());
  CHECK(found.edges.found + found.edges.missed == complex.num_interior_facets());
  return found;
}

void expect_all(const Network& network, const Domain& domain) {
  const Found found = search(network, domain);
  CHECK((found.regions.missed == 0 && found.regions.invented == 0));
  CHECK((found.edges.missed == 0 && found.edges.invented == 0));
}

/// Of zigzag(d, p, k): at the fold of layer j at m / p^j (p does not divide m) the folded value is 0 for even m, and
/// the peak for odd m, from where the next layer takes it to 0 if p is even, and to the peak if not. Where the value is
/// 0 unit 0 of the next layer is zero, on both sides of the fold: no unit can switch alone.
bool is_blocked(int i, int p, int k) {
  int layer = k;
  for (; i % p == 0; i /= p) --layer;
  return i % 2 == 0 ? layer < k : p % 2 == 0 && layer + 2 <= k;
}

/// Per coordinate, the number of blocked folds to the left.
std::vector<int> block_of(const Complex& complex, RegionId region, int p, int k) {
  int cells = 1;
  for (int l = 0; l < k; ++l) cells *= p;
  std::vector<int> block;
  for (const Rational& x : complex.interior_point(region)) {
    int& count = block.emplace_back(0);
    for (int i = 1; i < cells; ++i) count += is_blocked(i, p, k) && Rational(2 * i) / cells - 1 < x;
  }
  return block;
}

}  // namespace

TEST_CASE("patterns in doubles are the exact ones where doubles are exact", "[approximations]") {
  const std::uint64_t seed = test_seed();
  std::size_t on_crease = 0;
  for (int index = 0; index < scaled_cases(300); ++index) {
    CAPTURE(seed, index);
    Random random(seed + 21, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 3);
    const Network network = integer_network(random, d, 4);
    Domain domain = Domain::all(static_cast<std::size_t>(d));
    if (d == 3) {
      Slice slice{{1, -2, 0}, Matrix<Rational>(3, 2)};
      slice.directions(0, 0) = slice.directions(1, 1) = slice.directions(2, 1) = 2;
      domain = domain.sliced(slice);
    }
    const FloatNetwork in_doubles(network, domain);
    REQUIRE(in_doubles.dim() == domain.dim());
    for (int k = 0; k < 10; ++k) {
      std::vector<Rational> y;
      for (std::size_t j = 0; j < domain.dim(); ++j) y.push_back(Rational(random.integer(-8, 8)) / 4);
      for (const auto& symbols : symbols_at(network, domain, y)) {
        on_crease += static_cast<std::size_t>(
            std::ranges::count_if(symbols, [](const Symbol& symbol) { return symbol.on_breakpoint; }));
      }
      REQUIRE(in_doubles.pattern_at(to_doubles(y)) == exact_pieces(network, domain, y));
    }
  }
  CHECK(on_crease > 0);
}

TEST_CASE("rows in doubles are positive inside and negative beyond", "[approximations]") {
  const std::uint64_t seed = test_seed();
  std::size_t crossed = 0, groups = 0;
  for (int index = 0; index < scaled_cases(100); ++index) {
    CAPTURE(seed, index);
    Random random(seed + 22, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 2);
    const Network network = integer_network(random, d, 3);
    const Domain domain = Domain::box(static_cast<std::size_t>(d), -2, 2);
    const Complex complex = complex_of(network, domain, true);
    if (complex.num_regions() > 100) continue;
    const FloatNetwork in_doubles(network, domain);
    for (const RegionId region : complex.regions()) {
      const FloatRows rows = in_doubles.rows_of(pieces_of(complex, region), 1e-9);
      REQUIRE(rows.is_finite);
      REQUIRE_FALSE(rows.is_empty);
      const auto value = [&](std::size_t row, RegionId where) {
        const std::vector<double> y = to_doubles(complex.interior_point(where));
        return std::inner_product(y.begin(), y.end(), rows.normal(row).begin(), rows.offsets[row]);
      };
      for (std::size_t i = 0; i < rows.size(); ++i) REQUIRE(value(i, region) > 0);
      for (const FacetId facet : complex.facets(region)) {
        if (!complex.is_interior(facet)) continue;
        const RegionId other = complex.across(facet, region);
        // A unit that bends there leads to the piece it has behind, and its row is negative there. (In several layers
        // at once: only the first one's row is the same on both sides.)
        const std::vector<UnitId> units = complex.units(facet);
        const Symbol here = complex.symbol(region, units[0]), there = complex.symbol(other, units[0]);
        if (here.on_breakpoint || there.on_breakpoint) continue;
        std::size_t flat = units[0].unit;
        for (std::uint32_t l = 0; l < units[0].layer; ++l) flat += network.layers()[l].num_units();
        bool negative = false;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const auto& beyond = rows.beyond[i];
          negative = negative || (beyond.unit == flat && beyond.piece == there.piece && value(i, other) < 0);
        }
        CAPTURE(to_string(units[0]), to_string(facet));
        REQUIRE(negative);
        ++crossed;
        groups += network.layers()[units[0].layer].is_group(units[0].unit);
      }
    }
  }
  CHECK(crossed > 0);
  CHECK(groups > 0);
}

TEST_CASE("linear programs in doubles against exact balls", "[approximations]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(20); ++index) {
    CAPTURE(seed, index);
    Random random(seed + 23, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 3);
    const Network network = he_network(random, d, {5, 4});
    const Domain domain =
        random.chance(0.5) ? Domain::all(static_cast<std::size_t>(d)) : Domain::box(static_cast<std::size_t>(d), -1, 1);
    const Complex complex = complex_of(network, domain, true);
    const std::vector<double> radii = float_inradii(complex, 1e-9);
    InradiusCollector exact(network, domain);
    for_each_region(network, domain, exact);
    REQUIRE(radii.size() == exact.radii().size());
    for (const RegionId region : complex.regions()) {
      const InsphereBounds& bounds = exact.radii()[region.index];
      const double radius = radii[region.index];
      if (bounds.infinite) {
        REQUIRE(std::isinf(radius));
      } else {
        REQUIRE(std::fabs(radius - bounds.lo) <= 1e-6 * (1 + bounds.lo));
      }
    }
    std::size_t facets = 0;
    FloatPolyhedron polyhedron(FloatNetwork(network, domain).rows_of(pieces_of(complex, RegionId(0)), 1e-9));
    const FloatRows rows = FloatNetwork(network, domain).rows_of(pieces_of(complex, RegionId(0)), 1e-9);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto least = polyhedron.least(i);
      REQUIRE(least);
      REQUIRE(*least >= -1 - 1e-6);
      facets += *least < -1e-9;
    }
    REQUIRE(facets == complex.facets(RegionId(0)).size());
  }
  // A cell of a grid, with rows twice: the radius does not mind.
  const Network grid = zigzag(2, 2, 3);
  for (const double radius : float_inradii(complex_of(grid, Domain::box(2, -1, 1), true), 1e-9)) {
    CHECK(std::fabs(radius - 0.125) < 1e-12);
  }
}

TEST_CASE("boxes and points of domains", "[approximations]") {
  CHECK_FALSE(sample_box(Domain::all(2)));
  const auto box = sample_box(Domain::box(3, Rational(-1, 3), 2));
  REQUIRE(box);
  CHECK(box->is_all);
  CHECK(box->lo == std::vector<double>(3, -1.0 / 3));
  CHECK(box->hi == std::vector<double>(3, 2.0));
  std::size_t points = 0, ends = 0;
  visit_grid(*box, 4, [&](std::span<const double> y) {
    ++points;
    ends += static_cast<std::size_t>(std::ranges::count_if(y, [](double x) { return x == -1.0 / 3 || x == 2; }));
    return true;
  });
  CHECK((points == 64 && ends == 3 * 32));
  points = 0;
  visit_grid(*box, 1, [&](std::span<const double> y) {
    CHECK(std::fabs(y[0] - 5.0 / 6) < 1e-15);
    return ++points < 1;
  });
  CHECK(points == 1);
  // Half of a square.
  Matrix<Rational> rows(3, 2);
  rows(0, 0) = rows(1, 1) = 1;
  rows(2, 0) = rows(2, 1) = -1;
  const std::vector<Rational> offsets = {0, 0, 1};
  const auto triangle = sample_box(Domain::polytope(rows, offsets));
  REQUIRE(triangle);
  CHECK_FALSE(triangle->is_all);
  CHECK(triangle->volume() == Approx(1));
  PointSampler sampler(*triangle, 5);
  for (int k = 0; k < 2000; ++k) {
    const auto y = sampler.next();
    REQUIRE(y);
    REQUIRE(((*y)[0] >= 0 && (*y)[1] >= 0 && (*y)[0] + (*y)[1] <= 1));
  }
  // 2000 of 4000 with a standard deviation of about 63.
  CHECK((sampler.drawn() > 3700 && sampler.drawn() < 4300));
  PointSampler again(*triangle, 5), other(*triangle, 6);
  const auto first = PointSampler(*triangle, 5).next();
  CHECK(again.next() == first);
  CHECK(other.next() != first);
}

TEST_CASE("samples see every cell of a grid", "[approximations]") {
  const Network network = zigzag(2, 2, 3);
  const Domain domain = Domain::box(2, -1, 1);
  const Complex complex = complex_of(network, domain, true);
  const PatternIndex index(complex);
  const auto box = sample_box(domain);
  const FloatNetwork in_doubles(network, domain);
  // 4000 points miss one of 64 equal cells with a probability below 10^-25.
  const PatternSample random = sample_random(in_doubles, *box, 4000, 1);
  CHECK((random.points == 4000 && random.drawn == 4000 && random.complete));
  CHECK(std::accumulate(random.hits.begin(), random.hits.end(), std::uint64_t{0}) == 4000);
  const PatternComparison seen = compare_patterns(index, random.patterns);
  CHECK((seen.found == 64 && seen.missed == 0 && seen.invented == 0));
  // Two points per coordinate are the corners.
  const PatternSample corners = sample_grid(in_doubles, *box, 2);
  CHECK((corners.points == 4 && corners.patterns.size() <= 4));
  // Every volume within five standard deviations.
  const std::vector<double> volumes = monte_carlo_volumes(random, box->volume(), seen.region_of, 64);
  CHECK(std::accumulate(volumes.begin(), volumes.end(), 0.0) == Approx(4));
  for (const RegionId region : complex.regions()) {
    REQUIRE(*volume(complex, region) == Rational(1, 16));
    CHECK(std::fabs(volumes[region.index] - 1.0 / 16) < 5 * 4 * std::sqrt(63.0 / 64 / 64 / 4000));
  }
  int asked = 0;
  const PatternSample stopped = sample_random(in_doubles, *box, 4000, 1, [&] { return ++asked > 2; });
  CHECK_FALSE(stopped.complete);
  CHECK(stopped.points == 128);
}

TEST_CASE("points on creases show patterns of no region", "[approximations]") {
  // A unit and its negation: at 0 both are off.
  const Network network = from_text("1: relu[1 0] relu[-1 0]");
  const Domain domain = Domain::box(1, -1, 1);
  const PatternSample sample = sample_grid(FloatNetwork(network, domain), *sample_box(domain), 3);
  const PatternComparison seen = compare_patterns(PatternIndex(complex_of(network, domain)), sample.patterns);
  CHECK((seen.found == 2 && seen.missed == 0 && seen.invented == 1));
}

TEST_CASE("segments meet regions only", "[approximations]") {
  const std::uint64_t seed = test_seed();
  std::size_t all = 0, some = 0;
  for (int index = 0; index < scaled_cases(60); ++index) {
    CAPTURE(seed, index);
    Random random(seed + 24, static_cast<std::uint64_t>(index));
    RandomCase example = random_small_case(random);
    if (random.chance(0.3)) example.network = with_max_groups(random, example.network, 3);
    CAPTURE(to_text(example.network), to_text(example.domain));
    const auto box = sample_box(example.domain);
    if (!box) continue;
    const Complex complex = complex_of(example.network, example.domain);
    const PatternIndex patterns(complex);
    const SegmentSample sample = sample_segments(example.network, example.domain, *box, 10, seed);
    REQUIRE(sample.complete);
    REQUIRE(sample.pieces >= sample.segments);
    std::vector<RegionId> regions;
    for (const SignBits& signs : sample.regions) {
      const auto region = patterns.find(signs.above, signs.zero);
      REQUIRE(region);
      regions.push_back(*region);
    }
    const PatternComparison met = compare_regions(complex.num_regions(), regions);
    REQUIRE(met.invented == 0);
    (met.missed == 0 ? all : some) += 1;
  }
  CHECK(all > 0);
  CHECK(some > 0);
  // On a line every region between the ends is met.
  const Domain line = Domain::box(1, 0, 1);
  const SegmentSample met = sample_segments(sawtooth(4), line, *sample_box(line), 200, 1);
  CHECK(met.regions.size() == 16);
}

TEST_CASE("the float search finds all of generic networks", "[approximations]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(10); ++index) {
    CAPTURE(seed, index);
    Random random(seed + 25, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 3);
    const Network network = he_network(random, d, {6, 5});
    FloatSearchOptions options;
    options.tolerance = 1e-9;
    const Found found = search(network, Domain::box(static_cast<std::size_t>(d), -1, 1), options);
    CHECK((found.regions.missed == 0 && found.regions.invented == 0));
    CHECK((found.edges.missed == 0 && found.edges.invented == 0));
    CHECK(found.search.linear_programs > found.search.patterns.size());
  }
  expect_all(from_text("1: abs[1 0]"), Domain::box(1, -2, 1));
  expect_all(through_one_point(6), Domain::all(2));
  expect_all(parallel_units(5), Domain::box(2, -3, 3));
  expect_all(from_text("2: abs[1 0 0] pw(-1,0,1;0,1,2,3;0)[0 1 1/3] relu[1 1 1/5]"), Domain::box(2, -2, 2));
  const std::vector<std::size_t> groups = {3, 2};
  Matrix<Rational> weights(5, 2);
  const int entries[] = {1, 0, -2, 1, 1, -3, 0, 1, 2, -1};
  for (std::size_t i = 0; i < 10; ++i) weights(i / 2, i % 2) = entries[i];
  const Layer maxout = make_max_layer(weights, {0, Rational(1, 2), 1, Rational(1, 3), 0}, groups);
  expect_all(Network(2, {maxout}), Domain::box(2, -2, 2));
}

TEST_CASE("the float search loses regions where units share a hyperplane", "[approximations]") {
  // One line under all units: every row is redundant beside its copies.
  const Found doubled = search(duplicated_units(), Domain::all(duplicated_units().input_dim()));
  CHECK((doubled.regions.found == 1 && doubled.regions.missed == 1 && doubled.regions.invented == 0));
  CHECK((doubled.edges.found == 0 && doubled.edges.missed == 1));
  // Every line of a pencil twice, one of them turned round: one region of 2 k.
  for (int k = 1; k <= 4; ++k) {
    Rows rows;
    for (int i = 0; i < k; ++i) {
      rows.push_back({1, i, -1});
      rows.push_back({-2, -2 * i, 2});
    }
    const Network twice(2, {layer(rows)});
    const Found found = search(twice, Domain::box(2, -4, 4));
    CHECK((found.regions.found == 1 && found.regions.missed == static_cast<std::size_t>(2 * k - 1)));
  }
  // |x| of two ReLUs.
  CHECK(search(abs_1d(), Domain::box(1, -2, 1)).regions.missed == 1);
  // A folding network finds the cells of one block.
  for (const auto& [d, p, k] :
       {std::array{1, 2, 2}, {1, 2, 3}, {1, 3, 2}, {2, 2, 2}, {2, 2, 3}, {2, 3, 2}, {1, 2, 4}}) {
    CAPTURE(d, p, k);
    const auto dim = static_cast<std::size_t>(d);
    const Network network = zigzag(d, p, k);
    const Domain domain = Domain::box(dim, -1, 1);
    const Complex complex = complex_of(network, domain, true);
    const Found found = search(network, domain);
    const std::vector<int> block = block_of(complex, found.regions.region_of[0], p, k);
    std::size_t expected = 0;
    for (const RegionId region : complex.regions()) expected += block_of(complex, region, p, k) == block;
    CHECK(found.regions.found == expected);
    CHECK(found.regions.missed == complex.num_regions() - expected);
    CHECK(found.regions.invented == 0);
    CHECK((expected < complex.num_regions()) == (p == 3 || k > 2));
  }
  // Thinner than the tolerance.
  const Domain square = Domain::box(2, -1, 1);
  CHECK(search(sliver(Rational(1, 10)), square).regions.missed == 0);
  CHECK(search(sliver(Rational(1, 10000000)), square).regions.missed > 0);
}

}  // namespace crease::testing
