// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/io/mesh.h"

namespace crease {

/// An attribute of the cells of all parts.
struct MeshColumn {
  std::string name;
  bool integer = false;                              ///< in all parts, and each of them has it
  std::vector<const std::vector<double>*> of_parts;  ///< per part; none where it has no such attribute

  /// NaN where the part has no such attribute.
  double at(std::size_t part, std::size_t cell) const;
};

/// The attributes of all parts by name, in the order in which they come first.
std::vector<MeshColumn> mesh_columns(const Mesh& mesh);

}  // namespace crease
