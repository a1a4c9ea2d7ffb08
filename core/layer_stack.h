// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
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

  /// Makes the rows of layer l those of the current signs of the layers before it.
  /// Pre: enter(l - 1) holds.
  void enter(int l);

  /// The rows of the creases of layer l. Valid until the next enter(l).
  kernel::LayerRows rows(int l) const;

  /// Row of crease c in the form of kernel.h (m + 3 doubles).
  void copy_row(int l, std::uint32_t c, double* out) const;

  /// The same row as integers, up to a positive factor.
  const IntegerVector& exact_row(int l, std::uint32_t c);

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
    std::vector<CreaseSign> signs_before;  ///< of the layer before: what the rows belong to

    std::vector<double> unit_rows;    ///< column-major, m x stride
    std::vector<double> unit_radius;  ///< bounds the error of every entry
    double largest_entry = 0, largest_radius = 0;
    /// The creases' rows, and their radius, where these are not just the units'.
    std::vector<double> crease_rows, crease_radius;
    std::vector<double> rho, alpha, magnitude;  ///< per crease, see kernel.h
    bool integral = false;
    int updates = 0;            ///< since the rows were last computed from scratch
    std::uint64_t version = 0;  ///< grows whenever the rows change
    std::uint64_t version_before = 0;

    std::vector<IntegerVector> exact_unit_rows, exact_crease_rows;
    std::vector<std::uint64_t> exact_unit_version, exact_crease_version;
  };

  void enter_first();
  void find_changed(int l);
  void recompute(int l);
  void update(int l);
  void add_inputs(int l);
  double* write_row(int l, std::uint32_t u, double slope, double intercept, double* out) const;
  void bound_radii(int l);
  void finish_rows(int l);
  double largest_entry(int l) const;
  int piece(int l, std::uint32_t u, const std::vector<CreaseSign>& signs) const;

  const ScaledNetwork* network_;
  const kernel::Kernel* kernel_;
  int m_;
  std::vector<Frame> frames_;
  std::uint64_t next_version_ = 1;
  // Scratch of enter().
  std::vector<std::uint32_t> inputs_;  ///< units of the layer before that contribute, or whose piece has changed
  std::vector<double> h_;              ///< their contributions, m entries each
};

}  // namespace crease
