// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/refine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "core/cell.h"

namespace crease {
namespace {

constexpr int kMaxSize = 12;
constexpr int kMaxRows = 4 * kMaxSize;
constexpr double kInflate = 1 + 0x1p-30;

using SmallMatrix = std::array<std::array<double, kMaxSize>, kMaxSize>;

/// Rows for a square system, the most independent ones first (Gaussian elimination with row pivoting).
bool choose_rows(std::span<const double* const> rows, std::span<const int> columns, std::span<const double*> chosen) {
  const int n = static_cast<int>(columns.size());
  const int num_rows = static_cast<int>(rows.size());
  if (num_rows > kMaxRows) return false;
  std::array<std::array<double, kMaxSize>, kMaxRows> A;
  std::array<int, kMaxRows> order;
  for (int i = 0; i < num_rows; ++i) {
    order[std::size_t(i)] = i;
    for (int j = 0; j < n; ++j) A[std::size_t(i)][std::size_t(j)] = rows[std::size_t(i)][columns[std::size_t(j)]];
  }
  for (std::size_t j = 0; j < std::size_t(n); ++j) {
    std::size_t pivot = j;
    for (std::size_t i = j; i < std::size_t(num_rows); ++i) {
      if (std::fabs(A[i][j]) > std::fabs(A[pivot][j])) pivot = i;
    }
    if (A[pivot][j] == 0) return false;
    std::swap(A[pivot], A[j]);
    std::swap(order[pivot], order[j]);
    chosen[j] = rows[std::size_t(order[j])];
    for (std::size_t i = j + 1; i < std::size_t(num_rows); ++i) {
      const double factor = A[i][j] / A[j][j];
      for (std::size_t k = j; k < std::size_t(n); ++k) A[i][k] -= factor * A[j][k];
    }
  }
  return true;
}

/// R = A^-1 in floating point (Gauss-Jordan with row pivoting); false when a pivot vanishes.
bool invert(SmallMatrix A, std::size_t n, SmallMatrix& R) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) R[i][j] = i == j;
  }
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i) {
      if (std::fabs(A[i][k]) > std::fabs(A[pivot][k])) pivot = i;
    }
    // The negated comparison also catches NaN.
    if (!(std::fabs(A[pivot][k]) > 0)) return false;
    std::swap(A[pivot], A[k]);
    std::swap(R[pivot], R[k]);
    const double inverse = 1 / A[k][k];
    for (std::size_t j = 0; j < n; ++j) {
      A[k][j] *= inverse;
      R[k][j] *= inverse;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = A[i][k];
      for (std::size_t j = 0; j < n; ++j) {
        A[i][j] -= factor * A[k][j];
        R[i][j] -= factor * R[k][j];
      }
    }
  }
  return true;
}

}  // namespace

bool refine_generator(kernel::Cell& cell, int g, std::span<const double* const> rows, bool homogeneous) {
  const int m = cell.m;
  const auto n = static_cast<std::size_t>(m - 1);
  if (n == 0 || n > kMaxSize || rows.size() < n) return false;
  std::array<double, kMaxSize + 1> x;
  for (int j = 0; j < m; ++j) x[std::size_t(j)] = cell.x[j * cell.stride + g];

  // One entry is held: x0 of a point, the largest one of a direction. Its sign must be certain, or the result could be
  // the opposite direction.
  const bool at_infinity = !homogeneous && x[0] == 0;
  int held = 0;
  if (homogeneous || at_infinity) {
    for (int j = 1; j < m; ++j) {
      if (std::fabs(x[std::size_t(j)]) > std::fabs(x[std::size_t(held)])) held = j;
    }
  }
  const bool is_point = !homogeneous && !at_infinity;
  if (!is_point && !(std::fabs(x[std::size_t(held)]) > cell.e[g])) return false;
  std::array<int, kMaxSize> columns;
  for (int j = 0, k = 0; j < m; ++j) {
    if (j != held) columns[std::size_t(k++)] = j;
  }
  std::array<const double*, kMaxSize> chosen;
  if (rows.size() == n) {
    std::copy(rows.begin(), rows.end(), chosen.begin());
  } else if (!choose_rows(rows, {columns.data(), n}, {chosen.data(), n})) {
    return false;
  }

  SmallMatrix A, R;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) A[i][j] = chosen[i][columns[j]];
  }
  if (!invert(A, n, R)) return false;

  // One correction of x, then the certified size of what is left.
  std::array<double, kMaxSize> residual;
  const auto compute_residual = [&] {
    for (std::size_t i = 0; i < n; ++i) {
      residual[i] = 0;
      for (int j = 0; j < m; ++j) residual[i] += chosen[i][j] * x[std::size_t(j)];
    }
  };
  compute_residual();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) x[std::size_t(columns[i])] -= R[i][j] * residual[j];
  }
  if (at_infinity) x[0] = 0;  // it is, and rounding must not make a point of it
  compute_residual();
  double norm = 0;
  for (int j = 0; j < m; ++j) norm += std::fabs(x[std::size_t(j)]);
  double contraction = 0, step = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double row_contraction = 0, row_step = 0;
    for (std::size_t j = 0; j < n; ++j) {
      double product = i == j ? -1 : 0;
      double size = i == j;
      for (std::size_t k = 0; k < n; ++k) {
        product += R[i][k] * A[k][j];
        size += std::fabs(R[i][k] * A[k][j]);
      }
      row_contraction += std::fabs(product) + (static_cast<double>(n) + 4) * kernel::kUnit * size;
      // rho bounds the error of every entry of row j, in all n columns, and the rounding of its residual.
      const double rho = chosen[j][m];
      row_contraction += static_cast<double>(n) * std::fabs(R[i][j]) * rho;
      row_step += std::fabs(R[i][j]) * (std::fabs(residual[j]) + rho * norm);
    }
    // The negated comparisons also catch NaN, which a maximum may lose.
    if (!(row_contraction < 0.5) || !(row_step < cell.e[g])) return false;
    contraction = std::max(contraction, row_contraction);
    step = std::max(step, row_step);
  }
  const double radius = step / (1 - contraction) * kInflate;
  if (!(radius < cell.e[g])) return false;
  for (int j = 0; j < m; ++j) cell.x[j * cell.stride + g] = x[std::size_t(j)];
  set_radius(cell, g, radius, homogeneous);
  return true;
}

}  // namespace crease
