// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "algorithms/decision_rule.h"
#include "core/complex.h"

namespace crease {

/// The activation regions cut into decision cells. With f as above, the *symbol* of the maximum on a set is the set of
/// its maximizers: all i with f_i = max_j f_j throughout. On an activation region P every f_i is affine, so that the
/// sets Q_i = {x in P : f_i(x) >= f_j(x) for all j} are convex; the full-dimensional ones are the decision cells of P,
/// each handed out once, by its least maximizer. Nothing else is cut: f_i = f_j below the maximum leaves no trace.
///
/// Law: decision cells meet face to face, also those of different regions, as f is continuous.
struct DecisionCells {
  /// The cells, as a complex of their own. `regions` are the cells here; their signs, and the walls of facets, are
  /// those of the activation regions. Facets inside an activation region lie on no wall, and corners that are not
  /// corners of activation regions list none but infinity.
  Complex complex;
  std::size_t num_activation_regions = 0;
  std::vector<RegionId> region;                ///< per cell: the activation region it is part of; increasing
  IndexLists<std::uint32_t> maximizers;        ///< per cell, increasing; several: the cell is part of a plateau
  std::vector<FacetId> activation_facet;       ///< per facet: the facet of activation regions it is part of, or none
  IndexLists<std::uint32_t> facet_maximizers;  ///< per facet: the classes that attain the maximum throughout it
  /// Per class: the output it stands for. Of a network with one output: 0 below the level, 1 above.
  std::vector<std::size_t> classes;
  Network network;  ///< whose regions they are
  /// What decides: complex.network() with the outputs that compete.
  std::size_t num_classes() const { return classes.size(); }
  bool is_plateau(RegionId cell) const { return maximizers[cell.index].size() > 1; }
  /// Of the activation region that the cell is part of: what complex.network() computes on top has no place in it.
  std::string pattern(RegionId cell) const;
};

/// Cuts the activation regions of a complex, exactly. Where regions contain lines along which the f_i differ, the cells
/// contain fewer lines than the regions do.
///
/// A filter in doubles with certified bounds keeps the regions in which one class surely wins at all corners; the
/// others go by exact integers.
/// Complexity: per region a double dot product per class and corner; per region that the filter leaves open, an exact
/// row per two classes that it cannot tell apart; per region that is cut, K (K - 1) exact cuts at most.
/// Pre: regions.has_coordinates() (throws std::invalid_argument). Throws as decision_network().
DecisionCells decision_cells(const Complex& regions, const DecisionRule& rule = {});

}  // namespace crease
