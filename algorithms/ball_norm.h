// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace crease {

/// What a ball is: {x : |x - centre| <= r} in this norm. The distance of a point to a hyperplane is measured by the
/// dual norm of its normal.
enum class BallNorm {
  kEuclidean,  ///< a sphere; dual norm sqrt(sum n_j^2)
  kMaximum,    ///< a cube of side 2 r along the axes; dual norm sum |n_j|
  kSum,        ///< a cross-polytope: |x_1 - c_1| + ... + |x_d - c_d| <= r; dual norm max |n_j|
};

}  // namespace crease
