// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/chart.h"
#include "core/domain.h"
#include "core/exact_layers.h"
#include "core/network.h"

namespace crease {

/// Where a unit switches piece: z_unit = threshold. The creases of a layer are ordered by unit, then by threshold, so
/// that a unit's piece is the number of its creases with z above the threshold. An argument of a max group is a unit
/// here; it has one crease, whose sign is that of SignTable, and it passes on z where it is the first of the greatest
/// ones, 0 elsewhere. The next layer has a group's weights once for every argument.
struct Crease {
  std::uint32_t unit = 0;
  std::uint32_t breakpoint = 0;  ///< which of the unit's breakpoints
};

/// The arguments of a max group: units first_unit, ..., of creases first_crease, ... They are compared with one another
/// by the rows z_i - z_k, i < k, from first_row on, in lexicographic order.
struct MaxGroup {
  std::uint32_t first_unit = 0, size = 0, first_crease = 0, first_row = 0;

  std::uint32_t row(std::uint32_t i, std::uint32_t k) const {
    return first_row + i * (2 * size - i - 1) / 2 + k - i - 1;
  }
};

/// What vanishes where a layer may be cut: z of the crease's unit less its threshold, or the difference of two
/// arguments of a max group.
struct CutRow {
  static constexpr std::uint32_t kNoGroup = UINT32_MAX;
  std::uint32_t crease = 0;             ///< of a scalar unit
  std::uint32_t group = kNoGroup;       ///< index in ScaledLayer::groups
  std::uint32_t first = 0, second = 0;  ///< arguments of the group
};

/// A layer with at least one breakpoint, in doubles: scaled by the factors of its ExactLayer where all numbers so far
/// are small integers (`integral`), otherwise by powers of two that keep weights near 1; then rounded to nearest.
struct ScaledLayer {
  std::size_t original_layer = 0;  ///< index in the network it came from
  int units = 0;                   ///< rows of the original layer
  int stride = 0;                  ///< padded(units)
  std::vector<Crease> creases;
  std::vector<std::uint32_t> first_crease;  ///< units + 1 entries
  /// Crease c is z_c = 0 for every unit c: rows of creases are rows of units.
  bool one_zero_crease_per_unit = false;
  std::vector<MaxGroup> groups;
  std::vector<CutRow> cut_rows;              ///< with groups; without them row c is that of crease c
  std::vector<std::uint32_t> row_of_crease;  ///< with groups: of the creases of scalar units
  std::vector<std::uint32_t> group_of_unit;  ///< with groups: index in groups, or CutRow::kNoGroup
  std::vector<std::uint32_t> original_unit;  ///< with groups: of the original layer

  bool integral = false;
  Rational scale = 1;                              ///< the pre-activations here are so many times the true ones
  std::vector<double> weights;                     ///< column-major: weight of input i in unit u at i * stride + u
  std::vector<std::vector<std::uint32_t>> inputs;  ///< per unit: those with a weight (of the first layer none)
  /// Per input: units [first, end) hold all that have a weight for it, both multiples of eight. Empty where most would
  /// be far apart.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> reach;
  std::vector<bool> has_bias;       ///< per unit: is it not zero?
  std::vector<bool> has_threshold;  ///< per crease: is it not zero?
  std::vector<bool> is_off;         ///< at piece_index(): is the piece zero throughout?
  std::vector<double> bias;         ///< per unit (zero in the first layer: the constant is a weight), padded
  std::vector<double> thresholds;
  std::vector<double> slopes, intercepts;  ///< at piece_index()

  std::vector<double> weight_norms;  ///< upper bound of sum_i |weight of input i|, per unit, padded
  double largest_weight_norm = 0, largest_bias = 0;
  double steepest = 0, farthest = 0;  ///< upper bounds of all |slope| and |intercept|

  bool has_groups() const { return !groups.empty(); }
  std::size_t num_rows() const { return has_groups() ? cut_rows.size() : creases.size(); }
  bool is_argument(std::uint32_t crease) const {
    return has_groups() && group_of_unit[creases[crease].unit] != CutRow::kNoGroup;
  }
  std::uint32_t original_unit_of(std::uint32_t unit) const { return has_groups() ? original_unit[unit] : unit; }

  std::size_t piece_index(std::size_t unit, std::size_t piece) const { return first_crease[unit] + unit + piece; }
};

/// The part of a network that bends (affine layers fused away, arguments of max groups as units of their own, what
/// follows the last crease left out), in a chart of the domain. Refers to the network it was made from.
class ScaledNetwork {
 public:
  /// Throws InvalidDomain when the domain is not one of the network's input space.
  ScaledNetwork(const Network& network, const Domain& domain);

  const Chart& chart() const { return chart_; }
  const std::vector<ScaledLayer>& layers() const { return layers_; }
  /// The network's outputs as affine functions of the outputs of the last layer that bends: a layer without creases
  /// behind layers(). In a homogeneous chart their constant part, which all regions share, is left out. Of more than
  /// kMostOutputs outputs there is but one sum, with odd weights: where it differs, they do. None when no layer bends.
  static constexpr std::size_t kMostOutputs = 3;
  const std::optional<ScaledLayer>& output_layer() const { return output_layer_; }

  /// Layer l (the output layer for l = layers().size()) in integers, made when first asked for (layers of float weights
  /// are rarely needed). Thread-safe.
  const ExactLayer& exact(int l) const;

  /// For every layer of the original network: its index in layers(), or -1 when it never bends.
  const std::vector<int>& scaled_layer_of() const { return scaled_layer_of_; }

 private:
  const Layer& bending(std::size_t l) const { return l < bending_.size() ? bending_[l] : *output_; }
  ExactLayer next_exact(std::size_t l) const;
  void make_output(const Network& network);

  std::optional<Network> fused_;    ///< owns the layers when they are not those of the network given
  std::span<const Layer> bending_;  ///< of fused_ or of the network given
  std::optional<Layer> output_;     ///< what output_layer() is made from
  Chart chart_;
  std::vector<ScaledLayer> layers_;
  std::optional<ScaledLayer> output_layer_;
  std::vector<int> scaled_layer_of_;

  mutable ExactScaler exact_scaler_;
  mutable std::vector<ExactLayer> exact_;  ///< the first layers at once, the others on demand
  std::size_t num_exact_at_once_ = 0;
  mutable std::once_flag others_;
};

}  // namespace crease
