// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/unit_rows.h"

namespace crease {

void append_unit_rows(const LayerStack& layers, int num_layers, RowEnclosures& enclosures, std::vector<UnitRow>& rows) {
  for (int l = 0; l < num_layers; ++l) {
    const ScaledLayer& layer = layers.layer(l);
    for (std::uint32_t c = 0; c < layer.creases.size(); ++c) {
      // The greatest argument's rows are those of the others.
      if (layer.is_argument(c) && layers.signs(l)[c] == CreaseSign::kAbove) continue;
      layers.for_each_row_of_crease(l, c, [&](std::uint32_t row, int side) {
        append_enclosure(enclosures, side, [&](double* to) { layers.copy_row(l, row, to); });
        rows.push_back({l, row, side});
      });
    }
  }
}

}  // namespace crease
