// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/nearest_facets.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <stdexcept>

namespace crease {
namespace {

/// A double below, and one above; finite or not.
double below(const Rational& x) { return std::nextafter(nearest_double(x), -HUGE_VAL); }
double above(const Rational& x) { return std::nextafter(nearest_double(x), HUGE_VAL); }

/// At most the squared distance of q from the least box around a facet. The difference of doubles and its square are
/// each off by less than 2^-52 of themselves, beside underflow, which goes to the safe side after subtraction.
double squared_gap(const Complex& complex, FacetId facet, std::span<const Rational> q) {
  double sum = 0;
  for (std::size_t j = 0; j < q.size(); ++j) {
    double lo = HUGE_VAL, hi = -HUGE_VAL;
    for (const auto& line : complex.lineality()) {
      if (line[j] != 0) lo = -(hi = HUGE_VAL);
    }
    for (const VertexId vertex : complex.vertices(facet)) {
      const Rational& y = complex.coordinates(vertex)[j];
      if (complex.is_ray(vertex)) {
        if (y < 0) lo = -HUGE_VAL;
        if (y > 0) hi = HUGE_VAL;
      } else {
        lo = std::min(lo, below(y));
        hi = std::max(hi, above(y));
      }
    }
    const double gap = std::min(std::max({0.0, lo - above(q[j]), below(q[j]) - hi}), DBL_MAX);
    sum += gap * gap;
  }
  constexpr double kDeflate = 1 - 0x1p-40;
  return std::min(sum, DBL_MAX) * kDeflate - DBL_MIN;
}

}  // namespace

NearestPoint nearest_on_facet(const Complex& complex, FacetId facet, std::span<const Rational> q) {
  GeneratedPolyhedron polyhedron;
  for (const VertexId vertex : complex.vertices(facet)) {
    const auto y = complex.coordinates(vertex);
    (complex.is_ray(vertex) ? polyhedron.rays : polyhedron.points).emplace_back(y.begin(), y.end());
  }
  polyhedron.lines = complex.lineality();
  return nearest_point(polyhedron, q);
}

std::vector<NearestOnFacets> nearest_on_facets(const Complex& complex, std::span<const FacetId> facets,
                                               std::span<const Rational> q) {
  if (!complex.has_coordinates() || q.size() != complex.dim()) {
    throw std::invalid_argument("a nearest point needs a complex with coordinates, and a point of its dimension");
  }
  std::vector<std::pair<double, FacetId>> order;
  for (const FacetId facet : facets) order.emplace_back(squared_gap(complex, facet, q), facet);
  std::ranges::sort(order);
  std::vector<NearestOnFacets> result;
  for (const auto& [gap, facet] : order) {
    if (!result.empty() && exact_rational(gap) > result.front().nearest.squared_distance) break;
    const NearestPoint nearest = nearest_on_facet(complex, facet, q);
    if (!result.empty()) {
      const int sign = cmp(nearest.squared_distance, result.front().nearest.squared_distance);
      if (sign > 0) continue;
      if (sign < 0) result.clear();
    }
    const auto same = std::ranges::find_if(result, [&](const auto& r) { return r.nearest == nearest; });
    (same != result.end() ? *same : result.emplace_back(NearestOnFacets{nearest, {}})).facets.push_back(facet);
  }
  for (NearestOnFacets& point : result) std::ranges::sort(point.facets);
  std::ranges::sort(result, {}, [](const NearestOnFacets& point) { return point.facets.front(); });
  return result;
}

}  // namespace crease
