// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/polygons.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace crease {
namespace {

using Side = std::array<VertexId, 2>;

/// The ends of sides that follow one another, starting with the first side.
std::vector<VertexId> cycle_of(std::vector<Side> sides) {
  std::vector<VertexId> cycle;
  if (sides.empty()) return cycle;
  cycle = {sides[0][0], sides[0][1]};
  for (std::size_t done = 1; done + 1 < sides.size(); ++done) {
    const VertexId last = cycle.back();
    const auto next = std::find_if(sides.begin() + static_cast<std::ptrdiff_t>(done), sides.end(),
                                   [last](const Side& side) { return side[0] == last || side[1] == last; });
    if (next == sides.end()) throw std::logic_error("polygons: the sides of a polygon do not meet");
    cycle.push_back((*next)[(*next)[0] == last ? 1 : 0]);
    std::swap(*next, sides[done]);
  }
  return cycle;
}

void check(const Complex& complex, RegionId region, std::size_t dim) {
  if (complex.dim() != dim || !complex.has_vertices() || !complex.is_bounded(region)) {
    throw std::invalid_argument("polygons: a bounded region with vertices, in " + std::to_string(dim) +
                                " dimensions, is needed");
  }
}

using Vector = std::array<Rational, 3>;

Vector difference(std::span<const Rational> a, std::span<const Rational> b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

/// Is the corner cycle of a facet counterclockwise as seen from the side on which `inside` is not? Three corners of a
/// convex polygon that follow one another in order turn as all of it does.
bool is_counterclockwise(const Complex& complex, const std::vector<VertexId>& cycle, VertexId inside) {
  const auto at = [&](VertexId vertex) { return complex.coordinates(vertex); };
  const Vector a = difference(at(cycle[1]), at(cycle[0])), b = difference(at(cycle[2]), at(cycle[0])),
               c = difference(at(inside), at(cycle[0]));
  const Rational determinant =
      a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  return determinant < 0;
}

}  // namespace

std::vector<VertexId> corner_cycle(const Complex& complex, RegionId region) {
  check(complex, region, 2);
  std::vector<Side> sides;
  for (const FacetId facet : complex.facets(region)) {
    const auto ends = complex.vertices(facet);
    sides.push_back({ends[0], ends[1]});
  }
  return cycle_of(std::move(sides));
}

std::vector<std::vector<VertexId>> facet_cycles(const Complex& complex, RegionId region) {
  check(complex, region, 3);
  const auto facets = complex.facets(region);
  std::vector<std::vector<VertexId>> cycles;
  for (const FacetId facet : facets) {
    // An edge is what two facets have in common, where that is more than a corner.
    std::vector<Side> sides;
    const auto corners = complex.vertices(facet);
    for (const FacetId other : facets) {
      if (other == facet) continue;
      std::vector<VertexId> common;
      std::ranges::set_intersection(corners, complex.vertices(other), std::back_inserter(common));
      if (common.size() == 2) sides.push_back({common[0], common[1]});
    }
    cycles.push_back(cycle_of(std::move(sides)));
    if (!complex.has_coordinates()) continue;
    const auto all = complex.vertices(region);
    const auto inside =
        std::ranges::find_if(all, [&](VertexId vertex) { return !std::ranges::binary_search(corners, vertex); });
    if (!is_counterclockwise(complex, cycles.back(), *inside)) std::ranges::reverse(cycles.back());
  }
  return cycles;
}

}  // namespace crease
