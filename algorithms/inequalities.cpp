// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/inequalities.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
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

using SymbolOf = std::function<Symbol(UnitId)>;

const std::vector<Rational>& breakpoints_of(const Network& network, UnitId unit) {
  return network.layers()[unit.layer].activations[unit.unit].breakpoints();
}

/// Breakpoint i of a unit, for Owners::breakpoints.
std::optional<std::size_t> named(const Network& network, UnitId unit, std::size_t i) {
  return breakpoints_of(network, unit).size() > 1 ? std::optional(i) : std::nullopt;
}

/// Says which breakpoints bound the region there: that at the end of a unit's piece from which the pre-activation grows
/// into the region is the lower one.
void add_breakpoints(Inequalities& rows, const Network& network, const Domain& domain, const SymbolOf& symbol_of) {
  std::vector<Matrix<Rational>> gradients;
  const auto grows = [&](UnitId unit, std::span<const Rational> direction) {
    if (gradients.empty()) {
      propagate(
          network, domain, [&](UnitId other) { return std::size_t{symbol_of(other).piece}; },
          [&](std::uint32_t, const AffineMap& z) { gradients.push_back(z.A); });
    }
    const auto gradient = gradients[unit.layer].row(network.layers()[unit.layer].first_row(unit.unit));
    return std::inner_product(gradient.begin(), gradient.end(), direction.begin(), Rational(0)) > 0;
  };
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    Inequalities::Owners& owners = rows.owners[i];
    for (const UnitId unit : owners.units) {
      if (network.layers()[unit.layer].is_group(unit.unit)) {
        owners.breakpoints.push_back(std::nullopt);
        continue;
      }
      const std::size_t piece = symbol_of(unit).piece, last = breakpoints_of(network, unit).size();
      const bool is_lower = piece == last || (piece > 0 && grows(unit, rows.rows[i].normal));
      owners.breakpoints.push_back(named(network, unit, is_lower ? piece - 1 : piece));
    }
  }
}

}  // namespace

Inequalities inequalities(const Network& network, const Domain& domain, const Region& region, RowSet set) {
  const auto symbol_of = [&](UnitId unit) { return region.symbol(unit); };
  if (set == RowSet::kUnits) return inequalities(network, domain, symbol_of, set);
  Inequalities result;
  for (Facet& facet : region.facets()) {
    result.rows.push_back({std::move(facet.normal), std::move(facet.offset)});
    result.owners.push_back({std::move(facet.units), {}, std::move(facet.domain_rows)});
  }
  add_breakpoints(result, network, domain, symbol_of);
  return result;
}

Inequalities inequalities(const Complex& complex, RegionId region, RowSet set) {
  const auto symbol_of = [&](UnitId unit) { return complex.symbol(region, unit); };
  if (set == RowSet::kUnits) return inequalities(complex.network(), complex.domain(), symbol_of, set);
  Inequalities result{inward_rows(complex, region), {}};
  for (const FacetId facet : complex.facets(region)) {
    Inequalities::Owners& owners = result.owners.emplace_back();
    owners.domain_rows = complex.domain_rows(facet);
    if (owners.domain_rows.empty()) owners.units = complex.units(facet);
    // Arguments that share the maximum may give way to another one there.
    std::erase_if(owners.units,
                  [&](UnitId unit) { return symbol_of(unit).on_breakpoint && !complex.walls().is_group(unit); });
  }
  add_breakpoints(result, complex.network(), complex.domain(), symbol_of);
  return result;
}

Inequalities inequalities(const Network& network, const Domain& domain, const SymbolOf& symbol_of, RowSet set) {
  Inequalities result;
  const auto push = [&](FacetRow row, UnitId unit, std::size_t breakpoint) {
    result.rows.push_back(std::move(row));
    result.owners.push_back({{unit}, {named(network, unit, breakpoint)}, {}});
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
              if (!is_zero(row)) push(std::move(row), {l, u}, other - first);
            }
            continue;
          }
          const std::vector<Rational>& breakpoints = layer.activations[u].breakpoints();
          if (symbol.on_breakpoint) continue;
          const auto normal = z.A.row(layer.first_row(u));
          const FacetRow row{{normal.begin(), normal.end()}, z.c[layer.first_row(u)]};
          if (symbol.piece > 0) {
            const std::size_t lower = symbol.piece - std::size_t{1};
            push({row.normal, row.offset - breakpoints[lower]}, {l, u}, lower);
          }
          if (symbol.piece < breakpoints.size()) {
            push(negated({row.normal, row.offset - breakpoints[symbol.piece]}), {l, u}, symbol.piece);
          }
        }
      });
  for (std::size_t i = 0; set == RowSet::kRegion && i < domain.rows().rows(); ++i) {
    const auto normal = domain.rows().row(i);
    result.rows.push_back({{normal.begin(), normal.end()}, domain.offsets()[i]});
    result.owners.push_back({{}, {}, {i}});
  }
  return result;
}

}  // namespace crease
