// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/index_lists.h"
#include "core/io/figure.h"

namespace crease {

/// A number per cell.
struct MeshAttribute {
  std::string name;  ///< a letter, then letters, digits and '_'
  bool integer = false;
  std::vector<double> values;  ///< infinity where there is no bound, NaN where there is no value
};

/// Convex polygons in space, several of which may bound a cell.
struct MeshPart {
  std::string name;
  bool solid = false;  ///< cells are convex bodies with these polygons as facets; else every polygon is a cell
  std::vector<std::array<double, 3>> points;
  IndexLists<> polygons;             ///< per polygon: its corners in order, counterclockwise as seen from outside
  std::vector<std::uint32_t> cells;  ///< per polygon: whose it is, never decreasing
  std::vector<Color> colors;         ///< per cell
  std::vector<MeshAttribute> attributes;
  bool edges = false;  ///< the polygons' sides are to be seen as lines
  std::size_t num_cells() const { return colors.size(); }
};

/// What the mesh writers (mesh_writers.h) take.
struct Mesh {
  std::string name;
  std::vector<MeshPart> parts;
};

}  // namespace crease
