// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/cell_kernel.h"
#include "core/scaled_network.h"
#include "core/sign_table.h"

namespace crease {

/// The affine rows of all layers on the current branch of the walk: the rows of layer l are functions of the signs of
/// the creases of the layers before it.
///
/// Doubles first: a row carries double entries and certified bounds (kernel.h), and neighbouring cells differ in few
/// units, so it is updated rather than recomputed. Integers on demand, cached until the signs change.
class LayerStack {
 public:
  LayerStack(const ScaledNetwork& network, const kernel::Kernel& kernel);

  const ScaledNetwork& network() const { return *network_; }
  /// Layers that bend. Behind them comes the network's output layer, layer num_layers(), which may be entered like the
  /// others.
  int num_layers() const { return static_cast<int>(network_->layers().size()); }
  const ScaledLayer& layer(int l) const {
    return l < num_layers() ? network_->layers()[static_cast<std::size_t>(l)] : *network_->output_layer();
  }

  /// The signs of layer l's creases on the current cell; the walk writes them.
  std::vector<CreaseSign>& signs(int l) { return frames_[static_cast<std::size_t>(l)].signs; }
  const std::vector<CreaseSign>& signs(int l) const { return frames_[static_cast<std::size_t>(l)].signs; }
  /// The signs of the rows that layer l is cut by: signs(l) itself unless the layer has max groups; then settle() makes
  /// signs(l) of them. Of the rows of a group those count that compare its greatest argument with the others.
  std::vector<CreaseSign>& row_signs(int l) {
    Frame& frame = frames_[static_cast<std::size_t>(l)];
    return layer(l).has_groups() ? frame.row_signs : frame.signs;
  }
  void settle(int l);
  /// The greatest argument of a group of layer l by signs(l), the first one of several.
  std::uint32_t greatest_argument(int l, const MaxGroup& group) const { return greatest(group, signs(l)); }
  /// Calls f(row, side) for the rows of layer l on which crease c lies by signs(l), with the side of the row on which
  /// the cell lies: itself, or all comparisons with the greatest argument of its group; none for a crease that is zero.
  template <typename F>
  void for_each_row_of_crease(int l, std::uint32_t c, F&& f) const;
  /// The crease of a row of layer l by signs(l): of a row that compares the greatest argument of a group with another
  /// one, that one's. None of a row that compares two others.
  std::optional<std::uint32_t> crease_of_row(int l, std::uint32_t row) const {
    const ScaledLayer& layer = this->layer(l);
    if (!layer.has_groups()) return row;
    const CutRow& cut = layer.cut_rows[row];
    if (cut.group == CutRow::kNoGroup) return cut.crease;
    const MaxGroup& group = layer.groups[cut.group];
    const std::uint32_t greatest = greatest_argument(l, group);
    if (cut.first == greatest) return group.first_crease + cut.second;
    if (cut.second == greatest) return group.first_crease + cut.first;
    return std::nullopt;
  }

  /// Makes the rows of layer l those of the current signs of the layers before it.
  /// Pre: enter(l - 1) holds.
  void enter(int l);
  /// The same without what layer l is cut by, rows(l) and copy_row(l, ...), which are then those of an enter(l) before.
  /// Pre: enter_units(l - 1) holds.
  void enter_units(int l);

  /// The rows that layer l is cut by (see CutRow). Valid until the next enter(l).
  kernel::LayerRows rows(int l) const;

  /// One of them in the form of kernel.h (m + 3 doubles).
  void copy_row(int l, std::uint32_t row, double* out) const;

  /// The same row as integers, up to a positive factor.
  const IntegerVector& exact_row(int l, std::uint32_t row);

  /// Is the row zero everywhere because nothing that it depends on passes anything on? Cheap, and true of most rows
  /// that vanish: those behind units that are off.
  bool is_surely_zero(int l, std::uint32_t row) const;

  /// The pre-activations of the units of layer l, entry j of unit u at entries[j * stride + u] and within radius[u] of
  /// the true one, in a scaling of the layer's own. Valid until the next enter(l).
  struct UnitRows {
    const double* entries = nullptr;
    const double* radius = nullptr;
    int stride = 0;
  };
  UnitRows unit_rows(int l) const;
  /// The same as integers, in a scaling of the layer's own.
  const IntegerVector& exact_unit_row(int l, std::uint32_t u);

 private:
  struct Frame {
    std::vector<CreaseSign> signs;
    std::vector<CreaseSign> row_signs;     ///< with max groups
    std::vector<CreaseSign> signs_before;  ///< of the layer before: what the rows belong to

    std::vector<double> unit_rows;    ///< column-major, m x stride
    std::vector<double> unit_radius;  ///< bounds the error of every entry
    double largest_entry = 0, largest_radius = 0;
    /// The rows that the layer is cut by, and their radius, where these are not just the units'.
    std::vector<double> cut_rows, cut_radius;
    std::vector<double> rho, alpha, magnitude;  ///< per row, see kernel.h
    bool integral = false;
    int updates = 0;            ///< since the rows were last computed from scratch
    std::uint64_t version = 0;  ///< grows whenever the rows change
    std::uint64_t version_before = 0;
    std::uint64_t finished = 0;  ///< the version that the rows the layer is cut by belong to

    std::vector<IntegerVector> exact_unit_rows, exact_cut_rows;
    std::vector<std::uint64_t> exact_unit_version, exact_cut_version;
  };

  void enter_first();
  void find_changed(int l);
  void find_changed_in_group(int l, const MaxGroup& group);
  void recompute(int l);
  void update(int l);
  void add_inputs(int l);
  double* write_row(int l, std::uint32_t u, double slope, double intercept, double* out) const;
  void bound_radii(int l);
  void finish_rows(int l);
  double largest_entry(int l) const;
  int piece(int l, std::uint32_t u, const std::vector<CreaseSign>& signs) const;
  void write_cut_rows(int l);
  bool is_unit_surely_zero(int l, std::uint32_t u) const;
  static std::uint32_t greatest(const MaxGroup& group, const std::vector<CreaseSign>& signs);

  const ScaledNetwork* network_;
  const kernel::Kernel* kernel_;
  int m_;
  std::vector<Frame> frames_;
  std::uint64_t next_version_ = 1;
  // Scratch of enter().
  std::vector<std::uint32_t> inputs_;  ///< units of the layer before that contribute, or whose piece has changed
  std::vector<double> h_;              ///< their contributions, m entries each
};

template <typename F>
void LayerStack::for_each_row_of_crease(int l, std::uint32_t c, F&& f) const {
  const std::vector<CreaseSign>& signs = this->signs(l);
  if (signs[c] == CreaseSign::kZero) return;
  const ScaledLayer& layer = this->layer(l);
  const int side = signs[c] == CreaseSign::kAbove ? 1 : -1;
  if (!layer.has_groups()) return f(c, side);
  const std::uint32_t unit = layer.creases[c].unit;
  if (layer.group_of_unit[unit] == CutRow::kNoGroup) return f(layer.row_of_crease[c], side);
  const MaxGroup& group = layer.groups[layer.group_of_unit[unit]];
  const std::uint32_t greatest = greatest_argument(l, group), argument = unit - group.first_unit;
  const auto compare = [&](std::uint32_t other) {
    other > greatest ? f(group.row(greatest, other), 1) : f(group.row(other, greatest), -1);
  };
  if (argument != greatest) return compare(argument);
  for (std::uint32_t other = 0; other < group.size; ++other) {
    if (other != greatest && signs[group.first_crease + other] != CreaseSign::kZero) compare(other);
  }
}

}  // namespace crease
