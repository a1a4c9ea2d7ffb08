// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/implied_triage.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace crease {
namespace {

/// Covers what underflow loses, and the rounding of a bound's own computation.
constexpr double kTiny = 0x1p-1000;
constexpr double kInflate = 1 + 0x1p-30;

}  // namespace

bool triage_implied(const FloatSimplex& simplex, std::size_t row) {
  const std::size_t d = simplex.dim(), n = simplex.num_rows();
  const Matrix<double>& normals = simplex.normals();
  const std::vector<std::size_t>& tight = simplex.nonbasic();
  if (std::ranges::any_of(tight, [&](std::size_t k) { return k >= n || k == row; })) return false;
  const double rounding = (static_cast<double>(d) + 8) * 0x1p-52 + kRowError;

  // Sums of the inverse's rows.
  std::vector<double> inverse_sums(d, 0.0);
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t k = 0; k < d; ++k) inverse_sums[j] += std::fabs(simplex.coefficients(n + j)[k]);
  }
  double q = 0;
  std::vector<double> product(d);
  for (std::size_t i = 0; i < d; ++i) {
    std::ranges::fill(product, 0.0);
    double size = 0;
    for (std::size_t j = 0; j < d; ++j) {
      const double factor = normals(tight[i], j);
      const double* inverse = simplex.coefficients(n + j);
      for (std::size_t k = 0; k < d; ++k) product[k] += factor * inverse[k];
      size += (std::fabs(factor) + kTiny) * inverse_sums[j];
    }
    product[i] -= 1;
    double sum = rounding * (size + 1);
    for (const double x : product) sum += std::fabs(x);
    // The negated comparison also catches NaN.
    if (!(sum < 0.5)) return false;
    q = std::max(q, sum);
  }

  std::vector<double> multipliers(d);
  for (std::size_t k = 0; k < d; ++k) multipliers[k] = std::max(simplex.coefficients(row)[k], 0.0);
  double error = 0;
  for (std::size_t j = 0; j < d; ++j) {
    double residual = normals(row, j), size = std::fabs(residual) + kTiny;
    for (std::size_t k = 0; k < d; ++k) {
      const double term = multipliers[k] * normals(tight[k], j);
      residual -= term;
      size += std::fabs(term) + multipliers[k] * kTiny;
    }
    error += inverse_sums[j] * (std::fabs(residual) + rounding * size + kTiny);
  }
  error = error / (1 - q) * kInflate + kTiny;

  double constant = simplex.value(row), size = constant;
  for (std::size_t k = 0; k < d; ++k) {
    if (!(multipliers[k] >= error)) return false;
    const double value = simplex.value(tight[k]);
    constant -= multipliers[k] * value;
    size += multipliers[k] * value + error * (value / rounding);
  }
  return constant > rounding * size * kInflate + kTiny;
}

}  // namespace crease
