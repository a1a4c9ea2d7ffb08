// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crease {

/// An activation pattern as floating point sees it: the piece of every unit, layer by layer (of a max group, its
/// greatest argument). It knows no unit that sits on a breakpoint.
using PiecePattern = std::u16string;

/// Different patterns, numbered in the order in which they came.
class PatternSet {
 public:
  /// Its number, and whether it is new.
  std::pair<std::uint32_t, bool> insert(const PiecePattern& pattern) {
    const auto [at, is_new] = numbers_.try_emplace(pattern, static_cast<std::uint32_t>(patterns_.size()));
    if (is_new) patterns_.push_back(pattern);
    return {at->second, is_new};
  }
  bool contains(const PiecePattern& pattern) const { return numbers_.contains(pattern); }

  std::size_t size() const { return patterns_.size(); }
  const PiecePattern& operator[](std::size_t i) const { return patterns_[i]; }

 private:
  std::vector<PiecePattern> patterns_;
  std::unordered_map<PiecePattern, std::uint32_t> numbers_;
};

}  // namespace crease
