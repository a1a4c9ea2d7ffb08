// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/ball_domain.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "algorithms/certified_lp.h"
#include "algorithms/restricted_domain.h"
#include "core/errors.h"
#include "core/integer_vector.h"
#include "core/matrix.h"

namespace crease {
namespace {

/// Normals n of the rows n . (y - center) + radius >= 0.
Matrix<Rational> ball_normals(std::size_t d, BallNorm norm) {
  if (norm != BallNorm::kSum) {
    Matrix<Rational> normals(2 * d, d);
    for (std::size_t j = 0; j < d; ++j) {
      normals(2 * j, j) = 1;
      normals(2 * j + 1, j) = -1;
    }
    return normals;
  }
  if (d > kMostSumDimensions) {
    throw InvalidDomain("ball: one of norm sum has 2^" + std::to_string(d) + " sides, more than 2^" +
                        std::to_string(kMostSumDimensions) + ". Choose another norm, or a slice of fewer dimensions");
  }
  Matrix<Rational> normals(std::size_t{1} << d, d);
  for (std::size_t i = 0; i < normals.rows(); ++i) {
    for (std::size_t j = 0; j < d; ++j) normals(i, j) = (i >> j & 1) != 0 ? 1 : -1;
  }
  return normals;
}

}  // namespace

Domain domain_around(const Domain& domain, const Ball& ball) {
  const std::size_t d = domain.dim();
  if (ball.center.size() != d || ball.radius <= 0) {
    throw std::invalid_argument("a ball in dimension " + std::to_string(d) + " with " +
                                std::to_string(ball.center.size()) + " coordinates and radius " +
                                to_string(ball.radius));
  }
  const Matrix<Rational> normals = ball_normals(d, ball.norm);
  std::vector<Rational> offsets(normals.rows(), ball.radius);
  for (std::size_t i = 0; i < normals.rows(); ++i) {
    for (std::size_t j = 0; j < d; ++j) offsets[i] -= normals(i, j) * ball.center[j];
  }
  return restricted(domain, normals, offsets);
}

bool has_interior(const Domain& domain) {
  std::vector<IntegerVector> rows;
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    std::vector<Rational> row{domain.offsets()[i]};
    row.insert(row.end(), domain.rows().row(i).begin(), domain.rows().row(i).end());
    rows.push_back(primitive_integers(row));
    // A row that is zero everywhere bounds nothing.
    if (rows.back().is_zero()) rows.pop_back();
  }
  return strictly_feasible_point(rows, domain.dim()).has_value();
}

}  // namespace crease
