// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "tools/plot_options.h"

namespace crease::tools {

/// What is drawn on top: edges, creases, boundary, circles, graph, vertices, labels; or none. Throws InputError for
/// other words.
PlotItems parse_items(const std::vector<std::string>& names);

}  // namespace crease::tools
