// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/figure.h"

#include <utility>

namespace crease {

FigureLength rounded_length(const Rational& hundredths) {
  constexpr long kMost = 1'000'000'000;
  Integer doubled = 2 * hundredths.get_num() + hundredths.get_den();
  const Integer divisor = 2 * hundredths.get_den();
  mpz_fdiv_q(doubled.get_mpz_t(), doubled.get_mpz_t(), divisor.get_mpz_t());
  if (doubled > kMost) return kMost;
  if (doubled < -kMost) return -kMost;
  return doubled.get_si();
}

Color mixed(const Color& a, const Color& b, int part, int whole) {
  const auto between = [&](int from, int to) {
    return static_cast<std::uint8_t>((2 * (from * (whole - part) + to * part) + whole) / (2 * whole));
  };
  return {between(a.red, b.red), between(a.green, b.green), between(a.blue, b.blue)};
}

std::string to_string(const Color& color) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t value : {color.red, color.green, color.blue}) {
    text += kDigits[value / 16];
    text += kDigits[value % 16];
  }
  return text;
}

FigureShape& FigureGroup::add(FigureLines lines, std::optional<FigureStyle> own_style, std::string own_title) {
  return shapes.emplace_back(FigureShape{std::move(lines), std::move(own_style), std::move(own_title), {}});
}
FigureShape& FigureGroup::add(FigureEllipse ellipse, std::optional<FigureStyle> own_style, std::string own_title) {
  return shapes.emplace_back(FigureShape{ellipse, std::move(own_style), std::move(own_title), {}});
}
FigureShape& FigureGroup::add(FigureText text, std::optional<FigureStyle> own_style, std::string own_title) {
  return shapes.emplace_back(FigureShape{std::move(text), std::move(own_style), std::move(own_title), {}});
}

}  // namespace crease
