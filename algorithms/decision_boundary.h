// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "algorithms/decision_cells.h"
#include "algorithms/subcomplex.h"

namespace crease {

/// The decision boundary B: the closed set of all points in whose every neighbourhood two decision cells with different
/// sets of maximizers meet. Its *pieces* are the facets between two such cells, whether they lie inside an activation
/// region or on a crease. So a plateau, where several classes are tied on a full-dimensional set, is no part of B, but
/// its frontier is, wherever another set of maximizers begins; and a tie that only touches (a class that catches up
/// with the winner on a set of lower dimension, without winning beyond it) is no part of B either. The boundary of the
/// domain bounds nothing.
struct DecisionBoundary {
  std::vector<FacetId> pieces;  ///< facets of the decision cells, increasing
  /// Of the closed set B, in unbounded domains, too. In a bounded domain its Euler characteristic is also
  /// sum (-1)^i f_vector[i].
  Topology topology;
  std::vector<std::array<std::uint32_t, 2>> adjacencies;  ///< pieces that share a face of dimension d - 2, increasing
  /// Faces of dimension 0, ..., d - 1 of all pieces, each once, and how many of them are bounded. Where cells contain k
  /// lines, the least ones have dimension k, and none is bounded.
  std::vector<std::size_t> f_vector, bounded_faces;
  /// Facets between cells with the same maximizers on which one more class attains the maximum.
  std::vector<FacetId> touching;
};

/// The decision boundary as a complex of its own.
/// Complexity: per decision cell at the boundary and face of it, the square of its number of facets; homology.
DecisionBoundary decision_boundary(const DecisionCells& cells);

/// The pieces in some closed activation regions, those on their boundaries included, increasing.
/// Pre: `boundary` is that of `cells`. Complexity: O(log) per cell of these regions and facet of it.
std::vector<FacetId> pieces_in(const DecisionCells& cells, const DecisionBoundary& boundary,
                               std::span<const RegionId> activation_regions);

}  // namespace crease
