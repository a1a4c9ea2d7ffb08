// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_simplex.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace crease {
namespace {

/// Smaller coefficients of a scaled dictionary are taken for rounding errors.
constexpr double kSmall = 0x1p-30;

/// Along an edge without end the objective goes so many times farther than is enough.
constexpr double kFar = 1024;

}  // namespace

/// An entering variable, and what stops it.
struct FloatSimplex::Step {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t column = kNone;
  double direction = 1;
  std::size_t leaving = kNone;
  double length = std::numeric_limits<double>::infinity();
};

FloatSimplex::FloatSimplex(std::vector<double> values, Matrix<double> normals)
    : values_(std::move(values)), normals_(std::move(normals)), active_(values_.size(), true) {
  restart();
}

void FloatSimplex::restart() {
  const std::size_t n = num_rows(), d = dim();
  dictionary_ = Matrix<double>(n + d, d);
  constants_.assign(n + d, 0.0);
  std::copy(values_.begin(), values_.end(), constants_.begin());
  for (std::size_t i = 0; i < n; ++i) std::ranges::copy(normals_.row(i), dictionary_.row(i).begin());
  nonbasic_.resize(d);
  is_nonbasic_.assign(n + d, false);
  for (std::size_t j = 0; j < d; ++j) {
    dictionary_(n + j, j) = 1;
    nonbasic_[j] = n + j;
    is_nonbasic_[n + j] = true;
  }
  point_.assign(d, 0.0);
  pivots_ = 0;
  is_feasible_ = true;
}

FloatSimplex::Step FloatSimplex::choose(std::size_t objective) const {
  Step step;
  double steepest = kSmall;
  const auto costs = dictionary_.row(objective);
  for (std::size_t j = 0; j < dim(); ++j) {
    const bool is_free = nonbasic_[j] >= num_rows() || nonbasic_[j] == objective;
    const double gain = is_free ? std::fabs(costs[j]) : -costs[j];
    if (gain > steepest) {
      steepest = gain;
      step.column = j;
      step.direction = costs[j] > 0 ? -1 : 1;
    }
  }
  if (step.column == Step::kNone) return step;
  double best_slope = 0;
  for (std::size_t i = 0; i < num_rows(); ++i) {
    if (!active_[i] || i == objective || is_nonbasic_[i]) continue;
    const double slope = step.direction * dictionary_(i, step.column);
    if (slope > -kSmall) continue;
    const double length = std::max(constants_[i], 0.0) / -slope;
    // Of equal ones the steepest, whose pivot is the largest.
    if (length < step.length || (length == step.length && slope < best_slope)) {
      step.length = length;
      step.leaving = i;
      best_slope = slope;
    }
  }
  return step;
}

void FloatSimplex::pivot(std::size_t column, std::size_t row) {
  const std::size_t d = dim();
  const std::vector<double> pivot_row(dictionary_.row(row).begin(), dictionary_.row(row).end());
  const double pivot_constant = constants_[row];
  const double inverse = 1 / pivot_row[column];
  for (std::size_t k = 0; k < dictionary_.rows(); ++k) {
    double* entries = dictionary_.row(k).data();
    if (k == row || entries[column] == 0) continue;
    const double factor = entries[column] * inverse;
    for (std::size_t j = 0; j < d; ++j) entries[j] -= factor * pivot_row[j];
    entries[column] = factor;
    constants_[k] -= factor * pivot_constant;
  }
  std::ranges::fill(dictionary_.row(row), 0.0);
  dictionary_(row, column) = 1;
  constants_[row] = 0;
  is_nonbasic_[nonbasic_[column]] = false;
  is_nonbasic_[row] = true;
  nonbasic_[column] = row;
  ++pivots_;
}

void FloatSimplex::move(const Step& step, double length) {
  for (std::size_t j = 0; j < dim(); ++j) {
    point_[j] = constants_[num_rows() + j];
    if (length > 0) point_[j] += length * step.direction * dictionary_(num_rows() + j, step.column);
  }
}

FloatSimplex::Outcome FloatSimplex::minimize(std::size_t row, double enough) {
  if (pivots_ > 4 * dim() + 64 || !is_feasible_) restart();
  const std::size_t most = 4 * (num_rows() + dim()) + 64;
  for (std::size_t iteration = 0; iteration < most; ++iteration) {
    const Step step = choose(row);
    if (step.column == Step::kNone) {
      move(step, 0);
      return Outcome::kOptimal;
    }
    if (step.leaving == Step::kNone && std::isinf(enough)) return Outcome::kUnbounded;
    const double slope = std::fabs(dictionary_(row, step.column));
    if (constants_[row] - slope * step.length <= enough) {
      // To the end of the edge, where it has one; the vertex at hand stays.
      move(step, std::isfinite(step.length) ? step.length : (constants_[row] + kFar * std::fabs(enough)) / slope);
      return std::ranges::all_of(point_, [](double x) { return std::isfinite(x); }) ? Outcome::kEnough
                                                                                    : Outcome::kGaveUp;
    }
    if (!std::isfinite(step.length)) break;
    pivot(step.column, step.leaving);
    if (!std::isfinite(constants_[row])) break;
    // For another row this vertex is none.
    if (constants_[row] < 0) is_feasible_ = false;
  }
  restart();
  return Outcome::kGaveUp;
}

}  // namespace crease
