// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sign_table.h"

#include <algorithm>

namespace crease {

void SignTable::push_back(std::span<const std::uint64_t> above, std::span<const std::uint64_t> zero) {
  above_.insert(above_.end(), above.begin(), above.end());
  const bool any_zero = std::any_of(zero.begin(), zero.end(), [](std::uint64_t word) { return word != 0; });
  if (any_zero && zero_.empty()) zero_.assign(size_ * words_, 0);
  if (any_zero) {
    zero_.insert(zero_.end(), zero.begin(), zero.end());
  } else if (!zero_.empty()) {
    zero_.resize(zero_.size() + words_, 0);
  }
  ++size_;
}

}  // namespace crease
