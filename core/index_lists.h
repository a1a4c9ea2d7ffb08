// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace crease {

/// Many short lists of 32-bit indices (or handles of that size), end to end in one array.
template <typename T = std::uint32_t>
class IndexLists {
  static_assert(sizeof(T) == sizeof(std::uint32_t) && std::is_trivially_copyable_v<T>);

 public:
  std::size_t size() const { return ends_.size(); }
  std::size_t total_size() const { return items_.size(); }

  std::span<const T> operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return {items_.data() + begin, ends_[i] - begin};
  }
  std::span<T> operator[](std::size_t i) {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return {items_.data() + begin, ends_[i] - begin};
  }

  /// Appends an item to the list that is being made.
  void push_item(T item) { items_.push_back(item); }
  /// Ends the list that is being made. Throws std::length_error beyond 2^32 items.
  void end_list() {
    if (items_.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw std::length_error("a complex has more than 2^32 incidences; use a smaller domain");
    }
    ends_.push_back(static_cast<std::uint32_t>(items_.size()));
  }
  void push_list(std::span<const T> list) {
    items_.insert(items_.end(), list.begin(), list.end());
    end_list();
  }

  /// The last `size() - new_size` lists go.
  void truncate(std::size_t new_size) {
    ends_.resize(new_size);
    items_.resize(new_size == 0 ? 0 : ends_[new_size - 1]);
  }
  void clear() { truncate(0); }
  void shrink_to_fit() {
    items_.shrink_to_fit();
    ends_.shrink_to_fit();
  }
  std::size_t bytes() const { return items_.capacity() * sizeof(T) + ends_.capacity() * sizeof(std::uint32_t); }

  bool operator==(const IndexLists&) const = default;

 private:
  std::vector<T> items_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace crease
