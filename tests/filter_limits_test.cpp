// SPDX-License-Identifier: GPL-3.0-or-later
// Networks at the limits of what the floating-point filter can tell: subnormal slopes, slopes of 2^560 that undo
// cancellations, widths that fill no vector. Found by review; each gave a wrong count once.
#include <catch2/catch.hpp>

#include "algorithms/walk.h"
#include "tests/support/expect_counts.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

Rational power_of_two(int exponent) {
  const Integer power = Integer(1) << static_cast<unsigned long>(std::abs(exponent));
  return exponent < 0 ? Rational(Integer(1), power) : Rational(power);
}

Activation bend_at_zero(const Rational& left, const Rational& right) {
  return Activation::piecewise({0}, {left, right}, 0, 0);
}

}  // namespace

TEST_CASE("a slope that is subnormal as a double", "[filter]") {
  const Rational tiny = power_of_two(-1074) * Rational(7, 5);
  const Layer first = layer({{1, 2}}, bend_at_zero(1, power_of_two(400)));
  const Layer second = layer({{1, 0}}, bend_at_zero(0, tiny));
  const Layer third = layer({{1, -tiny * power_of_two(400) * Rational(5, 2)}});
  // The third unit bends at x = 1/2.
  expect_counts(Network(1, {first, second, third}), Domain::box(1, -1, 1), 2);
}

TEST_CASE("slopes that undo a cancellation leave rows without a usable radius", "[filter]") {
  for (const int exponent : {100, 300, 560, 700}) {
    CAPTURE(exponent);
    const Rational d = power_of_two(-52);
    const Activation a = bend_at_zero(1, power_of_two(exponent) * Rational(4, 3));
    const Activation b = bend_at_zero(1, power_of_two(exponent) * Rational(10, 7));
    Layer first = layer({{1, 0, 1}, {1 + d, 0, 1 - d / 2}, {0, 1, 1}, {0, 1 + d, 1 - d / 2}});
    first.activations = {a, b, a, b};
    const Rational w(-14, 15);
    const Rational e = power_of_two(-exponent) * Rational(3, 4);
    const Layer second = layer({{1, w, 0, 0, 0}, {0, 0, 1, w, 0}, {e, 0, e, 0, -3}});
    expect_counts(Network(2, {first, second}), Domain::box(2, 0, 1), 6);
  }
}

TEST_CASE("every kernel counts alike where layers get narrower and fill no vector", "[filter]") {
  const kernel::Kernel* kernels[3];
  const int num_kernels = kernel::available_kernels(kernels, 3);
  const std::uint64_t seed = test_seed();
  for (const std::vector<int>& widths :
       {std::vector<int>{16, 12, 8, 1}, {32, 5, 6, 1}, {16, 4, 4, 1}, {11, 13, 3, 1}, {9, 9, 9, 1}}) {
    for (std::uint64_t index = 0; index < 3; ++index) {
      CAPTURE(seed, index, widths);
      Random random(seed, index);
      const Network network = he_network(random, 2, widths);
      const Domain box = Domain::box(2, -1, 1);
      WalkOutput expected;
      walk(network, box, {}, expected, *kernels[num_kernels - 1]);
      for (int k = 0; k + 1 < num_kernels; ++k) {
        WalkOutput output;
        walk(network, box, {}, output, *kernels[k]);
        CAPTURE(kernels[k]->name);
        CHECK(output.regions == expected.regions);
      }
    }
  }
}
