// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "algorithms/insphere_records.h"
#include "tools/results.h"

namespace crease::tools {

/// What subcommands say of inscribed balls.

/// "p/q" where the number is rational, else {lo, hi, exact}; exact is null where the closed form is long.
Json number_json(const NumberRecord& number);
/// The same, or "inf".
Json radius_json(const InsphereRecord& ball);
/// {id, pattern, radius, center, unique, facets}; center and unique are null where the radius is infinite.
Json ball_json(std::size_t id, const InsphereRecord& ball);

/// "(3 - sqrt(5))/2  (about 0.381966)", "about 0.381966", "1/3".
std::string in_words(const NumberRecord& number);

}  // namespace crease::tools
