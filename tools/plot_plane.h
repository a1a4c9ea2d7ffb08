// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/figure.h"
#include "tools/plot_frame.h"
#include "tools/plot_legend.h"
#include "tools/plot_options.h"

namespace crease::tools {

/// Regions of more than this number are not told one by one: they are drawn together, colour by colour.
constexpr std::size_t kMostSingleRegions = 3000;

/// The regions of a plane, coloured, with what lies on top of them, and a legend.
Figure plot_plane(const PlotScene& scene);

/// On top of the regions, in this order: edges, creases, the decision boundary, the adjacency graph, inscribed circles,
/// vertices, a ball, a segment, points; each with its line in the legend.
void add_overlays(Figure& figure, PlotLegend& legend, const PlotScene& scene, const PlotFrame& frame);

/// The places of all vertices of a complex.
std::vector<FigurePoint> vertex_places(const Complex& complex, const PlotFrame& frame);

}  // namespace crease::tools
