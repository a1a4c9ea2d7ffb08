// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/inequalities.h"

#include <cstdint>
#include <utility>

#include "core/affine_map.h"

namespace crease {

Inequalities inequalities(const Network& network, const Domain& domain, const Region& region, RowSet set) {
  if (set == RowSet::kUnits) {
    return inequalities(
        network, domain, [&](UnitId unit) { return region.symbol(unit); }, set);
  }
  Inequalities result;
  for (Facet& facet : region.facets()) {
    result.rows.push_back({std::move(facet.normal), std::move(facet.offset)});
    result.owners.push_back({std::move(facet.units), std::move(facet.domain_rows)});
  }
  return result;
}

Inequalities inequalities(const Complex& complex, RegionId region, RowSet set) {
  if (set == RowSet::kUnits) {
    return inequalities(
        complex.network(), complex.domain(), [&](UnitId unit) { return complex.symbol(region, unit); }, set);
  }
  Inequalities result{inward_rows(complex, region), {}};
  for (const FacetId facet : complex.facets(region)) {
    result.owners.push_back({complex.domain_rows(facet).empty() ? complex.units(facet) : std::vector<UnitId>(),
                             complex.domain_rows(facet)});
  }
  return result;
}

Inequalities inequalities(const Network& network, const Domain& domain, const std::function<Symbol(UnitId)>& symbol_of,
                          RowSet set) {
  Inequalities result;
  const auto push = [&](FacetRow row, UnitId unit) {
    result.rows.push_back(std::move(row));
    result.owners.push_back({{unit}, {}});
  };
  propagate(
      network, domain, [&](UnitId unit) { return std::size_t{symbol_of(unit).piece}; },
      [&](std::uint32_t l, const AffineMap& z) {
        for (std::uint32_t u = 0; u < z.A.rows(); ++u) {
          const std::vector<Rational>& breakpoints = network.layers()[l].activations[u].breakpoints();
          const Symbol symbol = symbol_of({l, u});
          if (symbol.on_breakpoint) continue;
          const auto normal = z.A.row(u);
          const FacetRow row{{normal.begin(), normal.end()}, z.c[u]};
          if (symbol.piece > 0) push({row.normal, row.offset - breakpoints[symbol.piece - 1]}, {l, u});
          if (symbol.piece < breakpoints.size()) {
            push(negated({row.normal, row.offset - breakpoints[symbol.piece]}), {l, u});
          }
        }
      });
  for (std::size_t i = 0; set == RowSet::kRegion && i < domain.rows().rows(); ++i) {
    const auto normal = domain.rows().row(i);
    result.rows.push_back({{normal.begin(), normal.end()}, domain.offsets()[i]});
    result.owners.push_back({{}, {i}});
  }
  return result;
}

}  // namespace crease
