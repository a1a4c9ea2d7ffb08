// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/measures.h"

#include <algorithm>
#include <stdexcept>

#include "algorithms/facet_row.h"
#include "algorithms/region_faces.h"
#include "algorithms/simplex_volumes.h"
#include "algorithms/triangulate.h"

namespace crease {
namespace {

void require_coordinates(const Complex& complex) {
  if (!complex.has_coordinates()) throw std::invalid_argument("measures need a complex with coordinates");
}

/// Pre: the region is bounded.
SimplexVolumes simplex_volumes(const Complex& complex, RegionId region) {
  const Triangulation triangulation = triangulate(complex, region);
  std::vector<Rational> coordinates;
  for (const VertexId vertex : triangulation.vertices) {
    const auto y = complex.coordinates(vertex);
    coordinates.insert(coordinates.end(), y.begin(), y.end());
  }
  return {triangulation, coordinates};
}

std::vector<CoordinateRange> bounding_box(const Complex& complex, RegionId region) {
  std::vector<CoordinateRange> box(complex.dim());
  for (std::size_t j = 0; j < box.size(); ++j) {
    bool has_lo = true, has_hi = true;
    for (const auto& line : complex.lineality()) {
      if (line[j] != 0) has_lo = has_hi = false;
    }
    const Rational *lo = nullptr, *hi = nullptr;
    for (const VertexId vertex : complex.vertices(region)) {
      const Rational& y = complex.coordinates(vertex)[j];
      if (complex.is_ray(vertex)) {
        has_lo = has_lo && y >= 0;
        has_hi = has_hi && y <= 0;
      } else {
        if (lo == nullptr || y < *lo) lo = &y;
        if (hi == nullptr || y > *hi) hi = &y;
      }
    }
    if (has_lo && lo != nullptr) box[j].lo = *lo;
    if (has_hi && hi != nullptr) box[j].hi = *hi;
  }
  return box;
}

}  // namespace

std::optional<Rational> volume(const Complex& complex, RegionId region) {
  require_coordinates(complex);
  if (!complex.is_bounded(region)) return std::nullopt;
  return simplex_volumes(complex, region).volume();
}

std::optional<double> nearest_volume(const Complex& complex, RegionId region) {
  require_coordinates(complex);
  if (!complex.is_bounded(region)) return std::nullopt;
  return simplex_volumes(complex, region).nearest_volume();
}

std::optional<std::vector<Rational>> centroid(const Complex& complex, RegionId region) {
  require_coordinates(complex);
  if (!complex.is_bounded(region)) return std::nullopt;
  return simplex_volumes(complex, region).centroid();
}

RegionMeasure measure_region(const Complex& complex, RegionId region) {
  require_coordinates(complex);
  RegionMeasure result;
  result.box = bounding_box(complex, region);
  if (complex.is_bounded(region)) {
    const SimplexVolumes volumes = simplex_volumes(complex, region);
    result.volume = volumes.volume();
    result.centroid = volumes.centroid();
  }
  return result;
}

std::optional<Rational> squared_volume(const Complex& complex, FacetId facet) {
  require_coordinates(complex);
  if (complex.lineality_dim() > 0) return std::nullopt;
  const auto vertices = complex.vertices(facet);
  if (std::ranges::any_of(vertices, [&](VertexId v) { return complex.is_ray(v); })) return std::nullopt;

  const Triangulation triangulation = triangulate(complex, facet);

  // Along a coordinate k with n_k != 0 the facet is seen |n_k| / |n| times as large as it is.
  const std::vector<Rational> normal = facet_row(complex, facet).normal;
  std::size_t k = 0;
  while (normal[k] == 0) ++k;
  std::vector<Rational> coordinates;
  for (const VertexId vertex : triangulation.vertices) {
    const auto y = complex.coordinates(vertex);
    for (std::size_t j = 0; j < y.size(); ++j) {
      if (j != k) coordinates.push_back(y[j]);
    }
  }
  const Rational seen = SimplexVolumes(triangulation, coordinates).volume() / normal[k];
  Rational squared_norm = 0;
  for (const Rational& x : normal) squared_norm += x * x;
  return Rational(seen * seen * squared_norm);
}

}  // namespace crease
