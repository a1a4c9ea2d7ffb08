// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/io/figure.h"
#include "tools/plot_data.h"

namespace crease::tools {

/// The column beside a picture that says what its colours and lines mean.
class PlotLegend {
 public:
  /// From this place downwards.
  explicit PlotLegend(FigurePoint from);

  /// Colours: a bar with the exact extremes at its ends, or a box per category.
  void add(const PlotColors& colors, const PlotRegions& regions);
  void add_heading(const std::string& text);
  void add_line(const FigureStyle& style, const std::string& text);
  void add_box(const FigureStyle& style, const std::string& text);
  void add_dot(const FigureStyle& style, FigureLength radius, const std::string& text);
  /// `title`: the whole of a text that is shortened.
  void add_text(const std::string& text, const std::string& title = "");

  FigureGroup group() const { return group_; }
  /// Where it ends.
  FigureLength bottom() const { return at_.y; }

 private:
  /// Of the sample just drawn.
  void add_name(const std::string& text);
  void add_bar(const PlotColors& colors, const PlotRegions& regions);
  void add_extreme(const std::string& what, const RegionValues::Extreme& extreme, const std::string& pattern);

  FigurePoint at_;
  FigureGroup group_;
};

}  // namespace crease::tools
