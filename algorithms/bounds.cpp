// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/bounds.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "core/errors.h"

namespace crease {
namespace {

constexpr std::size_t kLargestWidth = 1'000'000;

Integer binomial(std::size_t n, std::size_t k) {
  Integer result;
  mpz_bin_uiui(result.get_mpz_t(), n, k);
  return result;
}

Integer power(const Integer& base, std::size_t exponent) {
  Integer result;
  mpz_pow_ui(result.get_mpz_t(), base.get_mpz_t(), exponent);
  return result;
}

Integer phi(std::size_t n, std::size_t d) {
  Integer sum = 0;
  for (std::size_t j = 0; j <= std::min(n, d); ++j) sum += binomial(n, j);
  return sum;
}

bool all_vanish(const LayerShape& layer) {
  return std::ranges::all_of(layer.units, [](const UnitShape& unit) { return unit.vanishes; });
}

/// sum_{j <= d} e_j(k_i - 1).
Integer symmetric_sum(const LayerShape& layer, std::size_t d) {
  std::vector<Integer> e(std::min(d, layer.units.size()) + 1, Integer(0));
  e[0] = 1;
  for (const UnitShape& unit : layer.units) {
    for (std::size_t j = e.size(); j-- > 1;) e[j] += e[j - 1] * (unit.pieces - 1);
  }
  Integer sum = 0;
  for (const Integer& term : e) sum += term;
  return sum;
}

std::size_t num_hyperplanes(const LayerShape& layer) {
  std::size_t sum = 0;
  for (const UnitShape& unit : layer.units) sum += unit.hyperplanes;
  return sum;
}

/// The dimension behind a layer whose vanishing units are on their constant piece in `vanished` cases.
std::size_t dimension_behind(const LayerShape& layer, std::size_t d, std::size_t vanished = 0) {
  return std::min(d, layer.units.size() + layer.stable - vanished);
}

/// R(l, d), values that are known in a table.
class Recursion {
 public:
  explicit Recursion(std::span<const LayerShape> layers) : layers_(layers), known_(layers.size()) {}

  Integer operator()(std::size_t l, std::size_t d) {
    if (l == layers_.size()) return 1;
    if (const auto found = known_[l].find(d); found != known_[l].end()) return found->second;
    const LayerShape& layer = layers_[l];
    Integer sum = 0;
    if (all_vanish(layer)) {
      for (std::size_t j = 0; j <= std::min(layer.units.size(), d); ++j) {
        sum += binomial(layer.units.size(), j) * (*this)(l + 1, dimension_behind(layer, d, j));
      }
    } else {
      sum = symmetric_sum(layer, d) * (*this)(l + 1, dimension_behind(layer, d));
    }
    known_[l].emplace(d, sum);
    return sum;
  }

 private:
  std::span<const LayerShape> layers_;
  std::vector<std::map<std::size_t, Integer>> known_;  ///< per layer
};

/// How many regions have an image of dimension i, layer after layer.
Integer histogram_bound(const Architecture& architecture) {
  std::map<std::size_t, Integer> histogram = {{architecture.inputs, 1}};
  for (const LayerShape& layer : architecture.layers) {
    std::map<std::size_t, Integer> next;
    const std::size_t n = layer.units.size();
    for (const auto& [d, count] : histogram) {
      if (!all_vanish(layer)) {
        next[dimension_behind(layer, d)] += count * symmetric_sum(layer, d);
        continue;
      }
      // gamma(i) = C(n, i) for n - d <= i <= n units that pass something on.
      for (std::size_t i = n - std::min(n, d); i <= n; ++i) {
        next[std::min(d, i + layer.stable)] += count * binomial(n, i);
      }
    }
    histogram = std::move(next);
  }
  Integer sum = 0;
  for (const auto& [d, count] : histogram) sum += count;
  return sum;
}

/// The widths of the layers that bend, where these and no others are ReLU layers.
std::optional<std::vector<std::size_t>> relu_widths(const Architecture& architecture) {
  std::vector<std::size_t> widths;
  for (const LayerShape& layer : architecture.layers) {
    if (layer.units.empty()) continue;
    if (!all_vanish(layer) || layer.units.size() != layer.width()) return std::nullopt;
    widths.push_back(layer.width());
  }
  if (widths.empty()) return std::nullopt;
  return widths;
}

/// prod_{l<L} (floor(n_l/n0) + extra)^n0 Phi(n_L, n0) where all n_l >= factor n0.
std::optional<Integer> lower_bound(const Architecture& architecture, std::size_t factor, std::size_t extra) {
  const auto widths = relu_widths(architecture);
  const std::size_t n0 = architecture.inputs;
  if (!widths || std::ranges::any_of(*widths, [&](std::size_t n) { return n / factor < n0; })) return std::nullopt;
  Integer product = phi(widths->back(), n0);
  for (std::size_t l = 0; l + 1 < widths->size(); ++l) {
    product *= power(Integer(static_cast<unsigned long>((*widths)[l] / n0 + extra)), n0);
  }
  return product;
}

UnitShape group_shape(std::size_t rank) { return {rank, rank * (rank - 1) / 2, false}; }

UnitShape scalar_shape(const Activation& activation) {
  const bool vanishes = activation.num_pieces() == 2 && (activation.slope(0) == 0 || activation.slope(1) == 0);
  return {activation.num_pieces(), activation.breakpoints().size(), vanishes};
}

std::optional<std::size_t> parse_number(std::string_view text) {
  std::size_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value == 0 || value > kLargestWidth) return std::nullopt;
  return value;
}

LayerShape parse_layer(std::string_view text) {
  const std::size_t m = text.find('m');
  const auto width = parse_number(text.substr(0, m));
  const auto rank = m == std::string_view::npos ? std::nullopt : parse_number(text.substr(m + 1));
  if (!width || (m != std::string_view::npos && !rank)) {
    throw InputError("architecture: '" + std::string(text) +
                     "' is no layer. Give numbers of units such as 16, or 16m3 for maxout units of rank 3");
  }
  LayerShape layer;
  if (rank == std::size_t{1}) {
    layer.stable = *width;
  } else {
    layer.units.assign(*width, rank ? group_shape(*rank) : UnitShape{});
  }
  return layer;
}

}  // namespace

Architecture parse_architecture(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const auto inputs = parse_number(words.front()), outputs = parse_number(words.back());
  if (words.size() < 3 || !inputs || !outputs) {
    throw InputError("architecture '" + std::string(text) +
                     "': it is not like 2,16,16,1. Give the inputs, the hidden layers and the outputs");
  }
  Architecture architecture{*inputs, {}};
  for (std::size_t l = 1; l + 1 < words.size(); ++l) architecture.layers.push_back(parse_layer(words[l]));
  architecture.layers.push_back({{}, *outputs, 0});
  return architecture;
}

Architecture architecture_of(const Network& network, std::size_t dim,
                             const std::function<std::optional<std::size_t>(UnitId)>& stable_piece) {
  Architecture architecture{dim, {}};
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    LayerShape& shape = architecture.layers.emplace_back();
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const UnitId unit{static_cast<std::uint32_t>(l), static_cast<std::uint32_t>(u)};
      std::optional<std::size_t> piece = stable_piece ? stable_piece(unit) : std::nullopt;
      if (layer.is_affine(u)) piece = 0;
      if (piece) {
        ++(layer.piece(u, *piece).slope == 0 ? shape.constant : shape.stable);
      } else {
        shape.units.push_back(layer.is_group(u) ? group_shape(layer.num_arguments(u))
                                                : scalar_shape(layer.activations[u]));
      }
    }
  }
  return architecture;
}

Integer activation_bound(const Architecture& architecture) {
  return Recursion(architecture.layers)(0, architecture.inputs);
}

RegionBounds region_bounds(const Architecture& architecture) {
  RegionBounds bounds;
  bounds.naive = bounds.montufar_2017 = bounds.montufar_2021 = 1;
  std::size_t d = architecture.inputs;
  for (const LayerShape& layer : architecture.layers) {
    for (const UnitShape& unit : layer.units) bounds.naive *= unit.pieces;
    bounds.montufar_2017 *= phi(num_hyperplanes(layer), d);
    bounds.montufar_2021 *= symmetric_sum(layer, d);
    d = std::min(d, layer.width());
  }
  bounds.montufar_2014 = lower_bound(architecture, 1, 0);
  bounds.serra_2018_lower = lower_bound(architecture, 3, 1);
  bounds.serra_2018 = activation_bound(architecture);
  bounds.hinz_2019 = histogram_bound(architecture);
  return bounds;
}

std::optional<Rational> expected_regions_per_volume(const Architecture& architecture, const Rational& gradient_constant,
                                                    const Rational& bias_constant) {
  const auto widths = relu_widths(architecture);
  if (!widths) return std::nullopt;
  std::size_t n = 0;
  for (const std::size_t width : *widths) n += width;
  if (n < architecture.inputs) return Rational(power(2, n));
  const Rational base = 32 * gradient_constant * bias_constant * Rational(static_cast<unsigned long>(n));
  Rational result(power(base.get_num(), architecture.inputs), power(base.get_den(), architecture.inputs));
  Integer factorial;
  mpz_fac_ui(factorial.get_mpz_t(), architecture.inputs);
  return result / Rational(factorial);
}

}  // namespace crease
