// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/io/table.h"
#include "tools/complex_results.h"
#include "tools/evolve_measures.h"

namespace crease::tools {

/// checkpoints: a list with everything that is told of each. Pre: the measures are those of these files.
void add_evolution(Json& json, const EvolveMeasures& measures, const std::vector<NetworkFile>& files);

/// A line per checkpoint under names of columns, decimals rounded to four digits.
std::string evolution_in_words(const EvolveMeasures& measures);

/// A row per checkpoint: name, sha256, complete, and all its single numbers under the names they have in JSON;
/// irrational ones as two columns, _lo and _hi, and a distribution's minimum, quartiles, maximum and mean likewise.
/// What was not measured is null. The table refers to `measures`, which must outlive it.
Table evolution_table(const EvolveMeasures& measures);

}  // namespace crease::tools
