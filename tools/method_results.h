// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/io/table.h"
#include "tools/compare_methods.h"
#include "tools/complex_results.h"

namespace crease::tools {

/// Of one network: the result's header, and what was found.
struct NetworkMethods {
  NetworkFile file;
  Domain domain;
  MethodComparison comparison;
  WalkOutcome outcome;
};

/// Of one of several networks: that, or why there is nothing.
struct NetworkRow {
  std::string file;  ///< its name, with '#' and the checkpoint where the file holds several
  std::optional<NetworkMethods> result;
  std::string error;
};

/// {activation_regions, linear_regions, affine_pieces, adjacencies, counts_complete, count_seconds, methods: [{name,
/// quantity, kind, parameters, value, exact, ratio, error, mean_error, missed, invented, seconds, note}], violations},
/// and the members of add_outcome().
void add_methods(Json& json, const NetworkMethods& methods);

/// Counts, then a line per method.
std::string methods_in_words(const NetworkMethods& methods);
/// A line per network: counts, and of every method the ratio to the exact value, or the greatest relative error; what
/// is violated, and errors, below.
std::string networks_in_words(const std::vector<NetworkRow>& networks);

/// A row per method: name, quantity, kind, parameters (JSON), value, exact_lo, exact_hi, ratio, error, mean_error,
/// missed, invented, seconds, note. Numbers that are no fractions are the doubles' decimals. Refers to the rows.
Table method_table(const std::vector<MethodRow>& rows);
/// A row per network: file, complete, the counts, per method value, ratio, error, missed and invented (METHOD_value,
/// ...; of adjacencies METHOD_adjacencies_value, ...), violations, failure. Refers to the networks.
Table network_table(const std::vector<NetworkRow>& networks);

}  // namespace crease::tools
