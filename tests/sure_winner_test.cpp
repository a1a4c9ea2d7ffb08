// SPDX-License-Identifier: GPL-3.0-or-later
// The filter for the argmax against exact values at all corners.
#include "algorithms/sure_winner.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/build_complex.h"
#include "core/affine_map.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// The outputs at all corners but the apex of a cone.
std::vector<std::vector<Rational>> exact_values(const Complex& complex, RegionId region, const Chart& chart) {
  const AffineMap map = affine_map(complex, region);
  std::vector<std::vector<Rational>> result;
  for (const VertexId vertex : complex.vertices(region)) {
    const auto y = complex.coordinates(vertex);
    const bool ray = complex.is_ray(vertex);
    if (chart.homogeneous && !ray && complex.dim() - complex.lineality_dim() > 1) continue;
    std::vector<Rational>& values = result.emplace_back();
    for (std::size_t k = 0; k < map.c.size(); ++k) {
      values.push_back(ray ? Rational(0) : map.c[k]);
      for (std::size_t j = 0; j < y.size(); ++j) values.back() += map.A(k, j) * y[j];
    }
  }
  return result;
}

/// The output that is greatest, alone, at all corners.
std::optional<std::uint32_t> exact_winner(const std::vector<std::vector<Rational>>& at_corners) {
  std::optional<std::uint32_t> winner;
  for (const std::vector<Rational>& values : at_corners) {
    const auto greatest = std::max_element(values.begin(), values.end());
    if (std::count(values.begin(), values.end(), *greatest) > 1) return std::nullopt;
    const auto here = static_cast<std::uint32_t>(greatest - values.begin());
    if (winner && winner != here) return std::nullopt;
    winner = here;
  }
  return winner;
}

struct Tally {
  std::size_t regions = 0, sure = 0, exact = 0;
  std::size_t sure_pairs = 0, pairs = 0;  ///< of outputs, one greater than the other
};

Tally hold_against_exact(const Network& network, const Domain& domain) {
  const Complex complex = build_complex(network, domain).complex;
  OutputRows rows(complex);
  SureWinner filter(complex, rows);
  Tally tally;
  for (const RegionId region : complex.regions()) {
    rows.move_to(region);
    const auto sure = filter.find(region);
    const auto values = exact_values(complex, region, rows.chart());
    const auto exact = exact_winner(values);
    if (sure) CHECK(sure == exact);
    for (std::uint32_t i = 0; i < rows.num_outputs(); ++i) {
      for (std::uint32_t j = 0; j < rows.num_outputs(); ++j) {
        const bool greater = std::ranges::all_of(values, [&](const auto& v) { return v[i] > v[j]; });
        if (filter.is_greater(i, j)) CHECK(greater);
        tally.sure_pairs += filter.is_greater(i, j);
        tally.pairs += greater;
      }
    }
    ++tally.regions;
    tally.sure += sure.has_value();
    tally.exact += exact.has_value();
  }
  return tally;
}

}  // namespace

TEST_CASE("a sure winner wins") {
  const std::uint64_t seed = test_seed();
  std::size_t sure = 0;
  for (int index = 0; index < scaled_cases(120); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase c = random_case(random, random.integer(1, 3), static_cast<Degeneracy>(index % 11), 7);
    std::vector<Layer> layers = c.network.layers();
    Rows rows;
    for (int i = 0; i < 3; ++i) {
      rows.emplace_back();
      for (std::size_t j = 0; j <= c.network.output_dim(); ++j) rows.back().emplace_back(random.integer(-2, 2));
      // Almost equal outputs, also in comparison with themselves.
      if (i == 2 && random.chance(0.5)) rows[2] = rows[1];
      if (i == 2 && random.chance(0.5)) rows[2].back() += Rational(1, Integer("1" + std::string(30, '0')));
    }
    layers.push_back(layer(rows, Activation::identity()));
    sure += hold_against_exact(Network(c.network.input_dim(), layers), c.domain).sure;
  }
  CHECK(sure > 0);
}

TEST_CASE("generic networks leave the filter nothing open") {
  const std::uint64_t seed = test_seed();
  Random random(seed);
  for (int d = 1; d <= 3; ++d) {
    CAPTURE(seed, d);
    const Tally tally = hold_against_exact(he_network(random, d, {12, 8, 3}), Domain::box(std::size_t(d), -1, 1));
    CHECK(tally.sure == tally.exact);
    CHECK(tally.sure_pairs == tally.pairs);
    CHECK(tally.regions > 3);
  }
}
