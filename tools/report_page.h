// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "tools/report_results.h"

namespace crease::tools {

/// Writes the report as a page without scripts: the network, definitions, counts, bounds, the picture, the decision
/// boundary and distributions, each with the command behind it where there is one.
void write_report_page(const Report& report, std::ostream& out);

}  // namespace crease::tools
