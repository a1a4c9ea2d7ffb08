// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/simplex_volumes.h"

#include <algorithm>
#include <utility>

#include "core/matrix.h"

namespace crease {
namespace {

/// a b - c d.
Integer cross(const Integer& a, const Integer& b, const Integer& c, const Integer& d) {
  Integer result = a * b;
  mpz_submul(result.get_mpz_t(), c.get_mpz_t(), d.get_mpz_t());
  return result;
}

Integer exact_quotient(const Integer& a, const Integer& b) {
  Integer result;
  mpz_divexact(result.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
  return result;
}

/// |det m| by fraction-free elimination (Bareiss 1968); spelled out for the sizes that fill most complexes.
Integer absolute_determinant(Matrix<Integer> m) {
  const std::size_t n = m.rows();
  if (n == 0) return 1;
  if (n == 1) return abs(m(0, 0));
  if (n == 2) return abs(cross(m(0, 0), m(1, 1), m(0, 1), m(1, 0)));
  if (n == 3) {
    Integer result = m(0, 0) * cross(m(1, 1), m(2, 2), m(1, 2), m(2, 1));
    result += m(0, 1) * cross(m(1, 2), m(2, 0), m(1, 0), m(2, 2));
    result += m(0, 2) * cross(m(1, 0), m(2, 1), m(1, 1), m(2, 0));
    return abs(result);
  }
  Integer previous = 1;
  for (std::size_t k = 0; k + 1 < n; ++k) {
    std::size_t pivot = k;
    while (pivot < n && m(pivot, k) == 0) ++pivot;
    if (pivot == n) return 0;
    if (pivot != k) std::ranges::swap_ranges(m.row(pivot), m.row(k));
    for (std::size_t i = k + 1; i < n; ++i) {
      for (std::size_t j = k + 1; j < n; ++j) {
        m(i, j) = exact_quotient(cross(m(i, j), m(k, k), m(i, k), m(k, j)), previous);
      }
    }
    previous = m(k, k);
  }
  return abs(m(n - 1, n - 1));
}

Integer factorial(std::size_t n) {
  Integer result;
  mpz_fac_ui(result.get_mpz_t(), n);
  return result;
}

Rational fraction(const Integer& numerator, const Integer& denominator) {
  Rational result(numerator, denominator);
  result.canonicalize();
  return result;
}

}  // namespace

SimplexVolumes::SimplexVolumes(const Triangulation& triangulation, std::span<const Rational> coordinates)
    : dim_(triangulation.dim), weights_(triangulation.vertices.size(), Integer(0)) {
  for (std::size_t v = 0; v < triangulation.vertices.size(); ++v) {
    Point point{1, {}};
    for (const Rational& x : coordinates.subspan(v * dim_, dim_)) {
      mpz_lcm(point.denominator.get_mpz_t(), point.denominator.get_mpz_t(), x.get_den_mpz_t());
    }
    for (const Rational& x : coordinates.subspan(v * dim_, dim_)) {
      point.numerators.push_back(x.get_num() * exact_quotient(point.denominator, x.get_den()));
    }
    denominator_ *= point.denominator;
    points_.push_back(std::move(point));
  }
  // Seen from the apex of all simplices a point x / w is u / (w w0), and a simplex has dim! times the volume
  // |det(u_1, ..., u_dim)| / (w0^dim w_1 ... w_dim); w0^(dim - 1) divides the determinant.
  const Point& apex = points_[triangulation.simplices[0]];
  std::vector<std::vector<Integer>> from_apex(points_.size());
  for (std::size_t v = 0; v < points_.size(); ++v) {
    for (std::size_t j = 0; j < dim_; ++j) {
      from_apex[v].push_back(
          cross(apex.denominator, points_[v].numerators[j], points_[v].denominator, apex.numerators[j]));
    }
  }
  Integer divisor;
  mpz_pow_ui(divisor.get_mpz_t(), apex.denominator.get_mpz_t(), dim_ > 0 ? dim_ - 1 : 0);
  Matrix<Integer> m(dim_, dim_);
  for (std::size_t s = 0; s < triangulation.size(); ++s) {
    const std::span<const std::uint32_t> corners{triangulation.simplices.data() + s * (dim_ + 1), dim_ + 1};
    for (std::size_t i = 0; i < dim_; ++i) std::ranges::copy(from_apex[corners[i + 1]], m.row(i).begin());
    Integer part = exact_quotient(absolute_determinant(m), divisor);
    for (std::uint32_t v = 0; v < points_.size(); ++v) {
      if (std::ranges::find(corners, v) == corners.end()) part *= points_[v].denominator;
    }
    for (const std::uint32_t v : corners) weights_[v] += part;
    sum_ += part;
  }
}

Rational SimplexVolumes::volume() const { return fraction(sum_, denominator_ * factorial(dim_)); }

double SimplexVolumes::nearest_volume() const { return nearest_quotient(sum_, denominator_ * factorial(dim_)); }

std::vector<Rational> SimplexVolumes::centroid() const {
  // A simplex' centroid is the mean of its dim + 1 corners.
  const Integer denominator = denominator_ * sum_ * Integer(static_cast<unsigned long>(dim_ + 1));
  std::vector<Integer> sums(dim_, Integer(0));
  for (std::size_t v = 0; v < points_.size(); ++v) {
    const Integer weight = weights_[v] * exact_quotient(denominator_, points_[v].denominator);
    for (std::size_t j = 0; j < dim_; ++j) sums[j] += weight * points_[v].numerators[j];
  }
  std::vector<Rational> result;
  for (const Integer& sum : sums) result.push_back(fraction(sum, denominator));
  return result;
}

}  // namespace crease
