// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/map_similarity.h"
#include "core/enclosure.h"
#include "tools/results.h"

namespace crease::tools {

/// What subcommands say of how alike two maps are.

/// Of the cosine. Pre: there is one.
Enclosure cosine(const MapSimilarity& similarity);

/// {cosine, squared_difference}: rational, {lo, hi, exact}, or null where there is no cosine; "inf" where the
/// difference is infinite.
Json similarity_json(const MapSimilarity& similarity);

}  // namespace crease::tools
