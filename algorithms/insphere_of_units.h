// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "algorithms/insphere.h"
#include "algorithms/output_rows.h"

namespace crease {

/// The largest ball in the region at hand if there were no domain; `support` and `touching` are without meaning.
/// Integers are computed only of the rows that it touches, and of those of which doubles cannot tell. Nothing where the
/// region contains lines, or the domain no vertex: see inequalities() and insphere() then.
std::optional<Insphere> insphere_of_units(OutputRows& rows);

}  // namespace crease
