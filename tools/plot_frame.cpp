// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/color_scale.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr FigureLength kLeft = 72 * kFigureUnit, kTop = 56 * kFigureUnit;
constexpr FigureLength kLongSide = 600 * kFigureUnit, kShortSide = 400 * kFigureUnit;
/// Beyond this the shorter side of a box is stretched.
constexpr int kMostUnequal = 8;

Rational power_of_ten(int exponent) {
  Integer power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(exponent)));
  return exponent < 0 ? Rational(1) / Rational(power) : Rational(power);
}

}  // namespace

PlotFrame::PlotFrame(const ViewBox& box, bool equal) : box_(box), least_{kLeft, kTop} {
  const Rational width = box.hi[0] - box.lo[0], height = box.hi[1] - box.lo[1];
  FigureLength side_x = kLongSide, side_y = kShortSide;
  if (equal) {
    const Rational longer = std::max(width, height);
    const auto side = [&](const Rational& length) {
      return std::max(rounded_length(length / longer * Rational(kLongSide)), kLongSide / kMostUnequal);
    };
    side_x = side(width);
    side_y = side(height);
  }
  most_ = {least_.x + side_x, least_.y + side_y};
  scale_x_ = Rational(side_x) / width;
  scale_y_ = Rational(side_y) / height;
  // Sides are rounded; circles are to stay circles.
  if (equal && std::min(side_x, side_y) > kLongSide / kMostUnequal) scale_x_ = scale_y_ = std::min(scale_x_, scale_y_);
}

std::vector<Rational> PlotFrame::exactly_at(std::span<const Rational> point) const {
  return {least_.x + (point[0] - box_.lo[0]) * scale_x_, most_.y - (point[1] - box_.lo[1]) * scale_y_};
}

FigureLength PlotFrame::x(const Rational& value) const {
  return rounded_length(least_.x + (value - box_.lo[0]) * scale_x_);
}

FigureLength PlotFrame::y(const Rational& value) const {
  return rounded_length(most_.y - (value - box_.lo[1]) * scale_y_);
}

std::vector<Tick> round_numbers(const Rational& lo, const Rational& hi, int about) {
  const Rational step = (hi - lo) / about;
  const double size = nearest_double(step);
  if (!(std::isnormal(size) && size > 0)) return {};  // beyond the doubles there are no short texts either
  const int exponent = static_cast<int>(std::floor(std::log10(size)));
  Rational round = power_of_ten(exponent);
  for (const int factor : {1, 2, 5, 10}) {
    round = factor * power_of_ten(exponent);
    if (round >= step) break;
  }
  Integer first;
  const Rational quotient = lo / round;
  mpz_cdiv_q(first.get_mpz_t(), quotient.get_num_mpz_t(), quotient.get_den_mpz_t());
  std::vector<Tick> ticks;
  for (Rational value = first * round; value <= hi; value += round) {
    const double number = nearest_double(value);
    const bool is_plain = exponent >= -5 && std::abs(number) < 1e6;
    ticks.push_back(
        {value, is_plain ? fmt::format("{:.{}f}", number, std::max(0, -exponent)) : fmt::format("{:.{}g}", number, 6)});
    if (ticks.back().text.starts_with('-')) ticks.back().text.replace(0, 1, "\u2212");
  }
  return ticks;
}

FigureGroup plot_axes(const PlotFrame& frame, const std::string& name_x, const std::string& name_y) {
  constexpr FigureLength kTick = 5 * kFigureUnit, kText = 11 * kFigureUnit;
  FigureGroup group{"axes", "axes", {kInk, std::nullopt, kFigureUnit, {}, 100}, false, {}};
  const FigureStyle line{std::nullopt, kInk, kFigureUnit, {}, 100};
  const auto [left, top] = frame.least();
  const auto [right, bottom] = frame.most();
  FigureLines lines;
  lines.lines.push_back({{left, top}, {right, top}, {right, bottom}, {left, bottom}, {left, top}});
  const auto about = [](FigureLength length) { return static_cast<int>(std::max<FigureLength>(2, length / 9000)); };
  for (const Tick& tick : round_numbers(frame.box().lo[0], frame.box().hi[0], about(right - left))) {
    const FigureLength x = frame.x(tick.value);
    lines.lines.push_back({{x, bottom}, {x, bottom + kTick}});
    group.add(FigureText{{x, bottom + kTick + kText}, tick.text, kText, TextAnchor::kMiddle});
  }
  for (const Tick& tick : round_numbers(frame.box().lo[1], frame.box().hi[1], about(bottom - top))) {
    const FigureLength y = frame.y(tick.value);
    lines.lines.push_back({{left - kTick, y}, {left, y}});
    group.add(FigureText{{left - 2 * kTick, y + kText / 3}, tick.text, kText, TextAnchor::kEnd});
  }
  group.add(std::move(lines), line);
  group.add(FigureText{{(left + right) / 2, bottom + 38 * kFigureUnit}, name_x, kText, TextAnchor::kMiddle});
  FigureText upwards{{left - 56 * kFigureUnit, (top + bottom) / 2}, name_y, kText, TextAnchor::kMiddle};
  upwards.upright = false;
  group.add(std::move(upwards));
  return group;
}

}  // namespace crease::tools
