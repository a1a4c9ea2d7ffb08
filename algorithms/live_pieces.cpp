// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/live_pieces.h"

#include <algorithm>
#include <bit>

#include "core/pattern_text.h"

namespace crease {
namespace {

constexpr char16_t kDead = 0xffff;

std::size_t words_of(std::size_t bits) { return (bits + 63) / 64; }
void set_bit(std::uint64_t* words, std::size_t bit) { words[bit / 64] |= std::uint64_t{1} << (bit % 64); }
bool has_bit(const std::vector<std::uint64_t>& words, std::size_t bit) {
  return (words[bit / 64] >> (bit % 64) & 1) != 0;
}

/// The bits of all units in word w.
std::uint64_t mask(std::size_t w, std::size_t units) {
  const std::size_t left = units - 64 * w;
  return left < 64 ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0};
}

/// 64 bits from bit `at` on; zero behind the end.
std::uint64_t bits_from(std::span<const std::uint64_t> words, std::size_t at) {
  const std::size_t w = at / 64, shift = at % 64;
  const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : 0; };
  return shift == 0 ? word(w) : word(w) >> shift | word(w + 1) << (64 - shift);
}

template <typename F>
void for_each_bit(const std::vector<std::uint64_t>& words, F&& f) {
  for (std::size_t w = 0; w < words.size(); ++w) {
    for (std::uint64_t bits = words[w]; bits != 0; bits &= bits - 1) {
      f(64 * w + static_cast<std::size_t>(std::countr_zero(bits)));
    }
  }
}

}  // namespace

LivePieces::LivePieces(const Complex& complex) : complex_(complex) {
  for (std::uint32_t l = 0; l < complex.network().layers().size(); ++l) {
    const crease::Layer& given = complex.network().layers()[l];
    Layer& layer = layers_.emplace_back();
    const std::size_t words = words_of(given.num_units());
    for (Words* bits : {&layer.passes[0], &layer.passes[1], &layer.has_constant[0], &layer.has_constant[1], &layer.zero,
                        &layer.live, &layer.passing, &layer.on}) {
      bits->resize(words);
    }
    layer.piece.resize(given.num_units());
    for (std::uint32_t u = 0; u < given.num_units(); ++u) {
      const UnitId unit{l, u};
      const auto num_creases = static_cast<std::uint32_t>(complex.walls().num_creases(unit));
      layer.units.push_back(
          {complex.walls().first_crease(unit), num_creases, complex.walls().is_group(unit), layer.pieces.size()});
      layer.is_plain = layer.is_plain && num_creases == 1;
      for (std::size_t p = 0; p < given.num_pieces(u); ++p) {
        const crease::Layer::Piece piece = given.piece(u, p);
        const bool constant = piece.slope * given.bias[piece.row] + piece.intercept != 0;
        layer.pieces.push_back({static_cast<std::uint32_t>(piece.row), piece.slope != 0, constant});
        if (p < 2 && piece.slope != 0) set_bit(layer.passes[p].data(), u);
        if (p < 2 && constant) set_bit(layer.has_constant[p].data(), u);
      }
    }
    layer.input_words = words_of(given.num_inputs());
    layer.inputs.resize(given.num_rows() * layer.input_words);
    for (std::size_t row = 0; row < given.num_rows(); ++row) {
      for (std::size_t i = 0; i < given.num_inputs(); ++i) {
        if (given.weights(row, i) != 0) set_bit(layer.inputs.data() + row * layer.input_words, i);
      }
    }
  }
}

/// Is some input of a row of layer l not zero?
bool LivePieces::is_fed(std::size_t l, std::size_t row) const {
  if (l == 0) return true;
  const Layer& layer = layers_[l];
  const std::uint64_t* inputs = layer.inputs.data() + row * layer.input_words;
  for (std::size_t w = 0; w < layer.input_words; ++w) {
    if ((inputs[w] & ~layers_[l - 1].zero[w]) != 0) return true;
  }
  return false;
}

/// The pieces of a layer, which of its units pass on what they are fed, and which would be zero if that were zero.
void LivePieces::read_pieces(Layer& layer, RegionId region) const {
  const SignTable& signs = complex_.tables().signs;
  std::ranges::fill(layer.zero, 0);
  std::ranges::fill(layer.passing, 0);
  for (std::size_t u = 0; u < layer.units.size(); ++u) {
    const Unit& unit = layer.units[u];
    const Symbol symbol = symbol_of_signs(unit.num_creases, unit.is_group, [&](std::size_t k) {
      return signs.sign(region.index, unit.first_crease + k);
    });
    layer.piece[u] = static_cast<std::uint32_t>(unit.first_piece) + symbol.piece;
    const Piece& now = layer.pieces[layer.piece[u]];
    if (!now.has_constant) set_bit(layer.zero.data(), u);
    if (now.passes) set_bit(layer.passing.data(), u);
  }
}

/// The same of a plain layer.
void LivePieces::read_bits(Layer& layer, RegionId region) const {
  const SignTable& signs = complex_.tables().signs;
  const std::size_t size = layer.units.size();
  for (std::size_t w = 0; w < layer.on.size(); ++w) {
    const std::size_t first = layer.units.front().first_crease + 64 * w;
    std::uint64_t on = bits_from(signs.above(region.index), first);
    if (signs.has_zeros()) on |= bits_from(signs.zero(region.index), first);
    layer.on[w] = on & mask(w, size);
    layer.zero[w] = ~((on & layer.has_constant[1][w]) | (~on & layer.has_constant[0][w])) & mask(w, size);
    layer.passing[w] = (on & layer.passes[1][w]) | (~on & layer.passes[0][w]);
  }
}

void LivePieces::write(const Layer& layer) {
  if (!layer.is_plain) {
    for (std::size_t u = 0; u < layer.units.size(); ++u) {
      const auto piece = static_cast<char16_t>(layer.piece[u] - layer.units[u].first_piece);
      text_ += has_bit(layer.live, u) ? piece : kDead;
    }
    return;
  }
  for (std::size_t w = 0; w < layer.on.size(); ++w) {
    for (const std::uint64_t word : {layer.live[w], layer.on[w] & layer.live[w]}) {
      for (int shift = 0; shift < 64; shift += 16) text_ += static_cast<char16_t>(word >> shift & 0xffff);
    }
  }
}

const std::u16string& LivePieces::of(RegionId region) {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    Layer& layer = layers_[l];
    layer.is_plain ? read_bits(layer, region) : read_pieces(layer, region);
    for (std::size_t w = 0; w < layer.zero.size(); ++w) {
      for (std::uint64_t open = layer.zero[w] & layer.passing[w]; open != 0; open &= open - 1) {
        const std::size_t u = 64 * w + static_cast<std::size_t>(std::countr_zero(open));
        const std::size_t piece = layer.is_plain ? layer.units[u].first_piece : layer.piece[u];
        if (is_fed(l, layer.pieces[piece].row)) layer.zero[w] &= ~(open & -open);
      }
    }
    std::ranges::fill(layer.live, l + 1 < layers_.size() ? std::uint64_t{0} : ~std::uint64_t{0});
  }
  text_.clear();
  // Backwards from the outputs.
  for (std::size_t l = layers_.size(); l-- > 0;) {
    Layer& layer = layers_[l];
    for (std::size_t w = 0; w < layer.live.size(); ++w) {
      layer.live[w] &= ~layer.zero[w] & mask(w, layer.units.size());
      layer.passing[w] &= layer.live[w];
    }
    write(layer);
    if (l == 0) continue;
    for_each_bit(layer.passing, [&](std::size_t u) {
      const std::size_t piece = layer.is_plain ? layer.units[u].first_piece : layer.piece[u];
      const std::uint64_t* inputs = layer.inputs.data() + layer.pieces[piece].row * layer.input_words;
      for (std::size_t w = 0; w < layer.input_words; ++w) layers_[l - 1].live[w] |= inputs[w];
    });
  }
  return text_;
}

}  // namespace crease
