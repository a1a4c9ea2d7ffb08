// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/mesh_columns.h"

#include <algorithm>
#include <limits>

namespace crease {

double MeshColumn::at(std::size_t part, std::size_t cell) const {
  return of_parts[part] == nullptr ? std::numeric_limits<double>::quiet_NaN() : (*of_parts[part])[cell];
}

std::vector<MeshColumn> mesh_columns(const Mesh& mesh) {
  std::vector<MeshColumn> columns;
  for (std::size_t p = 0; p < mesh.parts.size(); ++p) {
    for (const MeshAttribute& attribute : mesh.parts[p].attributes) {
      auto column = std::ranges::find(columns, attribute.name, &MeshColumn::name);
      if (column == columns.end()) {
        columns.push_back({attribute.name, true, std::vector<const std::vector<double>*>(mesh.parts.size())});
        column = columns.end() - 1;
      }
      column->of_parts[p] = &attribute.values;
      column->integer = column->integer && attribute.integer;
    }
  }
  for (MeshColumn& column : columns) {
    column.integer = column.integer && std::ranges::count(column.of_parts, nullptr) == 0;
  }
  return columns;
}

}  // namespace crease
