// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/mesh.h"
#include "tools/plot_options.h"

namespace crease::tools {

/// The regions of space as bodies, unless colours are none, and the decision boundary as polygons, where it is asked
/// for. `explode`: every cell is moved away from the middle of the picture by so many times its own distance from it.
/// Coordinates are exact up to the nearest double.
Mesh plot_mesh(const PlotScene& scene, const Rational& explode);

/// Writes it in the format that the extension of `path` names: .glb, .ply, .vtu. Throws OutputError.
void write_mesh(const Mesh& mesh, const std::string& path);
bool is_mesh_format(const std::string& format);

}  // namespace crease::tools
