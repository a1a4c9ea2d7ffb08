// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/domain.h"
#include "core/integer_vector.h"
#include "core/matrix.h"
#include "core/network.h"

namespace crease {

/// The coordinates the engine works in. A point y of the domain's own coordinates (dimension k) is seen as
/// v = N (y - origin) in R^r, where the rows of N span all linear parts of the domain's rows and of the first layer:
/// what lies in their common kernel (the lineality space, dimension k - r) changes nothing. Points and directions are
/// then written homogeneously in R^m:
///   affine chart,      m = r + 1: (1, v) for points, (0, v) for directions;
///   homogeneous chart, m = r: when all hyperplanes of all layers pass through `origin`, every cell is a cone
///   with apex `origin`, and the coordinate x0 is left away.
struct Chart {
  int m = 1;
  bool homogeneous = false;
  Matrix<Rational> N;            ///< r x k
  Matrix<Rational> R;            ///< k x r, N R = I
  std::vector<Rational> origin;  ///< k entries; zero in an affine chart

  std::vector<IntegerVector> domain_rows;  ///< inward rows in R^m, one per row of the domain (zero rows included)
  Matrix<Rational> first_layer;            ///< first layer's pre-activations as rows in R^m: n_1 x m

  bool has_lineality() const { return N.rows() < N.cols(); }

  /// Own coordinates of the homogeneous vector g; a direction when x0 = 0 or the chart is homogeneous.
  std::vector<Rational> to_domain(const IntegerVector& g) const;
  /// The homogeneous vector of a point in own coordinates, as integers: to_domain(to_chart(y)) == y modulo the
  /// lineality, unless y is the apex of a homogeneous chart (then it is zero).
  IntegerVector to_chart(std::span<const Rational> y) const;
  bool is_direction(const IntegerVector& g) const { return homogeneous || fmpz_is_zero(g[0]); }

  /// The row a (in R^m) as normal . y + offset in own coordinates.
  std::pair<std::vector<Rational>, Rational> row_to_domain(const IntegerVector& a) const;
};

/// The chart of `layers` (the bending part of a network: layers with affine ones fused away) on `domain`.
Chart make_chart(const Domain& domain, std::span<const Layer> layers);

}  // namespace crease
