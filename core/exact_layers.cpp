// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exact_layers.h"

#include <algorithm>

namespace crease {
namespace {

/// value * scale. Pre: an integer.
Integer scaled(const Rational& value, const Integer& scale) {
  Integer result;
  mpz_divexact(result.get_mpz_t(), scale.get_mpz_t(), value.get_den_mpz_t());
  result *= value.get_num();
  return result;
}

/// Makes `factor` a multiple of the denominator of value.
void include(Integer& factor, const Rational& value) {
  if (mpz_divisible_p(factor.get_mpz_t(), value.get_den_mpz_t()) != 0) return;
  mpz_lcm(factor.get_mpz_t(), factor.get_mpz_t(), value.get_den_mpz_t());
}

std::size_t largest_bits(const IntegerVector& values) {
  std::size_t bits = 0;
  for (std::size_t i = 0; i < values.size(); ++i) bits = std::max<std::size_t>(bits, fmpz_bits(values[i]));
  return bits;
}

}  // namespace

ExactLayer ExactScaler::next(const Layer& layer, const Matrix<Rational>& weights, std::span<const Rational> bias) {
  const std::size_t n = weights.rows();
  std::vector<const Rational*> thresholds;
  for (const Activation& activation : layer.activations) {
    for (const Rational& t : activation.breakpoints()) thresholds.push_back(&t);
  }
  ExactLayer out;
  const Rational scale_before(output_scale_);
  out.weight_factor = common_denominator(weights.entries());
  for (const Rational& b : bias) include(out.weight_factor, b * scale_before);
  for (const Rational* t : thresholds) include(out.weight_factor, *t * scale_before);
  const Integer z_scale = output_scale_ * out.weight_factor;

  out.slope_factor = 1;
  for (const Activation& activation : layer.activations) {
    for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
      include(out.slope_factor, activation.slope(p));
      include(out.slope_factor, activation.intercept(p) * Rational(z_scale));
    }
  }
  output_scale_ = z_scale * out.slope_factor;

  out.bias = IntegerVector(n);
  for (std::size_t u = 0; u < n; ++u) {
    IntegerVector& row = out.weights.emplace_back(weights.cols());
    for (std::size_t i = 0; i < weights.cols(); ++i) row.set(i, scaled(weights(u, i), out.weight_factor));
    if (!bias.empty()) out.bias.set(u, scaled(bias[u], z_scale));
  }
  out.thresholds = IntegerVector(thresholds.size());
  for (std::size_t c = 0; c < thresholds.size(); ++c) out.thresholds.set(c, scaled(*thresholds[c], z_scale));
  out.slopes = IntegerVector(thresholds.size() + n);
  out.intercepts = IntegerVector(thresholds.size() + n);
  std::size_t k = 0;
  for (const Activation& activation : layer.activations) {
    for (std::size_t p = 0; p < activation.num_pieces(); ++p, ++k) {
      out.slopes.set(k, scaled(activation.slope(p), out.slope_factor));
      out.intercepts.set(k, scaled(activation.intercept(p), output_scale_));
    }
  }
  return out;
}

bool ExactScaler::is_surely_larger(const Matrix<Rational>& weights, std::size_t bits) {
  // A scaled weight is a multiple of its numerator.
  return std::any_of(weights.entries().begin(), weights.entries().end(),
                     [&](const Rational& w) { return mpz_sizeinbase(w.get_num_mpz_t(), 2) > bits; });
}

std::size_t largest_bits(const ExactLayer& layer) {
  std::size_t bits = 0;
  for (const IntegerVector& row : layer.weights) bits = std::max(bits, largest_bits(row));
  for (const IntegerVector* values : {&layer.bias, &layer.thresholds, &layer.slopes, &layer.intercepts}) {
    bits = std::max(bits, largest_bits(*values));
  }
  return bits;
}

}  // namespace crease
