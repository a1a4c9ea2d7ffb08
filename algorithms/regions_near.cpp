// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/regions_near.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "algorithms/facet_row.h"
#include "algorithms/locate.h"
#include "algorithms/nearest_facets.h"

namespace crease {
namespace {

/// Is the facet nearer to y than the radius?
bool is_nearer(const Complex& complex, FacetId facet, std::span<const Rational> y, const Rational& squared_radius) {
  const FacetRow row = facet_row(complex, facet);
  Rational value = row.offset, norm = 0;
  for (std::size_t j = 0; j < y.size(); ++j) {
    value += row.normal[j] * y[j];
    norm += row.normal[j] * row.normal[j];
  }
  if (value * value >= squared_radius * norm) return false;
  for (const VertexId vertex : complex.vertices(facet)) {
    if (complex.is_ray(vertex)) continue;
    const auto corner = complex.coordinates(vertex);
    Rational sum = 0;
    for (std::size_t j = 0; j < y.size(); ++j) sum += (corner[j] - y[j]) * (corner[j] - y[j]);
    if (sum < squared_radius) return true;
  }
  return nearest_on_facet(complex, facet, y).squared_distance < squared_radius;
}

}  // namespace

std::vector<RegionId> regions_near(const Complex& complex, std::span<const Rational> center,
                                   const Rational& squared_radius) {
  if (!complex.is_complete() || !complex.has_coordinates() || squared_radius <= 0) {
    throw std::invalid_argument("regions near a point need a complete complex with coordinates, and a radius above 0");
  }
  // A centre on creases: all regions around it meet the ball.
  std::vector<RegionId> found = locate(complex, center);
  if (found.empty()) throw std::invalid_argument("regions near a point: it lies outside the domain");
  std::unordered_set<std::uint32_t> seen_regions, seen_facets;
  for (const RegionId region : found) seen_regions.insert(region.index);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const RegionId region = found[i];
    for (const FacetId facet : complex.facets(region)) {
      if (!complex.is_interior(facet) || !seen_facets.insert(facet.index).second) continue;
      const RegionId other = complex.across(facet, region);
      if (seen_regions.contains(other.index) || !is_nearer(complex, facet, center, squared_radius)) continue;
      seen_regions.insert(other.index);
      found.push_back(other);
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace crease
