// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/color_scale.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace crease::tools {
namespace {

constexpr int kSteps = 1000;
/// How far light colours are from white, in percent.
constexpr int kLightness = 45;

/// Eight that are told apart in every kind of colour vision (Okabe and Ito, Color Universal Design), and two shades.
constexpr Color kCategories[] = {{0, 114, 178}, {230, 159, 0},  {0, 158, 115},   {204, 121, 167}, {86, 180, 233},
                                 {213, 94, 0},  {240, 228, 66}, {120, 120, 120}, {68, 34, 102},   {190, 210, 190}};

/// The darkest ones are left out: black lines are to be seen on all.
const std::vector<Color> kSequential = {{255, 255, 217}, {237, 248, 177}, {199, 233, 180}, {127, 205, 187},
                                        {65, 182, 196},  {29, 145, 192},  {34, 94, 168}};
const std::vector<Color> kDiverging = {{179, 88, 6},    {224, 130, 20},  {253, 184, 99},
                                       {254, 224, 182}, {247, 247, 247}, {216, 218, 235},
                                       {178, 171, 210}, {128, 115, 172}, {84, 39, 136}};

/// Also of what lies beyond the doubles. Pre: value > 0.
double binary_logarithm(const Rational& value) {
  const auto of = [](const Integer& integer) {
    long exponent = 0;
    const double mantissa = mpz_get_d_2exp(&exponent, integer.get_mpz_t());
    return std::log2(mantissa) + static_cast<double>(exponent);
  };
  return of(value.get_num()) - of(value.get_den());
}

}  // namespace

Color category_color(std::size_t category) { return kCategories[category % std::size(kCategories)]; }

Color light_category_color(std::size_t category) { return mixed(kWhite, category_color(category), kLightness, 100); }

ColorScale::ColorScale(const Rational& least, const Rational& greatest, ScaleKind kind, bool diverging)
    : least_(least), greatest_(greatest) {
  constexpr int kManyTimes = 100;
  const bool is_wide = kind == ScaleKind::kLog || (kind == ScaleKind::kAuto && greatest > kManyTimes * least);
  is_log_ = least > 0 && is_wide && !diverging;
  ramp_ = kSequential;
  if (diverging && least < 0 && greatest > 0) {
    ramp_ = kDiverging;
    greatest_ = std::max<Rational>(-least, greatest);
    least_ = -greatest_;
  }
}

int ColorScale::position(const Rational& value) const {
  if (greatest_ <= least_) return kSteps / 2;
  const Rational held = std::clamp(value, least_, greatest_);
  if (!is_log_) return static_cast<int>(rounded_length((held - least_) / (greatest_ - least_) * kSteps));
  const double lo = binary_logarithm(least_), hi = binary_logarithm(greatest_);
  return static_cast<int>(std::lround((binary_logarithm(held) - lo) / (hi - lo) * kSteps));
}

Color ColorScale::color(const Rational& value) const {
  const int stretches = static_cast<int>(ramp_.size()) - 1;
  const int place = position(value) * stretches;
  const int stretch = std::min(place / kSteps, stretches - 1);
  const auto at = static_cast<std::size_t>(stretch);
  return mixed(ramp_[at], ramp_[at + 1], place - stretch * kSteps, kSteps);
}

}  // namespace crease::tools
