// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/numbers.h"

namespace crease {

/// A drawing in the plane, as its writers (svg_writer.h, tikz_writer.h) take it. Lengths are integers: hundredths of a
/// unit, of which 96 are an inch. x runs to the right, y downwards. Integers make the bytes of a file depend on the
/// drawing alone.
using FigureLength = std::int64_t;

/// So many hundredths are a unit.
constexpr FigureLength kFigureUnit = 100;

/// The integer nearest to an exact length in hundredths (a half is rounded up): what a drawing rounds, it rounds once.
/// Lengths beyond +-10^9 become that: no drawing has them in sight.
FigureLength rounded_length(const Rational& hundredths);

struct FigurePoint {
  FigureLength x = 0, y = 0;
  auto operator<=>(const FigurePoint&) const = default;
};

/// sRGB.
struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  auto operator<=>(const Color&) const = default;
};

/// a + (b - a) part / whole in each component, rounded. Pre: 0 <= part <= whole, whole > 0.
Color mixed(const Color& a, const Color& b, int part, int whole);
/// "#0072b2".
std::string to_string(const Color& color);

struct FigureStyle {
  std::optional<Color> fill;
  std::optional<Color> stroke;
  FigureLength stroke_width = kFigureUnit;
  std::vector<FigureLength> dash;  ///< lengths of strokes and gaps in turn; empty: solid
  int opacity = 100;               ///< percent
  bool operator==(const FigureStyle&) const = default;
};

/// Lines through points, each closed to a polygon or open.
struct FigureLines {
  std::vector<std::vector<FigurePoint>> lines;
  bool closed = false;
};

struct FigureEllipse {
  FigurePoint center;
  FigureLength radius_x = 0, radius_y = 0;
};

enum class TextAnchor { kStart, kMiddle, kEnd };

struct FigureText {
  FigurePoint at;  ///< on the base line
  std::string text;
  FigureLength size = 12 * kFigureUnit;
  TextAnchor anchor = TextAnchor::kStart;
  bool bold = false;
  bool upright = true;  ///< else it runs from below to above
  bool monospaced = false;
};

struct FigureShape {
  std::variant<FigureLines, FigureEllipse, FigureText> form;
  std::optional<FigureStyle> style;  ///< else that of the group
  std::string title;                 ///< what a reader is told about it (a tooltip); empty: nothing
  /// A fill that changes linearly, from the first colour of the figure's ramp at `from` to the last one at `to`.
  struct Gradient {
    FigurePoint from, to;
  };
  std::optional<Gradient> gradient;
};

/// What is drawn together, in order.
struct FigureGroup {
  std::string id;     ///< letters, digits and '-'; empty: none
  std::string title;  ///< as of a shape
  FigureStyle style;
  bool clipped = false;  ///< to the figure's frame
  std::vector<FigureShape> shapes;

  /// Appends a shape, and returns it.
  FigureShape& add(FigureLines lines, std::optional<FigureStyle> own_style = {}, std::string own_title = {});
  FigureShape& add(FigureEllipse ellipse, std::optional<FigureStyle> own_style = {}, std::string own_title = {});
  FigureShape& add(FigureText text, std::optional<FigureStyle> own_style = {}, std::string own_title = {});
};

struct Figure {
  FigureLength width = 0, height = 0;
  std::string title, description;  ///< for those who do not see it
  FigurePoint frame_least, frame_most;
  std::vector<Color> ramp;  ///< of gradients, at equal distances
  std::vector<FigureGroup> groups;
};

}  // namespace crease
