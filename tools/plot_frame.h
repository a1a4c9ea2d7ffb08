// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "algorithms/view_box.h"
#include "core/io/figure.h"
#include "core/numbers.h"

namespace crease::tools {

/// Where a picture puts points of the plane. Places are exact numbers, rounded once, to the nearest hundredth of a
/// unit.
class PlotFrame {
 public:
  /// A picture of a box in two dimensions. `equal`: one unit is as long along both axes, but where one side of the box
  /// is more than 8 times the other.
  PlotFrame(const ViewBox& box, bool equal);

  const ViewBox& box() const { return box_; }
  FigurePoint least() const { return least_; }  ///< its left upper corner
  FigurePoint most() const { return most_; }    ///< its right lower corner

  FigurePoint at(std::span<const Rational> point) const { return {x(point[0]), y(point[1])}; }
  FigureLength x(const Rational& value) const;
  FigureLength y(const Rational& value) const;
  /// How many hundredths of a unit a length takes along each axis.
  const Rational& scale_x() const { return scale_x_; }
  const Rational& scale_y() const { return scale_y_; }
  /// In hundredths, not rounded.
  std::vector<Rational> exactly_at(std::span<const Rational> point) const;

 private:
  ViewBox box_;
  FigurePoint least_, most_;
  Rational scale_x_, scale_y_;
};

/// The axes around a frame: a line with marks at round numbers, and a name for each.
FigureGroup plot_axes(const PlotFrame& frame, const std::string& name_x, const std::string& name_y);

/// Round numbers in [lo, hi], about as many as asked for, and their texts.
struct Tick {
  Rational value;
  std::string text;
};
std::vector<Tick> round_numbers(const Rational& lo, const Rational& hi, int about);

}  // namespace crease::tools
