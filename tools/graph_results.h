// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "algorithms/graph_distances.h"
#include "algorithms/graph_extent.h"
#include "algorithms/graph_properties.h"
#include "algorithms/hamming_distance.h"
#include "core/complex.h"
#include "tools/complex_results.h"
#include "tools/results.h"

namespace crease::tools {

/// What `crease graph` tells of the graph of regions that share facets.
struct GraphAnswers {
  Components components;
  Bipartition bipartition;
  std::optional<GraphExtent> extent;
  DistanceComparison comparison;
  std::optional<RegionPath> path;
};

/// `ends`: two points, between whose regions a shortest path is looked for; there is none where a complex that is a
/// part does not have them.
GraphAnswers answer_graph(const Complex& complex,
                          const std::optional<std::pair<std::vector<Rational>, std::vector<Rational>>>& ends);

/// activation_regions, adjacencies, degree_histogram, components, bipartite, odd_cycle, diameter, radius,
/// distance_minus_hamming, path.
void add_graph(Json& json, const Complex& complex, const GraphAnswers& answers);
/// The same in words; nothing of a path where there is none.
void add_graph(Lines& lines, const Complex& complex, const GraphAnswers& answers);

}  // namespace crease::tools
