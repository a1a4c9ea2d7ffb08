// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crease {

/// Where a crease is zero, above or below on a region. A max group has a crease for every argument: above where the
/// argument is greater than all others, zero where it shares the maximum with others, below where it does not attain
/// it.
enum class CreaseSign : std::uint8_t { kBelow = 0, kAbove = 1, kZero = 2 };

/// The signs of all creases on many regions: one bit for "above", and, once some crease is zero throughout some region,
/// one more for "zero".
class SignTable {
 public:
  explicit SignTable(std::size_t num_creases = 0) : num_creases_(num_creases), words_((num_creases + 63) / 64) {}

  std::size_t num_creases() const { return num_creases_; }
  /// 64-bit words of one bit plane.
  std::size_t words() const { return words_; }
  std::size_t size() const { return size_; }
  bool has_zeros() const { return !zero_.empty(); }

  CreaseSign sign(std::size_t i, std::size_t crease) const {
    if (has_zeros() && bit(zero(i), crease)) return CreaseSign::kZero;
    return bit(above(i), crease) ? CreaseSign::kAbove : CreaseSign::kBelow;
  }
  /// The bits of row i: "above" where positive; "zero" where zero ("above" is then not set).
  std::span<const std::uint64_t> above(std::size_t i) const { return {above_.data() + i * words_, words_}; }
  /// Pre: has_zeros().
  std::span<const std::uint64_t> zero(std::size_t i) const { return {zero_.data() + i * words_, words_}; }

  /// Appends a row; `zero` may be empty. A bit is set in at most one of the two.
  void push_back(std::span<const std::uint64_t> above, std::span<const std::uint64_t> zero);

  void shrink_to_fit() {
    above_.shrink_to_fit();
    zero_.shrink_to_fit();
  }
  std::size_t bytes() const { return (above_.capacity() + zero_.capacity()) * sizeof(std::uint64_t); }
  bool operator==(const SignTable&) const = default;

 private:
  static bool bit(std::span<const std::uint64_t> words, std::size_t i) { return (words[i / 64] >> (i % 64) & 1) != 0; }

  std::size_t num_creases_;
  std::size_t words_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> above_, zero_;
};

}  // namespace crease
