// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scaled_network.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/cell_kernel.h"
#include "core/errors.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

/// Integers of up to this many bits are kept as they are in doubles; it leaves room for the rows computed from them.
constexpr std::size_t kSmallBits = 40;

/// Where rounding to double and scaling by a moderate power of two commute: far from overflow and underflow.
bool is_moderate(double size) { return size > 1e-250 && size < 1e250; }

/// Multiplies by a positive rational and rounds to the nearest double.
class ScaledDoubles {
 public:
  explicit ScaledDoubles(Rational factor) : factor_(std::move(factor)) {
    const auto power_of_two = [](const Integer& n) { return mpz_popcount(n.get_mpz_t()) == 1; };
    if (power_of_two(factor_.get_num()) && power_of_two(factor_.get_den())) {
      const int exponent = static_cast<int>(mpz_sizeinbase(factor_.get_num_mpz_t(), 2)) -
                           static_cast<int>(mpz_sizeinbase(factor_.get_den_mpz_t(), 2));
      if (std::abs(exponent) < 100) power_ = std::ldexp(1.0, exponent);
    }
  }

  double operator()(const Rational& value) const {
    if (power_ != 0) {
      const double rounded = nearest_double(value);
      if (is_moderate(std::fabs(rounded)) || value == 0) return rounded * power_;
    }
    return nearest_double(value * factor_);
  }

 private:
  Rational factor_;
  double power_ = 0;  ///< the factor, where it is a moderate power of two
};

/// 2^k near 1 / (largest weight).
Rational power_of_two_normaliser(const Matrix<Rational>& weights) {
  double largest_double = 0;
  for (const Rational& w : weights.entries()) largest_double = std::max(largest_double, std::fabs(nearest_double(w)));
  if (is_moderate(largest_double)) {
    const int exponent = std::ilogb(largest_double) + 1;
    const Integer power = Integer(1) << static_cast<unsigned long>(std::abs(exponent));
    return exponent > 0 ? Rational(Integer(1), power) : Rational(power);
  }
  std::optional<long> largest;
  for (const Rational& w : weights.entries()) {
    if (w == 0) continue;
    const long size = long(mpz_sizeinbase(w.get_num_mpz_t(), 2)) - long(mpz_sizeinbase(w.get_den_mpz_t(), 2));
    largest = std::max(largest.value_or(size), size);
  }
  if (!largest) return 1;
  const Integer power = Integer(1) << static_cast<unsigned long>(std::labs(*largest));
  return *largest > 0 ? Rational(Integer(1), power) : Rational(power);
}

void list_creases(const Layer& layer, ScaledLayer& out) {
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

void list_inputs(const Layer& layer, ScaledLayer& out) {
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    std::vector<std::uint32_t>& inputs = out.inputs.emplace_back();
    for (std::uint32_t i = 0; i < layer.num_inputs(); ++i) {
      if (layer.weights(u, i) != 0) inputs.push_back(i);
    }
    out.has_bias.push_back(layer.bias[u] != 0);
  }
}

/// Pre: the inputs are listed.
void list_reach(std::size_t num_inputs, ScaledLayer& out) {
  constexpr std::uint32_t kBlock = kernel::kLanes;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> reach(num_inputs, {0, 0});
  for (std::uint32_t u = 0; u < out.inputs.size(); ++u) {
    for (const std::uint32_t i : out.inputs[u]) {
      auto& [first, end] = reach[i];
      if (end == 0) first = u / kBlock * kBlock;
      end = (u / kBlock + 1) * kBlock;
    }
  }
  std::size_t total = 0;
  for (const auto& [first, end] : reach) total += end - first;
  if (4 * total <= num_inputs * static_cast<std::size_t>(out.stride)) out.reach = std::move(reach);
}

/// The network with every argument of a max group as a unit of its own, of slope 0 or 1; behind a last layer with
/// groups comes one that adds them up.
Network with_arguments_as_units(const Network& network) {
  std::vector<Layer> layers = network.layers();
  if (layers.back().has_groups()) {
    const std::size_t n = network.output_dim();
    layers.push_back({identity_matrix(n), std::vector<Rational>(n, Rational(0)),
                      std::vector<Activation>(n, Activation::identity())});
  }
  const Layer* before = nullptr;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Layer& original = l < network.layers().size() ? network.layers()[l] : layers[l];
    Layer& layer = layers[l];
    if (before != nullptr && before->has_groups()) {
      layer.weights = Matrix<Rational>(original.num_rows(), before->num_rows());
      for (std::size_t i = 0; i < original.num_rows(); ++i) {
        for (std::size_t u = 0; u < before->num_units(); ++u) {
          for (std::size_t k = before->first_row(u); k < before->first_row(u + 1); ++k) {
            layer.weights(i, k) = original.weights(i, u);
          }
        }
      }
    }
    if (original.has_groups()) {
      layer.activations.clear();
      for (std::size_t u = 0; u < original.num_units(); ++u) {
        layer.activations.resize(original.first_row(u + 1),
                                 original.is_group(u) ? Activation::relu() : original.activations[u]);
      }
      layer.first_rows.clear();
    }
    before = &original;
  }
  return Network(network.input_dim(), std::move(layers));
}

/// The groups of the original layer, and what the layer is cut by. Pre: its creases are listed.
void list_groups(const Layer& original, ScaledLayer& out) {
  if (!original.has_groups()) return;
  out.one_zero_crease_per_unit = false;
  out.row_of_crease.resize(out.creases.size());
  for (std::uint32_t u = 0; u < original.num_units(); ++u) {
    const auto first = static_cast<std::uint32_t>(original.first_row(u));
    const auto size = static_cast<std::uint32_t>(original.num_arguments(u));
    const auto group = static_cast<std::uint32_t>(out.groups.size());
    out.original_unit.insert(out.original_unit.end(), size, u);
    out.group_of_unit.insert(out.group_of_unit.end(), size, size > 1 ? group : CutRow::kNoGroup);
    if (size == 1) {
      for (std::uint32_t c = out.first_crease[first]; c < out.first_crease[first + 1]; ++c) {
        out.row_of_crease[c] = static_cast<std::uint32_t>(out.cut_rows.size());
        out.cut_rows.push_back({c, CutRow::kNoGroup, 0, 0});
      }
      continue;
    }
    out.groups.push_back({first, size, out.first_crease[first], static_cast<std::uint32_t>(out.cut_rows.size())});
    for (std::uint32_t i = 0; i < size; ++i) {
      for (std::uint32_t k = i + 1; k < size; ++k) out.cut_rows.push_back({0, group, i, k});
    }
  }
}

/// Fills in the doubles: weights times weight_factor, slopes times slope_factor, and everything else to match, when
/// outputs of the layer before are scaled by scale_before. Returns the scale of this layer's outputs.
Rational set_doubles(const Layer& layer, const Matrix<Rational>& weights, std::span<const Rational> bias,
                     const Rational& scale_before, const Rational& weight_factor, const Rational& slope_factor,
                     ScaledLayer& out) {
  const Rational z_scale = scale_before * weight_factor;
  const Rational h_scale = z_scale * slope_factor;
  out.scale = z_scale;
  const ScaledDoubles weight_double(weight_factor), z_double(z_scale), slope_double(slope_factor), h_double(h_scale);
  const auto stride = static_cast<std::size_t>(out.stride);
  out.weights.assign(weights.cols() * stride, 0.0);
  out.bias.assign(stride, 0.0);
  out.weight_norms.assign(stride, 0.0);
  for (std::size_t u = 0; u < weights.rows(); ++u) {
    for (std::size_t i = 0; i < weights.cols(); ++i) {
      const double w = weight_double(weights(u, i));
      out.weights[i * stride + u] = w;
      out.weight_norms[u] += std::fabs(w);
    }
    if (!bias.empty()) out.bias[u] = z_double(bias[u]);
    out.largest_bias = std::max(out.largest_bias, std::fabs(out.bias[u]));
  }
  const double rounding = 1 + 2 * kernel::kUnit * static_cast<double>(weights.cols() + 8);
  for (double& norm : out.weight_norms) {
    norm = norm * rounding + kernel::kUnderflow;
    out.largest_weight_norm = std::max(out.largest_weight_norm, norm);
  }
  for (const Activation& activation : layer.activations) {
    for (const Rational& t : activation.breakpoints()) {
      out.thresholds.push_back(z_double(t));
      out.has_threshold.push_back(t != 0);
    }
    for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
      out.is_off.push_back(activation.slope(p) == 0 && activation.intercept(p) == 0);
      out.slopes.push_back(slope_double(activation.slope(p)));
      out.intercepts.push_back(h_double(activation.intercept(p)));
      // With room for what a subnormal slope loses in rounding.
      out.steepest = std::max(out.steepest, std::fabs(out.slopes.back()) * kernel::kInflate + kernel::kUnderflow);
      out.farthest = std::max(out.farthest, std::fabs(out.intercepts.back()) * kernel::kInflate);
    }
  }
  return h_scale;
}

}  // namespace

ScaledNetwork::ScaledNetwork(const Network& network, const Domain& domain) {
  if (domain.ambient_dim() != network.input_dim()) {
    throw InvalidDomain("domain '" + domain.label() + "' has " + std::to_string(domain.ambient_dim()) +
                        " coordinates, but the network '" + network.name() + "' takes " +
                        std::to_string(network.input_dim()) + " inputs; give a domain of that dimension");
  }
  std::vector<std::size_t> original;
  scaled_layer_of_.assign(network.layers().size(), -1);
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    if (network.layers()[l].is_affine()) continue;
    scaled_layer_of_[l] = static_cast<int>(original.size());
    original.push_back(l);
  }
  const bool affine_in_between = !original.empty() && original.back() + 1 != original.size();
  const bool affine_at_end = original.size() + 1 < network.layers().size();  // more than one of them
  if (affine_in_between || affine_at_end) fused_ = fuse_affine_layers(network);
  const Network fused = fused_.value_or(network);
  if (std::ranges::any_of(fused.layers(), &Layer::has_groups)) fused_ = with_arguments_as_units(fused);
  bending_ = std::span(fused_ ? fused_->layers() : network.layers()).first(original.size());
  chart_ = make_chart(domain, bending_);

  if (!original.empty()) make_output(fused_ ? *fused_ : network);

  // No reallocation later: threads may be reading the first ones while the others are made.
  exact_.reserve(bending_.size() + 1);
  Rational scale = 1;
  bool integral = true;
  for (std::size_t l = 0; l < bending_.size() + (output_ ? 1 : 0); ++l) {
    const Layer& layer = bending(l);
    const Matrix<Rational>& weights = l == 0 ? chart_.first_layer : layer.weights;
    integral = integral && !ExactScaler::is_surely_larger(weights, kSmallBits);
    // The walk begins in integers, so the first layer is needed in any case.
    if (l == 0 || integral) {
      exact_.push_back(next_exact(l));
      integral = integral && largest_bits(exact_.back()) <= kSmallBits;
    }
    ScaledLayer& out = l < bending_.size() ? layers_.emplace_back() : output_layer_.emplace();
    if (l < bending_.size()) out.original_layer = original[l];
    out.units = static_cast<int>(weights.rows());
    out.stride = kernel::padded(out.units);
    out.integral = integral;
    list_creases(layer, out);
    if (l > 0) {
      list_inputs(layer, out);
      list_reach(layer.num_inputs(), out);
    }
    if (l < bending_.size()) list_groups(fused.layers()[l], out);
    scale = set_doubles(layer, weights, l == 0 ? std::span<const Rational>() : layer.bias, scale,
                        integral ? Rational(exact_.back().weight_factor) : power_of_two_normaliser(weights),
                        integral ? Rational(exact_.back().slope_factor) : Rational(1), out);
  }
  num_exact_at_once_ = exact_.size();
}

/// Pre: the chart is there.
void ScaledNetwork::make_output(const Network& network) {
  const std::size_t last = bending_.size() - 1;
  if (last + 1 == network.layers().size()) {
    const std::size_t n = network.output_dim();
    output_ = Layer{identity_matrix(n), std::vector<Rational>(n, Rational(0)), {}};
  } else {
    output_ = network.layers()[last + 1];
    for (std::size_t u = 0; u < output_->num_units(); ++u) {
      const Activation& activation = output_->activations[u];
      for (Rational& w : output_->weights.row(u)) w *= activation.slope(0);
      output_->bias[u] = output_->bias[u] * activation.slope(0) + activation.intercept(0);
    }
  }
  if (output_->num_units() > kMostOutputs) {
    Layer sum{Matrix<Rational>(1, output_->num_inputs()), {Rational(0)}, {}};
    unsigned long weight = 1;
    for (std::size_t u = 0; u < output_->num_units(); ++u) {
      weight = (weight * 421 + 7918) % 2039 | 1;  // numbers of no account, small and not all alike
      for (std::size_t i = 0; i < sum.num_inputs(); ++i) sum.weights(0, i) += Rational(weight) * output_->weights(u, i);
      sum.bias[0] += Rational(weight) * output_->bias[u];
    }
    output_ = std::move(sum);
  }
  output_->activations.assign(output_->num_units(), Activation::identity());
  if (chart_.homogeneous) output_->bias.assign(output_->num_units(), Rational(0));
}

ExactLayer ScaledNetwork::next_exact(std::size_t l) const {
  const Layer& layer = bending(l);
  return l == 0 ? exact_scaler_.next(layer, chart_.first_layer, {})
                : exact_scaler_.next(layer, layer.weights, layer.bias);
}

const ExactLayer& ScaledNetwork::exact(int l) const {
  const auto index = static_cast<std::size_t>(l);
  const std::size_t all = bending_.size() + (output_ ? 1 : 0);
  if (num_exact_at_once_ < all && index >= num_exact_at_once_) {
    std::call_once(others_, [&] {
      for (std::size_t k = num_exact_at_once_; k < all; ++k) exact_.push_back(next_exact(k));
    });
  }
  // Not operator[]: it may look at the size, which another thread may be changing.
  return exact_.data()[index];
}

}  // namespace crease
