// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/complex.h"

namespace crease {

/// The directions in which one can walk for ever.
struct RecessionCone {
  std::vector<VertexId> rays;                    ///< its extreme rays (modulo the lineality), increasing
  std::vector<std::vector<Rational>> lineality;  ///< basis of its lines
  std::size_t dim = 0;                           ///< of its span; 0 for a bounded region
};

/// The recession cone of a region. Pre: complex.has_coordinates() (throws std::invalid_argument).
RecessionCone recession_cone(const Complex& complex, RegionId region);

}  // namespace crease
