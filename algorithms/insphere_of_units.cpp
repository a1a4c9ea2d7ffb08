// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/insphere_of_units.h"

#include <vector>

#include "algorithms/insphere_triage.h"
#include "algorithms/unit_rows.h"

namespace crease {

std::optional<Insphere> insphere_of_units(OutputRows& rows) {
  const Chart& chart = rows.chart();
  // Else the chart's coordinates are not those of the domain.
  if (chart.homogeneous || chart.has_lineality()) return std::nullopt;
  RowEnclosures enclosures;
  enclosures.dim = rows.row_size() - 1;
  std::vector<UnitRow> unit_rows;
  append_unit_rows(rows.layers(), rows.num_layers(), enclosures, unit_rows);
  InsphereTriage triage;
  const TriagedInsphere& ball = triage(enclosures, BallNorm::kEuclidean);
  if (ball.kind == TriagedInsphere::Kind::kUncertain) return std::nullopt;
  if (ball.kind == TriagedInsphere::Kind::kInfinite) {
    Insphere result;
    result.infinite = true;
    return result;
  }
  // The others are farther away: the ball between these is the whole region's.
  std::vector<IntegerVector> basis;
  for (const std::size_t k : ball.basis) {
    const UnitRow& unit_row = unit_rows[k];
    const IntegerVector& row = rows.exact_row(unit_row.layer, unit_row.row);
    IntegerVector& inequality = basis.emplace_back(row.size());
    for (std::size_t j = 0; j < enclosures.dim; ++j) fmpz_set(inequality[j], row[j + 1]);
    fmpz_set(inequality[enclosures.dim], row[0]);
    inequality.make_primitive();
    if (unit_row.side < 0) inequality.negate();
  }
  return insphere(basis, enclosures.dim);
}

}  // namespace crease
