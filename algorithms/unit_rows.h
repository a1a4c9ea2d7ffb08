// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cell_kernel.h"
#include "core/layer_stack.h"
#include "core/region.h"

namespace crease {

/// Appends a row that write(to) gives in the form of kernel.h, seen from one of its sides (1 or -1).
template <typename Write>
void append_enclosure(RowEnclosures& rows, int side, const Write& write) {
  const std::size_t m = rows.dim + 1, at = rows.entries.size();
  rows.entries.resize(at + m + kernel::kRowExtra);
  write(rows.entries.data() + at);
  // Entry m of the form bounds the error of every entry, and the rounding of products.
  rows.radius.push_back(rows.entries[at + m]);
  rows.entries.resize(at + m);
  if (side > 0) return;
  for (std::size_t j = at; j < at + m; ++j) rows.entries[j] = -rows.entries[j];
}

/// One of the inequalities of RowSet::kUnits.
struct UnitRow {
  int layer = 0;
  std::uint32_t row = 0;
  int side = 1;  ///< of the row, on which the region lies
};

/// Appends those of the first `num_layers` layers, in the chart's coordinates, and says which they are.
void append_unit_rows(const LayerStack& layers, int num_layers, RowEnclosures& enclosures, std::vector<UnitRow>& rows);

}  // namespace crease
