// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scaled_network.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/cell_kernel.h"
#include "core/errors.h"

namespace crease {
namespace {

/// Integers of up to this many bits are kept as they are in doubles; it leaves room for the rows computed from them.
constexpr flint_bitcnt_t kSmallBits = 40;

/// The layers up to the last one that bends, and where they stood.
struct BendingPart {
  std::span<const Layer> layers;
  std::vector<std::size_t> original;
  std::optional<Network> fused;  ///< owns the layers when affine ones had to be fused away
};

BendingPart bending_part(const Network& network) {
  BendingPart part;
  const std::vector<Layer>& layers = network.layers();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!layers[l].is_affine()) part.original.push_back(l);
  }
  const bool affine_in_between = !part.original.empty() && part.original.back() + 1 != part.original.size();
  if (affine_in_between) part.fused = fuse_affine_layers(network);
  part.layers = std::span(part.fused ? part.fused->layers() : layers).first(part.original.size());
  return part;
}

/// value * scale. Pre: an integer.
Integer scaled(const Rational& value, const Integer& scale) {
  Integer result;
  mpz_divexact(result.get_mpz_t(), scale.get_mpz_t(), value.get_den_mpz_t());
  result *= value.get_num();
  return result;
}

/// Multiplies by a positive rational and rounds to the nearest double.
class ScaledDoubles {
 public:
  explicit ScaledDoubles(Rational factor) : factor_(std::move(factor)) {
    const auto power_of_two = [](const Integer& n) { return mpz_popcount(n.get_mpz_t()) == 1; };
    if (power_of_two(factor_.get_num()) && power_of_two(factor_.get_den())) {
      exponent_ = static_cast<int>(mpz_sizeinbase(factor_.get_num_mpz_t(), 2)) -
                  static_cast<int>(mpz_sizeinbase(factor_.get_den_mpz_t(), 2));
    }
  }

  double operator()(const Rational& value) const {
    if (exponent_) {
      // Far from overflow and underflow, rounding and scaling by a power of two commute.
      const double rounded = nearest_double(value);
      const double size = std::fabs(rounded);
      if (size == 0 ? value == 0 : size > 1e-250 && size < 1e250 && std::abs(*exponent_) < 100) {
        return std::ldexp(rounded, *exponent_);
      }
    }
    return nearest_double(value * factor_);
  }

 private:
  Rational factor_;
  std::optional<int> exponent_;
};

/// Walks through the layers with the two running scales.
class Scaler {
 public:
  ScaledLayer scale(const Layer& layer, const Matrix<Rational>& weights, std::span<const Rational> bias) {
    ScaledLayer out;
    out.units = static_cast<int>(weights.rows());
    out.inputs = static_cast<int>(weights.cols());
    out.stride = kernel::padded(out.units);
    list_creases(layer, out);
    const Integer s = integer_factor(layer, weights, bias);
    pre_scale_ *= s;
    const Integer q = slope_factor(layer);
    post_scale_ = pre_scale_ * q;
    set_integers(layer, weights, bias, s, q, out);
    set_doubles(layer, weights, bias, s, q, out);
    pre_scale_ = post_scale_;
    return out;
  }

 private:
  static void list_creases(const Layer& layer, ScaledLayer& out) {
    out.one_zero_crease_per_unit = true;
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      out.first_crease.push_back(static_cast<std::uint32_t>(out.creases.size()));
      const auto& breakpoints = layer.activations[u].breakpoints();
      for (std::size_t k = 0; k < breakpoints.size(); ++k) {
        out.creases.push_back({static_cast<std::uint32_t>(u), static_cast<std::uint32_t>(k)});
      }
      if (breakpoints.size() != 1 || breakpoints[0] != 0) out.one_zero_crease_per_unit = false;
    }
    out.first_crease.push_back(static_cast<std::uint32_t>(out.creases.size()));
  }

  /// The factor that makes weights, scaled bias and scaled thresholds integers.
  Integer integer_factor(const Layer& layer, const Matrix<Rational>& weights, std::span<const Rational> bias) const {
    Integer s = common_denominator(weights.entries());
    const Rational pre_scale(pre_scale_);
    const auto include = [&](const Rational& value) {
      const Rational product = value * pre_scale;
      if (mpz_divisible_p(s.get_mpz_t(), product.get_den_mpz_t())) return;
      mpz_lcm(s.get_mpz_t(), s.get_mpz_t(), product.get_den_mpz_t());
    };
    for (const Rational& b : bias) include(b);
    for (const Activation& activation : layer.activations) {
      for (const Rational& t : activation.breakpoints()) include(t);
    }
    return s;
  }

  /// The factor that makes slopes, scaled intercepts and scaled thresholds integers.
  Integer slope_factor(const Layer& layer) const {
    Integer q = 1;
    const auto include = [&](const Rational& value) {
      mpz_lcm(q.get_mpz_t(), q.get_mpz_t(), value.get_den_mpz_t());
    };
    for (const Activation& activation : layer.activations) {
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
        include(activation.slope(p));
        include(Rational(activation.intercept(p) * Rational(pre_scale_)));
      }
    }
    return q;
  }

  void set_integers(const Layer& layer, const Matrix<Rational>& weights, std::span<const Rational> bias,
                    const Integer& s, const Integer& q, ScaledLayer& out) {
    const std::size_t n = weights.rows();
    out.bias = IntegerVector(n);
    for (std::size_t u = 0; u < n; ++u) {
      IntegerVector& row = out.weights.emplace_back(weights.cols());
      for (std::size_t i = 0; i < weights.cols(); ++i) row.set(i, scaled(weights(u, i), s));
      if (!bias.empty()) out.bias.set(u, scaled(bias[u], pre_scale_));
    }
    out.slopes = IntegerVector(out.creases.size() + n);
    out.intercepts = IntegerVector(out.creases.size() + n);
    for (std::size_t u = 0; u < n; ++u) {
      const Activation& activation = layer.activations[u];
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
        out.slopes.set(out.piece_index(u, p), scaled(activation.slope(p), q));
        out.intercepts.set(out.piece_index(u, p), scaled(activation.intercept(p), post_scale_));
      }
    }
    out.thresholds = IntegerVector(out.creases.size());
    threshold_values_.clear();
    for (const Crease& crease : out.creases) {
      threshold_values_.push_back(layer.activations[crease.unit].breakpoints()[crease.breakpoint]);
    }
    for (std::size_t c = 0; c < out.creases.size(); ++c) {
      out.thresholds.set(c, scaled(threshold_values_[c], pre_scale_));
    }
  }

  void set_doubles(const Layer& layer, const Matrix<Rational>& weights, std::span<const Rational> bias,
                   const Integer& s, const Integer& q, ScaledLayer& out) {
    out.integral = integral_so_far_ && is_small(out);
    const std::size_t n = weights.rows();
    Rational factor(s);
    Rational after(q);
    if (!out.integral) {
      integral_so_far_ = false;
      factor = power_of_two_normaliser(weights);
      after = 1;
    }
    const Rational pre = double_scale_ * factor;
    const Rational post = pre * after;
    const ScaledDoubles weight_double(factor), pre_double(pre), post_double(post), slope_double(after);
    out.weights_double.assign(weights.cols() * static_cast<std::size_t>(out.stride), 0.0);
    out.bias_double.assign(static_cast<std::size_t>(out.stride), 0.0);
    for (std::size_t u = 0; u < n; ++u) {
      for (std::size_t i = 0; i < weights.cols(); ++i) {
        out.weights_double[i * static_cast<std::size_t>(out.stride) + u] = weight_double(weights(u, i));
      }
      if (!bias.empty()) out.bias_double[u] = pre_double(bias[u]);
    }
    out.weight_norms.assign(static_cast<std::size_t>(out.stride), 0.0);
    for (std::size_t i = 0; i < weights.cols(); ++i) {
      for (std::size_t u = 0; u < n; ++u) {
        out.weight_norms[u] += std::fabs(out.weights_double[i * static_cast<std::size_t>(out.stride) + u]);
      }
    }
    for (double& norm : out.weight_norms) {
      norm = norm * kernel::kInflate + kernel::kUnderflow;
      out.largest_weight_norm = std::max(out.largest_weight_norm, norm);
    }
    for (const double b : out.bias_double) out.largest_bias = std::max(out.largest_bias, std::fabs(b));
    for (const Rational& t : threshold_values_) out.thresholds_double.push_back(pre_double(t));
    for (const Activation& activation : layer.activations) {
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
        out.slopes_double.push_back(slope_double(activation.slope(p)));
        out.intercepts_double.push_back(post_double(activation.intercept(p)));
        out.steepest = std::max(out.steepest, std::fabs(out.slopes_double.back()) * kernel::kInflate);
        out.farthest = std::max(out.farthest, std::fabs(out.intercepts_double.back()) * kernel::kInflate);
      }
    }
    double_scale_ = post;
  }

  static bool is_small(const ScaledLayer& layer) {
    const auto small = [](const IntegerVector& values) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (fmpz_bits(values[i]) > kSmallBits) return false;
      }
      return true;
    };
    return std::all_of(layer.weights.begin(), layer.weights.end(), small) && small(layer.bias) &&
           small(layer.thresholds) && small(layer.slopes) && small(layer.intercepts);
  }

  /// 2^k near 1 / (largest weight).
  static Rational power_of_two_normaliser(const Matrix<Rational>& weights) {
    std::optional<long> largest;
    for (const Rational& w : weights.entries()) {
      if (w == 0) continue;
      const long size = long(mpz_sizeinbase(w.get_num_mpz_t(), 2)) - long(mpz_sizeinbase(w.get_den_mpz_t(), 2));
      largest = std::max(largest.value_or(size), size);
    }
    if (!largest) return 1;
    const long exponent = *largest;
    const Integer power = Integer(1) << static_cast<unsigned long>(std::labs(exponent));
    return exponent > 0 ? Rational(Integer(1), power) : Rational(power);
  }

  Integer pre_scale_ = 1;   ///< factor of this layer's pre-activations (integers)
  Integer post_scale_ = 1;  ///< factor of its outputs
  Rational double_scale_ = 1;
  bool integral_so_far_ = true;
  std::vector<Rational> threshold_values_;
};

}  // namespace

ScaledNetwork scale_network(const Network& network, const Domain& domain) {
  if (domain.ambient_dim() != network.input_dim()) {
    throw InvalidDomain("domain '" + domain.label() + "' has " + std::to_string(domain.ambient_dim()) +
                        " coordinates, but the network '" + network.name() + "' takes " +
                        std::to_string(network.input_dim()) + " inputs; give a domain of that dimension");
  }
  const BendingPart part = bending_part(network);
  ScaledNetwork scaled;
  scaled.chart = make_chart(domain, part.layers);
  scaled.scaled_layer_of.assign(network.layers().size(), -1);
  Scaler scaler;
  for (std::size_t l = 0; l < part.layers.size(); ++l) {
    const Layer& layer = part.layers[l];
    const bool first = l == 0;
    ScaledLayer& out = scaled.layers.emplace_back(first ? scaler.scale(layer, scaled.chart.first_layer, {})
                                                        : scaler.scale(layer, layer.weights, layer.bias));
    out.original_layer = part.original[l];
    scaled.scaled_layer_of[part.original[l]] = static_cast<int>(l);
  }
  return scaled;
}

}  // namespace crease
