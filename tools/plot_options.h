// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/ball_norm.h"
#include "tools/plot_data.h"

namespace crease::tools {

/// What is drawn on top of the regions.
struct PlotItems {
  bool edges = true;  ///< the regions' sides, thin
  bool creases = false, boundary = false, circles = false, graph = false, vertices = false;
  std::optional<bool> labels;  ///< none: where they are few
  bool merged = false;         ///< all regions of one colour are drawn together, however few there are
};

/// Places of the data, in the domain's own coordinates.
struct PlotPoint {
  std::vector<Rational> at;
  std::optional<Rational> label;  ///< a class
};

/// What a user puts into a picture beside the regions.
struct PlotMarks {
  std::vector<PlotPoint> points;
  std::string points_name;
  std::vector<std::vector<Rational>> corners;  ///< of the plane through three points of the data
  struct Ball {
    std::vector<Rational> center;
    Rational radius;
    BallNorm norm = BallNorm::kEuclidean;
  };
  std::optional<Ball> ball;
  /// A segment and the points at which it crosses creases.
  std::vector<std::vector<Rational>> segment, crossings;
};

/// Everything that is to be seen, once all files are read.
struct PlotScene {
  std::string title, subtitle;
  PlotRegions regions;
  PlotColors colors;
  std::optional<PlotDecision> decision;
  PlotItems items;
  PlotMarks marks;
  StopCheck stop;  ///< asked while the picture is made
};

}  // namespace crease::tools
