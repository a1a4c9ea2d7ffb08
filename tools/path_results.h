// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "algorithms/path_measures.h"
#include "algorithms/trace_path.h"
#include "core/io/table.h"
#include "tools/complex_results.h"
#include "tools/results.h"

namespace crease::tools {

/// What `crease path` tells, as members of a JSON object, as lines for people, as a table.

/// Throws InvalidDomain where one of the path's legs has no length.
void check_legs(const std::vector<std::vector<Rational>>& points, bool closed);

/// density, num_pieces, breakpoints, absolute_deviation, deviation_integrals, total_variation, signed_variation,
/// layers, pieces. `measures` is empty where the path was not followed to its end; members are then null.
void add_path(Json& json, const PathTrace& trace, const std::vector<OutputMeasures>& measures);
void add_path(Lines& lines, const PathTrace& trace, const std::vector<OutputMeasures>& measures);

/// The curve: a row where every piece begins, and one where the last one ends.
///   t
///   leg            of the path, from 0
///   units          that switch there
///   pattern        of the piece that begins there; null at the end
///   value          the outputs there
///   slope          of the outputs behind it, by t; null at the end
/// The table refers to `trace`, which must outlive it.
Table curve_table(const PathTrace& trace);

}  // namespace crease::tools
