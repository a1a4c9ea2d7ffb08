// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/validate.h"

namespace crease::internal {

/// Collects violations up to a limit.
class ViolationList {
 public:
  explicit ViolationList(std::size_t limit) : limit_(limit) {}
  bool is_full() const { return found_.size() >= limit_; }
  bool is_empty() const { return found_.empty(); }
  void add(Violation violation) {
    if (!is_full()) found_.push_back(std::move(violation));
  }
  std::vector<Violation> take() { return std::move(found_); }

 private:
  std::size_t limit_;
  std::vector<Violation> found_;
};

/// Components of things that are put together in pairs.
class Components {
 public:
  explicit Components(std::size_t size) : parent_(size), count_(size) {
    for (std::size_t i = 0; i < size; ++i) parent_[i] = static_cast<std::uint32_t>(i);
  }
  std::size_t count() const { return count_; }
  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a == b) return;
    parent_[a < b ? b : a] = a < b ? a : b;  // the first of a component stands for it
    --count_;
  }

 private:
  std::vector<std::uint32_t> parent_;
  std::size_t count_;
};

/// Laws 2 to 6, but for what needs no coordinates. Pre: complex.has_coordinates().
void check_geometry(const Complex& complex, ViolationList& violations);

/// Laws 8 and 9. Pre: laws 1 to 7 hold.
void check_measures(const Complex& complex, bool volumes, ViolationList& violations);

}  // namespace crease::internal
