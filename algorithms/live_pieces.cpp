// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/live_pieces.h"

#include <algorithm>

namespace crease {

LivePieces::LivePieces(const Complex& complex) : complex_(complex) {
  std::size_t units = 0;
  for (const crease::Layer& given : complex.network().layers()) {
    Layer& layer = layers_.emplace_back();
    layer.first_unit = units;
    units += given.num_units();
    for (std::size_t u = 0; u < given.num_units(); ++u) {
      layer.first_piece.push_back(static_cast<std::uint32_t>(layer.pieces.size()));
      for (std::size_t p = 0; p < given.num_pieces(u); ++p) {
        const crease::Layer::Piece piece = given.piece(u, p);
        const bool constant = piece.slope * given.bias[piece.row] + piece.intercept != 0;
        layer.pieces.push_back({static_cast<std::uint32_t>(piece.row), piece.slope != 0, constant});
      }
    }
    for (std::size_t row = 0; row < given.num_rows(); ++row) {
      std::vector<std::uint32_t>& inputs = layer.inputs.emplace_back();
      for (std::uint32_t i = 0; i < given.num_inputs(); ++i) {
        if (given.weights(row, i) != 0) inputs.push_back(i);
      }
    }
  }
  pieces_.resize(units);
  zero_.resize(units);
  live_.resize(units);
}

std::u16string LivePieces::of(RegionId region) {
  for (std::uint32_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    for (std::uint32_t u = 0; u < layer.first_piece.size(); ++u) {
      pieces_[layer.first_unit + u] = static_cast<char16_t>(complex_.symbol(region, {l, u}).piece);
      const Piece& now = piece(layer, u);
      zero_[layer.first_unit + u] =
          !now.has_constant &&
          (!now.passes || (l > 0 && std::ranges::all_of(layer.inputs[now.row], [&](std::uint32_t i) {
                             return zero_[layers_[l - 1].first_unit + i] != 0;
                           })));
    }
  }
  // Backwards from the outputs.
  std::ranges::fill(live_, 0);
  const Layer& last = layers_.back();
  std::fill(live_.begin() + static_cast<std::ptrdiff_t>(last.first_unit), live_.end(), 1);
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    for (std::size_t u = 0; u < layer.first_piece.size(); ++u) {
      const std::size_t unit = layer.first_unit + u;
      live_[unit] = live_[unit] != 0 && zero_[unit] == 0;
      const Piece& now = piece(layer, u);
      if (!live_[unit]) {
        pieces_[unit] = kDead;
      } else if (l > 0 && now.passes) {
        for (const std::uint32_t i : layer.inputs[now.row]) live_[layers_[l - 1].first_unit + i] = 1;
      }
    }
  }
  return pieces_;
}

}  // namespace crease
