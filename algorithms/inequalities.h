// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "algorithms/facet_row.h"
#include "core/complex.h"
#include "core/region.h"

namespace crease {

/// The inequalities of a region, and who bends on, or which rows of the domain are, their hyperplanes.
struct Inequalities {
  struct Owners {
    /// As seen from the region: those whose pre-activation moves on it. A unit that sits on a breakpoint throughout the
    /// region, and bends only behind the facet, is not among them.
    std::vector<UnitId> units;
    /// Per unit, which of its breakpoints it is; none where the unit has only one.
    std::vector<std::optional<std::size_t>> breakpoints;
    std::vector<std::size_t> domain_rows;
  };
  std::vector<FacetRow> rows;
  std::vector<Owners> owners;  ///< per row
};

/// For RowSet::kRegion those of the region's facets, in their order; for kUnits those of all units, one by one, without
/// the domain.
Inequalities inequalities(const Network& network, const Domain& domain, const Region& region, RowSet set);
/// Pre: complex.has_coordinates() for RowSet::kRegion (throws std::invalid_argument).
Inequalities inequalities(const Complex& complex, RegionId region, RowSet set);
/// Of the region on which the units have these symbols, without looking for facets, in any dimension: those of all
/// units that bend, one by one; for kRegion then the domain's rows, in order.
Inequalities inequalities(const Network& network, const Domain& domain, const std::function<Symbol(UnitId)>& symbol_of,
                          RowSet set);

}  // namespace crease
