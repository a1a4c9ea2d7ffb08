// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/insphere_triage.h"

#include <algorithm>
#include <cmath>

#include "core/cell_kernel.h"

namespace crease {
namespace {

using kernel::kInflate;
using kernel::kUnderflow;
using kernel::kUnit;

// What the search for a basis takes for zero. It only searches: what it finds is certified, or left to integers.
constexpr double kNoInfinitePart = 1e-9;
constexpr double kNoSlack = 1e-13;
constexpr double kNoPivot = 1e-11;

/// A normal known no better than this is not worth a try.
constexpr double kHardlyKnown = 0x1p-12;

double dual_norm(const double* normal, std::size_t d, BallNorm norm) {
  double largest = 0;
  for (std::size_t j = 0; j < d; ++j) largest = std::max(largest, std::fabs(normal[j]));
  if (norm == BallNorm::kSum || largest == 0) return largest;
  double sum = 0;
  for (std::size_t j = 0; j < d; ++j) {
    const double part = std::fabs(normal[j]) / largest;
    sum += norm == BallNorm::kMaximum ? part : part * part;
  }
  return largest * (norm == BallNorm::kMaximum ? sum : std::sqrt(sum));
}

}  // namespace

void InsphereTriage::normalise(const RowEnclosures& rows, BallNorm norm) {
  dim_ = rows.dim;
  size_ = rows.size();
  const auto d = static_cast<double>(dim_);
  rows_.resize(size_ * (dim_ + 1));
  length_.resize(size_);
  error_.resize(size_);
  offset_error_.resize(size_);
  takes_part_.assign(size_, false);
  for (std::size_t k = 0; k < size_; ++k) {
    const double* from = rows.entries.data() + k * (dim_ + 1);
    double* to = rows_.data() + k * (dim_ + 1);
    const double length = dual_norm(from + 1, dim_, norm);
    const double radius = rows.radius[k];
    const bool known = radius * d < kHardlyKnown * length && std::isnormal(1 / length);
    const double scale = known ? length : 1;
    for (std::size_t j = 0; j <= dim_; ++j) to[j] = from[j] / scale;
    takes_part_[k] = known;
    length_[k] = known ? 1 : length;
    // |normal| changes by at most d times as much as its entries, in each of the norms.
    error_[k] = (d * radius / scale + (d + 8) * kUnit * length_[k]) * kInflate + kUnderflow;
    offset_error_[k] = (radius / scale + 8 * kUnit * std::fabs(to[0])) * kInflate + kUnderflow;
  }
}

/// All x_j = w_j - infinity, r = (d + 1) infinity - sum w: where the slacks w of x_j >= -infinity and of
/// sum x_j + r <= infinity are zero.
void InsphereTriage::start() {
  const std::size_t n = dim_ + 1;
  width_ = kFirstSlack + n;
  num_slacks_ = 0;
  line_slack_.clear();
  column_slack_.clear();
  for (std::size_t i = 0; i < n; ++i) column_slack_.push_back(size_ + i);
  dictionary_.assign((size_ + n) * width_, 0.0);
  for (std::size_t k = 0; k < size_; ++k) {
    if (!takes_part_[k]) continue;
    double* line = dictionary(num_slacks_++);
    line_slack_.push_back(k);
    const double* row = this->row(k);
    double sum = static_cast<double>(n);
    for (std::size_t j = 0; j < dim_; ++j) {
      sum += row[j + 1];
      line[kFirstSlack + j] = row[j + 1] + 1;
    }
    line[kInfinitePart] = -sum;
    line[kConstant] = row[0];
    line[kFirstSlack + dim_] = 1;
  }
  for (std::size_t j = 0; j < dim_; ++j) {
    double* line = dictionary(num_slacks_ + j);
    line[kInfinitePart] = -1;
    line[kFirstSlack + j] = 1;
  }
  double* line = dictionary(num_slacks_ + dim_);
  line[kInfinitePart] = static_cast<double>(n);
  std::fill_n(line + kFirstSlack, n, -1.0);
}

/// The slack furthest below zero.
bool InsphereTriage::choose_row(std::size_t& row) const {
  double least_infinite = -kNoInfinitePart, least = -kNoSlack;
  bool found = false, found_infinite = false;
  for (std::size_t i = 0; i < num_slacks_; ++i) {
    const double* line = dictionary(i);
    if (line[kInfinitePart] < least_infinite) {
      least_infinite = line[kInfinitePart];
      row = i;
      found = found_infinite = true;
    } else if (!found_infinite && line[kInfinitePart] < kNoInfinitePart && line[kConstant] < least) {
      least = line[kConstant];
      row = i;
      found = true;
    }
  }
  return found;
}

/// The slack at zero that is the first to lose its multiplier.
bool InsphereTriage::choose_column(std::size_t row, std::size_t& column) const {
  const double* line = dictionary(row);
  const double* objective = dictionary(num_slacks_ + dim_);
  double least = HUGE_VAL;
  bool found = false;
  for (std::size_t i = kFirstSlack; i < width_; ++i) {
    if (line[i] <= kNoPivot) continue;
    const double ratio = std::max(-objective[i], 0.0) / line[i];
    if (ratio < least || (ratio == least && line[i] > line[column])) {
      least = ratio;
      column = i;
      found = true;
    }
  }
  return found;
}

void InsphereTriage::pivot(std::size_t row, std::size_t column) {
  double* line = dictionary(row);
  const double inverse = 1 / line[column];
  for (std::size_t j = 0; j < width_; ++j) line[j] *= -inverse;
  line[column] = inverse;
  for (std::size_t i = 0; i < num_slacks_ + dim_ + 1; ++i) {
    if (i == row) continue;
    double* other = dictionary(i);
    const double factor = other[column];
    if (factor == 0) continue;
    other[column] = 0;
    for (std::size_t j = 0; j < width_; ++j) other[j] += factor * line[j];
  }
  std::swap(line_slack_[row], column_slack_[column - kFirstSlack]);
  if (line_slack_[row] < size_) return;
  // A wall at infinity that was left behind stays behind. The last slack's line takes its place; those of x and r move
  // up.
  --num_slacks_;
  line_slack_[row] = line_slack_[num_slacks_];
  line_slack_.pop_back();
  std::copy_n(dictionary(num_slacks_), width_, dictionary(row));
  std::copy(dictionary(num_slacks_ + 1), dictionary(num_slacks_ + dim_ + 2), dictionary(num_slacks_));
}

void InsphereTriage::solve() {
  std::size_t row = 0, column = kFirstSlack;
  for (std::size_t step = 0; step < 20 * (size_ + dim_ + 1); ++step) {
    if (!choose_row(row) || !choose_column(row, column)) return;
    pivot(row, column);
  }
}

/// Along v every row grows, however short the ball's normal multiples are.
bool InsphereTriage::certify_infinite() {
  double size = 0, largest = 0;
  for (std::size_t j = 0; j < dim_; ++j) {
    size += std::fabs(dictionary(num_slacks_ + j)[kInfinitePart]);
    largest = std::max(largest, std::fabs(dictionary(num_slacks_ + j)[kInfinitePart]));
  }
  if (!(largest > kNoInfinitePart)) return size_ == 0;
  for (std::size_t k = 0; k < size_; ++k) {
    double growth = 0;
    for (std::size_t j = 0; j < dim_; ++j) growth += row(k)[j + 1] * dictionary(num_slacks_ + j)[kInfinitePart];
    const double rounding = static_cast<double>(dim_ + 4) * kUnit * length_[k];
    if (!(growth > (error_[k] + rounding) * size * kInflate + kUnderflow)) return false;
  }
  return true;
}

bool InsphereTriage::certify_finite() {
  const std::size_t n = dim_ + 1;
  const auto count = static_cast<double>(n);
  // R is the part of the dictionary that gives (x, r) in terms of the slacks at zero.
  const auto R = [&](std::size_t i, std::size_t k) { return dictionary(num_slacks_ + i)[kFirstSlack + k]; };
  const auto A = [&](std::size_t k, std::size_t j) {
    return j < dim_ ? row(column_slack_[k])[j + 1] : -length_[column_slack_[k]];
  };
  for (const std::size_t slack : column_slack_) {
    if (slack >= size_) return false;
  }
  // Row sums of |I - R A*|.
  beta_.assign(n, 0.0);
  double largest_beta = 0, largest_inverse = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) {
      double entry = i == j ? 1 : 0;
      for (std::size_t k = 0; k < n; ++k) entry -= R(i, k) * A(k, j);
      sum += std::fabs(entry);
    }
    for (std::size_t k = 0; k < n; ++k) {
      const double size = std::fabs(R(i, k));
      largest_inverse = std::max(largest_inverse, size);
      sum += count * size * (error_[column_slack_[k]] + (count + 4) * kUnit);
    }
    beta_[i] = (sum + count * (count + 4) * kUnit) * kInflate;
    largest_beta = std::max(largest_beta, beta_[i]);
  }
  if (!(largest_beta < 0.5)) return false;

  // The solution, improved once, and its radius.
  result_.center.resize(n);
  double* z = result_.center.data();
  for (std::size_t i = 0; i < n; ++i) z[i] = dictionary(num_slacks_ + i)[kConstant];
  residual_.resize(n);
  const auto slack_at_z = [&](std::size_t k) {
    double slack = row(k)[0] - length_[k] * z[dim_];
    for (std::size_t j = 0; j < dim_; ++j) slack += row(k)[j + 1] * z[j];
    return slack;
  };
  for (std::size_t k = 0; k < n; ++k) residual_[k] = slack_at_z(column_slack_[k]);
  for (std::size_t i = 0; i < n; ++i) {
    double step = 0;
    for (std::size_t k = 0; k < n; ++k) step += R(i, k) * residual_[k];
    z[i] -= step;
  }
  double norm = 0;
  for (std::size_t i = 0; i < n; ++i) norm += std::fabs(z[i]);
  const auto slack_error = [&](std::size_t k) {
    const double size = length_[k] * norm + std::fabs(row(k)[0]);
    return (error_[k] * norm + offset_error_[k] + (count + 4) * kUnit * size) * kInflate + kUnderflow;
  };
  for (std::size_t k = 0; k < n; ++k) {
    residual_[k] = std::fabs(slack_at_z(column_slack_[k])) + slack_error(column_slack_[k]);
  }
  radius_.resize(n);
  double largest_radius = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) sum += std::fabs(R(i, k)) * residual_[k];
    radius_[i] = sum * kInflate + kUnderflow;
    largest_radius = std::max(largest_radius, radius_[i]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    radius_[i] = (radius_[i] + beta_[i] * largest_radius / (1 - largest_beta)) * kInflate;
  }
  largest_radius = *std::max_element(radius_.begin(), radius_.end());

  // The multipliers: minus the last line of the inverse.
  double residual = 0;
  for (std::size_t j = 0; j < n; ++j) {
    double entry = j == dim_ ? 1 : 0;
    for (std::size_t k = 0; k < n; ++k) entry -= R(dim_, k) * A(k, j);
    residual += std::fabs(entry) + (count + 4) * kUnit;
    for (std::size_t k = 0; k < n; ++k) {
      residual += std::fabs(R(dim_, k)) * (error_[column_slack_[k]] + (count + 4) * kUnit);
    }
  }
  const double multiplier_error = residual * largest_inverse / (1 - largest_beta) * kInflate + kUnderflow;
  for (std::size_t k = 0; k < n; ++k) {
    if (!(-R(dim_, k) > multiplier_error)) return false;
  }

  // All other slacks.
  double radii = 0;
  for (std::size_t j = 0; j < n; ++j) radii += radius_[j];
  for (std::size_t k = 0; k < size_; ++k) {
    if (std::find(column_slack_.begin(), column_slack_.end(), k) != column_slack_.end()) continue;
    const double drift = (length_[k] + error_[k]) * radii;
    if (!(slack_at_z(k) > (slack_error(k) + drift) * kInflate)) return false;
  }

  result_.lo = std::nextafter(z[dim_] - radius_[dim_], -HUGE_VAL);
  result_.hi = std::nextafter(z[dim_] + radius_[dim_], HUGE_VAL);
  result_.center.pop_back();
  result_.center_radius = largest_radius;
  return std::isfinite(result_.lo) && std::isfinite(result_.hi) && std::isfinite(largest_radius);
}

const TriagedInsphere& InsphereTriage::operator()(const RowEnclosures& rows, BallNorm norm) {
  normalise(rows, norm);
  start();
  solve();
  result_.kind = TriagedInsphere::Kind::kUncertain;
  result_.basis.clear();
  if (certify_infinite()) {
    result_.kind = TriagedInsphere::Kind::kInfinite;
  } else if (certify_finite()) {
    result_.kind = TriagedInsphere::Kind::kFinite;
  }
  for (const std::size_t slack : column_slack_) {
    if (slack < size_) result_.basis.push_back(slack);
  }
  std::sort(result_.basis.begin(), result_.basis.end());
  return result_;
}

}  // namespace crease
