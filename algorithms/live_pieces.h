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

  /// Per unit its piece, or kDead; until the next call. Complexity: linear in the weights, 64 at a time.
  const std::u16string& of(RegionId region);

  static constexpr char16_t kDead = 0xffff;

 private:
  struct Piece {
    std::uint32_t row = 0;
    bool passes = false;        ///< its slope is not zero
    bool has_constant = false;  ///< it is not zero where all inputs are
  };
  struct Unit {
    WallId first_crease = 0;
    std::uint32_t num_creases = 0;
    bool is_group = false;
    std::size_t first_piece = 0;  ///< in Layer::pieces
  };
  struct Layer {
    std::vector<Unit> units;
    std::vector<Piece> pieces;
    std::size_t first_unit = 0;             ///< of all units of all layers
    std::size_t words = 0;                  ///< that hold a bit per unit of the layer before
    std::vector<std::uint64_t> inputs;      ///< per row: where its weights are not zero
    std::vector<std::uint64_t> zero, live;  ///< scratch of of(): a bit per unit
  };

  const std::uint64_t* inputs_of(const Layer& layer, std::uint32_t row) const {
    return layer.inputs.data() + row * layer.words;
  }
  void find_zeros(std::size_t l, RegionId region);

  const Complex& complex_;
  std::vector<Layer> layers_;
  std::u16string pieces_;  ///< scratch of of(), per unit of all layers
};

}  // namespace crease
