// SPDX-License-Identifier: GPL-3.0-or-later
// Random cells and rows for tests of the kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "core/cell.h"
#include "core/cell_kernel.h"
#include "core/numbers.h"
#include "tests/support/random.h"

namespace crease::testing {

/// All kernels this machine can run.
inline std::vector<const kernel::Kernel*> kernels() {
  std::vector<const kernel::Kernel*> all(3);
  all.resize(static_cast<std::size_t>(kernel::available_kernels(all.data(), 3)));
  return all;
}

/// What has not been written is not a number.
inline void poison(CellArena& arena) {
  const CellArena::Mark mark = arena.mark();
  std::memset(arena.allocate(1 << 20), 0xff, 1 << 20);
  arena.release(mark);
}

enum class Values { kIntegral, kApproximate, kWild };

inline double random_value(Random& random, Values values) {
  if (values == Values::kIntegral) return random.integer(-4, 4);
  if (random.chance(0.1)) return 0;
  return std::ldexp(random.gaussian(), values == Values::kWild ? random.integer(-60, 60) : 0);
}

/// Points and directions with radii up to their own size.
inline kernel::Cell random_cell(Random& random, CellArena& arena, int m, int size, Values values, bool homogeneous) {
  kernel::Cell cell = arena.allocate_cell(m, 1, size);
  cell.integral = values == Values::kIntegral;
  cell.s_max = cell.integral ? 0 : std::numeric_limits<double>::infinity();
  for (int g = 0; g < cell.stride; ++g) {
    double norm = 0;
    for (int j = 0; j < m; ++j) {
      double& x = cell.x[j * cell.stride + g];
      x = g < size ? random_value(random, values) : cell.x[j * cell.stride];
      if (g < size && j == 0 && !homogeneous && !cell.integral) x = random.chance(0.7);
      norm += std::fabs(x);
    }
    if (norm == 0) norm = std::fabs(cell.x[(m - 1) * cell.stride + g] = 1);  // the zero vector spans no ray
    cell.s[g] = cell.integral ? norm : norm * kernel::kInflate + kernel::kUnderflow;
    cell.e[g] = cell.integral ? 0 : std::ldexp(norm, -random.integer(2, 60)) + kernel::kUnderflow;
    if (g >= size) cell.s[g] = cell.s[0], cell.e[g] = cell.e[0];
    if (g < size) cell.exact[g] = random.integer(-1, 5), cell.tight[g] = random.bits();
    if (cell.integral) cell.s_max = std::max(cell.s_max, norm);
  }
  return cell;
}

/// Rows with their radii and bounds.
struct RandomRows {
  RandomRows(Random& random, const kernel::Kernel& kernel, int m, int size, Values values, bool homogeneous)
      : stride(kernel::padded(size)), integral(values == Values::kIntegral), a(static_cast<std::size_t>(m * stride)) {
    const auto n = static_cast<std::size_t>(stride);
    for (auto* array : {&radius, &rho, &alpha, &magnitude}) array->assign(n, 0.0);
    for (std::size_t c = 0; c < static_cast<std::size_t>(size); ++c) {
      for (std::size_t j = 0; j < static_cast<std::size_t>(m); ++j) a[j * n + c] = random_value(random, values);
      if (!integral) radius[c] = std::ldexp(std::fabs(a[c]), -random.integer(2, 60)) + kernel::kUnderflow;
    }
    rows = {m, size, stride, a.data(), rho.data(), alpha.data(), magnitude.data()};
    kernel.bound_rows(rows, radius.data(), integral, homogeneous ? 0 : 1, rho.data(), alpha.data(), magnitude.data());
  }

  std::vector<double> row(int c) const {
    std::vector<double> out;
    for (int j = 0; j < rows.m; ++j) out.push_back(a[static_cast<std::size_t>(j * stride + c)]);
    for (const auto* array : {&rho, &alpha, &magnitude}) out.push_back((*array)[static_cast<std::size_t>(c)]);
    return out;
  }

  int stride;
  bool integral;
  std::vector<double> a, radius, rho, alpha, magnitude;
  kernel::LayerRows rows;
};

/// The least and the greatest value a true row may take at a true generator, when both are within their radii.
inline std::pair<Rational, Rational> value_range(const RandomRows& rows, int c, const kernel::Cell& cell, int g,
                                                 bool homogeneous) {
  const Rational r = exact_rational(rows.radius[static_cast<std::size_t>(c)]), e = exact_rational(cell.e[g]);
  std::pair<Rational, Rational> range;
  for (int j = 0; j < cell.m; ++j) {
    const Rational a = exact_rational(rows.a[static_cast<std::size_t>(j * rows.stride + c)]);
    const Rational x = exact_rational(cell.x[j * cell.stride + g]);
    const Rational e_j = j == 0 && !homogeneous ? Rational(0) : e;
    const Rational corners[4] = {(a - r) * (x - e_j), (a - r) * (x + e_j), (a + r) * (x - e_j), (a + r) * (x + e_j)};
    range.first += *std::min_element(corners, corners + 4);
    range.second += *std::max_element(corners, corners + 4);
  }
  return range;
}

}  // namespace crease::testing
