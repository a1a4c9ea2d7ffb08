// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/fit_box.h"

#include <algorithm>
#include <stdexcept>

namespace crease {
namespace {

/// floor(value / step) * step.
Rational rounded_down(const Rational& value, const Rational& step) {
  const Rational quotient = value / step;
  Integer whole;
  mpz_fdiv_q(whole.get_mpz_t(), quotient.get_num_mpz_t(), quotient.get_den_mpz_t());
  return whole * step;
}

/// The greatest power of ten that is not above. Pre: value > 0.
Rational power_of_ten_below(const Rational& value) {
  Rational power = 1;
  while (power > value) power /= 10;
  while (power * 10 <= value) power *= 10;
  return power;
}

}  // namespace

FittedBox fit_box(std::span<const Complex> complexes) {
  FittedBox box;
  for (const Complex& complex : complexes) {
    if (!complex.has_coordinates()) throw std::invalid_argument("a box around vertices needs their coordinates");
    for (const VertexId vertex : complex.vertices()) {
      if (complex.is_ray(vertex)) continue;
      const auto y = complex.coordinates(vertex);
      if (box.lo.empty()) {
        box.lo.assign(y.begin(), y.end());
        box.hi = box.lo;
      }
      for (std::size_t j = 0; j < y.size(); ++j) {
        box.lo[j] = std::min(box.lo[j], y[j]);
        box.hi[j] = std::max(box.hi[j], y[j]);
      }
    }
  }
  Rational extent = 0;
  for (std::size_t j = 0; j < box.lo.size(); ++j) extent = std::max<Rational>(extent, box.hi[j] - box.lo[j]);
  if (extent == 0) extent = 8;
  const Rational margin = extent / 8, step = power_of_ten_below(extent / 20);
  for (std::size_t j = 0; j < box.lo.size(); ++j) {
    box.lo[j] = rounded_down(box.lo[j] - margin, step);
    box.hi[j] = -rounded_down(-(box.hi[j] + margin), step);
  }
  return box;
}

bool is_bounded(const Complex& complex) { return complex.num_bounded_regions() == complex.num_regions(); }

Domain within(const Domain& domain, const FittedBox& box) {
  const Domain limits = Domain::box(box.lo, box.hi);
  if (domain.slice()) return domain.with_slice_rows(limits.rows(), limits.offsets());
  if (domain.rows().rows() == 0) return limits;
  const std::size_t above = domain.rows().rows();
  Matrix<Rational> rows(above + limits.rows().rows(), domain.dim());
  std::vector<Rational> offsets = domain.offsets();
  offsets.insert(offsets.end(), limits.offsets().begin(), limits.offsets().end());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    std::ranges::copy(i < above ? domain.rows().row(i) : limits.rows().row(i - above), rows.row(i).begin());
  }
  return Domain::polytope(rows, offsets).labelled(domain.label() + " within " + limits.label());
}

}  // namespace crease
