// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/domain.h"
#include "core/network.h"
#include "core/region.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/recorder.h"

namespace crease::testing {

/// The symbols at a point of the domain's own coordinates, by an exact forward pass.
std::vector<std::vector<Symbol>> symbols_at(const Network& network, const Domain& domain,
                                            const std::vector<Rational>& y);
/// In Region::pattern()'s characters.
std::string to_pattern(const std::vector<std::vector<Symbol>>& symbols);

/// The oracle's region with its geometry, but without symbols and map.
RecordedRegion from_oracle(const OracleRegion& region);

/// What is wrong with a recorded region, in words, or the empty string. Laws:
/// 1. symbols, pattern and boundedness are the oracle's; the pattern at the interior point is the region's;
/// 2. all rows are positive at the interior point;
/// 3. the generators are the oracle's vertices and extreme rays (modulo the lineality space);
/// 4. the facets are the oracle's, with their units and domain rows, and hold exactly the generators tight on them;
/// 5. the affine map gives f(y) at the interior point and at every vertex.
std::string find_region_violation(const Network& network, const Domain& domain, const RecordedRegion& region,
                                  const OracleRegion& expected);

/// What is wrong with the regions taken together. Laws:
/// 1. a facet in the interior belongs to exactly two regions, as the same point set with opposite normals; f agrees on
///    its vertices;
/// 2. a facet on the domain's boundary belongs to one region.
std::string find_complex_violation(const Domain& domain, const std::vector<RecordedRegion>& regions);

/// The exact volume of a bounded full-dimensional region from its vertices and the facets' vertices, by pulling
/// triangulation: the cones from one vertex over the facets away from it, recursively.
Rational volume(const RecordedRegion& region);

/// The number of faces of dimension 0, ..., d of the complex, boundary faces included. Pre: no region contains a line.
std::vector<std::size_t> f_vector(const std::vector<RecordedRegion>& regions, std::size_t dim);

/// sum (-1)^i f_i.
long euler_characteristic(const std::vector<std::size_t>& f);

}  // namespace crease::testing
