// SPDX-License-Identifier: GPL-3.0-or-later
// InsphereTriage::sharpen: the last digits of a ball whose rows are known.
#include <algorithm>
#include <cmath>

#include "algorithms/insphere_triage.h"
#include "core/cell_kernel.h"

namespace crease {

using kernel::kInflate;
using kernel::kUnderflow;

namespace {

/// Nearer than this, what underflows in a row or in a product of it is lost in kUnderflow.
constexpr double kFarAway = 0x1p100;

}  // namespace

/// A row with its length, scaled so that the largest entry of its normal is about 1.
class InsphereTriage::SharpRow {
 public:
  SharpRow(const IntegerVector& normal, const Integer& offset) {
    slong exponent = 0;
    for (std::size_t j = 0; j < normal.size(); ++j)
      exponent = std::max(exponent, static_cast<slong>(fmpz_bits(normal[j])));
    offset_ = scaled_double_double(offset, exponent);
    DoubleDouble square;
    for (std::size_t j = 0; j < normal.size(); ++j) {
      normal_.push_back(scaled_double_double(normal[j], exponent));
      square = square + normal_.back() * normal_.back();
    }
    length_ = sqrt(square);
  }

  double length() const { return length_.hi; }

  /// normal . x + offset - length r at z = (x, r), and a bound of its error. With d terms in a sum, entries are off by
  /// u', their length by (d + 8) u', and all else by less than (d + 8) u' of the sum of sizes.
  Sharp slack(const std::vector<Sharp>& z) const {
    const std::size_t d = normal_.size();
    DoubleDouble sum = offset_ + -(length_ * z[d].value);
    double size = std::fabs(offset_.hi) + std::fabs(length_.hi * z[d].value.hi);
    for (std::size_t j = 0; j < d; ++j) {
      sum = sum + normal_[j] * z[j].value;
      size += std::fabs(normal_[j].hi * z[j].value.hi);
    }
    return {sum, 4 * (static_cast<double>(d) + 8) * kDoubleDoubleUnit * size + kUnderflow};
  }

 private:
  std::vector<DoubleDouble> normal_;
  DoubleDouble offset_, length_;
};

std::optional<std::vector<InsphereTriage::Sharp>> InsphereTriage::sharpen(const BallRows& rows) const {
  const std::size_t n = dim_ + 1;
  std::vector<SharpRow> basis;
  for (const std::size_t slack : column_slack_) basis.emplace_back(rows.normals[slack], rows.offsets[slack]);
  const auto R = [&](std::size_t i, std::size_t k) { return dictionary(num_slacks_ + i)[kFirstSlack + k]; };

  std::vector<Sharp> z(n);
  for (std::size_t j = 0; j < dim_; ++j) z[j].value.hi = result_.center[j];
  z[dim_].value.hi = result_.lo / 2 + result_.hi / 2;
  // Rows of length 1 are what R is the inverse of.
  std::vector<Sharp> slacks(n);
  const auto find_slacks = [&] {
    for (std::size_t k = 0; k < n; ++k) slacks[k] = basis[k].slack(z);
  };
  find_slacks();
  for (std::size_t i = 0; i < n; ++i) {
    double step = 0;
    for (std::size_t k = 0; k < n; ++k) step += R(i, k) * (slacks[k].value.hi / basis[k].length());
    z[i].value = z[i].value + DoubleDouble{-step, 0};
  }
  find_slacks();
  double largest = 0, largest_beta = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      const double residual = (std::fabs(slacks[k].value.hi) + slacks[k].error) / basis[k].length() * kInflate;
      z[i].error += std::fabs(R(i, k)) * residual;
    }
    z[i].error = z[i].error * kInflate + kUnderflow;
    // The negated comparisons also catch NaN.
    if (!(z[i].error < HUGE_VAL) || !(std::fabs(z[i].value.hi) < kFarAway)) return std::nullopt;
    largest = std::max(largest, z[i].error);
    largest_beta = std::max(largest_beta, beta_[i]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    z[i].error = (z[i].error + beta_[i] * largest / (1 - largest_beta)) * kInflate;
  }
  return z;
}

}  // namespace crease
