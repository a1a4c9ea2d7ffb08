// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/output_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "algorithms/interval.h"
#include "core/cell_kernel.h"
#include "core/linear_algebra.h"

namespace crease {

/// An affine last layer is given a bend, and behind another one a layer is added that copies its outputs.
Network with_output_layer(const Network& network) {
  std::vector<Layer> layers = network.layers();
  if (!layers.back().is_affine()) {
    const std::size_t n = network.output_dim();
    layers.push_back({identity_matrix(n), std::vector<Rational>(n, Rational(0)), {}});
    layers.back().activations.assign(n, Activation::relu());
    return Network(network.input_dim(), std::move(layers));
  }
  Layer& last = layers.back();  // of scalar units
  for (std::size_t u = 0; u < last.num_units(); ++u) {
    // The affine activation itself goes into the row.
    const Activation& activation = last.activations[u];
    for (Rational& w : last.weights.row(u)) w *= activation.slope(0);
    last.bias[u] = last.bias[u] * activation.slope(0) + activation.intercept(0);
    last.activations[u] = Activation::relu();
  }
  return Network(network.input_dim(), std::move(layers));
}

OutputRows::OutputRows(const Complex& complex, std::shared_ptr<const OutputNetwork> network)
    : complex_(complex),
      network_(std::move(network)),
      layers_(network_->scaled, kernel::best_kernel()),
      last_(layers_.num_layers() - 1),
      num_outputs_(network_->num_outputs),
      above_(complex.tables().signs.words(), 0),
      zero_(complex.tables().signs.words(), 0) {
  for (int l = 0; l < last_; ++l) {
    for (std::uint32_t c = 0; c < layers_.layer(l).creases.size(); ++c) crease_place_.emplace_back(l, c);
  }
  for (int l = 0; l <= last_; ++l) layers_.enter_units(l);
}

void OutputRows::set_sign(WallId crease, CreaseSign sign) {
  const auto [layer, index] = crease_place_[crease];
  layers_.signs(layer)[index] = sign;
}

void OutputRows::move_to(RegionId region) {
  const SignTable& signs = complex_.tables().signs;
  const auto above = signs.above(region.index);
  for (std::size_t w = 0; w < above.size(); ++w) {
    const std::uint64_t zero = signs.has_zeros() ? signs.zero(region.index)[w] : 0;
    for (std::uint64_t changed = (above[w] ^ above_[w]) | (zero ^ zero_[w]); changed != 0; changed &= changed - 1) {
      const auto crease = static_cast<WallId>(w * 64 + static_cast<std::size_t>(std::countr_zero(changed)));
      set_sign(crease, signs.sign(region.index, crease));
    }
    above_[w] = above[w];
    zero_[w] = zero;
  }
  for (int l = 1; l <= last_; ++l) layers_.enter_units(l);
}

const LayerStack& OutputRows::layers() {
  for (int l = 0; l <= last_; ++l) layers_.enter(l);
  return layers_;
}

void OutputRows::enclosure(std::span<double> out) const {
  const LayerStack::UnitRows rows = layers_.unit_rows(last_);
  double* next = out.data();
  double radius = 0;
  bool finite = true;
  for (std::size_t k = 0; k < num_outputs_; ++k) {
    for (std::size_t j = 0; j < row_size(); ++j, ++next) {
      *next = rows.entries[j * static_cast<std::size_t>(rows.stride) + k];
      finite = finite && std::isfinite(*next);
    }
    finite = finite && std::isfinite(rows.radius[k]);
    radius = std::max(radius, rows.radius[k]);
  }
  // A radius bounds the rounding of a sum, not its overflow.
  *next = finite ? radius : HUGE_VAL;
}

std::vector<Integer> OutputRows::exact() {
  std::vector<Integer> numbers;
  for (std::uint32_t k = 0; k < num_outputs_; ++k) {
    const IntegerVector& row = layers_.exact_unit_row(last_, k);
    for (std::size_t j = 0; j < row.size(); ++j) numbers.push_back(row.get(j));
  }
  return numbers;
}

const Rational& OutputRows::scale() {
  if (!scale_) {
    scale_ = 1;
    for (int l = 0; l <= last_; ++l) {
      const ExactLayer& layer = network_->scaled.exact(l);
      *scale_ *= Rational(layer.weight_factor);
      if (l < last_) *scale_ *= Rational(layer.slope_factor);
    }
  }
  return *scale_;
}

AffineMap OutputRows::exact_map() {
  AffineMap map;
  map.A = Matrix<Rational>(num_outputs_, complex_.dim());
  for (std::uint32_t k = 0; k < num_outputs_; ++k) {
    const auto [normal, offset] = chart().row_to_domain(layers_.exact_unit_row(last_, k));
    for (std::size_t j = 0; j < normal.size(); ++j) map.A(k, j) = normal[j] / scale();
    map.c.emplace_back(offset / scale());
  }
  return map;
}

IntegerVector OutputRows::exact_difference(std::uint32_t i, std::uint32_t j) {
  IntegerVector row = layers_.exact_unit_row(last_, i);
  const IntegerVector& other = layers_.exact_unit_row(last_, j);
  for (std::size_t k = 0; k < row.size(); ++k) fmpz_sub(row[k], row[k], other[k]);
  auto [normal, offset] = chart().row_to_domain(row);
  normal.insert(normal.begin(), std::move(offset));
  return primitive_integers(normal);
}

/// A row a of the chart's coordinates v = N (y - origin) has the gradient N^T a, and its length the metric N N^T.
const Matrix<Rational>& OutputRows::metric() {
  const Matrix<Rational>& N = chart().N;
  if (!metric_) metric_ = multiply(N, transpose(N));
  return *metric_;
}

Rational OutputRows::squared_gradient_norm() {
  const Matrix<Rational>& metric = this->metric();
  const std::size_t n = metric.rows(), first = row_size() - n;
  // The outer products of the rows are added up in integers.
  std::vector<Integer> products(n * n, Integer(0));
  for (std::uint32_t k = 0; k < num_outputs_; ++k) {
    const IntegerVector& row = layers_.exact_unit_row(last_, k);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i; j < n; ++j) {
        if (metric(i, j) != 0) products[i * n + j] += row.get(first + i) * row.get(first + j);
      }
    }
  }
  Rational sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      if (metric(i, j) == 0) continue;
      sum += metric(i, j) * Rational(products[i * n + j]) * (i == j ? 1 : 2);
    }
  }
  return sum / (scale() * scale());
}

DoubleBounds OutputRows::squared_gradient_norm_bounds() {
  const std::size_t n = metric().rows(), first = row_size() - n;
  if (scaled_metric_.empty()) {
    // The doubles have a scaling of their own.
    const Rational& scale = layers_.layer(last_).scale;
    for (const Rational& entry : metric().entries()) {
      scaled_metric_.push_back(double_bounds(Rational(entry / (scale * scale))));
    }
  }
  enclosure_.resize(num_outputs() * row_size() + 1);
  enclosure(enclosure_);
  const double radius = enclosure_.back();
  if (!std::isfinite(radius)) return {0, HUGE_VAL};
  using Interval = RoundedInterval;
  const UpwardRounding upward;
  const auto entry = [&](std::size_t k, std::size_t i) {
    const double x = enclosure_[k * row_size() + first + i];
    return Interval(x) + Interval(-radius, radius);
  };
  Interval sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      const DoubleBounds& factor = scaled_metric_[i * n + j];
      if (factor == DoubleBounds{0, 0}) continue;
      Interval products = 0;
      for (std::size_t k = 0; k < num_outputs(); ++k) {
        products += i == j ? square(entry(k, i)) : Interval(2) * entry(k, i) * entry(k, j);
      }
      sum += to_interval(factor) * products;
    }
  }
  const auto [lo, hi] = to_bounds(sum);
  return {std::max(lo, 0.0), std::max(hi, 0.0)};
}

}  // namespace crease
