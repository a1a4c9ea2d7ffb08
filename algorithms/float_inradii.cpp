// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_inradii.h"

#include <cmath>
#include <limits>

#include "algorithms/float_network.h"
#include "algorithms/float_polyhedron.h"

namespace crease {

std::vector<double> float_inradii(const Complex& complex, double tolerance, const StopCheck& stop) {
  const FloatNetwork network(complex.network(), complex.domain());
  std::vector<double> radii;
  for (const RegionId region : complex.regions()) {
    if (stop && stop()) break;
    PiecePattern pattern;
    for (std::uint32_t l = 0; l < complex.network().layers().size(); ++l) {
      for (std::uint32_t u = 0; u < complex.network().layers()[l].num_units(); ++u) {
        pattern.push_back(static_cast<char16_t>(complex.symbol(region, {l, u}).piece));
      }
    }
    const auto ball = FloatPolyhedron(network.rows_of(pattern, tolerance)).largest_ball(HUGE_VAL);
    radii.push_back(ball ? ball->radius : std::numeric_limits<double>::quiet_NaN());
  }
  return radii;
}

}  // namespace crease
