// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/facet_row.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/integer_vector.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

Rational value_at(const FacetRow& row, const Complex& complex, VertexId vertex) {
  Rational value = complex.is_ray(vertex) ? Rational(0) : row.offset;
  const auto y = complex.coordinates(vertex);
  for (std::size_t j = 0; j < y.size(); ++j) value += row.normal[j] * y[j];
  return value;
}

/// Of a vertex or ray in the plane: coprime integers, the last one 1 or 0 times a denominator.
IntegerVector homogeneous(const Complex& complex, VertexId vertex) {
  const auto y = complex.coordinates(vertex);
  return primitive_integers(std::vector<Rational>{y[0], y[1], complex.is_ray(vertex) ? 0 : 1});
}

/// The line through two of these: their cross product.
FacetRow line_through(const IntegerVector& a, const IntegerVector& b) {
  IntegerVector cross(3);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t j = (i + 1) % 3, k = (i + 2) % 3;
    fmpz_mul(cross[i], a[j], b[k]);
    fmpz_submul(cross[i], a[k], b[j]);
  }
  cross.make_primitive();
  return {{cross.get(0), cross.get(1)}, cross.get(2)};
}

/// Of either sign.
FacetRow row_of_facet(const Complex& complex, FacetId facet) {
  const std::size_t d = complex.dim();
  const auto vertices = complex.vertices(facet);
  if (d == 2 && vertices.size() == 2 && complex.lineality_dim() == 0) {
    return line_through(homogeneous(complex, vertices[0]), homogeneous(complex, vertices[1]));
  }
  Matrix<Rational> spanned(vertices.size() + complex.lineality_dim(), d + 1);
  std::size_t i = 0;
  for (const VertexId vertex : vertices) {
    std::ranges::copy(complex.coordinates(vertex), spanned.row(i).begin());
    spanned(i++, d) = complex.is_ray(vertex) ? 0 : 1;
  }
  for (const auto& line : complex.lineality()) std::ranges::copy(line, spanned.row(i++).begin());
  const Matrix<Rational> rows = nullspace(spanned);
  if (rows.cols() != 1) throw std::logic_error("the vertices of " + to_string(facet) + " do not span a hyperplane");
  FacetRow row;
  for (std::size_t j = 0; j < d; ++j) row.normal.push_back(rows(j, 0));
  row.offset = rows(d, 0);
  return row;
}

}  // namespace

FacetRow negated(FacetRow row) {
  for (Rational& x : row.normal) x = -x;
  row.offset = -row.offset;
  return row;
}

FacetRow facet_row(const Complex& complex, FacetId facet) {
  if (!complex.has_coordinates()) throw std::invalid_argument("the row of a facet needs a complex with coordinates");
  const auto vertices = complex.vertices(facet);
  FacetRow row = row_of_facet(complex, facet);
  // Any other generator of the first side tells on which side that is.
  for (const VertexId vertex : complex.vertices(complex.sides(facet)[0])) {
    if (std::ranges::binary_search(vertices, vertex)) continue;
    if (value_at(row, complex, vertex) < 0) row = negated(std::move(row));
    break;
  }
  return row;
}

FacetRow inward_row(const Complex& complex, RegionId region, FacetId facet) {
  FacetRow row = facet_row(complex, facet);
  if (complex.sides(facet)[0] != region) row = negated(std::move(row));
  return row;
}

std::vector<FacetRow> inward_rows(const Complex& complex, RegionId region) {
  std::vector<FacetRow> rows;
  for (const FacetId facet : complex.facets(region)) rows.push_back(inward_row(complex, region, facet));
  return rows;
}

}  // namespace crease
