// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "algorithms/decision_tables.h"
#include "algorithms/nearest_facets.h"
#include "tools/complex_results.h"

namespace crease::tools {

/// What is told of one point.
struct BoundaryAtPoint {
  std::vector<Rational> point, input, output;
  std::vector<std::uint32_t> maximizers;
  std::vector<RegionId> regions;                    ///< activation regions that contain it
  std::vector<RegionDecisions> decisions;           ///< in each of these
  std::vector<NearestOnFacets> nearest;             ///< on the whole boundary; empty where there is none
  std::vector<NearestOnFacets> nearest_in_regions;  ///< on its part in these regions
};

/// `regions` is the complex of activation regions that the report's cells are parts of.
BoundaryAtPoint boundary_at(const Complex& regions, const DecisionReport& report, std::vector<Rational> point);

/// What decides: {kind, level, classes}.
Json rule_json(const DecisionRule& rule, const DecisionCells& cells, const Network& network);

/// Everything 'crease boundary' says. `regions` as above.
void add_boundary(Json& json, const DecisionReport& report);
void add_boundary(Lines& lines, const DecisionReport& report);

/// The same of one point.
Json at_json(const Complex& regions, const DecisionReport& report, const BoundaryAtPoint& at);
void add_at(Lines& lines, const Complex& regions, const DecisionReport& report, const BoundaryAtPoint& at);

}  // namespace crease::tools
