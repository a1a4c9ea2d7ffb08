// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace crease::testing {

/// The seed of every random test: CREASE_TEST_SEED, or a fixed default. Log it (CAPTURE) beside the case's number.
inline std::uint64_t test_seed() {
  const char* text = std::getenv("CREASE_TEST_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20240229;
}

/// `cases`, times CREASE_TEST_SCALE where that is set (sanitizer builds are slow, hunts are long); at least 1.
inline int scaled_cases(int cases) {
  const char* text = std::getenv("CREASE_TEST_SCALE");
  const double scale = text != nullptr ? std::strtod(text, nullptr) : 1.0;
  return std::max(1, static_cast<int>(cases * scale));
}

/// A generator whose numbers are the same on every standard library (the std distributions are not).
class Random {
 public:
  /// Case `index` of a test can be replayed alone: its numbers depend on (seed, index) only.
  explicit Random(std::uint64_t seed, std::uint64_t index = 0) : engine_(seed + 0x9e3779b97f4a7c15ull * (index + 1)) {}

  std::uint64_t bits() { return engine_(); }
  /// Uniform in {lo, ..., hi}.
  int integer(int lo, int hi) { return lo + static_cast<int>(bits() % static_cast<std::uint64_t>(hi - lo + 1)); }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  bool chance(double probability) { return unit() < probability; }
  /// Standard normal (Box-Muller).
  double gaussian() {
    const double radius = std::sqrt(-2 * std::log(1 - unit()));
    return radius * std::cos(2 * std::numbers::pi * unit());
  }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(integer(0, static_cast<int>(from.size()) - 1))];
  }
  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(integer(0, static_cast<int>(i) - 1))]);
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace crease::testing
