// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/numbers.h"

namespace crease {

/// Keeps what a file expands to in proportion to the file, so that a few malformed bytes cannot ask for gigabytes
/// ("1e99999" is seven bytes, a tensor shape ten). Reading spends machine words; a real network needs a small
/// part of the allowance.
class SizeBudget {
 public:
  /// 2^20 words and 256 for each byte of the file.
  explicit SizeBudget(std::size_t file_bytes);

  /// Throws std::length_error when the allowance is used up.
  void spend(std::size_t words);
  /// Spends the words of one number; throws std::length_error also when it alone has more than 2^20 bits.
  void spend(const Rational& value);

 private:
  std::size_t remaining_;
};

}  // namespace crease
