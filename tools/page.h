// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/json_values.h"

namespace crease::tools {

/// The viewer without data (tools/viewer/dist/index.html), as it was when this program was built.
extern const std::string_view kViewerPage;

/// Writes the viewer with the data of view_result() in it. Nothing in the data ends the element that holds it.
void write_viewer_page(Json data, std::ostream& out);

/// A command line for people to copy: arguments in single quotes where a shell would take them apart.
std::string shell_words(const std::vector<std::string>& arguments);

}  // namespace crease::tools
