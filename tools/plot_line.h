// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/figure.h"
#include "tools/plot_options.h"

namespace crease::tools {

/// The graph of a network on a line: its outputs, the breakpoints, and below them the regions in colour.
Figure plot_line(const PlotScene& scene);

}  // namespace crease::tools
