// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/facet_row.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <utility>

namespace crease {
namespace {

/// Of a vertex or ray: coprime integers, the coordinates and, last, a positive number or 0.
IntegerVector homogeneous(const Complex& complex, VertexId vertex) {
  const auto y = complex.coordinates(vertex);
  if (complex.is_ray(vertex)) {
    std::vector<Rational> x(y.begin(), y.end());
    x.emplace_back(0);
    return primitive_integers(x);
  }
  // A prime divides the least denominator as often as that of one coordinate, and not the numerator that this one then
  // has: these integers have no common factor.
  const Integer denominator = common_denominator(y);
  IntegerVector x(y.size() + 1);
  for (std::size_t j = 0; j < y.size(); ++j) x.set(j, Integer(y[j].get_num() * (denominator / y[j].get_den())));
  x.set(y.size(), denominator);
  return x;
}

/// Of either sign. `at(vertex)` gives homogeneous(complex, vertex), and keeps it.
template <typename HomogeneousAt>
IntegerVector row_of_facet(const Complex& complex, FacetId facet, const HomogeneousAt& at) {
  std::vector<IntegerVector> lines;
  for (const auto& line : complex.lineality()) {
    std::vector<Rational> entries = line;
    entries.emplace_back(0);
    lines.push_back(primitive_integers(entries));
  }
  std::vector<const IntegerVector*> spanned;
  for (const VertexId vertex : complex.vertices(facet)) spanned.push_back(&at(vertex));
  for (const IntegerVector& line : lines) spanned.push_back(&line);
  try {
    return nullspace_vector(spanned, complex.dim() + 1);
  } catch (const std::logic_error&) {
    throw std::logic_error("the vertices of " + to_string(facet) + " do not span a hyperplane");
  }
}

/// The row of a facet, >= 0 on its first side.
template <typename HomogeneousAt>
IntegerVector oriented_row(const Complex& complex, FacetId facet, const HomogeneousAt& at) {
  const auto vertices = complex.vertices(facet);
  IntegerVector row = row_of_facet(complex, facet, at);
  // Any other generator of the first side tells on which side that is.
  for (const VertexId vertex : complex.vertices(complex.sides(facet)[0])) {
    if (std::ranges::binary_search(vertices, vertex)) continue;
    if (sign_of_dot(row, at(vertex)) < 0) row.negate();
    break;
  }
  return row;
}

void require_coordinates(const Complex& complex) {
  if (!complex.has_coordinates()) throw std::invalid_argument("the row of a facet needs a complex with coordinates");
}

}  // namespace

FacetRow negated(FacetRow row) {
  for (Rational& x : row.normal) x = -x;
  row.offset = -row.offset;
  return row;
}

FacetRow facet_row(const Complex& complex, FacetId facet) {
  require_coordinates(complex);
  std::deque<IntegerVector> kept;
  const auto at = [&](VertexId vertex) -> const IntegerVector& {
    return kept.emplace_back(homogeneous(complex, vertex));
  };
  const IntegerVector entries = oriented_row(complex, facet, at);
  FacetRow row;
  for (std::size_t j = 0; j < complex.dim(); ++j) row.normal.emplace_back(entries.get(j));
  row.offset = entries.get(complex.dim());
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

FacetRows::FacetRows(const Complex& complex) : complex_(complex), rows_(complex.num_facets()) {
  require_coordinates(complex);
  std::vector<IntegerVector> vertices(complex.num_vertices());
  tbb::parallel_for(std::size_t{0}, vertices.size(),
                    [&](std::size_t i) { vertices[i] = homogeneous(complex, VertexId(i)); });
  const auto at = [&](VertexId vertex) -> const IntegerVector& { return vertices[vertex.index]; };
  tbb::parallel_for(std::size_t{0}, rows_.size(),
                    [&](std::size_t i) { rows_[i] = oriented_row(complex, FacetId(i), at); });
}

std::vector<IntegerVector> FacetRows::inward(RegionId region) const {
  std::vector<IntegerVector> rows;
  for (const FacetId facet : complex_.facets(region)) {
    rows.push_back(rows_[facet.index]);
    if (complex_.sides(facet)[0] != region) rows.back().negate();
  }
  return rows;
}

}  // namespace crease
