// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/io/figure.h"
#include "core/numbers.h"

namespace crease::tools {

/// Colours that people who see few colours can tell apart, and that stay apart when printed in grey.

/// Of categories (M. Okabe, K. Ito, Color universal design, 2008), again from the first after the last one.
Color category_color(std::size_t category);
/// The same, light enough for black lines and letters on it.
Color light_category_color(std::size_t category);

constexpr Color kWhite{255, 255, 255};
constexpr Color kInk{26, 26, 26};
/// Of lines that only help, and of what has no value.
constexpr Color kFaint{140, 140, 140};
constexpr Color kNoValue{217, 217, 217};

enum class ScaleKind { kAuto, kLinear, kLog };

/// Numbers as colours: from light to dark (C. Brewer's YlGnBu), or from one hue over white to another (PuOr) for
/// numbers on both sides of 0.
class ColorScale {
 public:
  ColorScale() = default;
  /// For numbers from `least` to `greatest`. kAuto: logarithmic for positive numbers of which the greatest is more than
  /// 100 times the least. A logarithm is asked for in vain where `least` is not positive. `diverging`: symmetric about
  /// 0 where it lies between.
  ColorScale(const Rational& least, const Rational& greatest, ScaleKind kind, bool diverging);

  bool is_log() const { return is_log_; }
  const Rational& least() const { return least_; }
  const Rational& greatest() const { return greatest_; }
  /// In equal steps from the least number to the greatest.
  const std::vector<Color>& ramp() const { return ramp_; }
  /// Where on the scale, in 1/1000, rounded: exactly for linear scales.
  int position(const Rational& value) const;
  Color color(const Rational& value) const;

 private:
  Rational least_ = 0, greatest_ = 1;
  bool is_log_ = false;
  std::vector<Color> ramp_;
};

}  // namespace crease::tools
