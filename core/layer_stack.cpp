// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer_stack.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crease {
namespace {

using kernel::kUnit;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// After so many updates rows are computed from scratch, so that rounding stays bounded.
constexpr int kMaxUpdates = 48;

/// Products that underflow are off by up to 2^-1074 each; the rows' scale is near 1, so this covers any number of them.
constexpr double kUnderflow = 0x1p-960;

/// Rows beyond this could overflow inside a dot product; they are left to integers.
constexpr double kLargest = 0x1p480;

/// Covers the rounding of a bound's own computation.
constexpr double kInflate = 1 + 0x1p-40;

std::size_t index(std::uint32_t i) { return i; }

}  // namespace

LayerStack::LayerStack(const ScaledNetwork& network)
    : network_(&network), kernel_(&kernel::best_kernel()), m_(network.chart.m), frames_(network.layers.size()) {
  h_.resize(static_cast<std::size_t>(m_));
  h_old_.resize(static_cast<std::size_t>(m_));
  for (int l = 0; l < num_layers(); ++l) {
    const ScaledLayer& layer = this->layer(l);
    Frame& frame = frames_[static_cast<std::size_t>(l)];
    const auto stride = static_cast<std::size_t>(layer.stride);
    const auto m = static_cast<std::size_t>(m_);
    frame.signs.assign(layer.creases.size(), CreaseSign::kBelow);
    frame.unit_rows.assign(m * stride, 0.0);
    frame.unit_radius.assign(stride, 0.0);
    frame.unit_magnitude.assign(stride, 0.0);
    frame.unit_norm.assign(stride, 0.0);
    if (l > 0) frame.pieces_before.assign(static_cast<std::size_t>(this->layer(l - 1).units), 0);
    const int crease_stride = kernel::padded(static_cast<int>(layer.creases.size()));
    if (!layer.one_zero_crease_per_unit) frame.crease_rows.assign(m * static_cast<std::size_t>(crease_stride), 0.0);
    for (auto* values : {&frame.crease_rho, &frame.crease_alpha, &frame.crease_magnitude}) {
      values->assign(static_cast<std::size_t>(crease_stride), 0.0);
    }
    frame.exact_unit_rows.resize(static_cast<std::size_t>(layer.units));
    frame.exact_unit_version.assign(static_cast<std::size_t>(layer.units), 0);
    frame.exact_crease_rows.resize(layer.creases.size());
    frame.exact_crease_version.assign(layer.creases.size(), 0);
  }
}

int LayerStack::piece(int l, std::uint32_t u) const {
  const ScaledLayer& layer = this->layer(l);
  const std::vector<CreaseSign>& signs = this->signs(l);
  int piece = 0;
  for (std::uint32_t c = layer.first_crease[u]; c < layer.first_crease[u + 1]; ++c) {
    piece += signs[c] != CreaseSign::kBelow;
  }
  return piece;
}

void LayerStack::enter(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  if (l == 0) {
    if (frame.version == 0) enter_first(frame);
  } else {
    const Frame& before = frames_[static_cast<std::size_t>(l - 1)];
    const ScaledLayer& layer_before = layer(l - 1);
    changed_.clear();
    old_pieces_.clear();
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(layer_before.units); ++i) {
      const int now = layer_before.one_zero_crease_per_unit ? before.signs[i] != CreaseSign::kBelow : piece(l - 1, i);
      if (now == frame.pieces_before[i]) continue;
      changed_.push_back(i);
      old_pieces_.push_back(frame.pieces_before[i]);
      frame.pieces_before[i] = static_cast<std::uint16_t>(now);
    }
    const bool fresh = frame.version_before != before.version;
    if (fresh) {
      frame.version_before = before.version;
      bound_radii(l);
    } else if (changed_.empty()) {
      return;
    }
    const int changes = static_cast<int>(changed_.size());
    if (fresh || frame.updates + changes > kMaxUpdates || 2 * changes > layer_before.units) {
      recompute(l);
    } else {
      update(l, changed_, old_pieces_);
    }
    finish_rows(l);
  }
  // Versions are never reused, also not by copies of this stack that go their own way: they compare within one stack.
  frame.version = next_version_++;
}

void LayerStack::enter_first(Frame& frame) {
  const ScaledLayer& layer = this->layer(0);
  frame.integral = layer.integral;
  std::copy(layer.weights_double.begin(), layer.weights_double.end(), frame.unit_rows.begin());
  for (int u = 0; u < layer.stride; ++u) {
    double largest = 0;
    for (int j = 0; j < m_; ++j) {
      largest = std::max(largest, std::fabs(frame.unit_rows[static_cast<std::size_t>(j * layer.stride + u)]));
    }
    frame.unit_radius[static_cast<std::size_t>(u)] = layer.integral ? 0 : kUnit * largest * kInflate + kUnderflow;
  }
  finish_rows(0);
}

void LayerStack::output_row(int l, std::uint32_t i, int p, double* h) const {
  const ScaledLayer& layer = this->layer(l);
  const Frame& frame = frames_[static_cast<std::size_t>(l)];
  const std::size_t k = layer.piece_index(i, static_cast<std::size_t>(p));
  const double slope = layer.slopes_double[k];
  for (int j = 0; j < m_; ++j) {
    h[j] = slope * frame.unit_rows[static_cast<std::size_t>(j * layer.stride) + i];
  }
  h[0] += layer.intercepts_double[k];
}

void LayerStack::recompute(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const ScaledLayer& layer = this->layer(l);
  const ScaledLayer& before = this->layer(l - 1);
  std::fill(frame.unit_rows.begin(), frame.unit_rows.end(), 0.0);
  std::copy(layer.bias_double.begin(), layer.bias_double.end(), frame.unit_rows.begin());
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(before.units); ++i) {
    const int p = frame.pieces_before[i];
    const std::size_t k = before.piece_index(i, static_cast<std::size_t>(p));
    if (before.slopes_double[k] == 0 && before.intercepts_double[k] == 0) continue;
    output_row(l - 1, i, p, h_.data());
    kernel_->add_unit(frame.unit_rows.data(), m_, layer.stride, layer.units, h_.data(),
                      layer.weights_double.data() + index(i) * static_cast<std::size_t>(layer.stride));
  }
  frame.updates = 0;
}

void LayerStack::update(int l, std::span<const std::uint32_t> changed, std::span<const std::uint16_t> old_pieces) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const ScaledLayer& layer = this->layer(l);
  for (std::size_t k = 0; k < changed.size(); ++k) {
    const std::uint32_t i = changed[k];
    output_row(l - 1, i, frame.pieces_before[i], h_.data());
    output_row(l - 1, i, old_pieces[k], h_old_.data());
    for (std::size_t j = 0; j < h_.size(); ++j) h_[j] -= h_old_[j];
    kernel_->add_unit(frame.unit_rows.data(), m_, layer.stride, layer.units, h_.data(),
                      layer.weights_double.data() + index(i) * static_cast<std::size_t>(layer.stride));
  }
  frame.updates += static_cast<int>(changed.size());
}

/// For all patterns of the layer before over its present rows at once: |row - true row| <= unit_radius, entry by entry.
///
/// Let rho_i bound the error of z_i's entries, M_i their size, and on any piece |h_i| <= H_i, its error
/// <= |slope| rho_i + 8 u H_i. A row is b + sum_i W_i h_i, built by at most n + 3 kMaxUpdates rounded additions of
/// products whose partial sums stay below B = |b| + 3 sum_i |W_i| H_i.
void LayerStack::bound_radii(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const Frame& before = frames_[static_cast<std::size_t>(l - 1)];
  const ScaledLayer& layer = this->layer(l);
  const ScaledLayer& layer_before = this->layer(l - 1);
  const double rounding = (layer_before.units + 3 * kMaxUpdates + 16) * kUnit;
  std::fill(frame.unit_radius.begin(), frame.unit_radius.end(), 0.0);
  std::fill(frame.unit_magnitude.begin(), frame.unit_magnitude.end(), 0.0);
  const bool may_be_integral = layer.integral && before.integral;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(layer_before.units); ++i) {
    double steepest = 0, farthest = 0;
    for (std::size_t k = layer_before.piece_index(i, 0); k < layer_before.piece_index(i + 1, 0); ++k) {
      steepest = std::max(steepest, std::fabs(layer_before.slopes_double[k]));
      farthest = std::max(farthest, std::fabs(layer_before.intercepts_double[k]));
    }
    const double H = (steepest * before.unit_magnitude[i] + farthest) * kInflate;
    const double error = steepest * before.unit_radius[i] + 8 * kUnit * H + kUnderflow;
    const double* w = layer.weights_double.data() + index(i) * static_cast<std::size_t>(layer.stride);
    kernel_->add_magnitudes(frame.unit_radius.data(), layer.units, error + 3 * rounding * H, w);
    if (may_be_integral) kernel_->add_magnitudes(frame.unit_magnitude.data(), layer.units, 3 * H, w);
  }
  frame.integral = may_be_integral;
  for (std::size_t u = 0; u < static_cast<std::size_t>(layer.units); ++u) {
    if (may_be_integral && frame.unit_magnitude[u] + std::fabs(layer.bias_double[u]) >= kernel::kExactLimit / 2) {
      frame.integral = false;
    }
    frame.unit_radius[u] = (frame.unit_radius[u] + rounding * std::fabs(layer.bias_double[u])) * kInflate + kUnderflow;
  }
  if (frame.integral) std::fill(frame.unit_radius.begin(), frame.unit_radius.end(), 0.0);
}

void LayerStack::finish_rows(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const ScaledLayer& layer = this->layer(l);
  const int first = network_->chart.homogeneous ? 0 : 1;
  kernel_->row_norms(frame.unit_rows.data(), m_, layer.stride, layer.units, first, frame.unit_norm.data(),
                     frame.unit_magnitude.data());
  const bool plain = layer.one_zero_crease_per_unit;
  const std::size_t crease_stride = frame.crease_rho.size();
  for (std::size_t k = 0; k < layer.creases.size(); ++k) {
    const std::size_t u = plain ? k : layer.creases[k].unit;
    double magnitude = frame.unit_magnitude[u];
    double radius = frame.unit_radius[u];
    if (!plain) {
      for (std::size_t j = 0; j < static_cast<std::size_t>(m_); ++j) {
        frame.crease_rows[j * crease_stride + k] = frame.unit_rows[j * static_cast<std::size_t>(layer.stride) + u];
      }
      const double threshold = layer.thresholds_double[k];
      frame.crease_rows[k] -= threshold;
      magnitude = std::max(magnitude, std::fabs(frame.crease_rows[k]));
      if (!frame.integral) radius += 4 * kUnit * (magnitude + std::fabs(threshold));
    }
    if (frame.integral && magnitude < kernel::kExactLimit) {
      frame.crease_magnitude[k] = magnitude;
    } else {
      frame.crease_magnitude[k] = kInfinity;
    }
    // The negated comparison also catches NaN.
    if (!(magnitude < kLargest && radius < kLargest)) {
      frame.crease_rho[k] = kInfinity;
      frame.crease_alpha[k] = kInfinity;
      continue;
    }
    frame.crease_rho[k] = (radius + (m_ + 4) * kUnit * magnitude) * kInflate + kUnderflow;
    frame.crease_alpha[k] = (frame.unit_norm[u] + m_ * radius) * kInflate + kUnderflow;
  }
}

kernel::LayerRows LayerStack::rows(int l) const {
  const ScaledLayer& layer = this->layer(l);
  const Frame& frame = frames_[static_cast<std::size_t>(l)];
  const auto& entries = layer.one_zero_crease_per_unit ? frame.unit_rows : frame.crease_rows;
  return {m_,
          static_cast<int>(layer.creases.size()),
          static_cast<int>(frame.crease_rho.size()),
          entries.data(),
          frame.crease_rho.data(),
          frame.crease_alpha.data(),
          frame.crease_magnitude.data()};
}

void LayerStack::copy_row(int l, std::uint32_t c, double* out) const {
  const kernel::LayerRows rows = this->rows(l);
  for (int j = 0; j < m_; ++j) out[j] = rows.a[static_cast<std::size_t>(j * rows.stride) + c];
  out[m_] = rows.rho[c];
  out[m_ + 1] = rows.alpha[c];
  out[m_ + 2] = rows.magnitude[c];
}

const IntegerVector& LayerStack::exact_unit_row(int l, std::uint32_t u) {
  const ScaledLayer& layer = this->layer(l);
  if (l == 0) return layer.weights[u];
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  if (frame.exact_unit_version[u] == frame.version) return frame.exact_unit_rows[u];
  const ScaledLayer& before = this->layer(l - 1);
  IntegerVector row(static_cast<std::size_t>(m_));
  fmpz_set(row[0], layer.bias[u]);
  ScopedFmpz factor;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(before.units); ++i) {
    if (fmpz_is_zero(layer.weights[u][i])) continue;
    const std::size_t k = before.piece_index(i, frame.pieces_before[i]);
    fmpz_addmul(row[0], layer.weights[u][i], before.intercepts[k]);
    if (fmpz_is_zero(before.slopes[k])) continue;
    fmpz_mul(factor, layer.weights[u][i], before.slopes[k]);
    const IntegerVector& z = exact_unit_row(l - 1, i);
    for (std::size_t j = 0; j < row.size(); ++j) fmpz_addmul(row[j], factor, z[j]);
  }
  frame.exact_unit_rows[u] = std::move(row);
  frame.exact_unit_version[u] = frame.version;
  return frame.exact_unit_rows[u];
}

const IntegerVector& LayerStack::exact_row(int l, std::uint32_t c) {
  const ScaledLayer& layer = this->layer(l);
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  if (frame.exact_crease_version[c] == frame.version) return frame.exact_crease_rows[c];
  IntegerVector row = exact_unit_row(l, layer.creases[c].unit);
  fmpz_sub(row[0], row[0], layer.thresholds[c]);
  row.make_primitive();
  frame.exact_crease_rows[c] = std::move(row);
  frame.exact_crease_version[c] = frame.version;
  return frame.exact_crease_rows[c];
}

}  // namespace crease
