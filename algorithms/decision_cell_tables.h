// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "algorithms/decision_cells.h"
#include "core/list_table.h"

namespace crease {

/// Puts decision cells together to a complex, one after another. Corners of activation regions keep their identity;
/// all other corners are told by their coordinates, and facets by their corners.
class DecisionCellTables {
 public:
  /// A vertex or ray in the domain's own coordinates, modulo the lines of the cells; rays are primitive integer
  /// vectors. Equal ones are equal.
  struct Corner {
    bool ray = false;
    std::vector<Rational> y;
    auto operator<=>(const Corner&) const = default;
  };

  /// A facet of a cell.
  struct Facet {
    std::vector<VertexId> vertices;
    std::span<const WallId> walls;
    FacetId activation_facet;
    std::vector<std::uint32_t> maximizers;
  };

  /// `regions` stays. `lines` is a basis of what lines the cells contain.
  DecisionCellTables(const Complex& regions, const std::vector<std::vector<Rational>>& lines);

  Corner canonical(std::span<const Rational> y, bool ray) const;

  /// A corner of the cell that is being made, that is one of the activation regions, or is none of these.
  VertexId corner(VertexId of_regions);
  VertexId corner(const Corner& corner);
  void add_cell(RegionId region, std::span<const std::uint32_t> maximizers, std::vector<VertexId> corners,
                std::vector<Facet> facets);

  /// Ends the collection; what classes stand for is left open. `competing` is the network whose outputs compete.
  DecisionCells take(Network competing);

 private:
  VertexId add_corner(std::span<const Rational> y, std::span<const WallId> walls);
  FacetId add_facet(RegionId cell, Facet& facet);
  bool is_ray(VertexId vertex) const;

  const Complex& regions_;
  /// The lines in reduced echelon form, with their pivots: 1, and alone in their columns.
  std::vector<std::pair<std::size_t, std::vector<Rational>>> lines_;
  ComplexTables tables_;
  std::vector<RegionId> region_;
  IndexLists<std::uint32_t> maximizers_, facet_maximizers_;
  std::vector<FacetId> activation_facet_;
  std::vector<VertexId> new_id_;  ///< per vertex of the regions
  std::map<Corner, VertexId> found_;
  ListTable<std::uint32_t> facets_;
};

}  // namespace crease
