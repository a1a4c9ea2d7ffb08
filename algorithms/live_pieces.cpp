// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/live_pieces.h"

#include <algorithm>

#include "core/pattern_text.h"

namespace crease {
namespace {

std::size_t words_of(std::size_t bits) { return (bits + 63) / 64; }
bool has_bit(const std::vector<std::uint64_t>& words, std::size_t bit) {
  return (words[bit / 64] >> (bit % 64) & 1) != 0;
}
void set_bit(std::uint64_t* words, std::size_t bit) { words[bit / 64] |= std::uint64_t{1} << (bit % 64); }

}  // namespace

LivePieces::LivePieces(const Complex& complex) : complex_(complex) {
  std::size_t units = 0;
  for (std::uint32_t l = 0; l < complex.network().layers().size(); ++l) {
    const crease::Layer& given = complex.network().layers()[l];
    Layer& layer = layers_.emplace_back();
    layer.first_unit = units;
    units += given.num_units();
    for (std::uint32_t u = 0; u < given.num_units(); ++u) {
      const UnitId unit{l, u};
      layer.units.push_back({complex.walls().first_crease(unit),
                             static_cast<std::uint32_t>(complex.walls().num_creases(unit)),
                             complex.walls().is_group(unit), layer.pieces.size()});
      for (std::size_t p = 0; p < given.num_pieces(u); ++p) {
        const crease::Layer::Piece piece = given.piece(u, p);
        const bool constant = piece.slope * given.bias[piece.row] + piece.intercept != 0;
        layer.pieces.push_back({static_cast<std::uint32_t>(piece.row), piece.slope != 0, constant});
      }
    }
    layer.words = words_of(given.num_inputs());
    layer.inputs.resize(given.num_rows() * layer.words);
    for (std::size_t row = 0; row < given.num_rows(); ++row) {
      for (std::size_t i = 0; i < given.num_inputs(); ++i) {
        if (given.weights(row, i) != 0) set_bit(layer.inputs.data() + row * layer.words, i);
      }
    }
    layer.zero.resize(words_of(given.num_units()));
    layer.live.resize(words_of(given.num_units()));
  }
  pieces_.resize(units);
}

/// The pieces of layer l, and which of its units are zero.
void LivePieces::find_zeros(std::size_t l, RegionId region) {
  const SignTable& signs = complex_.tables().signs;
  const auto above = signs.above(region.index);
  const auto zero = signs.has_zeros() ? signs.zero(region.index) : std::span<const std::uint64_t>();
  Layer& layer = layers_[l];
  std::ranges::fill(layer.zero, 0);
  for (std::size_t u = 0; u < layer.units.size(); ++u) {
    const Unit& unit = layer.units[u];
    std::uint16_t piece = 0;
    if (unit.num_creases == 1) {
      const std::uint64_t word = above[unit.first_crease / 64] | (zero.empty() ? 0 : zero[unit.first_crease / 64]);
      piece = word >> (unit.first_crease % 64) & 1;
    } else {
      piece = symbol_of_signs(unit.num_creases, unit.is_group, [&](std::size_t k) {
                return signs.sign(region.index, unit.first_crease + k);
              }).piece;
    }
    pieces_[layer.first_unit + u] = static_cast<char16_t>(piece);
    const Piece& now = layer.pieces[unit.first_piece + piece];
    if (now.has_constant) continue;
    bool is_fed = now.passes;
    if (is_fed && l > 0) {
      const std::uint64_t* inputs = inputs_of(layer, now.row);
      is_fed = false;
      for (std::size_t w = 0; w < layer.words && !is_fed; ++w) is_fed = (inputs[w] & ~layers_[l - 1].zero[w]) != 0;
    }
    if (!is_fed) set_bit(layer.zero.data(), u);
  }
}

const std::u16string& LivePieces::of(RegionId region) {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    find_zeros(l, region);
    std::ranges::fill(layers_[l].live, l + 1 < layers_.size() ? std::uint64_t{0} : ~std::uint64_t{0});
  }
  // Backwards from the outputs.
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    for (std::size_t u = 0; u < layer.units.size(); ++u) {
      char16_t& piece = pieces_[layer.first_unit + u];
      if (!has_bit(layer.live, u) || has_bit(layer.zero, u)) {
        piece = kDead;
        continue;
      }
      const Piece& now = layer.pieces[layer.units[u].first_piece + piece];
      if (l == 0 || !now.passes) continue;
      const std::uint64_t* inputs = inputs_of(layer, now.row);
      for (std::size_t w = 0; w < layer.words; ++w) layers_[l - 1].live[w] |= inputs[w];
    }
  }
  return pieces_;
}

}  // namespace crease
