// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "algorithms/distribution.h"
#include "core/complex.h"

namespace crease::tools {

/// Pictures for a page, as SVG elements; the same input gives the same bytes. Coordinates are exact numbers rounded to
/// hundredths of a pixel.

/// Text in which nothing is markup.
std::string escaped(std::string_view text);

/// The regions of a complex in a bounded part of the plane, by the number of units that are not on their first piece.
std::string regions_picture(const Complex& complex);

/// The graph of the outputs over an interval, with a line at every breakpoint.
std::string graph_picture(const Complex& complex);

/// The bins of a distribution, side by side.
std::string histogram_picture(const Distribution& distribution);

}  // namespace crease::tools
