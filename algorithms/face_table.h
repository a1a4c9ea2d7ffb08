// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/faces.h"
#include "core/io/table.h"

namespace crease {

/// The face lattice as a table: the faces of dimension 0, then 1, and so on up to the regions.
///   id         the row's number
///   dimension
///   bounded
///   vertices   list of vertex ids, rays among them
///   boundary   the faces of one dimension less in its boundary: ids of this table
///   regions    the regions that contain it
///   units      units that sit on a breakpoint on it, but not throughout the first of these regions, as "u0.3"
///   domain_rows   the rows of the domain that are zero on it
/// The table refers to both, which must outlive it.
Table face_table(const Complex& complex, const FaceLattice& lattice);

}  // namespace crease
