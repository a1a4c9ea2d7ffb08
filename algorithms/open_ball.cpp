// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/open_ball.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "algorithms/nearest_point.h"

namespace crease {
namespace {

using kernel::kUnit;

/// Covers the rounding of sums of squares and of what is computed from them.
constexpr double kMargin = 0x1p-40;

/// 2 to this power is far from the ends of the doubles.
constexpr int kMostExponent = 1000;

/// Covers what underflows in numbers near 1.
constexpr double kTiny = 0x1p-900;

}  // namespace

OpenBall::OpenBall(const Chart& chart, std::span<const Rational> center, const Rational& radius)
    : exact_center_(center.begin(), center.end()),
      squared_radius_(radius * radius),
      homogeneous_center_(chart.to_chart(center)),
      dim_(center.size()) {
  if (chart.homogeneous || chart.has_lineality()) throw std::logic_error("a ball in a chart without its coordinates");
  // Rounding takes a number off by kUnit of itself, and less than kTiny near 0.
  center_norm_ = 1;
  for (const Rational& x : center) {
    center_.push_back(nearest_double(x));
    center_norm_ += std::fabs(center_.back());
    largest_center_ = std::max(largest_center_, std::fabs(center_.back()));
  }
  center_norm_ *= 1 + kMargin;
  center_error_ = largest_center_ * kUnit + kTiny;
  const double rounded = nearest_double(radius);
  int exponent = 0;
  std::frexp(rounded, &exponent);
  // Beyond these numbers, and where it overflows, everything stays undecided.
  if (!std::isfinite(rounded) || std::abs(exponent) > kMostExponent) exponent = 0;
  scale_ = std::ldexp(1.0, -exponent);
  radius_below_ = rounded * scale_ * (1 - kMargin);
  radius_above_ = rounded * scale_ * (1 + kMargin) + kTiny;
}

std::optional<int> OpenBall::triage_side(const double* row) const {
  double value = row[0], squares = 0;
  for (std::size_t j = 0; j < dim_; ++j) {
    value += row[j + 1] * center_[j];
    squares += row[j + 1] * row[j + 1];
  }
  const double error_of_entry = row[dim_ + 1];
  const double error = error_of_entry * center_norm_ + row[dim_ + 2] * center_error_;
  const double error_of_norm = error_of_entry * static_cast<double>(dim_) + kTiny;
  const double norm = std::sqrt(squares);
  // What is not finite fulfils neither.
  const double near = (std::fabs(value) - error) * scale_ * (1 - kMargin);
  const double far = (std::fabs(value) + error) * scale_ * (1 + kMargin) + kTiny;
  if (near >= radius_above_ * (norm + error_of_norm) * (1 + kMargin)) return value > 0 ? 1 : -1;
  if (far < radius_below_ * (norm - error_of_norm) * (1 - kMargin)) return 0;
  return std::nullopt;
}

int OpenBall::exact_side(const IntegerVector& row) const {
  ScopedFmpz value;
  dot(value, row, homogeneous_center_);
  Integer at_center, squares = 0;
  fmpz_get_mpz(at_center.get_mpz_t(), value);
  for (std::size_t j = 1; j < row.size(); ++j) {
    const Integer entry = row.get(j);
    squares += entry * entry;
  }
  const Integer denominator = homogeneous_center_.get(0);
  const bool meets = at_center * at_center * squared_radius_.get_den() <
                     squared_radius_.get_num() * squares * denominator * denominator;
  return meets ? 0 : sgn(at_center);
}

std::optional<bool> OpenBall::triage_meets(const kernel::Cell& cell, BallScratch& scratch) const {
  const auto size = static_cast<std::size_t>(cell.size), stride = static_cast<std::size_t>(cell.stride);
  const auto dim = static_cast<double>(dim_);
  scratch.points.resize(dim_ * size);
  double* points = scratch.points.data();
  double farthest = 0, largest_error = 0;
  for (std::size_t g = 0; g < size; ++g) {
    const double inverse = cell.integral ? 1 / cell.x[g] : 1.0;
    double square = 0;
    for (std::size_t j = 0; j < dim_; ++j) {
      const double step = (cell.x[(j + 1) * stride + g] * inverse - center_[j]) * scale_;
      points[j * size + g] = step;
      square += step * step;
    }
    // Of a coordinate: that of the generator and the centre, and the rounding of a quotient and a difference.
    const double error =
        (cell.e[g] + center_error_ + 8 * kUnit * (cell.s[g] * inverse + largest_center_)) * scale_ + kTiny;
    const double room = radius_below_ - dim * error;
    if (room > 0 && square < room * room * (1 - kMargin)) return true;
    farthest = std::max(farthest, square);
    largest_error = std::max(largest_error, error);
  }
  if (!std::isfinite(farthest) || !std::isfinite(largest_error)) return std::nullopt;
  scratch.hull.project(points, size, size, dim_, radius_below_ * (1 - kMargin), radius_above_ * (1 + kMargin));
  double square = 0;
  for (const double x : scratch.hull.point()) square += x * x;
  const double norm = std::sqrt(square);
  // A combination of points is off by what they are, and by the rounding of weights and sums.
  const double error = dim * largest_error + (8 * dim + 32) * kUnit * std::sqrt(farthest) + kTiny;
  if (norm * (1 + kMargin) + error < radius_below_) return true;
  // No point of the hull has a smaller product with the direction of point().
  if (scratch.hull.least_product() * (1 - kMargin) / norm - error >= radius_above_) return false;
  return std::nullopt;
}

bool OpenBall::exact_meets(std::span<const IntegerVector> points) const {
  GeneratedPolyhedron hull;
  for (const IntegerVector& point : points) {
    std::vector<Rational>& y = hull.points.emplace_back();
    for (std::size_t j = 1; j < point.size(); ++j) {
      y.emplace_back(point.get(j), point.get(0)).canonicalize();
    }
    Rational square = 0;
    for (std::size_t j = 0; j < dim_; ++j) {
      const Rational step = y[j] - exact_center_[j];
      square += step * step;
    }
    if (square < squared_radius_) return true;
  }
  return nearest_point(hull, exact_center_).squared_distance < squared_radius_;
}

}  // namespace crease
