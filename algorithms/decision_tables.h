// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "algorithms/decision_boundary.h"
#include "algorithms/decision_regions.h"
#include "core/io/table.h"

namespace crease {

/// Decision cells and what is to be told about them.
struct DecisionReport {
  DecisionCells cells;
  DecisionRegions regions;
  DecisionBoundary boundary;
  bool measures = true;  ///< volumes of cells and pieces
};

/// The report of some decision cells.
DecisionReport decision_report(DecisionCells cells);

/// All ids count from 0 and are rows of these tables; classes are outputs of the network (with one output: 0 below the
/// level, 1 above). Every table refers to `report`, which must outlive it.

/// The decision cells.
///   id
///   region           the activation region it is part of, in the order of the complex of activation regions
///   pattern          of that region
///   maximizers       list of classes: the winner; several on a plateau
///   decision_region  the number of its decision region
///   bounded
///   corners          list of ids, rays among them
///   volume           "inf" where unbounded
Table decision_cell_table(const DecisionReport& report);

/// The pieces of the decision boundary.
///   id
///   component        numbered from 0
///   cells            list of two: the decision cells it lies between
///   classes          list of all classes that attain the maximum on it
///   on_crease        whether it lies between two activation regions
///   units            of these: the units that bend there, as "u0.3"
///   corners          list of ids, rays among them
///   normal, offset   normal . y + offset >= 0 on the first of its cells: a primitive integer vector
///   squared_volume   of dimension d - 1; "inf" where unbounded
///   neighbors        list of pieces that share a face of dimension d - 2
Table boundary_piece_table(const DecisionReport& report);

/// The corners of cells and pieces.
///   id
///   kind             "vertex" or "ray"
///   coordinates      list of numbers: a point, or a direction
Table decision_corner_table(const DecisionReport& report);

}  // namespace crease
