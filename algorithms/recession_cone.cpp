// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/recession_cone.h"

#include <algorithm>
#include <stdexcept>

#include "core/linear_algebra.h"

namespace crease {

RecessionCone recession_cone(const Complex& complex, RegionId region) {
  if (!complex.has_coordinates()) throw std::invalid_argument("a recession cone needs a complex with coordinates");
  RecessionCone cone;
  for (const VertexId vertex : complex.vertices(region)) {
    if (complex.is_ray(vertex)) cone.rays.push_back(vertex);
  }
  cone.lineality = complex.lineality();
  Matrix<Rational> directions(cone.rays.size() + cone.lineality.size(), complex.dim());
  std::size_t row = 0;
  for (const VertexId ray : cone.rays) std::ranges::copy(complex.coordinates(ray), directions.row(row++).begin());
  for (const auto& line : cone.lineality) std::ranges::copy(line, directions.row(row++).begin());
  cone.dim = rank(directions);
  return cone;
}

}  // namespace crease
