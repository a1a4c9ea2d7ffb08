// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/total_volume.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "algorithms/enclosure_sum.h"
#include "algorithms/measures.h"
#include "algorithms/triangulate.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

/// d! times the volume of the cone over a simplex of d corners, with a sign that tells on which side the apex is.
Rational cone(const Complex& complex, std::span<const VertexId> corners, VertexId apex) {
  const auto from = complex.coordinates(apex);
  Matrix<Rational> edges(corners.size(), corners.size());
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto y = complex.coordinates(corners[i]);
    for (std::size_t j = 0; j < y.size(); ++j) edges(i, j) = y[j] - from[j];
  }
  return determinant(edges);
}

/// Calls see(corners) for the simplices of a bounded facet.
template <typename See>
void for_each_simplex(const Complex& complex, FacetId facet, const See& see) {
  const auto vertices = complex.vertices(facet);
  if (vertices.size() == complex.dim()) return see(vertices);
  const Triangulation triangulation = triangulate(complex, facet);
  std::vector<VertexId> corners(complex.dim());
  for (std::size_t s = 0; s < triangulation.size(); ++s) {
    for (std::size_t i = 0; i < corners.size(); ++i) {
      corners[i] = triangulation.vertices[triangulation.simplices[s * corners.size() + i]];
    }
    see(std::span<const VertexId>(corners));
  }
}

/// Some vertex of the region that is not on its facet.
VertexId opposite_vertex(const Complex& complex, RegionId region, FacetId facet) {
  const auto on = complex.vertices(facet);
  const auto vertices = complex.vertices(region);
  const auto found = std::ranges::find_if(vertices, [&](VertexId v) { return !std::ranges::binary_search(on, v); });
  if (found == vertices.end()) throw std::logic_error(to_string(region) + " lies in its " + to_string(facet));
  return *found;
}

/// Of bounded regions, one by one.
Enclosure sum_of_volumes(const Complex& complex, std::span<const RegionId> regions) {
  EnclosureSum sum;
  for (const RegionId region : regions) sum.add(volume(complex, region).value());
  return sum.value();
}

}  // namespace

std::optional<Enclosure> total_volume(const Complex& complex, std::span<const RegionId> regions) {
  if (!complex.has_coordinates()) throw std::invalid_argument("volumes need a complex with coordinates");
  std::vector<bool> is_one(complex.num_regions(), false);
  for (const RegionId region : regions) {
    if (!complex.is_bounded(region)) return std::nullopt;
    is_one[region.index] = true;
  }
  if (regions.empty()) return Enclosure{0, 0};
  const VertexId apex = complex.vertices(regions.front())[0];
  // Facets that the apex sees from outside count against the others.
  std::array<EnclosureSum, 2> sums;
  for (const RegionId region : regions) {
    for (const FacetId facet : complex.facets(region)) {
      const RegionId behind = complex.across(facet, region);
      if (behind.is_valid() && is_one[behind.index]) continue;
      const VertexId inside = opposite_vertex(complex, region, facet);
      for_each_simplex(complex, facet, [&](std::span<const VertexId> corners) {
        const Rational seen = cone(complex, corners, apex);
        if (seen == 0) return;
        const bool is_outside = sgn(seen) != sgn(cone(complex, corners, inside));
        sums[is_outside ? 1 : 0].add(abs(seen));
      });
    }
  }
  Integer factorial;
  mpz_fac_ui(factorial.get_mpz_t(), complex.dim());
  const Enclosure &more = sums[0].value(), &less = sums[1].value();
  const Enclosure total{(more.lo - less.hi) / factorial, (more.hi - less.lo) / factorial};
  // Of thin regions far from one another the cones are large, and little is left of their bounds.
  const bool is_wide = (total.hi - total.lo) * Rational(Integer(1) << 64) > total.lo;
  return total.is_exact() || !is_wide ? total : sum_of_volumes(complex, regions);
}

std::optional<Enclosure> total_volume(const Complex& complex, std::span<const FacetId> facets, unsigned bits) {
  EnclosureSum sum;
  for (const FacetId facet : facets) {
    const std::optional<Rational> square = squared_volume(complex, facet);
    if (!square) return std::nullopt;
    sum.add(sqrt_enclosure(*square, bits));
  }
  return sum.value();
}

}  // namespace crease
