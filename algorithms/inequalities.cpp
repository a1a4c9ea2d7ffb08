// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/inequalities.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/affine_map.h"

namespace crease {
namespace {

/// Row a less row b.
FacetRow difference(const AffineMap& z, std::size_t a, std::size_t b) {
  FacetRow row{{}, z.c[a] - z.c[b]};
  for (std::size_t j = 0; j < z.A.cols(); ++j) row.normal.push_back(z.A(a, j) - z.A(b, j));
  return row;
}

bool is_zero(const FacetRow& row) {
  return row.offset == 0 && std::ranges::all_of(row.normal, [](const Rational& x) { return x == 0; });
}

}  // namespace

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
        const Layer& layer = network.layers()[l];
        for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
          const Symbol symbol = symbol_of({l, u});
          if (layer.is_group(u)) {
            const std::size_t first = layer.first_row(u), greatest = first + symbol.piece;
            for (std::size_t other = first; other < first + layer.num_arguments(u); ++other) {
              FacetRow row = difference(z, greatest, other);
              if (!is_zero(row)) push(std::move(row), {l, u});
            }
            continue;
          }
          const std::vector<Rational>& breakpoints = layer.activations[u].breakpoints();
          if (symbol.on_breakpoint) continue;
          const auto normal = z.A.row(layer.first_row(u));
          const FacetRow row{{normal.begin(), normal.end()}, z.c[layer.first_row(u)]};
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
