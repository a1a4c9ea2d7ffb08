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

  /// A text that two regions share iff the same units count on them and are on the same pieces; until the next call.
  /// Complexity: linear in the weights, 64 at a time.
  const std::u16string& of(RegionId region);

 private:
  using Words = std::vector<std::uint64_t>;  ///< a bit per unit
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
    std::size_t input_words = 0;
    Words inputs;  ///< per row: where its weights are not zero
    /// Every unit has one crease: units are dealt with 64 at a time.
    bool is_plain = true;
    Words passes[2], has_constant[2];  ///< per piece, of a plain layer
    // Scratch of of().
    Words zero, live, passing;
    Words on;                          ///< of a plain layer: the second piece
    std::vector<std::uint32_t> piece;  ///< of another one: in Layer::pieces
  };

  bool is_fed(std::size_t l, std::size_t row) const;
  void read_pieces(Layer& layer, RegionId region) const;
  void read_bits(Layer& layer, RegionId region) const;
  void write(const Layer& layer);

  const Complex& complex_;
  std::vector<Layer> layers_;
  std::u16string text_;
};

}  // namespace crease
