// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/gradient_jump.h"

#include <stdexcept>

#include "core/affine_map.h"

namespace crease {
namespace {

void check_interior(const Complex& complex, FacetId facet) {
  if (complex.is_interior(facet)) return;
  throw std::invalid_argument(to_string(facet) + " has a region on one side only, and so no jump of the gradient");
}

Matrix<Rational> difference(Matrix<Rational> second, const Matrix<Rational>& first) {
  for (std::size_t i = 0; i < second.rows(); ++i) {
    for (std::size_t j = 0; j < second.cols(); ++j) second(i, j) -= first(i, j);
  }
  return second;
}

}  // namespace

Matrix<Rational> gradient_jump(const Complex& complex, FacetId facet) {
  check_interior(complex, facet);
  const auto [first, second] = complex.sides(facet);
  return difference(affine_map(complex, second).A, affine_map(complex, first).A);
}

Matrix<Rational> gradient_jump(const Complex& complex, LocalMaps& maps, FacetId facet) {
  check_interior(complex, facet);
  const auto [first, second] = complex.sides(facet);
  const Matrix<Rational> A = maps.at(first).A;
  return difference(maps.at(second).A, A);
}

}  // namespace crease
