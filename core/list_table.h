// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace crease {

/// Short lists of integers, each kept once and numbered in the order they come. Hashes only tell where to look.
/// (Sets of the standard library or of robin-map would own each list, or point back into a table that moves.)
template <typename T>
class ListTable {
 public:
  std::size_t size() const { return ends_.size(); }
  std::span<const T> operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return {items_.data() + begin, ends_[i] - begin};
  }

  /// The number of the list, and whether it is new. Throws std::length_error beyond 2^32 items.
  std::pair<std::uint32_t, bool> insert(std::span<const T> list) {
    if (2 * (size() + 1) > slots_.size()) grow();
    std::uint32_t& slot = find(list);
    if (slot != kEmpty) return {slot, false};
    if (items_.size() + list.size() > kEmpty) throw std::length_error("more than 2^32 incidences of faces");
    slot = static_cast<std::uint32_t>(size());
    items_.insert(items_.end(), list.begin(), list.end());
    ends_.push_back(static_cast<std::uint32_t>(items_.size()));
    return {slot, true};
  }

  /// Forgets the lists but keeps the memory.
  void clear() {
    if (ends_.empty()) return;
    items_.clear();
    ends_.clear();
    std::fill(slots_.begin(), slots_.end(), kEmpty);
  }

 private:
  static constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();

  static std::size_t hash(std::span<const T> list) {
    std::uint64_t h = list.size();
    for (const T item : list) {
      h = (h ^ item) * 0x9e3779b97f4a7c15ull;
      h ^= h >> 32;
    }
    return static_cast<std::size_t>(h);
  }

  /// The slot that holds the list, or the empty one where it belongs. Pre: there is an empty slot.
  std::uint32_t& find(std::span<const T> list) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash(list) & mask;; i = (i + 1) & mask) {
      if (slots_[i] == kEmpty || std::ranges::equal((*this)[slots_[i]], list)) return slots_[i];
    }
  }

  void grow() {
    slots_.assign(std::max<std::size_t>(16, 2 * slots_.size()), kEmpty);
    for (std::size_t i = 0; i < size(); ++i) find((*this)[i]) = static_cast<std::uint32_t>(i);
  }

  std::vector<T> items_;
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint32_t> slots_;  ///< a power of two; at most half full
};

}  // namespace crease
