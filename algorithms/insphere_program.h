// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "algorithms/ball_program.h"
#include "core/region.h"

namespace crease {

/// What looks for the largest ball in a polyhedron: its rows that are not constant, and which of the rows given they
/// are. Their lengths are not computed before they are needed.
struct InsphereProgram {
  BallRows rows;
  std::vector<std::size_t> origin;
};

/// Of rows of integers: the normal, then the offset.
/// Throws std::invalid_argument when a row has not `dim` entries, or is a negative constant.
InsphereProgram insphere_program(std::span<const IntegerVector> rows, std::size_t dim);

/// The nearest doubles, each row in a scaling of its own.
RowEnclosures in_doubles(const BallRows& rows);

}  // namespace crease
