// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/io/network_file.h"
#include "tools/decision_option.h"
#include "tools/options.h"
#include "tools/plot_options.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// What a user asks `crease plot` for.
struct PlotOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  DecisionOptions decision;
  std::string plane;                               ///< a file with points of the input space; empty: none
  std::vector<std::size_t> rows;                   ///< which of them
  std::vector<std::vector<Rational>> given_plane;  ///< or the three points themselves
  std::string view, cut;
  std::optional<std::size_t> until_layer;  ///< nothing of layers behind it is drawn
  ColorBy color = ColorBy::kLayer;
  ScaleKind scale = ScaleKind::kAuto;
  PlotItems items;
  std::string points;                   ///< a file
  std::vector<PlotPoint> given_points;  ///< beside those of the file
  bool labelled = false;
  bool merged = false;
  std::string center, radius;
  BallNorm norm = BallNorm::kEuclidean;
  std::string from, to, title, explode;
  int dpi = 192;
};

/// The network up to the layer that is the last to be drawn: its units are the outputs. Throws InvalidNetwork where
/// there is no such layer, and where something is to be drawn that only the whole network says.
NetworkFile first_layers(const PlotOptions& options, NetworkFile file);

/// The domain, inside the plane through three points where one is asked for: the square [-1/2, 3/2]^2 of its
/// coordinates, in which the points are (0, 0), (1, 0) and (0, 1). Throws InputError.
Domain in_plane(const PlotOptions& options, const NetworkFile& file, const Domain& domain);

/// Throws InvalidDomain where the output of the options cannot show the domain's dimension, or what they ask for in it.
void check_dimension(const PlotOptions& options, const Domain& domain);

/// Reads and computes all that is to be seen. Throws InputError, and PictureStopped when the limits are reached behind
/// the walks.
PlotScene plot_scene(const PlotOptions& options, const NetworkFile& file, const Domain& domain, const WalkRun& run,
                     const WorkLimits& limits);
/// The same of regions that are built already.
PlotScene plot_scene(const PlotOptions& options, const NetworkFile& file, const ComplexResult& whole,
                     const WalkRun& run, const WorkLimits& limits);

/// A rational number that is an option. Throws InvalidDomain, naming the option.
Rational parse_number(const std::string& option, const std::string& text, DecimalPolicy decimals);

}  // namespace crease::tools
