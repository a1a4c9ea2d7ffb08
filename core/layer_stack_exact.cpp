// SPDX-License-Identifier: GPL-3.0-or-later
// What integers know of the rows of LayerStack.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/layer_stack.h"

namespace crease {

bool LayerStack::is_surely_zero(int l, std::uint32_t row) const {
  if (l == 0) return false;
  const ScaledLayer& layer = this->layer(l);
  const CutRow cut = layer.has_groups() ? layer.cut_rows[row] : CutRow{row};
  if (cut.group == CutRow::kNoGroup) {
    return !layer.has_threshold[cut.crease] && is_unit_surely_zero(l, layer.creases[cut.crease].unit);
  }
  const std::uint32_t first = layer.groups[cut.group].first_unit;
  return is_unit_surely_zero(l, first + cut.first) && is_unit_surely_zero(l, first + cut.second);
}

bool LayerStack::is_unit_surely_zero(int l, std::uint32_t u) const {
  const ScaledLayer& layer = this->layer(l);
  const ScaledLayer& before = this->layer(l - 1);
  const std::vector<CreaseSign>& signs = frames_[static_cast<std::size_t>(l)].signs_before;
  if (layer.has_bias[u]) return false;
  return std::ranges::all_of(layer.inputs[u], [&](std::uint32_t i) {
    return before.is_off[before.piece_index(i, static_cast<std::size_t>(piece(l - 1, i, signs)))];
  });
}

const IntegerVector& LayerStack::exact_unit_row(int l, std::uint32_t u) {
  if (l == 0) return network_->exact(0).weights[u];
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  if (frame.exact_unit_version[u] == frame.version) return frame.exact_unit_rows[u];
  const ExactLayer& layer = network_->exact(l);
  const ExactLayer& before = network_->exact(l - 1);
  IntegerVector row(static_cast<std::size_t>(m_));
  fmpz_set(row[0], layer.bias[u]);
  ScopedFmpz factor;
  const ScaledLayer& scaled_before = this->layer(l - 1);
  for (const std::uint32_t i : this->layer(l).inputs[u]) {
    const std::size_t k = scaled_before.piece_index(i, static_cast<std::size_t>(piece(l - 1, i, frame.signs_before)));
    if (scaled_before.is_off[k]) continue;
    const fmpz* weight = layer.weights[u][i];
    if (!fmpz_is_zero(before.intercepts[k])) fmpz_addmul(row[0], weight, before.intercepts[k]);
    if (fmpz_is_zero(before.slopes[k])) continue;
    if (!fmpz_is_one(before.slopes[k])) {
      fmpz_mul(factor, weight, before.slopes[k]);
      weight = factor;
    }
    const IntegerVector& z = exact_unit_row(l - 1, i);
    for (std::size_t j = 0; j < row.size(); ++j) fmpz_addmul(row[j], weight, z[j]);
  }
  frame.exact_unit_rows[u] = std::move(row);
  frame.exact_unit_version[u] = frame.version;
  return frame.exact_unit_rows[u];
}

const IntegerVector& LayerStack::exact_row(int l, std::uint32_t index) {
  const ScaledLayer& layer = this->layer(l);
  Frame& frame = frames_[static_cast<std::size_t>(l)];
  if (frame.exact_cut_version[index] == frame.version) return frame.exact_cut_rows[index];
  const CutRow cut = layer.has_groups() ? layer.cut_rows[index] : CutRow{index};
  IntegerVector row;
  if (cut.group == CutRow::kNoGroup) {
    row = exact_unit_row(l, layer.creases[cut.crease].unit);
    fmpz_sub(row[0], row[0], network_->exact(l).thresholds[cut.crease]);
  } else {
    row = exact_unit_row(l, layer.groups[cut.group].first_unit + cut.first);
    const IntegerVector& other = exact_unit_row(l, layer.groups[cut.group].first_unit + cut.second);
    for (std::size_t j = 0; j < row.size(); ++j) fmpz_sub(row[j], row[j], other[j]);
  }
  row.make_primitive();
  frame.exact_cut_rows[index] = std::move(row);
  frame.exact_cut_version[index] = frame.version;
  return frame.exact_cut_rows[index];
}

}  // namespace crease
