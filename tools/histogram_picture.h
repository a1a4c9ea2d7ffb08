// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "algorithms/distribution.h"

namespace crease::tools {

/// The bins of a distribution side by side, as an SVG element.
std::string histogram_picture(const Distribution& distribution);

}  // namespace crease::tools
