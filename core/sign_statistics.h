// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace crease {

/// Which stage of the predicate decided the signs.
struct SignStatistics {
  std::uint64_t tests = 0;  ///< signs of a row at a generator that were asked for
  std::uint64_t exact = 0;  ///< of these, how many the floating-point filter left to integers
  SignStatistics& operator+=(const SignStatistics& other) {
    tests += other.tests;
    exact += other.exact;
    return *this;
  }
};

}  // namespace crease
