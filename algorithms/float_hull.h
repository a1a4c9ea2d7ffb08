// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace crease {

/// The point of the convex hull of some points that is nearest to the origin, in doubles: it proposes, and whoever asks
/// checks. By hand since it runs for every cell at a ball's boundary, without allocating; thresholds inside only choose
/// where it ends.
///
/// Method: P. Wolfe, Finding the nearest point in a polytope, Mathematical Programming 11 (1976).
class FloatHull {
 public:
  /// Entry j of point i at points[j * stride + i]; there are `count` > 0 of them in dimension `dim`. Ends early at a
  /// point nearer than `inner`, and where everything is farther than `outer`.
  void project(const double* points, std::size_t stride, std::size_t count, std::size_t dim, double inner,
               double outer);

  /// Of the points whose combination point() is, and the weights, none negative.
  std::span<const std::size_t> support() const { return support_; }
  std::span<const double> weights() const { return weights_; }
  std::span<const double> point() const { return point_; }
  /// The least product of point() with one of the points, rounded.
  double least_product() const { return least_; }

 private:
  bool minimize_on_affine_hull(const double* points, std::size_t stride, std::size_t dim);
  std::size_t find_farthest(const double* points, std::size_t stride, std::size_t count, std::size_t dim);
  void combine(const double* points, std::size_t stride, std::size_t dim);
  void drop(std::size_t i);

  std::vector<std::size_t> support_;
  std::vector<double> weights_, minimum_, point_, gram_;
  double least_ = 0;
};

}  // namespace crease
