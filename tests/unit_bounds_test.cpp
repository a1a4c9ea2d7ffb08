// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds of units in balls, and the ladder of inequalities between bounds and the exact number.
#include "algorithms/unit_bounds.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/ball_bounds.h"
#include "algorithms/bounds.h"
#include "core/enclosure.h"
#include "core/linear_algebra.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;

Integer bound_with(const Network& network, const Domain& domain, const UnitIntervals& intervals) {
  const StablePieces pieces = stable_pieces(network, intervals);
  return activation_bound(
      architecture_of(network, domain.dim(), [&](UnitId unit) { return pieces[unit.layer][unit.unit]; }));
}

bool lies_in(const Interval& inner, const Interval& outer) { return *outer.lo <= *inner.lo && *inner.hi <= *outer.hi; }

bool holds(const Interval& interval, const Rational& z) { return *interval.lo <= z && z <= *interval.hi; }

/// Pre-activations, row by row, by evaluation.
std::vector<Point> pre_activations_at(const Network& network, Point h) {
  std::vector<Point> result;
  for (const Layer& layer : network.layers()) {
    Point& z = result.emplace_back(layer.bias);
    for (std::size_t i = 0; i < z.size(); ++i) {
      for (std::size_t j = 0; j < h.size(); ++j) z[i] += layer.weights(i, j) * h[j];
    }
    h.clear();
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const auto first = z.begin() + static_cast<std::ptrdiff_t>(layer.first_row(u));
      h.push_back(layer.is_group(u)
                      ? *std::max_element(first, first + static_cast<std::ptrdiff_t>(layer.num_arguments(u)))
                      : layer.activations[u](*first));
    }
  }
  return result;
}

/// In the ball, and in the domain; none where chance finds none.
std::optional<Point> random_point(Random& random, const Domain& domain, const Ball& ball) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    Point y = ball.center;
    for (Rational& x : y) x += ball.radius * random.integer(-16, 16) / 16;
    Rational size = 0;
    for (std::size_t j = 0; j < y.size(); ++j) {
      const Rational step = abs(y[j] - ball.center[j]);
      if (ball.norm == BallNorm::kEuclidean) size += step * step;
      if (ball.norm == BallNorm::kSum) size += step;
      if (ball.norm == BallNorm::kMaximum) size = std::max(size, step);
    }
    const Rational limit = ball.norm == BallNorm::kEuclidean ? Rational(ball.radius * ball.radius) : ball.radius;
    bool inside = size <= limit;
    for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
      Rational value = domain.offsets()[i];
      for (std::size_t j = 0; j < y.size(); ++j) value += domain.rows()(i, j) * y[j];
      inside = inside && value >= 0;
    }
    if (inside) return y;
  }
  return std::nullopt;
}

struct LadderTotals {
  std::size_t stable = 0, strict = 0, exact_cells = 0, points = 0;
};

void check_ladder(Random& random, const Network& network, const Domain& domain, const Ball& ball,
                  LadderTotals& totals) {
  const UnitIntervals lipschitz = unit_intervals(network, domain, ball, UnitBoundMethod::kLipschitz);
  const UnitIntervals interval = unit_intervals(network, domain, ball, UnitBoundMethod::kInterval);
  const UnitIntervals both = unit_intervals(network, domain, ball, UnitBoundMethod::kBoth);
  for (std::size_t l = 0; l < both.size(); ++l) {
    for (std::size_t i = 0; i < both[l].size(); ++i) {
      REQUIRE(lies_in(both[l][i], lipschitz[l][i]));
      REQUIRE(lies_in(both[l][i], interval[l][i]));
    }
  }
  for (int k = 0; k < 3; ++k) {
    const std::optional<Point> y = random_point(random, domain, ball);
    if (!y) continue;
    ++totals.points;
    const std::vector<Point> z = pre_activations_at(network, domain.to_input(*y));
    for (std::size_t l = 0; l < both.size(); ++l) {
      for (std::size_t i = 0; i < both[l].size(); ++i) REQUIRE(holds(both[l][i], z[l][i]));
    }
  }
  const BallRegions count = ball_regions(network, domain, ball.center, ball.radius, {ball.norm, false, {}});
  const Integer exact(static_cast<unsigned long>(count.regions));
  std::vector<NamedCount> chain{{"exact", exact}};
  const std::size_t most = bending_layers(network).size();
  for (std::size_t m = most; m >= 1; --m) {
    const CellsBound cells = cells_bound(network, domain, ball, m, both);
    CHECK(cells.reason == StopReason::kFinished);
    CHECK(Integer(static_cast<unsigned long>(cells.cells)) <= exact);
    if (m == most) CHECK(cells.value == exact);
    totals.exact_cells += m < most && cells.value == exact;
    chain.push_back({"cells:" + std::to_string(m), cells.value});
  }
  chain.push_back({"both", bound_with(network, domain, both)});
  const RegionBounds plain = region_bounds(architecture_of(network, domain.dim()));
  for (const UnitIntervals* other : {&lipschitz, &interval}) {
    std::vector<NamedCount> whole = chain;
    whole.push_back({"other", bound_with(network, domain, *other)});
    whole.push_back({"serra_2018", plain.serra_2018});
    whole.push_back({"montufar_ren_zhang_2021", plain.montufar_2021});
    for (const NamedCount& last : {NamedCount{"montufar_2017", plain.montufar_2017}, {"naive", plain.naive}}) {
      whole.push_back(last);
      const auto violation = first_violation(whole);
      CAPTURE(violation.value_or(""));
      REQUIRE_FALSE(violation);
      whole.pop_back();
    }
    for (std::size_t i = 0; i + 1 < whole.size(); ++i) totals.strict += whole[i].value < whole[i + 1].value;
  }
  for (const auto& layer : stable_pieces(network, both)) {
    totals.stable +=
        static_cast<std::size_t>(std::ranges::count_if(layer, [](const auto& p) { return p.has_value(); }));
  }
}

}  // namespace

TEST_CASE("exact <= cells:m <= ... <= cells:1 <= both <= interval, lipschitz <= STR18 <= M17 <= all patterns",
          "[unit_bounds]") {
  const std::uint64_t seed = test_seed();
  LadderTotals totals;
  for (int index = 0; index < scaled_cases(1000); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = index % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(index / 2 % 11);
    const bool is_long = degeneracy == Degeneracy::kExtremeScales || degeneracy == Degeneracy::kEverything;
    auto [network, domain] = random_case(random, is_long ? 1 : random.integer(1, 3), degeneracy, 10);
    if (random.chance(0.2)) network = with_max_groups(random, network, 3);
    Ball ball{Point(domain.dim()), Rational(random.integer(1, 16), random.integer(1, 8)),
              static_cast<BallNorm>(random.chance(0.6) ? 0 : random.integer(1, 2))};
    ball.radius.canonicalize();
    for (Rational& x : ball.center) x = Rational(random.integer(-8, 8)) / 4;
    // A ball that misses the domain has no intervals.
    if (!has_interior(domain_around(domain, ball))) continue;
    CAPTURE(seed, index, to_text(network), to_text(domain), to_string(ball.radius));
    check_ladder(random, network, domain, ball, totals);
  }
  const auto scaled = [](int n) { return static_cast<std::size_t>(scaled_cases(n)); };
  CHECK(totals.stable > scaled(1000));
  CHECK(totals.strict > scaled(1000));
  CHECK(totals.exact_cells > scaled(100));
  CHECK(totals.points > scaled(500));
}

TEST_CASE("the first layer's bounds are exact where a hyperplane touches the ball", "[unit_bounds]") {
  // 3 x + 4 y - 36 touches the ball of radius 5 around (1, 2) from above; x + y = 3 +- sqrt 50 does so at an irrational
  // height, between the two others.
  const Rational below = sqrt_enclosure(50, 120).lo, above = sqrt_enclosure(50, 120).hi;
  Rows rows{{3, 4, -36}, {3, 4, Rational(-36) + Rational(1, 1000000)}, {1, 1, -3 - below}, {1, 1, -3 - above}};
  const Network network(2, {layer(rows)});
  const Ball ball{{1, 2}, 5};
  for (const UnitBoundMethod method : {UnitBoundMethod::kLipschitz, UnitBoundMethod::kBoth}) {
    const StablePieces pieces = stable_pieces(network, unit_intervals(network, Domain::all(2), ball, method));
    CHECK(pieces[0] == std::vector<std::optional<std::size_t>>{0, std::nullopt, std::nullopt, 0});
  }
  const StablePieces by_box =
      stable_pieces(network, unit_intervals(network, Domain::all(2), ball, UnitBoundMethod::kInterval));
  CHECK(by_box[0] == std::vector<std::optional<std::size_t>>(4));
  // In the domain x <= 1 the box is a half, and the first unit is stable with room to spare.
  Matrix<Rational> G(1, 2);
  G(0, 0) = -1;
  const UnitIntervals half = unit_intervals(network, Domain::polytope(G, Point{1}), ball, UnitBoundMethod::kInterval);
  CHECK(half[0][0] == Interval{Rational(3 * -4 + 4 * -3 - 36), Rational(3 * 1 + 4 * 7 - 36)});
}

TEST_CASE("norms of matrices bound the largest singular value from above, closely", "[unit_bounds]") {
  Matrix<Rational> rank_one(3, 2);  // (1, 2, 2)^T (3, 4): 3 * 5
  const int left[] = {1, 2, 2}, right[] = {3, 4};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 2; ++j) rank_one(i, j) = left[i] * right[j];
  }
  CHECK(spectral_norm_bound(rank_one) == 15);
  CHECK(spectral_norm_bound(Matrix<Rational>(2, 3)) == 0);
  CHECK(spectral_norm_bound(identity_matrix(7)) == 1);
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(50); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    Matrix<Rational> W(static_cast<std::size_t>(random.integer(1, 8)), static_cast<std::size_t>(random.integer(1, 8)));
    for (std::size_t i = 0; i < W.rows(); ++i) {
      for (Rational& entry : W.row(i)) entry = exact_rational(random.gaussian());
    }
    const Rational bound = spectral_norm_bound(W);
    // Power iteration from below.
    std::vector<double> v(W.cols(), 1);
    double norm = 0;
    for (double& x : v) x += 0.1 * random.gaussian();
    for (int step = 0; step < 300; ++step) {
      std::vector<double> u(W.rows()), w(W.cols());
      for (std::size_t i = 0; i < W.rows(); ++i) {
        for (std::size_t j = 0; j < W.cols(); ++j) u[i] += W(i, j).get_d() * v[j];
      }
      for (std::size_t i = 0; i < W.rows(); ++i) {
        for (std::size_t j = 0; j < W.cols(); ++j) w[j] += W(i, j).get_d() * u[i];
      }
      double squares = 0;
      for (const double x : w) squares += x * x;
      norm = std::sqrt(std::sqrt(squares));
      for (std::size_t j = 0; j < w.size(); ++j) v[j] = w[j] / std::sqrt(squares);
    }
    CHECK(bound.get_d() >= norm * (1 - 1e-12));
    CHECK(bound.get_d() <= norm * std::pow(8, 1.0 / 64) * (1 + 1e-5));
  }
}

TEST_CASE("violations of an order are named", "[unit_bounds]") {
  CHECK_FALSE(first_violation(std::vector<NamedCount>{}));
  CHECK_FALSE(first_violation(std::vector<NamedCount>{{"a", 1}, {"b", 1}, {"c", 7}}));
  CHECK(first_violation(std::vector<NamedCount>{{"a", 1}, {"b", 5}, {"c", 4}}) == "b (5) > c (4)");
}

TEST_CASE("cells of no layer, and of more than there are, are refused", "[unit_bounds]") {
  const Network network = from_text("2: relu[1 0 0] / identity[1 0]");
  const Ball ball{{0, 0}, 1};
  const UnitIntervals both = unit_intervals(network, Domain::all(2), ball, UnitBoundMethod::kBoth);
  CHECK(bending_layers(network) == std::vector<std::size_t>{0});
  CHECK(cells_bound(network, Domain::all(2), ball, 1, both).value == 2);
  CHECK_THROWS_AS(cells_bound(network, Domain::all(2), ball, 0, both), std::invalid_argument);
  CHECK_THROWS_AS(cells_bound(network, Domain::all(2), ball, 2, both), std::invalid_argument);
}
