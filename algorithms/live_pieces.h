// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/complex.h"

namespace crease {

/// What a network's map on a region can depend on: the pieces of those units that are not zero everywhere on it for
/// want of anything to pass on, and that reach an output through such units. A unit is taken to be zero where its piece
/// is, or where that has no constant and all its inputs are zero; so a crease of an argument that a max-pool does not
/// choose, or that lies behind a unit that is off, changes nothing.
///
/// Law: regions with equal live pieces have equal maps. The converse does not hold.
class LivePieces {
 public:
  /// Complexity: linear in the weights.
  explicit LivePieces(const Complex& complex);

  /// Per unit its piece, or kDead. Complexity: linear in the weights that are not zero.
  std::u16string of(RegionId region);

  static constexpr char16_t kDead = 0xffff;

 private:
  struct Piece {
    std::uint32_t row = 0;
    bool passes = false;        ///< its slope is not zero
    bool has_constant = false;  ///< it is not zero where all inputs are
  };
  struct Layer {
    std::vector<std::uint32_t> first_piece;  ///< per unit
    std::vector<Piece> pieces;
    std::vector<std::vector<std::uint32_t>> inputs;  ///< per row: where its weights are not zero
    std::size_t first_unit = 0;                      ///< of all units of all layers
  };

  const Piece& piece(const Layer& layer, std::size_t unit) const {
    return layer.pieces[layer.first_piece[unit] + pieces_[layer.first_unit + unit]];
  }

  const Complex& complex_;
  std::vector<Layer> layers_;
  // Scratch of of(), per unit of all layers.
  std::u16string pieces_;
  std::vector<char> zero_, live_;
};

}  // namespace crease
