// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer_stack.h"

#include <catch2/catch.hpp>

#include "tests/support/exact_checks.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// The rows of all creases up to layer l by the definition: rationals of the network, forward from the chart.
class TrueRows {
 public:
  TrueRows(const Network& network, const ScaledNetwork& scaled)
      : fused_(fuse_affine_layers(network)), scaled_(scaled) {}

  /// Pre-activations of the units of layer l as rows in the chart.
  std::vector<std::vector<Rational>> units(const LayerStack& stack, int l) const {
    const Chart& chart = scaled_.chart();
    std::vector<std::vector<Rational>> z;
    for (std::size_t u = 0; u < chart.first_layer.rows(); ++u) {
      z.emplace_back(chart.first_layer.row(u).begin(), chart.first_layer.row(u).end());
    }
    for (int k = 0; k < l; ++k) {
      const Layer& next = fused_.layers()[static_cast<std::size_t>(k) + 1];
      const auto h = outputs(z, stack, k);
      std::vector<std::vector<Rational>> z_next(next.num_units(),
                                                std::vector<Rational>(static_cast<std::size_t>(chart.m)));
      for (std::size_t u = 0; u < next.num_units(); ++u) {
        if (!chart.homogeneous) z_next[u][0] = next.bias[u];
        for (std::size_t i = 0; i < next.num_inputs(); ++i) {
          for (std::size_t j = 0; j < h[i].size(); ++j) z_next[u][j] += next.weights(u, i) * h[i][j];
        }
      }
      z = std::move(z_next);
    }
    return z;
  }

  std::vector<Rational> crease(const std::vector<std::vector<Rational>>& units, int l, std::uint32_t c) const {
    const Crease crease = scaled_.layers()[static_cast<std::size_t>(l)].creases[c];
    std::vector<Rational> row = units[crease.unit];
    row[0] -= activation(l, crease.unit).breakpoints()[crease.breakpoint];
    return row;
  }

 private:
  const Activation& activation(int l, std::size_t u) const {
    return fused_.layers()[static_cast<std::size_t>(l)].activations[u];
  }

  std::vector<std::vector<Rational>> outputs(std::vector<std::vector<Rational>> z, const LayerStack& stack,
                                             int l) const {
    const ScaledLayer& layer = stack.layer(l);
    for (std::size_t u = 0; u < z.size(); ++u) {
      std::size_t piece = 0;
      for (std::uint32_t c = layer.first_crease[u]; c < layer.first_crease[u + 1]; ++c) {
        piece += stack.signs(l)[c] != CreaseSign::kBelow;
      }
      for (Rational& entry : z[u]) entry *= activation(l, u).slope(piece);
      if (!scaled_.chart().homogeneous) z[u][0] += activation(l, u).intercept(piece);
    }
    return z;
  }

  Network fused_;
  const ScaledNetwork& scaled_;
};

/// Every crease row of layer l against the truth.
void check_rows(LayerStack& stack, const TrueRows& truth, int l) {
  const kernel::LayerRows rows = stack.rows(l);
  const auto units = truth.units(stack, l);
  const auto m = static_cast<std::size_t>(rows.m);
  std::vector<double> row(m + kernel::kRowExtra);
  for (std::uint32_t c = 0; c < static_cast<std::uint32_t>(rows.size); ++c) {
    const std::vector<Rational> expected = truth.crease(units, l, c);
    CHECK(stack.exact_row(l, c) == primitive_integers(expected));
    stack.copy_row(l, c, row.data());
    const double rho = row[m], alpha = row[m + 1], magnitude = row[m + 2];
    CHECK(rho >= 0);
    if (std::isinf(rho)) continue;
    CHECK(fits_some_scale({row.data(), m}, expected, std::isinf(magnitude) ? rho : 0));
    double norm = 0, largest = 0;
    for (std::size_t j = 0; j < m; ++j) {
      if (j > 0 || stack.network().chart().homogeneous) norm += std::fabs(row[j]);
      largest = std::max(largest, std::fabs(row[j]));
    }
    CHECK(alpha >= norm);
    if (!std::isinf(magnitude)) CHECK(magnitude == largest);
  }
}

/// A random sign somewhere before the last layer, changed; creases of a unit in order, so that its piece is one.
void change_signs(LayerStack& stack, Random& random, int l, int changes) {
  const ScaledLayer& layer = stack.layer(l);
  for (int k = 0; k < changes; ++k) {
    const auto u = static_cast<std::size_t>(random.integer(0, layer.units - 1));
    const std::uint32_t first = layer.first_crease[u], end = layer.first_crease[u + 1];
    const auto above = static_cast<std::uint32_t>(random.integer(0, static_cast<int>(end - first)));
    for (std::uint32_t c = first; c < end; ++c) {
      const bool is_above = c < first + above;
      stack.signs(l)[c] = !is_above ? CreaseSign::kBelow : random.chance(0.2) ? CreaseSign::kZero : CreaseSign::kAbove;
    }
  }
}

/// `rounds` times: some signs change, in any layer, and the layers behind are entered.
void check_updates(const Network& network, const Domain& domain, Random& random, int rounds) {
  CAPTURE(to_text(network), to_text(domain));
  const ScaledNetwork scaled(network, domain);
  if (scaled.layers().empty()) return;
  const kernel::Kernel* kernels[3];
  const int num_kernels = kernel::available_kernels(kernels, 3);
  LayerStack stack(scaled, *kernels[random.integer(0, num_kernels - 1)]);
  const TrueRows truth(network, scaled);
  const int last = stack.num_layers() - 1;
  for (int l = 0; l <= last; ++l) stack.enter(l);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    // Mostly near the end, as on a walk.
    const int from = random.chance(0.8) ? std::max(0, last - 1) : random.integer(0, last);
    for (int l = from; l < last; ++l) {
      change_signs(stack, random, l, random.chance(0.9) ? random.integer(0, 2) : 20);
      stack.enter_units(l + 1);
      if (random.chance(0.5)) stack.enter(l + 1);
    }
    if (round % 8 == 7 || round + 1 == rounds) {
      for (int l = 0; l <= last; ++l) stack.enter(l);
      for (int l = from; l <= last; ++l) check_rows(stack, truth, l);
    }
  }
  // A copy goes its own way.
  LayerStack copy = stack;
  for (int l = 0; l < last; ++l) {
    change_signs(copy, random, l, 3);
    copy.enter(l + 1);
  }
  for (int l = 0; l <= last; ++l) {
    check_rows(copy, truth, l);
    check_rows(stack, truth, l);
  }
}

}  // namespace

TEST_CASE("rows stay within their radius of the true ones, update after update", "[layer_stack]") {
  const std::uint64_t seed = test_seed();
  for (int d = 0; d <= static_cast<int>(Degeneracy::kEverything); ++d) {
    const auto degeneracy = static_cast<Degeneracy>(d);
    for (int i = 0; i < scaled_cases(10); ++i) {
      Random random(seed, static_cast<std::uint64_t>(1000 * d + i));
      CAPTURE(seed, to_string(degeneracy), i);
      const RandomCase test = random_case(random, random.integer(1, 4), degeneracy, 16);
      check_updates(test.network, test.domain, random, 40);
    }
  }
}

TEST_CASE("wide layers are updated more often than rows may be before they are made anew", "[layer_stack]") {
  const std::uint64_t seed = test_seed();
  for (int i = 0; i < scaled_cases(4); ++i) {
    Random random(seed, static_cast<std::uint64_t>(i));
    CAPTURE(seed, i);
    check_updates(he_network(random, 3, {24, 21, 9}), Domain::box(3, -1, 1), random, 160);
    check_updates(golden(static_cast<std::uint32_t>(i + 1), 2, {20, 17}), Domain::all(2), random, 160);
  }
}

TEST_CASE("layers in which every input reaches few units", "[layer_stack]") {
  const std::uint64_t seed = test_seed();
  for (int i = 0; i < scaled_cases(6); ++i) {
    Random random(seed, static_cast<std::uint64_t>(i));
    CAPTURE(seed, i);
    // The second layer has a band of weights, and some inputs that nobody takes.
    const Network dense = he_network(random, 2, {44, 43, 6});
    std::vector<Layer> layers = dense.layers();
    const int band = random.integer(0, 3);
    for (std::size_t u = 0; u < layers[1].num_units(); ++u) {
      for (std::size_t k = 0; k < layers[1].num_inputs(); ++k) {
        const int distance = static_cast<int>(k) - static_cast<int>(u);
        if (distance < 0 || distance > band || k % 9 == 8) layers[1].weights(u, k) = 0;
      }
    }
    const Network network(2, std::move(layers));
    CHECK_FALSE(ScaledNetwork(network, Domain::all(2)).layers()[1].reach.empty());
    check_updates(network, random.chance(0.5) ? Domain::all(2) : Domain::box(2, -1, 1), random, 100);
  }
}
