// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer_stack.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace crease {
namespace {

using kernel::kInflate;
using kernel::kUnderflow;
using kernel::kUnit;

/// After so many updates rows are computed from scratch, so that rounding stays bounded.
constexpr int kMaxUpdates = 48;

/// The larger one; NaN when one of them is (std::max may lose it).
double larger(double a, double b) { return b > a || b != b ? b : a; }

}  // namespace

LayerStack::LayerStack(const ScaledNetwork& network, const kernel::Kernel& kernel)
    : network_(&network),
      kernel_(&kernel),
      m_(network.chart().m),
      frames_(network.layers().size() + (network.output_layer() ? 1 : 0)) {
  for (int l = 0; l < static_cast<int>(frames_.size()); ++l) {
    const ScaledLayer& layer = this->layer(l);
    Frame& frame = frames_[static_cast<std::size_t>(l)];
    const auto stride = static_cast<std::size_t>(layer.stride);
    const auto m = static_cast<std::size_t>(m_);
    const auto crease_stride = static_cast<std::size_t>(kernel::padded(static_cast<int>(layer.creases.size())));
    const auto row_stride = static_cast<std::size_t>(kernel::padded(static_cast<int>(layer.num_rows())));
    frame.signs.assign(crease_stride, CreaseSign::kBelow);
    if (layer.has_groups()) frame.row_signs.assign(row_stride, CreaseSign::kBelow);
    if (l > 0) frame.signs_before = frames_[static_cast<std::size_t>(l - 1)].signs;
    frame.unit_rows.assign(m * stride, 0.0);
    frame.unit_radius.assign(stride, 0.0);
    if (!layer.one_zero_crease_per_unit) {
      frame.cut_rows.assign(m * row_stride, 0.0);
      frame.cut_radius.assign(row_stride, 0.0);
    }
    for (auto* values : {&frame.rho, &frame.alpha, &frame.magnitude}) values->assign(row_stride, 0.0);
    frame.exact_unit_rows.resize(static_cast<std::size_t>(layer.units));
    frame.exact_unit_version.assign(static_cast<std::size_t>(layer.units), 0);
    frame.exact_cut_rows.resize(layer.num_rows());
    frame.exact_cut_version.assign(layer.num_rows(), 0);
  }
}

int LayerStack::piece(int l, std::uint32_t u, const std::vector<CreaseSign>& signs) const {
  const ScaledLayer& layer = this->layer(l);
  if (layer.one_zero_crease_per_unit) return signs[u] != CreaseSign::kBelow;
  int piece = 0;
  for (std::uint32_t c = layer.first_crease[u]; c < layer.first_crease[u + 1]; ++c) {
    piece += signs[c] != CreaseSign::kBelow;
  }
  if (layer.has_groups() && piece == 1 && layer.group_of_unit[u] != CutRow::kNoGroup) {
    const MaxGroup& group = layer.groups[layer.group_of_unit[u]];
    return u - group.first_unit == greatest(group, signs);
  }
  return piece;
}

std::uint32_t LayerStack::greatest(const MaxGroup& group, const std::vector<CreaseSign>& signs) {
  std::uint32_t argument = 0;
  while (argument + 1 < group.size && signs[group.first_crease + argument] == CreaseSign::kBelow) ++argument;
  return argument;
}

void LayerStack::settle(int l) {
  const ScaledLayer& layer = this->layer(l);
  if (!layer.has_groups()) return;
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  for (std::size_t row = 0; row < layer.cut_rows.size(); ++row) {
    const CutRow& cut = layer.cut_rows[row];
    if (cut.group == CutRow::kNoGroup) frame.signs[cut.crease] = frame.row_signs[row];
  }
  for (const MaxGroup& group : layer.groups) {
    // Whatever is known of the others: none of them stands against the greatest one.
    std::uint32_t greatest = 0;
    for (std::uint32_t k = 1; k < group.size; ++k) {
      if (frame.row_signs[group.row(greatest, k)] == CreaseSign::kBelow) greatest = k;
    }
    CreaseSign own = CreaseSign::kAbove;
    for (std::uint32_t k = 0; k < group.size; ++k) {
      const bool shares = k > greatest && frame.row_signs[group.row(greatest, k)] == CreaseSign::kZero;
      if (shares) own = CreaseSign::kZero;
      frame.signs[group.first_crease + k] = shares ? CreaseSign::kZero : CreaseSign::kBelow;
    }
    frame.signs[group.first_crease + greatest] = own;
  }
}

void LayerStack::enter(int l) {
  enter_units(l);
  finish_rows(l);
}

void LayerStack::enter_units(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  if (l == 0) {
    if (frame.version != 0) return;
    enter_first();
  } else {
    Frame& before = frames_[static_cast<std::size_t>(l - 1)];
    find_changed(l);
    const int changes = static_cast<int>(inputs_.size());
    const bool fresh = frame.version_before != before.version;
    if (!fresh && changes == 0) return;
    if (fresh) {
      frame.version_before = before.version;
      if (l == num_layers()) before.largest_entry = largest_entry(l - 1);
      bound_radii(l);
    }
    if (fresh || frame.updates + changes > kMaxUpdates || 3 * changes > layer(l - 1).units) {
      frame.signs_before = before.signs;
      recompute(l);
    } else {
      update(l);
      frame.signs_before = before.signs;
    }
  }
  if (l + 1 < num_layers()) frame.largest_entry = largest_entry(l);
  // Versions are compared within one stack only; a copy goes its own way.
  frame.version = next_version_++;
}

void LayerStack::enter_first() {
  const ScaledLayer& layer = this->layer(0);
  Frame& frame = frames_[0];
  frame.integral = layer.integral;
  std::copy(layer.weights.begin(), layer.weights.end(), frame.unit_rows.begin());
  for (int u = 0; u < layer.stride; ++u) {
    double largest = 0;
    for (int j = 0; j < m_; ++j) {
      largest = std::max(largest, std::fabs(frame.unit_rows[static_cast<std::size_t>(j * layer.stride + u)]));
    }
    const double radius = layer.integral ? 0 : kUnit * largest * kInflate + kUnderflow;
    frame.unit_radius[static_cast<std::size_t>(u)] = radius;
    frame.largest_radius = larger(frame.largest_radius, radius);
  }
}

void LayerStack::find_changed(int l) {
  const Frame& before = frames_[static_cast<std::size_t>(l - 1)];
  const Frame& frame = frames_[static_cast<std::size_t>(l)];
  const ScaledLayer& layer_before = layer(l - 1);
  const bool has_groups = layer_before.has_groups();
  std::size_t first_open = 0;  // of the creases: groups are done at once
  inputs_.clear();
  // Signs are padded to a multiple of eight bytes, and few of them change.
  for (std::size_t c = 0; c < before.signs.size(); c += 8) {
    std::uint64_t now, then;
    std::memcpy(&now, before.signs.data() + c, 8);
    std::memcpy(&then, frame.signs_before.data() + c, 8);
    for (std::uint64_t difference = now ^ then; difference != 0;) {
      const int byte = std::countr_zero(difference) / 8;
      difference &= ~(std::uint64_t{0xff} << (8 * byte));
      const std::size_t crease = c + static_cast<std::size_t>(byte);
      if (crease < first_open) continue;
      const std::uint32_t u = layer_before.creases[crease].unit;
      if (has_groups && layer_before.group_of_unit[u] != CutRow::kNoGroup) {
        const MaxGroup& group = layer_before.groups[layer_before.group_of_unit[u]];
        find_changed_in_group(l, group);
        first_open = group.first_crease + group.size;
      } else if (inputs_.empty() || inputs_.back() != u) {
        if (has_groups && piece(l - 1, u, before.signs) == piece(l - 1, u, frame.signs_before)) continue;
        inputs_.push_back(u);
      }
    }
  }
}

/// An argument may begin or cease to be the first of the greatest ones while its own sign stays.
void LayerStack::find_changed_in_group(int l, const MaxGroup& group) {
  const std::vector<CreaseSign>& now = signs(l - 1);
  const std::vector<CreaseSign>& then = frames_[static_cast<std::size_t>(l)].signs_before;
  const auto passing = [&](const std::vector<CreaseSign>& signs) {
    const std::uint32_t argument = greatest(group, signs);
    return signs[group.first_crease + argument] == CreaseSign::kBelow ? group.size : argument;
  };
  const std::uint32_t a = passing(now), b = passing(then);
  if (a == b) return;
  if (std::min(a, b) < group.size) inputs_.push_back(group.first_unit + std::min(a, b));
  if (std::max(a, b) < group.size) inputs_.push_back(group.first_unit + std::max(a, b));
}

/// Writes the row of slope z_u + intercept to `out`, and returns what follows it.
double* LayerStack::write_row(int l, std::uint32_t u, double slope, double intercept, double* out) const {
  const auto stride = static_cast<std::size_t>(layer(l).stride);
  const double* entry = frames_[static_cast<std::size_t>(l)].unit_rows.data() + u;
  *out++ = slope * *entry + intercept;
  for (int j = 1; j < m_; ++j) *out++ = slope * *(entry += stride);
  return out;
}

void LayerStack::recompute(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const ScaledLayer& before = this->layer(l - 1);
  std::fill(frame.unit_rows.begin(), frame.unit_rows.end(), 0.0);
  std::copy(layer(l).bias.begin(), layer(l).bias.end(), frame.unit_rows.begin());
  inputs_.resize(static_cast<std::size_t>(before.units));
  h_.resize(inputs_.size() * static_cast<std::size_t>(m_));
  double* out = h_.data();
  std::size_t size = 0;
  const auto add = [&](std::uint32_t i, int piece) {
    const std::size_t k = before.piece_index(i, static_cast<std::size_t>(piece));
    if (before.slopes[k] == 0 && before.intercepts[k] == 0) return;
    inputs_[size++] = i;
    out = write_row(l - 1, i, before.slopes[k], before.intercepts[k], out);
  };
  const std::vector<CreaseSign>& signs = frame.signs_before;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(before.units);) {
    if (before.has_groups() && before.group_of_unit[i] != CutRow::kNoGroup) {
      const MaxGroup& group = before.groups[before.group_of_unit[i]];
      const std::uint32_t argument = greatest(group, signs);  // the others pass nothing on
      if (signs[group.first_crease + argument] != CreaseSign::kBelow) add(i + argument, 1);
      i += group.size;
    } else {
      add(i, piece(l - 1, i, signs));
      ++i;
    }
  }
  inputs_.resize(size);
  add_inputs(l);
  frame.updates = 0;
}

void LayerStack::update(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const ScaledLayer& before = this->layer(l - 1);
  h_.resize(inputs_.size() * static_cast<std::size_t>(m_));
  double* out = h_.data();
  for (const std::uint32_t i : inputs_) {
    const std::size_t now = before.piece_index(i, static_cast<std::size_t>(piece(l - 1, i, signs(l - 1))));
    const std::size_t then = before.piece_index(i, static_cast<std::size_t>(piece(l - 1, i, frame.signs_before)));
    out = write_row(l - 1, i, before.slopes[now] - before.slopes[then],
                    before.intercepts[now] - before.intercepts[then], out);
  }
  add_inputs(l);
  frame.updates += static_cast<int>(inputs_.size());
}

void LayerStack::add_inputs(int l) {
  const ScaledLayer& layer = this->layer(l);
  double* rows = frames_[static_cast<std::size_t>(l)].unit_rows.data();
  if (!layer.reach.empty()) {
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      const auto [first, end] = layer.reach[inputs_[k]];
      kernel_->add_units(rows + first, m_, layer.stride, static_cast<int>(end - first), &inputs_[k],
                         h_.data() + k * static_cast<std::size_t>(m_), 1, layer.weights.data() + first);
    }
    return;
  }
  kernel_->add_units(rows, m_, layer.stride, layer.units, inputs_.data(), h_.data(), static_cast<int>(inputs_.size()),
                     layer.weights.data());
}

/// For all patterns of the layer before over its present rows at once: |row - true row| <= unit_radius, entry by entry.
///
/// Let r bound the error of the entries of all z_i, and M their size; on any piece |h_i| <= H with an error of at most
/// |slope| r + 8 u H. A row is b + sum_i W_i h_i, built by at most n + 3 kMaxUpdates rounded additions of products
/// whose partial sums stay below |b| + 3 ||W||_1 H.
void LayerStack::bound_radii(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const Frame& before = frames_[static_cast<std::size_t>(l - 1)];
  const ScaledLayer& layer = this->layer(l);
  const ScaledLayer& layer_before = this->layer(l - 1);
  const double rounding = (layer_before.units + 3 * kMaxUpdates + 16) * kUnit;
  const double H = layer_before.steepest * before.largest_entry + layer_before.farthest;
  const double error =
      (layer_before.steepest * before.largest_radius + (8 * kUnit + 3 * rounding) * H) * kInflate + kUnderflow;
  // The negated comparison also catches NaN.
  frame.integral = layer.integral && before.integral &&
                   3 * layer.largest_weight_norm * H + layer.largest_bias < kernel::kExactLimit / 2;
  if (frame.integral) {
    std::fill(frame.unit_radius.begin(), frame.unit_radius.end(), 0.0);
    frame.largest_radius = 0;
    return;
  }
  for (std::size_t u = 0; u < static_cast<std::size_t>(layer.units); ++u) {
    frame.unit_radius[u] =
        (layer.weight_norms[u] * error + rounding * std::fabs(layer.bias[u])) * kInflate + kUnderflow;
  }
  frame.largest_radius = (layer.largest_weight_norm * error + rounding * layer.largest_bias) * kInflate + kUnderflow;
}

void LayerStack::finish_rows(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  if (frame.finished == frame.version) return;
  const ScaledLayer& layer = this->layer(l);
  const double* radius = frame.unit_radius.data();
  if (!layer.one_zero_crease_per_unit) {
    write_cut_rows(l);
    radius = frame.cut_radius.data();
  }
  frame.finished = frame.version;
  kernel_->bound_rows(rows(l), radius, frame.integral, network_->chart().homogeneous ? 0 : 1, frame.rho.data(),
                      frame.alpha.data(), frame.magnitude.data());
}

void LayerStack::write_cut_rows(int l) {
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  const ScaledLayer& layer = this->layer(l);
  const std::size_t stride = frame.rho.size();
  const auto unit_row = [&](std::size_t u, std::size_t j) {
    return frame.unit_rows[j * static_cast<std::size_t>(layer.stride) + u];
  };
  for (std::size_t row = 0; row < layer.num_rows(); ++row) {
    const CutRow cut = layer.has_groups() ? layer.cut_rows[row] : CutRow{static_cast<std::uint32_t>(row)};
    double radius = 0, rounded = 0;  // a bound of what the subtraction is off by: of sizes of its operands
    if (cut.group == CutRow::kNoGroup) {
      const std::size_t u = layer.creases[cut.crease].unit;
      for (std::size_t j = 0; j < static_cast<std::size_t>(m_); ++j) frame.cut_rows[j * stride + row] = unit_row(u, j);
      const double threshold = layer.thresholds[cut.crease];
      rounded = std::fabs(frame.cut_rows[row]) + std::fabs(threshold);
      radius = frame.unit_radius[u];
      frame.cut_rows[row] -= threshold;
    } else {
      const std::size_t first = layer.groups[cut.group].first_unit + cut.first;
      const std::size_t second = layer.groups[cut.group].first_unit + cut.second;
      for (std::size_t j = 0; j < static_cast<std::size_t>(m_); ++j) {
        const double a = unit_row(first, j), b = unit_row(second, j);
        rounded = larger(rounded, std::fabs(a) + std::fabs(b));
        frame.cut_rows[j * stride + row] = a - b;
      }
      radius = (frame.unit_radius[first] + frame.unit_radius[second]) * kInflate;
    }
    frame.cut_radius[row] = frame.integral ? 0.0 : radius + 4 * kUnit * rounded;
  }
}

kernel::LayerRows LayerStack::rows(int l) const {
  const ScaledLayer& layer = this->layer(l);
  const Frame& frame = frames_[static_cast<std::size_t>(l)];
  const auto& entries = layer.one_zero_crease_per_unit ? frame.unit_rows : frame.cut_rows;
  return {m_,
          static_cast<int>(layer.num_rows()),
          static_cast<int>(frame.rho.size()),
          entries.data(),
          frame.rho.data(),
          frame.alpha.data(),
          frame.magnitude.data()};
}

void LayerStack::copy_row(int l, std::uint32_t row, double* out) const {
  const kernel::LayerRows rows = this->rows(l);
  for (int j = 0; j < m_; ++j) out[j] = rows.a[static_cast<std::size_t>(j * rows.stride) + row];
  out[m_] = rows.rho[row];
  out[m_ + 1] = rows.alpha[row];
  out[m_ + 2] = rows.magnitude[row];
}

double LayerStack::largest_entry(int l) const {
  const ScaledLayer& layer = this->layer(l);
  return kernel_->largest_entry({m_, layer.units, layer.stride, frames_[static_cast<std::size_t>(l)].unit_rows.data(),
                                 nullptr, nullptr, nullptr});
}

LayerStack::UnitRows LayerStack::unit_rows(int l) const {
  const Frame& frame = frames_[static_cast<std::size_t>(l)];
  return {frame.unit_rows.data(), frame.unit_radius.data(), layer(l).stride};
}

}  // namespace crease
