// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "core/io/mesh.h"

namespace crease {

/// Meshes to files. The bytes depend on the mesh alone. Complexity: linear in the bytes written. Pre for all: every
/// polygon has three corners or more. Throws std::length_error for more than 2^31 bytes or indices.

/// glTF 2.0, binary: a node per part, triangles with a colour per cell and the attributes as "_NAME" on their corners,
/// lines where edges are wanted. Numbers are rounded to float32; infinity and NaN become the greatest float32 and -1
/// (the format has neither).
void write_glb(const Mesh& mesh, std::ostream& out);

/// PLY, binary: the parts one after the other, in triangles. Faces have the properties red, green, blue, part (counted
/// from 0), cell, polygon (both counted within the part) and the attributes. Doubles; NaN for what a part has not.
void write_ply(const Mesh& mesh, std::ostream& out);

/// VTK's XML unstructured grid, as text: a polyhedron per cell of a solid part, a polygon per cell of the others. Cell
/// data are part, cell, color (0 to 255, RGB) and the attributes. Doubles; NaN for what a part has not.
void write_vtu(const Mesh& mesh, std::ostream& out);

}  // namespace crease
