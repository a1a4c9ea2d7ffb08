// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of a network and its domain that cannot change the number of regions, and laws of larger networks that the
// oracle is too slow for.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "tests/support/expect_counts.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

struct Counts {
  std::uint64_t regions = 0, bounded = 0;
  bool operator==(const Counts&) const = default;
};

Counts counts(const Network& network, const Domain& domain) {
  const RegionCount count = count_regions(network, domain);
  CHECK(count.complete());
  return {count.activation_regions, count.bounded_regions};
}

Network with_layers(const Network& network, const std::vector<Layer>& layers) {
  return Network(network.input_dim(), layers, network.name());
}

/// Units in another order, with the next layer's columns.
Network permuted(const Network& network, Random& random) {
  std::vector<Layer> layers = network.layers();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    std::vector<std::size_t> order(layers[l].num_units());
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(order);
    const Layer before = layers[l];
    for (std::size_t u = 0; u < order.size(); ++u) {
      std::copy(before.weights.row(order[u]).begin(), before.weights.row(order[u]).end(),
                layers[l].weights.row(u).begin());
      layers[l].bias[u] = before.bias[order[u]];
      layers[l].activations[u] = before.activations[order[u]];
    }
    if (l + 1 == layers.size()) continue;
    const Matrix<Rational> columns = layers[l + 1].weights;
    for (std::size_t i = 0; i < columns.rows(); ++i) {
      for (std::size_t u = 0; u < order.size(); ++u) layers[l + 1].weights(i, u) = columns(i, order[u]);
    }
  }
  return with_layers(network, layers);
}

/// ReLU rows times positive factors, undone by the next layer's columns.
Network rescaled(const Network& network, Random& random) {
  static const std::vector<Rational> factors{2, Rational(1, 3), 7, exact_rational(1e-300), exact_rational(1e300), 1024};
  std::vector<Layer> layers = network.layers();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t u = 0; u < layers[l].num_units(); ++u) {
      if (!(layers[l].activations[u] == Activation::relu())) continue;
      const Rational& factor = random.pick(factors);
      for (Rational& w : layers[l].weights.row(u)) w *= factor;
      layers[l].bias[u] *= factor;
      if (l + 1 == layers.size()) continue;
      for (std::size_t i = 0; i < layers[l + 1].num_units(); ++i) layers[l + 1].weights(i, u) /= factor;
    }
  }
  return with_layers(network, layers);
}

/// x = U x' + t with U unimodular: a product of shears and a permutation with signs.
struct InputMap {
  Matrix<Rational> U;
  std::vector<Rational> t;
};

InputMap random_map(std::size_t d, Random& random) {
  InputMap map{Matrix<Rational>(d, d), std::vector<Rational>(d)};
  for (std::size_t i = 0; i < d; ++i) {
    map.U(i, (i + 1) % d) = i % 2 == 0 ? 1 : -1;
    map.t[i] = Rational(random.integer(-5, 5)) / 7;
  }
  for (int shear = 0; shear < 3 && d > 1; ++shear) {
    const std::size_t i = static_cast<std::size_t>(random.integer(0, static_cast<int>(d) - 1));
    const std::size_t j = (i + 1) % d;
    const int factor = random.integer(-2, 2);
    for (std::size_t k = 0; k < d; ++k) map.U(i, k) += factor * map.U(j, k);
  }
  return map;
}

/// The rows and offsets after substituting x = U x' + t.
void substitute(Matrix<Rational>& rows, std::vector<Rational>& offsets, const InputMap& map) {
  const Matrix<Rational> before = rows;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t j = 0; j < rows.cols(); ++j) {
      rows(i, j) = 0;
      offsets[i] += before(i, j) * map.t[j];
      for (std::size_t k = 0; k < rows.cols(); ++k) rows(i, j) += before(i, k) * map.U(k, j);
    }
  }
}

RandomCase random_unsliced_case(Random& random, int d, Degeneracy degeneracy, int breakpoints) {
  while (true) {
    RandomCase result = random_case(random, d, degeneracy, breakpoints);
    if (!result.domain.slice()) return result;
  }
}

template <typename Check>
void for_random_cases(int cases, const Check& check) {
  const std::uint64_t seed = test_seed();
  cases = scaled_cases(cases);
  for (int index = 0; index < cases; ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(random.integer(0, 10));
    const auto [network, domain] = random_unsliced_case(random, random.integer(1, 4), degeneracy, 12);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    check(network, domain, random);
  }
}

std::vector<RecordedRegion> record(const Network& network, const Domain& domain) {
  Recorder recorder(network);
  REQUIRE(for_each_region(network, domain, recorder).complete());
  return std::move(recorder.regions);
}

}  // namespace

TEST_CASE("the order of the units does not matter", "[invariance]") {
  for_random_cases(150, [](const Network& network, const Domain& domain, Random& random) {
    CHECK(counts(permuted(network, random), domain) == counts(network, domain));
  });
}

TEST_CASE("positive scaling of ReLU rows, undone in the next layer, does not matter", "[invariance]") {
  for_random_cases(150, [](const Network& network, const Domain& domain, Random& random) {
    CHECK(counts(rescaled(network, random), domain) == counts(network, domain));
  });
}

TEST_CASE("unimodular maps and translations of the input do not matter", "[invariance]") {
  for_random_cases(150, [](const Network& network, const Domain& domain, Random& random) {
    const InputMap map = random_map(network.input_dim(), random);
    std::vector<Layer> layers = network.layers();
    substitute(layers[0].weights, layers[0].bias, map);
    Domain moved = domain;
    if (domain.rows().rows() != 0) {
      Matrix<Rational> rows = domain.rows();
      std::vector<Rational> offsets = domain.offsets();
      substitute(rows, offsets, map);
      moved = Domain::polytope(rows, offsets);
    }
    CHECK(counts(with_layers(network, layers), moved) == counts(network, domain));
    // The same map as a slice of full dimension, and as a layer of its own.
    CHECK(counts(network, domain.sliced({map.t, map.U})) == counts(network, domain));
    Layer first{map.U, map.t, std::vector<Activation>(map.t.size(), Activation::identity())};
    layers = network.layers();
    layers.insert(layers.begin(), first);
    CHECK(counts(with_layers(network, layers), moved) == counts(network, domain));
  });
}

TEST_CASE("merging affine layers does not matter", "[invariance]") {
  for_random_cases(100, [](const Network& network, const Domain& domain, Random&) {
    CHECK(counts(fuse_affine_layers(network), domain) == counts(network, domain));
  });
}

TEST_CASE("a copy of a unit, and a unit nobody sees bend again, do not matter", "[invariance]") {
  for_random_cases(100, [](const Network& network, const Domain& domain, Random& random) {
    std::vector<Layer> layers = network.layers();
    const std::size_t l = static_cast<std::size_t>(random.integer(0, static_cast<int>(layers.size()) - 1));
    const Layer before = layers[l];
    Rows rows;
    for (std::size_t u = 0; u <= before.num_units(); ++u) {
      const std::size_t from = std::min(u, before.num_units() - 1);
      rows.emplace_back(before.weights.row(from).begin(), before.weights.row(from).end());
      rows.back().push_back(before.bias[from]);
    }
    Layer wider = layer(rows);
    wider.activations = before.activations;
    wider.activations.push_back(before.activations.back());
    layers[l] = wider;
    if (l + 1 < layers.size()) {
      const Layer next = layers[l + 1];
      layers[l + 1].weights = Matrix<Rational>(next.num_units(), next.num_inputs() + 1);
      for (std::size_t i = 0; i < next.num_units(); ++i) {
        std::copy(next.weights.row(i).begin(), next.weights.row(i).end(), layers[l + 1].weights.row(i).begin());
      }
    }
    CHECK(counts(with_layers(network, layers), domain) == counts(network, domain));
  });
}

TEST_CASE("a larger box has no fewer regions", "[invariance]") {
  for_random_cases(100, [](const Network& network, const Domain&, Random&) {
    const std::size_t d = network.input_dim();
    std::uint64_t before = 0;
    for (const Rational& half : {Rational(1, 100), Rational(1), Rational(3), Rational(1000)}) {
      const std::uint64_t now = counts(network, Domain::box(d, -half, half)).regions;
      CHECK(now >= before);
      before = now;
    }
    CHECK(counts(network, Domain::all(d)).regions >= before);
  });
}

TEST_CASE("larger networks: regions fill the box, meet facet to facet, and obey Euler's relation", "[invariance]") {
  struct Shape {
    int d;
    std::vector<int> widths;
  };
  const std::uint64_t seed = test_seed();
  int index = 0;
  for (const Shape& shape : {Shape{1, {16, 16, 1}}, Shape{2, {8, 8, 8, 1}}, Shape{2, {20, 1}}, Shape{3, {8, 6, 1}},
                             Shape{4, {6, 4, 1}}, Shape{5, {6, 3, 1}}}) {
    Random random(seed, static_cast<std::uint64_t>(index++));
    const Network network = he_network(random, shape.d, shape.widths);
    CAPTURE(seed, to_text(network));
    const std::size_t d = static_cast<std::size_t>(shape.d);
    const Domain box = Domain::box(d, -1, 1);
    const auto regions = record(network, box);
    CHECK(find_complex_violation(box, regions) == "");
    Rational sum = 0, whole = 1;
    for (const RecordedRegion& region : regions) {
      CHECK(region.pattern == to_pattern(symbols_at(network, box, region.interior_point)));
      sum += volume(region);
    }
    for (std::size_t i = 0; i < d; ++i) whole *= 2;
    CHECK(sum == whole);
    if (d <= 3) CHECK(euler_characteristic(f_vector(regions, d)) == 1);

    const Domain all = Domain::all(d);
    const auto everywhere = record(network, all);
    CHECK(find_complex_violation(all, everywhere) == "");
    if (d <= 3) CHECK(euler_characteristic(f_vector(everywhere, d)) == (d % 2 == 0 ? 1 : -1));
  }
}
