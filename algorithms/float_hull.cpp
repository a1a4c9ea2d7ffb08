// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_hull.h"

#include <algorithm>
#include <cmath>

namespace crease {
namespace {

/// A pivot below this part of its diagonal entry: the points are taken as affinely dependent.
constexpr double kDependent = 0x1p-44;

/// The nearest point is found when no product is smaller than its square by more than this part of it.
constexpr double kFlat = 0x1p-44;

constexpr int kMostSteps = 200;

}  // namespace

void FloatHull::project(const double* points, std::size_t stride, std::size_t count, std::size_t dim, double inner,
                        double outer) {
  std::size_t nearest = 0;
  double least_square = HUGE_VAL;
  for (std::size_t i = 0; i < count; ++i) {
    double square = 0;
    for (std::size_t j = 0; j < dim; ++j) square += points[j * stride + i] * points[j * stride + i];
    if (square < least_square) {
      least_square = square;
      nearest = i;
    }
  }
  support_.assign(1, nearest);
  weights_.assign(1, 1.0);
  combine(points, stride, dim);
  for (int step = 0; step < kMostSteps; ++step) {
    double square = 0;
    for (const double x : point_) square += x * x;
    const std::size_t farthest = find_farthest(points, stride, count, dim);
    // Also where a number is not finite.
    if (!(square > inner * inner) || !(least_ < square * (1 - kFlat))) return;
    if (least_ > 0 && least_ * least_ > square * outer * outer) return;
    if (std::ranges::find(support_, farthest) != support_.end()) return;
    support_.push_back(farthest);
    weights_.push_back(0);
    // Towards the minimum on the affine hull, until it lies inside.
    while (true) {
      if (!minimize_on_affine_hull(points, stride, dim)) {
        drop(support_.size() - 1);
        combine(points, stride, dim);
        find_farthest(points, stride, count, dim);
        return;
      }
      double share = 1;
      std::size_t first = support_.size();
      for (std::size_t i = 0; i < support_.size(); ++i) {
        if (minimum_[i] > 0) continue;
        const double here = weights_[i] / (weights_[i] - minimum_[i]);
        if (here < share || first == support_.size()) {
          share = std::min(here, 1.0);
          first = i;
        }
      }
      if (first == support_.size()) break;
      for (std::size_t i = 0; i < support_.size(); ++i) {
        weights_[i] = std::max(0.0, weights_[i] + share * (minimum_[i] - weights_[i]));
      }
      drop(first);
    }
    std::swap(weights_, minimum_);
    combine(points, stride, dim);
  }
  find_farthest(points, stride, count, dim);
}

/// The point with the least product.
std::size_t FloatHull::find_farthest(const double* points, std::size_t stride, std::size_t count, std::size_t dim) {
  std::size_t farthest = 0;
  least_ = HUGE_VAL;
  for (std::size_t i = 0; i < count; ++i) {
    double product = 0;
    for (std::size_t j = 0; j < dim; ++j) product += points[j * stride + i] * point_[j];
    if (product < least_) {
      least_ = product;
      farthest = i;
    }
  }
  return farthest;
}

void FloatHull::drop(std::size_t i) {
  support_.erase(support_.begin() + static_cast<std::ptrdiff_t>(i));
  weights_.erase(weights_.begin() + static_cast<std::ptrdiff_t>(i));
}

void FloatHull::combine(const double* points, std::size_t stride, std::size_t dim) {
  double sum = 0;
  for (const double w : weights_) sum += w;
  for (double& w : weights_) w /= sum;
  point_.assign(dim, 0);
  for (std::size_t k = 0; k < support_.size(); ++k) {
    for (std::size_t j = 0; j < dim; ++j) point_[j] += weights_[k] * points[j * stride + support_[k]];
  }
}

/// Writes the weights of the least combination whose weights add up to 1; false where the points are dependent.
bool FloatHull::minimize_on_affine_hull(const double* points, std::size_t stride, std::size_t dim) {
  // The last point plus t_i times the way from it to point i: a Cholesky factor of the products, and the right side
  // behind each row.
  const std::size_t n = support_.size() - 1, width = n + 1;
  const std::size_t origin = support_[n];
  gram_.assign(n * width, 0);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t j = 0; j < dim; ++j) {
      const double* row = points + j * stride;
      const double step = row[support_[a]] - row[origin];
      for (std::size_t b = 0; b <= a; ++b) gram_[a * width + b] += step * (row[support_[b]] - row[origin]);
      gram_[a * width + n] -= step * row[origin];
    }
  }
  for (std::size_t a = 0; a < n; ++a) {
    const double diagonal = gram_[a * width + a];
    for (std::size_t b = 0; b <= a; ++b) {
      double& entry = gram_[a * width + b];
      for (std::size_t k = 0; k < b; ++k) entry -= gram_[a * width + k] * gram_[b * width + k];
      if (b < a) entry /= gram_[b * width + b];
    }
    double& pivot = gram_[a * width + a];
    if (!(pivot > kDependent * diagonal)) return false;
    pivot = std::sqrt(pivot);
    double& right = gram_[a * width + n];
    for (std::size_t k = 0; k < a; ++k) right -= gram_[a * width + k] * gram_[k * width + n];
    right /= pivot;
  }
  minimum_.assign(n + 1, 0);
  double rest = 1;
  for (std::size_t a = n; a-- > 0;) {
    double t = gram_[a * width + n];
    for (std::size_t k = a + 1; k < n; ++k) t -= gram_[k * width + a] * minimum_[k];
    minimum_[a] = t / gram_[a * width + a];
    rest -= minimum_[a];
  }
  minimum_[n] = rest;
  return true;
}

}  // namespace crease
