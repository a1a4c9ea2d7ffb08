// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/figure.h"
#include "tools/plot_frame.h"
#include "tools/plot_legend.h"
#include "tools/plot_options.h"

namespace crease::tools {

/// What pictures of the line and of the plane have in common.

/// A figure with a title over the frame, and a description for those who do not see it.
Figure start_figure(const PlotScene& scene, const PlotFrame& frame);
/// Beside the frame.
PlotLegend start_legend(const PlotFrame& frame);
/// With the legend, in a size that holds all.
void finish_figure(Figure& figure, const PlotLegend& legend);

/// "x0", or in a slice "y0".
std::string axis_name(const PlotScene& scene, std::size_t axis);

}  // namespace crease::tools
