// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/cell.h"
#include "core/integer_vector.h"
#include "core/numbers.h"

/// What the engine's doubles claim, held against rationals.

namespace crease::testing {

inline std::vector<Rational> to_rationals(const IntegerVector& vector) {
  std::vector<Rational> values;
  for (std::size_t j = 0; j < vector.size(); ++j) values.emplace_back(vector.get(j));
  return values;
}

inline IntegerVector to_integers(const std::vector<int>& values) {
  IntegerVector vector(values.size());
  for (std::size_t j = 0; j < values.size(); ++j) fmpz_set_si(vector[j], values[j]);
  return vector;
}

/// Is |x_j - c truth_j| <= radius for all j, with one positive c? Every infinite radius fits.
inline bool fits_some_scale(std::span<const double> x, std::span<const Rational> truth, double radius) {
  if (std::isinf(radius)) return true;
  const Rational r = exact_rational(radius);
  std::optional<Rational> low, high;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const Rational entry = exact_rational(x[j]);
    if (truth[j] == 0) {
      if (abs(entry) > r) return false;
      continue;
    }
    Rational a = (entry - r) / truth[j], b = (entry + r) / truth[j];
    if (a > b) std::swap(a, b);
    if (!low || a > *low) low = a;
    if (!high || b < *high) high = b;
  }
  return !low || (*low <= *high && *high > 0);
}

/// Does generator g keep what kernel::Cell promises of it, when `truth` spans its ray?
inline bool generator_holds(const kernel::Cell& cell, int g, std::span<const Rational> truth, bool homogeneous) {
  std::vector<double> x;
  double norm = 0;
  for (int j = 0; j < cell.m; ++j) {
    x.push_back(cell.x[j * cell.stride + g]);
    norm += std::fabs(x.back());
  }
  if (cell.integral) {
    if (cell.e[g] != 0 || cell.s[g] != norm || cell.s_max < norm) return false;
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (exact_rational(x[j]) != truth[j]) return false;
    }
    return true;
  }
  if (!(cell.s[g] >= norm) || !(cell.e[g] >= 0)) return false;
  if (homogeneous) return fits_some_scale(x, truth, cell.e[g]);
  if (x[0] != (truth[0] == 0 ? 0 : 1)) return false;
  if (truth[0] == 0) return fits_some_scale(x, truth, cell.e[g]);
  if (std::isinf(cell.e[g])) return true;
  const Rational radius = exact_rational(cell.e[g]);
  for (std::size_t j = 1; j < x.size(); ++j) {
    if (abs(exact_rational(x[j]) - truth[j] / truth[0]) > radius) return false;
  }
  return true;
}

/// Do the columns past the last generator repeat the first?
inline bool padding_repeats_first(const kernel::Cell& cell) {
  const auto same = [&](const double* row) {
    return std::all_of(row + cell.size, row + cell.stride, [&](double value) { return value == row[0]; });
  };
  for (int j = 0; j < cell.m; ++j) {
    if (!same(cell.x + j * cell.stride)) return false;
  }
  return same(cell.s) && same(cell.e);
}

}  // namespace crease::testing
