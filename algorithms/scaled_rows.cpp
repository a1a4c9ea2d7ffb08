// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/scaled_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crease {
namespace {

constexpr slong kNothing = std::numeric_limits<slong>::min();

slong bits(const fmpz* value) { return static_cast<slong>(fmpz_bits(value)); }

/// numerator / denominator / 2^exponent.
double scaled_quotient(const fmpz* numerator, const fmpz* denominator, slong exponent) {
  slong own = 0;
  const double divisor = fmpz_get_d_2exp(&own, denominator);
  return scaled_double(numerator, exponent + own) / divisor;
}

/// Longer numbers than this are not worth a proposal.
constexpr slong kMostBits = 20000;

}  // namespace

ScaledRows scale_rows(std::span<const IntegerVector> rows, const std::optional<IntegerVector>& origin) {
  const std::size_t n = rows.size(), d = n == 0 ? 0 : rows[0].size() - 1;
  ScaledRows scaled;
  scaled.normals = Matrix<double>(n, d);
  scaled.exponents.assign(d, 0);
  std::vector<slong> row_exponents(n, kNothing);
  const auto set_row_exponents = [&] {
    for (std::size_t i = 0; i < n; ++i) {
      row_exponents[i] = kNothing;
      for (std::size_t j = 0; j < d; ++j) {
        if (fmpz_is_zero(rows[i][j + 1]) != 0) continue;
        row_exponents[i] = std::max(row_exponents[i], bits(rows[i][j + 1]) + scaled.exponents[j]);
      }
      if (row_exponents[i] == kNothing) row_exponents[i] = bits(rows[i][0]);
    }
  };
  set_row_exponents();
  for (std::size_t j = 0; j < d; ++j) {
    slong largest = kNothing;
    for (std::size_t i = 0; i < n; ++i) {
      if (fmpz_is_zero(rows[i][j + 1]) == 0) largest = std::max(largest, bits(rows[i][j + 1]) - row_exponents[i]);
    }
    if (largest != kNothing) scaled.exponents[j] = -largest;
  }
  set_row_exponents();

  ScopedFmpz value;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      scaled.normals(i, j) = scaled_double(rows[i][j + 1], row_exponents[i] - scaled.exponents[j]);
    }
    if (origin) {
      dot(value, rows[i], *origin);
      scaled.values.push_back(scaled_quotient(value, (*origin)[0], row_exponents[i]));
    } else {
      scaled.values.push_back(scaled_double(rows[i][0], row_exponents[i]));
    }
    scaled.finite = scaled.finite && std::isfinite(scaled.values.back());
  }
  return scaled;
}

ScaledRows ScaledRows::without_last() const {
  ScaledRows result = *this;
  result.values.pop_back();
  result.normals = Matrix<double>(result.values.size(), normals.cols());
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    std::ranges::copy(normals.row(i), result.normals.row(i).begin());
  }
  return result;
}

void ScaledRows::move_origin(std::span<const double> w) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < w.size(); ++j) values[i] += normals(i, j) * w[j];
  }
}

std::optional<IntegerVector> ScaledRows::to_integers(std::span<const double> w) const {
  // w_j = mantissa 2^(shift - 53).
  slong least = 0, largest = 0;
  std::vector<std::pair<double, slong>> parts;
  for (std::size_t j = 0; j < w.size(); ++j) {
    if (!std::isfinite(w[j])) return std::nullopt;
    int exponent = 0;
    const double mantissa = std::ldexp(std::frexp(w[j], &exponent), 53);
    const slong shift = exponent - 53 + exponents[j];
    parts.emplace_back(mantissa, shift);
    if (mantissa == 0) continue;
    least = std::min(least, shift);
    largest = std::max(largest, shift);
  }
  if (largest - least > kMostBits) return std::nullopt;
  IntegerVector result(w.size() + 1);
  fmpz_one(result[0]);
  fmpz_mul_2exp(result[0], result[0], static_cast<ulong>(-least));
  for (std::size_t j = 0; j < w.size(); ++j) {
    if (parts[j].first == 0) continue;
    fmpz_set_d(result[j + 1], parts[j].first);
    fmpz_mul_2exp(result[j + 1], result[j + 1], static_cast<ulong>(parts[j].second - least));
  }
  result.make_primitive();
  return result;
}

}  // namespace crease
