// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "core/io/figure.h"

namespace crease {

/// Drawings to files. The bytes depend on the figure alone. Texts may hold anything: what XML or TeX would take for its
/// own is escaped, control characters and bytes that are not UTF-8 become U+FFFD. Every writer ends early, with the
/// stream's failure for its caller to see, when the stream fails.
/// Complexity: linear in the bytes written.

/// SVG 1.1, with titles for screen readers and as tooltips.
void write_svg(const Figure& figure, std::ostream& out);

/// A tikzpicture environment (LaTeX, package tikz) of the figure's size. Titles are left out; a gradient becomes one
/// colour, that in the middle of the shape's box. `standalone`: a document of its own around it.
void write_tikz(const Figure& figure, bool standalone, std::ostream& out);

}  // namespace crease
