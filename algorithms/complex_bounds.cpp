// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/complex_bounds.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "algorithms/interval.h"
#include "algorithms/triangulate.h"

namespace crease {
namespace {

using Interval = RoundedInterval;

Interval at_least_zero(const Interval& x) { return {std::max(x.inf(), 0.0), std::max(x.sup(), 0.0)}; }
/// The lesser and the greater number.
Interval least(const Interval& x, const Interval& y) {
  return {std::min(x.inf(), y.inf()), std::min(x.sup(), y.sup())};
}
Interval greatest(const Interval& x, const Interval& y) {
  return {std::max(x.inf(), y.inf()), std::max(x.sup(), y.sup())};
}

/// By its first row. The size is that of simplices of which volumes are told.
Interval determinant(const std::vector<std::vector<Interval>>& rows, std::size_t first, std::vector<bool>& taken) {
  if (first == rows.size()) return 1;
  Interval sum = 0;
  int side = 1;
  for (std::size_t j = 0; j < rows.size(); ++j) {
    if (taken[j]) continue;
    taken[j] = true;
    const Interval part = rows[first][j] * determinant(rows, first + 1, taken);
    taken[j] = false;
    sum = side > 0 ? sum + part : sum - part;
    side = -side;
  }
  return sum;
}

/// Calls see(corners but for the first vertex of the region) for the simplices of a pulling triangulation.
template <typename See>
void for_each_simplex(const Complex& complex, RegionId region, const See& see) {
  const VertexId apex = complex.vertices(region)[0];
  if (complex.dim() == 2) {
    // The edges that do not meet the first vertex.
    for (const FacetId facet : complex.facets(region)) {
      const auto ends = complex.vertices(facet);
      if (ends[0] != apex && ends[1] != apex) see(ends);
    }
    return;
  }
  const Triangulation triangulation = triangulate(complex, region);
  std::vector<VertexId> corners(complex.dim());
  for (std::size_t s = 0; s < triangulation.size(); ++s) {
    for (std::size_t i = 0; i < corners.size(); ++i) {
      corners[i] = triangulation.vertices[triangulation.simplices[s * (corners.size() + 1) + i + 1]];
    }
    see(std::span<const VertexId>(corners));
  }
}

}  // namespace

ComplexBounds::ComplexBounds(const Complex& complex, const FacetRows& rows)
    : complex_(complex),
      dim_(complex.dim()),
      points_(complex.num_vertices() * dim_),
      rows_(complex.num_facets() * (dim_ + 1)) {
  tbb::parallel_for(std::size_t{0}, complex.num_vertices(), [&](std::size_t i) {
    if (complex.is_ray(VertexId(i))) return;
    const auto y = complex.coordinates(VertexId(i));
    for (std::size_t j = 0; j < dim_; ++j) points_[i * dim_ + j] = double_bounds(y[j]);
  });
  tbb::parallel_for(std::size_t{0}, complex.num_facets(), [&](std::size_t i) {
    const IntegerVector& row = rows.row(FacetId(i));
    slong exponent = 0;
    for (std::size_t j = 0; j < dim_; ++j) exponent = std::max(exponent, slong(fmpz_bits(row[j])));
    const auto to = rows_.begin() + static_cast<std::ptrdiff_t>(i * (dim_ + 1));
    for (std::size_t j = 0; j <= dim_; ++j) to[static_cast<std::ptrdiff_t>(j)] = double_bounds(row[j], exponent);
    const UpwardRounding upward;
    Interval squared = 0;
    std::for_each_n(to, dim_, [&](const DoubleBounds& entry) { squared += square(to_interval(entry)); });
    const Interval length = sqrt(squared);
    std::for_each_n(to, dim_ + 1, [&](DoubleBounds& entry) { entry = to_bounds(to_interval(entry) / length); });
  });
}

ComplexBounds::Measure ComplexBounds::measure(RegionId region) const {
  Measure result;
  const auto vertices = complex_.vertices(region);
  const auto apex = point(vertices[0]);
  std::vector<std::vector<Interval>> edges(dim_, std::vector<Interval>(dim_));
  std::vector<bool> taken(dim_, false);
  std::vector<Interval> moment(dim_, Interval(0));
  Interval volume = 0;  // times dim!
  for_each_simplex(complex_, region, [&](std::span<const VertexId> corners) {
    const UpwardRounding upward;
    for (std::size_t i = 0; i < dim_; ++i) {
      for (std::size_t j = 0; j < dim_; ++j) {
        edges[i][j] = to_interval(point(corners[i])[j]) - to_interval(apex[j]);
      }
    }
    const Interval part = abs(determinant(edges, 0, taken));
    volume += part;
    for (std::size_t j = 0; j < dim_; ++j) {
      Interval sum = 0;
      for (std::size_t i = 0; i < dim_; ++i) sum += edges[i][j];
      moment[j] += part * sum;
    }
  });
  const UpwardRounding upward;
  Interval factorial = 1;
  for (std::size_t k = 2; k <= dim_; ++k) factorial *= Interval(static_cast<double>(k));
  result.volume = to_bounds(volume / factorial);
  for (std::size_t j = 0; j < dim_; ++j) {
    Interval lo = to_interval(apex[j]), hi = lo;
    for (const VertexId vertex : vertices) {
      lo = least(lo, to_interval(point(vertex)[j]));
      hi = greatest(hi, to_interval(point(vertex)[j]));
    }
    result.sides.push_back(to_bounds(at_least_zero(hi - lo)));
    // It lies in the box, whatever little the quotient may tell.
    const Interval mean = to_interval(apex[j]) + moment[j] / (volume * Interval(static_cast<double>(dim_ + 1)));
    const DoubleBounds inside = to_bounds(mean);
    result.centroid.push_back({std::max(inside.lo, lo.inf()), std::min(inside.hi, hi.sup())});
  }
  return result;
}

ComplexBounds::Distances ComplexBounds::inner_distances(RegionId region, std::span<const DoubleBounds> y) const {
  Distances result;
  std::optional<Interval> domain, crease;
  const UpwardRounding upward;
  for (const FacetId facet : complex_.facets(region)) {
    const auto row = this->row(facet);
    Interval distance = to_interval(row[dim_]);
    for (std::size_t j = 0; j < dim_; ++j) distance += to_interval(row[j]) * to_interval(y[j]);
    distance = square(at_least_zero(is_inward(region, facet) ? distance : -distance));
    auto& nearest = complex_.is_boundary(facet) ? domain : crease;
    nearest = nearest ? least(*nearest, distance) : distance;
  }
  if (!domain && !crease) return result;
  result.boundary = to_bounds(!domain ? *crease : !crease ? *domain : least(*domain, *crease));
  if (!crease) return result;
  result.crease = to_bounds(*crease);
  result.crease_is_known = !domain || crease->sup() <= domain->inf();
  return result;
}

ComplexBounds::Cosines ComplexBounds::cosines(RegionId region, std::span<const FacetId> facets) const {
  Cosines result;
  const UpwardRounding upward;
  Interval sum = 0, squared_sum = 0;
  for (std::size_t a = 0; a < facets.size(); ++a) {
    for (std::size_t b = a + 1; b < facets.size(); ++b) {
      Interval cosine = 0;
      for (std::size_t j = 0; j < dim_; ++j) cosine += to_interval(row(facets[a])[j]) * to_interval(row(facets[b])[j]);
      if (is_inward(region, facets[a]) != is_inward(region, facets[b])) cosine = -cosine;
      cosine = {std::clamp(cosine.inf(), -1.0, 1.0), std::clamp(cosine.sup(), -1.0, 1.0)};
      result.pairs.push_back(to_bounds(cosine));
      sum += abs(cosine);
      squared_sum += square(cosine);
    }
  }
  const Interval count(static_cast<double>(result.pairs.size()));
  result.mean_absolute = to_bounds(sum / count);
  result.mean_squared = to_bounds(squared_sum / count);
  return result;
}

void ComplexBounds::append_rows(RegionId region, RowEnclosures& rows) const {
  for (const FacetId facet : complex_.facets(region)) {
    double radius = 0;
    const double side = is_inward(region, facet) ? 1 : -1;
    const auto append = [&](const DoubleBounds& entry) {
      const double middle = entry.lo / 2 + entry.hi / 2;
      rows.entries.push_back(side * middle);
      // A difference of neighbours is exact; of others more than its rounding is added.
      radius = std::isfinite(middle)
                   ? std::max({radius, (middle - entry.lo) * (1 + 0x1p-50), (entry.hi - middle) * (1 + 0x1p-50)})
                   : HUGE_VAL;
    };
    const auto row = this->row(facet);
    append(row[dim_]);
    for (const DoubleBounds& entry : row.first(dim_)) append(entry);
    rows.radius.push_back(std::isfinite(radius) ? radius : HUGE_VAL);
  }
}

}  // namespace crease
