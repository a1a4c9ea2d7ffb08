// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/random_networks.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"

namespace crease::testing {
namespace {

Rational random_number(Random& random, Numbers numbers, double deviation) {
  switch (numbers) {
    case Numbers::kHeDoubles:
      return exact_rational(deviation * random.gaussian());
    case Numbers::kFloat32:
      return exact_rational(static_cast<float>(deviation * random.gaussian()));
    case Numbers::kSmallIntegers:
      return random.integer(-3, 3);
    case Numbers::kDecimals:
      break;
  }
  Rational result(random.integer(-999, 999), random.pick(std::vector<int>{1, 3, 7, 10, 100, 1000}));
  result.canonicalize();
  return result;
}

Activation random_activation(Random& random) {
  switch (random.integer(0, 9)) {
    case 0:
      return Activation::leaky_relu(Rational(1, 10));
    case 1:
      return Activation::leaky_relu(-2);
    case 2:
      return Activation::abs();
    case 3:
      return Activation::hard_tanh();
    case 4:
      return Activation::clip(Rational(-1, 2), Rational(1, 3));
    case 5:
      return Activation::identity();
    case 6:
      return Activation::piecewise({-1, Rational(1, 2)}, {1, -1, 2}, 0, Rational(1, 3));
    case 7:
      return Activation::piecewise({-1, 0, 1}, {0, 1, -1, 0}, -1, 0);
    case 8:
      return Activation::clip_above(Rational(1, 2));
    default:
      return Activation::relu();
  }
}

std::vector<Rational> unit_row(const Layer& layer, std::size_t u) {
  std::vector<Rational> row(layer.weights.row(u).begin(), layer.weights.row(u).end());
  row.push_back(layer.bias[u]);
  return row;
}

void set_unit_row(Layer& layer, std::size_t u, const std::vector<Rational>& row) {
  std::copy(row.begin(), row.end() - 1, layer.weights.row(u).begin());
  layer.bias[u] = row.back();
}

std::size_t random_index(Random& random, std::size_t size) {
  return static_cast<std::size_t>(random.integer(0, static_cast<int>(size) - 1));
}

const Rational& random_factor(Random& random) {
  static const std::vector<Rational> factors{1, 1, -1, 2, -3, Rational(1, 3), Rational(-1, 2)};
  return random.pick(factors);
}

Rational tiny() {
  Integer big;
  mpz_ui_pow_ui(big.get_mpz_t(), 10, 40);
  return Rational(Integer(1), big);
}

void copy_units(Random& random, Layer& layer, const Rational& shift) {
  const std::size_t from = random_index(random, layer.num_units());
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    if (u == from || random.chance(0.4)) continue;
    std::vector<Rational> row = unit_row(layer, from);
    row.back() += shift * random.integer(-2, 2);
    const Rational& factor = random_factor(random);
    for (Rational& x : row) x *= factor;
    set_unit_row(layer, u, row);
  }
}

void through_a_point(Random& random, Layer& first, bool rounded) {
  std::vector<Rational> point(first.num_inputs());
  for (Rational& x : point) x = Rational(random.integer(-3, 3)) / random.integer(1, 4);
  for (std::size_t u = 0; u < first.num_units(); ++u) {
    if (random.chance(0.15)) continue;
    Rational bias = first.activations[u].is_affine() ? Rational(0) : first.activations[u].breakpoints()[0];
    for (std::size_t j = 0; j < point.size(); ++j) bias -= first.weights(u, j) * point[j];
    const double nearest = nearest_double(bias);
    first.bias[u] = rounded && std::isfinite(nearest) ? exact_rational(nearest) : bias;
  }
}

/// Makes two units of `inner` multiples of one another, and the units of `outer` add them up to nothing.
void cancel(Random& random, Layer& inner, Layer& outer) {
  if (inner.num_units() < 2) return;
  const std::size_t i = random_index(random, inner.num_units());
  const std::size_t j = (i + 1) % inner.num_units();
  const bool negated = random.chance(0.5);
  const Rational factor = negated ? -1 : random.integer(1, 3);
  std::vector<Rational> row = unit_row(inner, i);
  for (Rational& x : row) x *= factor;
  inner.activations[i] = inner.activations[j] = random.chance(0.7) ? Activation::relu() : Activation::abs();
  set_unit_row(inner, j, row);
  for (std::size_t u = 0; u < outer.num_units(); ++u) {
    if (random.chance(0.3)) continue;
    outer.weights(u, j) = -outer.weights(u, i) / (negated ? Rational(1) : factor);
    if (random.chance(0.5)) {
      for (std::size_t k = 0; k < inner.num_units(); ++k) {
        if (k != i && k != j) outer.weights(u, k) = 0;
      }
    }
    if (random.chance(0.6)) outer.bias[u] = 0;
  }
}

void make_slivers(Random& random, Layer& layer) {
  const Rational width = tiny();
  if (random.chance(0.5)) {
    copy_units(random, layer, width);
    return;
  }
  const std::size_t from = random_index(random, layer.num_units());
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    if (u == from || random.chance(0.4)) continue;
    std::vector<Rational> row = unit_row(layer, from);
    for (Rational& x : row) x += width * random.integer(-2, 2);
    set_unit_row(layer, u, row);
  }
}

void scale_extremely(Random& random, std::vector<Layer>& layers, std::size_t l) {
  for (std::size_t u = 0; u < layers[l].num_units(); ++u) {
    if (random.chance(0.3)) continue;
    const Rational factor = exact_rational(random.chance(0.5) ? 1e300 : 1e-300);
    std::vector<Rational> row = unit_row(layers[l], u);
    if (random.chance(0.7)) {
      for (Rational& x : row) x *= factor;
    } else {
      row[random_index(random, row.size())] *= factor;
    }
    set_unit_row(layers[l], u, row);
    if (l + 1 < layers.size() && random.chance(0.5)) {
      for (std::size_t k = 0; k < layers[l + 1].num_units(); ++k) layers[l + 1].weights(k, u) /= factor;
    }
  }
}

void degrade(Random& random, std::vector<Layer>& layers, Degeneracy degeneracy) {
  const std::size_t l = random.chance(0.5) ? 0 : random_index(random, layers.size());
  Layer& layer = layers[l];
  switch (degeneracy) {
    case Degeneracy::kNone:
      break;
    case Degeneracy::kDuplicates:
      copy_units(random, layer, 0);
      break;
    case Degeneracy::kParallel:
      copy_units(random, layer, Rational(1, 2));
      break;
    case Degeneracy::kZeroBias: {
      const double share = random.chance(0.6) ? 1 : 0.6;
      for (Layer& each : layers) {
        for (Rational& b : each.bias) b = random.chance(share) ? Rational(0) : b;
      }
      break;
    }
    case Degeneracy::kDeadLayer:
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        if (l == 0) {
          for (Rational& w : layer.weights.row(u)) w = 0;
        } else {
          for (Rational& w : layer.weights.row(u)) w = -abs(w);
        }
        layer.bias[u] = random.chance(0.5) ? Rational(0) : Rational(-abs(layer.bias[u]));
      }
      break;
    case Degeneracy::kConstantUnits:
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        if (random.chance(0.5)) continue;
        for (Rational& w : layer.weights.row(u)) w = 0;
        layer.bias[u] = Rational(random.integer(-2, 2)) / 2;
      }
      break;
    case Degeneracy::kOnePoint:
      through_a_point(random, layers[0], random.chance(0.4));
      break;
    case Degeneracy::kCancelling:
      if (layers.size() > 1) {
        const std::size_t inner = random_index(random, layers.size() - 1);
        cancel(random, layers[inner], layers[inner + 1]);
      } else {
        copy_units(random, layer, 0);
      }
      break;
    case Degeneracy::kSlivers:
      make_slivers(random, layer);
      break;
    case Degeneracy::kExtremeScales:
      scale_extremely(random, layers, l);
      break;
    case Degeneracy::kEverything:
      for (int times = random.integer(2, 4); times > 0; --times) {
        degrade(random, layers, static_cast<Degeneracy>(random.integer(1, 9)));
      }
      break;
  }
}

/// A polyhedron around a point: some rows repeat, touch from outside, are constant or lie on a unit's hyperplane.
Domain random_polytope(Random& random, const Network& network) {
  const std::size_t d = network.input_dim();
  std::vector<Rational> inside(d);
  for (Rational& x : inside) x = Rational(random.integer(-4, 4)) / 3;
  Rows rows;
  const int wanted = random.integer(1, static_cast<int>(d) + 3);
  while (static_cast<int>(rows.size()) < wanted) {
    std::vector<Rational> row(d + 1);
    const int kind = random.integer(0, 6);
    if (kind == 0 && !rows.empty()) {
      row = random.pick(rows);
      for (Rational& x : row) x *= 2;
      row.back() += random.integer(0, 1);
    } else if (kind == 1) {
      row = unit_row(network.layers()[0], random_index(random, network.layers()[0].num_units()));
    } else if (kind == 2) {
      row.back() = random.integer(0, 1);
      rows.push_back(row);
      continue;
    } else {
      for (Rational& x : row) x = random.integer(-3, 3);
      row.back() = random.integer(0, 6);
    }
    Rational value = row.back();
    for (std::size_t j = 0; j < d; ++j) value += row[j] * inside[j];
    if (value == 0) continue;
    if (value < 0) {
      for (Rational& x : row) x = -x;
    }
    rows.push_back(row);
  }
  Matrix<Rational> G(rows.size(), d);
  std::vector<Rational> g;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy(rows[i].begin(), rows[i].end() - 1, G.row(i).begin());
    g.push_back(rows[i].back());
  }
  return Domain::polytope(G, g);
}

Domain random_domain(Random& random, const Network& network) {
  const std::size_t d = network.input_dim();
  switch (random.integer(0, 4)) {
    case 0:
    case 1:
      return Domain::all(d);
    case 2:
      return Domain::box(d, -1, 1);
    case 3: {
      std::vector<Rational> lo, hi;
      for (std::size_t i = 0; i < d; ++i) {
        lo.push_back(random_number(random, Numbers::kDecimals, 1) / 100);
        hi.push_back(lo.back() + Rational(random.integer(1, 9)) / 3);
      }
      return Domain::box(lo, hi);
    }
    default:
      return random_polytope(random, network);
  }
}

bool has_interior(const Domain& domain) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    const auto normal = domain.rows().row(i);
    const Row row{{normal.begin(), normal.end()}, domain.offsets()[i]};
    if (!row.is_constant()) rows.push_back(row);
    if (row.is_constant() && row.offset < 0) return false;
  }
  return strictly_feasible_point(rows, domain.dim()).has_value();
}

/// The domain inside a random slice that meets its interior; all space in a slice when none was found.
Domain random_slice(Random& random, const Domain& domain, int dim) {
  const std::size_t d = domain.ambient_dim();
  for (int attempt = 0; attempt < 20; ++attempt) {
    Slice slice{std::vector<Rational>(d), Matrix<Rational>(d, static_cast<std::size_t>(dim))};
    for (Rational& x : slice.point) x = Rational(random.integer(-2, 2)) / 2;
    for (std::size_t i = 0; i < d; ++i) {
      for (Rational& x : slice.directions.row(i)) x = random.integer(-1, 2);
    }
    for (std::size_t k = 0; k < static_cast<std::size_t>(dim); ++k) slice.directions(k, k) += 5;
    try {
      const Domain sliced = (attempt < 10 ? domain : Domain::all(d)).sliced(std::move(slice));
      if (has_interior(sliced)) return sliced;
    } catch (const InvalidDomain&) {
      continue;  // the directions were dependent
    }
  }
  throw std::logic_error("random_slice: no slice in 20 attempts");
}

}  // namespace

std::string to_string(Degeneracy degeneracy) {
  static const std::vector<std::string> names{"generic",    "duplicates",     "parallel",  "zero bias",
                                              "dead layer", "constant units", "one point", "cancelling",
                                              "slivers",    "extreme scales", "everything"};
  return names[static_cast<std::size_t>(degeneracy)];
}

Network he_network(Random& random, int d, const std::vector<int>& widths) {
  std::vector<Layer> layers;
  int inputs = d;
  for (std::size_t l = 0; l < widths.size(); ++l) {
    Rows rows(static_cast<std::size_t>(widths[l]), std::vector<Rational>(static_cast<std::size_t>(inputs) + 1));
    for (auto& row : rows) {
      for (Rational& w : row) w = random_number(random, Numbers::kHeDoubles, std::sqrt(2.0 / inputs));
      row.back() = random_number(random, Numbers::kHeDoubles, std::sqrt(0.3));
    }
    layers.push_back(layer(rows, l + 1 < widths.size() ? Activation::relu() : Activation::identity()));
    inputs = widths[l];
  }
  return Network(static_cast<std::size_t>(d), std::move(layers));
}

Network with_max_groups(Random& random, const Network& network, int most) {
  std::vector<Layer> layers;
  std::vector<std::size_t> kept(network.input_dim());  // the outputs of the layer before that are left
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  for (const Layer& original : network.layers()) {
    Layer layer{Matrix<Rational>(original.num_rows(), kept.size()), original.bias, {}, {0}};
    for (std::size_t i = 0; i < original.num_rows(); ++i) {
      for (std::size_t j = 0; j < kept.size(); ++j) layer.weights(i, j) = original.weights(i, kept[j]);
    }
    kept.clear();
    while (layer.first_rows.back() < original.num_rows()) {
      const std::size_t first = layer.first_rows.back(), left = original.num_rows() - first;
      const std::size_t size = std::min(left, static_cast<std::size_t>(random.integer(1, most)));
      if (size > 2 && random.chance(0.2)) {
        std::copy(layer.weights.row(first).begin(), layer.weights.row(first).end(),
                  layer.weights.row(first + 2).begin());
        layer.bias[first + 2] = layer.bias[first];
      }
      kept.push_back(first);
      layer.activations.push_back(size > 1 ? Activation::identity() : original.activations[first]);
      layer.first_rows.push_back(static_cast<std::uint32_t>(first + size));
    }
    layers.push_back(std::move(layer));
  }
  return Network(network.input_dim(), std::move(layers));
}

RandomCase random_case(Random& random, int d, Degeneracy degeneracy, int max_breakpoints) {
  const bool slice = random.chance(0.2);
  const int inputs = slice ? d + random.integer(0, 2) : d;
  const Numbers numbers = static_cast<Numbers>(random.integer(0, 3));
  const bool mixed = random.chance(0.35);

  std::vector<Layer> layers;
  int width_before = inputs;
  int left = max_breakpoints;
  const int depth = random.integer(1, 3);
  for (int l = 0; l < depth && left > 0; ++l) {
    const int width = l + 1 == depth ? std::max(1, std::min(left, 6)) : random.integer(1, std::max(1, left * 2 / 3));
    Rows rows;
    std::vector<Activation> activations;
    for (int u = 0; u < width; ++u) {
      activations.push_back(mixed ? random_activation(random) : Activation::relu());
      const int bends = static_cast<int>(activations.back().breakpoints().size());
      if (bends > left && u > 0) {
        activations.pop_back();
        break;
      }
      left -= bends;
      std::vector<Rational> row(static_cast<std::size_t>(width_before) + 1);
      for (Rational& w : row) w = random_number(random, numbers, std::sqrt(2.0 / width_before));
      row.back() = random_number(random, numbers, std::sqrt(0.3));
      rows.push_back(row);
    }
    layers.push_back(layer(rows));
    layers.back().activations = std::move(activations);
    width_before = static_cast<int>(layers.back().num_units());
  }
  degrade(random, layers, degeneracy);
  if (random.chance(0.7)) {
    Rows rows(2, std::vector<Rational>(static_cast<std::size_t>(width_before) + 1));
    for (auto& row : rows) {
      for (Rational& w : row) w = random_number(random, numbers, 1);
    }
    layers.push_back(layer(rows, Activation::identity()));
  }

  Network network(static_cast<std::size_t>(inputs), std::move(layers));
  Domain domain = random_domain(random, network);
  if (slice) domain = random_slice(random, domain, d);
  return {std::move(network), std::move(domain)};
}

}  // namespace crease::testing
