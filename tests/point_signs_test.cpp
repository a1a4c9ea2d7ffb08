// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/point_signs.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

bool bit(const std::vector<std::uint64_t>& words, std::size_t i) { return (words[i / 64] >> (i % 64) & 1) != 0; }

/// Pre-activations, by rationals.
std::vector<std::vector<Rational>> pre_activations(const Network& network, std::vector<Rational> h) {
  std::vector<std::vector<Rational>> result;
  for (const Layer& layer : network.layers()) {
    std::vector<Rational> z = layer.bias, next;
    for (std::size_t u = 0; u < z.size(); ++u) {
      for (std::size_t i = 0; i < h.size(); ++i) z[u] += layer.weights(u, i) * h[i];
      next.push_back(layer.activations[u](z[u]));
    }
    result.push_back(std::move(z));
    h = std::move(next);
  }
  return result;
}

std::vector<Rational> random_vector(Random& random, std::size_t size) {
  std::vector<Rational> y(size);
  for (Rational& x : y) x = Rational(random.integer(-6, 6)) / random.integer(1, 3);
  return y;
}

Rational row_value(const Domain& domain, std::size_t row, const std::vector<Rational>& y) {
  Rational value = domain.offsets()[row];
  for (std::size_t j = 0; j < y.size(); ++j) value += domain.rows()(row, j) * y[j];
  return value;
}

}  // namespace

TEST_CASE("The signs at a point are those of the pre-activations, and the output is the network's") {
  const std::uint64_t seed = test_seed();
  int zeros = 0;
  for (int index = 0; index < scaled_cases(400); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase random_case =
        crease::testing::random_case(random, 1 + index % 4, static_cast<Degeneracy>(index % 11), 9);
    const Network& network = random_case.network;
    const Domain& domain = random_case.domain;
    CAPTURE(to_text(network), to_text(domain));
    const WallList walls(network, domain);
    const std::vector<Rational> y = random_vector(random, domain.dim());
    const PointSigns signs = PointEvaluator(network, domain).at(y);
    CHECK(signs.output == evaluate(network, domain.to_input(y)));
    const auto z = pre_activations(network, domain.to_input(y));
    for (WallId wall = 0; wall < walls.num_creases(); ++wall) {
      const auto [unit, k] = walls.crease(wall);
      const Rational& t = network.layers()[unit.layer].activations[unit.unit].breakpoints()[k];
      CHECK(bit(signs.above, wall) == (z[unit.layer][unit.unit] > t));
      CHECK(bit(signs.zero, wall) == (z[unit.layer][unit.unit] == t));
      CHECK(bit(signs.on, wall) == bit(signs.zero, wall));
      zeros += bit(signs.zero, wall);
    }
    bool inside = true;
    for (std::size_t row = 0; row < domain.rows().rows(); ++row) inside = inside && row_value(domain, row, y) >= 0;
    CHECK(signs.in_domain == inside);
    CHECK(!bit(signs.on, walls.infinity()));
  }
  CHECK(zeros > 0);
}

TEST_CASE("Along a direction, signs are those of the growth far out") {
  const std::uint64_t seed = test_seed();
  int constant = 0;
  for (int index = 0; index < scaled_cases(400); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(index % 9);  // no 1e300 among the numbers
    const RandomCase random_case = crease::testing::random_case(random, 1 + index % 4, degeneracy, 9);
    const Network& network = random_case.network;
    const Domain& domain = random_case.domain;
    CAPTURE(to_text(network), to_text(domain));
    const WallList walls(network, domain);
    const std::vector<Rational> direction = random_vector(random, domain.dim());
    // Beyond 10^400, no breakpoint is left: two places there tell the slope.
    Integer far;
    mpz_ui_pow_ui(far.get_mpz_t(), 10, 400);
    std::vector<Rational> a = direction, b = direction;
    for (std::size_t j = 0; j < a.size(); ++j) {
      a[j] *= far;
      b[j] += a[j];
    }
    const PointSigns signs = PointEvaluator(network, domain).along(direction);
    const auto z_a = pre_activations(network, domain.to_input(a)), z_b = pre_activations(network, domain.to_input(b));
    const auto f_a = evaluate(network, domain.to_input(a)), f_b = evaluate(network, domain.to_input(b));
    for (std::size_t i = 0; i < f_a.size(); ++i) CHECK(signs.output[i] == f_b[i] - f_a[i]);
    for (WallId wall = 0; wall < walls.num_creases(); ++wall) {
      const UnitId unit = walls.crease(wall).unit;
      const Rational growth = z_b[unit.layer][unit.unit] - z_a[unit.layer][unit.unit];
      CHECK(bit(signs.above, wall) == (growth > 0));
      CHECK(bit(signs.zero, wall) == (growth == 0));
      constant += growth == 0;
    }
    CHECK(bit(signs.on, walls.infinity()));
  }
  CHECK(constant > 0);
}
