// SPDX-License-Identifier: GPL-3.0-or-later
// Balls against every region's exact distance by a quadratic program over its inequalities (the walk has generators),
// and by PPL's linear programs for the other norms.
#include "algorithms/ball_regions.h"

#include <CGAL/Gmpq.h>
#include <CGAL/QP_functions.h>
#include <CGAL/QP_models.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/count.h"
#include "core/enclosure.h"
#include "core/errors.h"
#include "core/linear_algebra.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/recorder.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;

CGAL::Gmpq to_gmpq(const Rational& x) { return CGAL::Gmpq(x.get_mpq_t()); }

/// min |y - q|^2 with normal . y + offset >= 0 for all facets.
Rational squared_distance(const std::vector<Facet>& facets, const Point& q) {
  CGAL::Quadratic_program<CGAL::Gmpq> program(CGAL::LARGER, false, 0, false, 0);
  for (std::size_t j = 0; j < q.size(); ++j) {
    program.set_d(static_cast<int>(j), static_cast<int>(j), 2);
    program.set_c(static_cast<int>(j), 0);
  }
  int i = 0;
  for (const Facet& facet : facets) {
    Rational at_center = facet.offset;
    for (std::size_t j = 0; j < q.size(); ++j) {
      at_center += facet.normal[j] * q[j];
      program.set_a(static_cast<int>(j), i, to_gmpq(facet.normal[j]));
    }
    program.set_b(i++, to_gmpq(-at_center));
  }
  CGAL::Quadratic_program_options options;
  options.set_pricing_strategy(CGAL::QP_BLAND);
  const auto solution = CGAL::solve_quadratic_program(program, CGAL::Gmpq(), options);
  REQUIRE(solution.is_optimal());
  const auto value = solution.objective_value();
  const CGAL::Gmpq quotient = value.numerator() / value.denominator();
  return Rational(quotient.mpq());
}

/// By PPL, with a bound of its own for each coordinate in both norms: their sum is made least, or all are equal.
Rational oracle_distance(const std::vector<Facet>& facets, const Point& q, BallNorm norm) {
  const std::size_t d = q.size();
  std::vector<Row> rows;
  for (const Facet& facet : facets) {
    Row& row = rows.emplace_back(Row{facet.normal, facet.offset});
    row.normal.resize(2 * d);
  }
  for (std::size_t j = 0; j < d; ++j) {
    for (const int side : {-1, 1}) {
      Row& row = rows.emplace_back(Row{Point(2 * d), -side * q[j]});
      row.normal[j] = side;
      row.normal[d + j] = 1;
      if (norm == BallNorm::kSum || j == 0) continue;
      Row& equal = rows.emplace_back(Row{Point(2 * d), 0});
      equal.normal[d + j] = side;
      equal.normal[d] = -side;
    }
  }
  Row objective{Point(2 * d), 0};
  for (std::size_t j = 0; j < (norm == BallNorm::kSum ? d : 1); ++j) objective.normal[d + j] = -1;
  const OracleLp result = oracle_lp(rows, objective);
  REQUIRE(result.status == OracleLpStatus::kOptimal);
  return -result.value;
}

std::vector<Rational> oracle_distances(const std::vector<RecordedRegion>& regions, const Point& q, BallNorm norm) {
  std::vector<Rational> distances;
  for (const RecordedRegion& region : regions) {
    distances.push_back(norm == BallNorm::kEuclidean ? squared_distance(region.facets, q)
                                                     : oracle_distance(region.facets, q, norm));
  }
  std::ranges::sort(distances);
  return distances;
}

std::uint64_t count_below(const std::vector<Rational>& distances, const Rational& limit) {
  return static_cast<std::uint64_t>(std::ranges::lower_bound(distances, limit) - distances.begin());
}

Rational power_of(const Rational& radius, BallNorm norm) {
  return norm == BallNorm::kEuclidean ? Rational(radius * radius) : radius;
}

/// Radii that are jumps, or as near to one as 200 bits tell, or anything.
std::vector<Rational> radii_around(Random& random, const std::vector<Rational>& distances, BallNorm norm) {
  std::vector<Rational> radii{Rational(random.integer(1, 40), 8)};
  radii.front().canonicalize();
  for (int k = 0; k < 3; ++k) {
    const Rational& jump =
        distances[static_cast<std::size_t>(random.integer(0, static_cast<int>(distances.size()) - 1))];
    if (jump == 0) continue;
    const Enclosure root = norm == BallNorm::kEuclidean ? sqrt_enclosure(jump, 200) : Enclosure{jump, jump};
    radii.push_back(root.lo);
    if (!root.is_exact()) radii.push_back(root.hi);
  }
  return radii;
}

void expect_balls(const Network& network, const Domain& domain, const Point& center, BallNorm norm, Random& random,
                  const std::vector<Rational>& expected, std::size_t& jumps) {
  std::vector<Rational> radii = radii_around(random, expected, norm);
  std::ranges::sort(radii);
  for (const Rational& radius : radii) {
    CAPTURE(to_string(radius));
    const Rational limit = power_of(radius, norm);
    const std::uint64_t count = count_below(expected, limit);
    jumps += std::ranges::binary_search(expected, limit);
    BallOptions options;
    options.norm = norm;
    options.walk.threads = random.integer(1, 2);
    const BallRegions counted = ball_regions(network, domain, center, radius, options);
    CHECK(counted.complete());
    CHECK(counted.distances.empty());
    REQUIRE(counted.regions == count);
    if (&radius != &radii.back()) continue;
    options.distances = true;
    const BallRegions measured = ball_regions(network, domain, center, radius, options);
    CHECK(measured.regions == count);
    REQUIRE(measured.distances ==
            std::vector<Rational>(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(count)));
  }
}

}  // namespace

TEST_CASE("balls hold the regions that are nearer than their radius", "[ball]") {
  const std::uint64_t seed = test_seed();
  std::size_t jumps = 0, regions = 0, on_creases = 0;
  for (int index = 0; index < scaled_cases(330); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = index % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(index / 2 % 11);
    // Numbers of a thousand bits make rationals slow.
    const bool is_long = degeneracy == Degeneracy::kExtremeScales || degeneracy == Degeneracy::kEverything;
    const int d = is_long ? index / 22 % 2 + 1 : index % 12 == 0 ? 4 : index / 2 % 3 + 1;
    auto [network, domain] = random_case(random, d, degeneracy, 10);
    if (random.chance(0.25)) network = with_max_groups(random, network, 4);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    Recorder recorder(network);
    for_each_region(network, domain, recorder);
    regions += recorder.regions.size();
    // Around nothing in particular, a region's inner point, a corner of one.
    const RecordedRegion& region =
        recorder.regions[static_cast<std::size_t>(random.integer(0, static_cast<int>(recorder.regions.size()) - 1))];
    std::vector<Point> centers{region.interior_point, Point(domain.dim())};
    for (Rational& x : centers.back()) x = Rational(random.integer(-4, 4)) / 2;
    if (d > 2) centers.erase(centers.begin() + random.integer(0, 1));
    for (const Generator& generator : region.generators) {
      if (generator.ray) continue;
      centers.push_back(generator.coordinates);
      break;
    }
    for (const Point& center : centers) {
      const auto norm = static_cast<BallNorm>(random.chance(0.6) ? 0 : random.integer(1, 2));
      const std::vector<Rational> expected = oracle_distances(recorder.regions, center, norm);
      on_creases += expected.size() > 1 && expected[1] == 0;
      expect_balls(network, domain, center, norm, random, expected, jumps);
    }
  }
  CHECK(jumps > static_cast<std::size_t>(scaled_cases(50)));
  CHECK(on_creases > static_cast<std::size_t>(scaled_cases(30)));
  CHECK(regions > static_cast<std::size_t>(scaled_cases(1000)));
}

TEST_CASE("a ball that touches a crease does not reach behind it", "[ball]") {
  // 3 x + 4 y = 11 +- 25 touch the ball of radius 5 around (1, 2); so does 5 x + 12 y = 29 + 65.
  const Network network = from_text("2: relu[3 4 -36] relu[-3 -4 -14] relu[5 12 -94]");
  const Domain all = Domain::all(2);
  const Point center{1, 2};
  CHECK(ball_regions(network, all, center, 5).regions == 1);
  CHECK(ball_regions(network, all, center, 5).signs.exact >= 3);
  CHECK(ball_regions(network, all, center, Rational(5) - Rational(1, 1000000000)).regions == 1);
  CHECK(ball_regions(network, all, center, Rational(5) + exact_rational(0x1p-200)).regions == 4);
  BallOptions options;
  options.distances = true;
  CHECK(ball_regions(network, all, center, 6, options).distances.front() == 0);
  CHECK(ball_regions(network, all, center, 6, options).distances[1] == 25);
  // Through a vertex that lies on the sphere: (4, 6) is 5 away from (1, 2).
  const Network cross = from_text("2: relu[1 0 -4] relu[0 1 -6]");
  CHECK(ball_regions(cross, all, center, 5).regions == 3);
  CHECK(ball_regions(cross, all, center, Rational(5) + exact_rational(0x1p-300)).regions == 4);
  CHECK(ball_regions(cross, all, center, 6, options).distances == std::vector<Rational>{0, 9, 16, 25});
}

TEST_CASE("the curve of a grid of cubes is that of boxes at exact distances", "[ball]") {
  // 4 x 4 squares of side 1/2 in [-1,1]^2, 8^3 cubes of side 1/4 in [-1,1]^3.
  for (const auto& [d, k] : {std::pair{2, 2}, {3, 3}}) {
    const Network network = zigzag(d, 2, k);
    const int n = 1 << k;
    const Domain box = Domain::box(static_cast<std::size_t>(d), -1, 1);
    for (const Point& center :
         {Point(static_cast<std::size_t>(d), Rational(0)), Point(static_cast<std::size_t>(d), Rational(1, 3))}) {
      for (const BallNorm norm : {BallNorm::kEuclidean, BallNorm::kMaximum, BallNorm::kSum}) {
        std::vector<Rational> expected;
        for (int cube = 0; cube < (d == 2 ? n * n : n * n * n); ++cube) {
          Rational distance = 0;
          for (int j = 0, rest = cube; j < d; ++j, rest /= n) {
            const Rational& c = center[static_cast<std::size_t>(j)];
            const Rational lo = Rational(2 * (rest % n)) / n - 1, hi = lo + Rational(2) / n;
            const Rational gap = c < lo ? Rational(lo - c) : c > hi ? Rational(c - hi) : Rational(0);
            if (norm == BallNorm::kEuclidean) distance += gap * gap;
            if (norm == BallNorm::kSum) distance += gap;
            if (norm == BallNorm::kMaximum) distance = std::max(distance, gap);
          }
          expected.push_back(distance);
        }
        std::ranges::sort(expected);
        BallOptions options;
        options.norm = norm;
        options.distances = true;
        CHECK(ball_regions(network, box, center, 100, options).distances == expected);
        options.distances = false;
        CHECK(ball_regions(network, box, center, Rational(1, 2), options).regions ==
              count_below(expected, power_of(Rational(1, 2), norm)));
      }
    }
  }
}

TEST_CASE("a ball that covers a box has its count, one inside a region has one, growing balls never lose any",
          "[ball]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(20); ++index) {
    CAPTURE(seed, index);
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const int d = random.integer(2, 3);
    const Network network = he_network(random, d, {10, 8, 6});
    const Domain box = Domain::box(static_cast<std::size_t>(d), -1, 1);
    const std::uint64_t all = count_regions(network, box).activation_regions;
    const Point center(static_cast<std::size_t>(d), Rational(random.integer(-9, 9)) / 10);
    CHECK(ball_regions(network, box, center, 4).regions == all);
    BallOptions options;
    options.walk.threads = 2;
    std::uint64_t before = 1;
    for (const Rational& radius : {Rational(1, 10000000), Rational(1, 10), Rational(1, 2), Rational(1), Rational(2)}) {
      const std::uint64_t now = ball_regions(network, box, center, radius, options).regions;
      CHECK(now >= before);
      CHECK(now <= all);
      before = now;
    }
    CHECK(ball_regions(network, box, center, Rational(1, 10000000)).regions == 1);
  }
}

TEST_CASE("balls outside of the domain, in slices, and requests that cannot be met", "[ball]") {
  const Network network = from_text("2: relu[1 0 0] relu[0 1 0]");
  const Domain box = Domain::box(2, 0, 1);
  CHECK(ball_regions(network, box, Point{3, Rational(1, 2)}, 2).regions == 0);
  CHECK(ball_regions(network, box, Point{3, Rational(1, 2)}, Rational(5, 2)).regions == 1);
  CHECK(ball_regions(network, box, Point{2, 2}, Rational(7, 5)).regions == 0);  // sqrt 2 away
  CHECK(ball_regions(network, box, Point{2, 2}, Rational(3, 2)).regions == 1);
  CHECK(ball_regions(network, box, Point{9, 9}, 2).regions == 0);
  // In a slice distances are those of its own coordinates: x = (3 t, 4 t) - (3, 4).
  Matrix<Rational> directions(2, 1);
  directions(0, 0) = 3;
  directions(1, 0) = 4;
  const Domain slice = Domain::all(2).sliced({{-3, -4}, directions});
  CHECK(ball_regions(network, slice, Point{0}, 1).regions == 1);
  CHECK(ball_regions(network, slice, Point{0}, Rational(11, 10)).regions == 2);
  // A network that does not bend, one dimension, many.
  CHECK(ball_regions(from_text("2: identity[1 2 3]"), box, Point{0, 0}, 1).regions == 1);
  CHECK(ball_regions(from_text("1: relu[1 0] relu[1 -1]"), Domain::all(1), Point{0}, 1).regions == 2);

  CHECK_THROWS_AS(ball_regions(network, box, Point{0}, 1), std::invalid_argument);
  CHECK_THROWS_AS(ball_regions(network, box, Point{0, 0}, 0), std::invalid_argument);
  CHECK_THROWS_AS(ball_regions(network, box, Point{0, 0}, -1), std::invalid_argument);
  CHECK_THROWS_AS(ball_regions(network, Domain::box(3, 0, 1), Point{0, 0, 0}, 1), InvalidDomain);
  Matrix<Rational> flat(2, 2);
  flat(0, 0) = 1;
  flat(1, 0) = -1;
  CHECK_THROWS_AS(ball_regions(network, Domain::polytope(flat, Point{0, 0}), Point{0, 0}, 1), InvalidDomain);
  BallOptions options;
  options.norm = BallNorm::kSum;
  const Network wide(11, {Layer{Matrix<Rational>(1, 11), {1}, {Activation::relu()}}});
  CHECK_THROWS_AS(ball_regions(wide, Domain::all(11), Point(11), 1, options), InvalidDomain);
}

TEST_CASE("a limit leaves a part of the regions", "[ball]") {
  const Network network = zigzag(2, 2, 4);
  const Domain box = Domain::box(2, -1, 1);
  BallOptions options;
  options.walk.max_regions = 7;
  options.distances = true;
  const BallRegions part = ball_regions(network, box, Point{0, 0}, 1, options);
  CHECK_FALSE(part.complete());
  CHECK(part.reason == StopReason::kMaxRegions);
  CHECK(part.regions == 7);
  CHECK(part.distances.size() == 7);
}
