// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/io/json_values.h"
#include "tools/complex_results.h"
#include "tools/plot_options.h"

namespace crease::tools {

/// What `crease plot` tells of a picture: what is in sight, and what the colours say. `format` as of picture_format().
void add_scene(Json& json, const PlotScene& scene, const std::string& format);
void add_scene(Lines& lines, const PlotScene& scene);

}  // namespace crease::tools
