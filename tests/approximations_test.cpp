// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "algorithms/compare_patterns.h"
#include "algorithms/facet_row.h"
#include "algorithms/float_inradii.h"
#include "algorithms/float_polyhedron.h"
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

TEST_CASE("patterns that no point has", "[approximations]") {
  // z = 2 relu(x) - 1: off where x < 0.
  const Network network = from_text("1: relu[1 0] / relu[2 -1]");
  const FloatNetwork in_doubles(network, Domain::box(1, -1, 1));
  const FloatRows constant = in_doubles.rows_of(PiecePattern{0, 1}, 1e-9);
  CHECK(constant.is_empty);
  CHECK(FloatPolyhedron(constant).largest_ball(1)->radius < 0);
  const FloatRows off = in_doubles.rows_of(PiecePattern{0, 0}, 1e-9);
  CHECK_FALSE(off.is_empty);
  CHECK(off.size() == 3);
  CHECK(FloatPolyhedron(off).largest_ball(1)->radius == Approx(0.5));
  // x >= 0 and -x - 1/5 >= 0.
  const Network apart = from_text("1: relu[1 0] relu[-1 -1/5]");
  const FloatRows none = FloatNetwork(apart, Domain::box(1, -1, 1)).rows_of(PiecePattern{1, 1}, 1e-9);
  CHECK_FALSE(none.is_empty);
  CHECK(FloatPolyhedron(none).largest_ball(1)->radius == Approx(-0.1));
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

TEST_CASE("Monte-Carlo volumes of a domain that is no box", "[approximations]") {
  // Half of a square, cut into two equal parts.
  Matrix<Rational> rows(3, 2);
  rows(0, 0) = rows(1, 1) = 1;
  rows(2, 0) = rows(2, 1) = -1;
  const std::vector<Rational> offsets = {0, 0, 1};
  const Domain triangle = Domain::polytope(rows, offsets);
  const Network network = from_text("2: relu[1 -1 0]");
  const auto box = sample_box(triangle);
  const PatternSample sample = sample_random(FloatNetwork(network, triangle), *box, 4000, 1);
  CHECK((sample.points == 4000 && sample.drawn > 7500));
  const PatternComparison seen = compare_patterns(PatternIndex(complex_of(network, triangle)), sample.patterns);
  REQUIRE((seen.found == 2 && seen.invented == 0));
  for (const double volume : monte_carlo_volumes(sample, box->volume(), seen.region_of, 2)) {
    CHECK(std::fabs(volume - 0.25) < 5 * std::sqrt(0.25 * 0.75 / 8000));
  }
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

}  // namespace crease::testing
