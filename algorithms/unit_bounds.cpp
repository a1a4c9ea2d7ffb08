// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/unit_bounds.h"

#include <algorithm>
#include <cstdlib>

#include "core/enclosure.h"
#include "core/integer_matrix.h"
#include "core/integer_vector.h"

namespace crease {
namespace {

constexpr unsigned kBits = 64;
/// Squares of the matrix of products.
constexpr int kSquares = 5;
/// Of the entries of matrices that are squared.
constexpr slong kMostBits = 24;
/// Of such matrices.
constexpr std::size_t kLongestSide = 64;

Rational absolute_sum(std::span<const Rational> entries) {
  Rational sum = 0;
  for (const Rational& x : entries) sum += abs(x);
  return sum;
}

Rational square_sum(std::span<const Rational> entries) {
  Rational sum = 0;
  for (const Rational& x : entries) sum += x * x;
  return sum;
}

Rational largest(std::span<const Rational> values) {
  Rational result = 0;
  for (const Rational& x : values) result = std::max(result, Rational(abs(x)));
  return result;
}

Rational largest_row_sum(const Matrix<Rational>& W) {
  Rational result = 0;
  for (std::size_t i = 0; i < W.rows(); ++i) result = std::max(result, absolute_sum(W.row(i)));
  return result;
}

Rational largest_column_sum(const Matrix<Rational>& W) {
  std::vector<Rational> sums(W.cols());
  for (std::size_t i = 0; i < W.rows(); ++i) {
    for (std::size_t j = 0; j < W.cols(); ++j) sums[j] += abs(W(i, j));
  }
  return largest(sums);
}

/// The dual norm of a row, rounded up.
Rational dual_norm(std::span<const Rational> row, BallNorm norm, unsigned bits) {
  switch (norm) {
    case BallNorm::kMaximum:
      return absolute_sum(row);
    case BallNorm::kSum:
      return largest(row);
    case BallNorm::kEuclidean:
      break;
  }
  return sqrt_enclosure(square_sum(row), bits).hi;
}

Rational matrix_norm(const Matrix<Rational>& W, BallNorm norm) {
  switch (norm) {
    case BallNorm::kMaximum:
      return largest_row_sum(W);
    case BallNorm::kSum:
      return largest_column_sum(W);
    case BallNorm::kEuclidean:
      break;
  }
  return spectral_norm_bound(W);
}

/// Of the outputs of a layer, as functions of its pre-activations: no maximum is steeper than its arguments.
Rational steepest_slope(const Layer& layer) {
  Rational result = 0;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    if (layer.is_group(u)) result = std::max(result, Rational(1));
    for (std::size_t p = 0; !layer.is_group(u) && p < layer.num_pieces(u); ++p) {
      result = std::max(result, Rational(abs(layer.activations[u].slope(p))));
    }
  }
  return result;
}

std::vector<Rational> outputs_at(const Layer& layer, std::span<const Rational> z) {
  std::vector<Rational> h;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    const auto arguments = z.subspan(layer.first_row(u), layer.num_arguments(u));
    h.push_back(layer.is_group(u) ? *std::ranges::max_element(arguments) : layer.activations[u](arguments[0]));
  }
  return h;
}

/// At least the largest singular value of an integer matrix.
Rational trace_bound(IntegerMatrix& whole, std::size_t rows, std::size_t columns) {
  IntegerMatrix turned(columns, rows);
  fmpz_mat_transpose(turned.get(), whole.get());
  const bool by_rows = rows <= columns;
  const std::size_t n = std::min(rows, columns);
  IntegerMatrix products(n, n), square(n, n);
  fmpz_mat_mul(products.get(), by_rows ? whole.get() : turned.get(), by_rows ? turned.get() : whole.get());
  for (int k = 0; k < kSquares; ++k) {
    fmpz_mat_sqr(square.get(), products.get());
    fmpz_mat_set(products.get(), square.get());
  }
  ScopedFmpz trace;
  fmpz_mat_trace(trace, products.get());
  Integer value;
  fmpz_get_mpz(value.get_mpz_t(), trace);
  Rational bound = value;
  for (int k = 0; k <= kSquares; ++k) bound = sqrt_enclosure(bound, kBits).hi;
  return bound;
}

/// The same of a matrix of rationals, whose entries are rounded where they are long: that changes the largest singular
/// value by the Frobenius norm of the change at most.
Rational trace_bound(const Matrix<Rational>& W) {
  const Integer scale = common_denominator(W.entries());
  IntegerMatrix whole(W.rows(), W.cols());
  for (std::size_t i = 0; i < W.rows(); ++i) {
    for (std::size_t j = 0; j < W.cols(); ++j) {
      const Integer entry = W(i, j).get_num() * (scale / W(i, j).get_den());
      fmpz_set_mpz(whole.entry(i, j), entry.get_mpz_t());
    }
  }
  const slong length = std::abs(fmpz_mat_max_bits(whole.get()));
  if (length <= kMostBits) return trace_bound(whole, W.rows(), W.cols()) / scale;
  Integer unit = 1;
  mpz_mul_2exp(unit.get_mpz_t(), unit.get_mpz_t(), static_cast<mp_bitcnt_t>(length - kMostBits));
  // Towards zero: each entry loses less than a unit.
  fmpz_mat_scalar_tdiv_q_2exp(whole.get(), whole.get(), static_cast<ulong>(length - kMostBits));
  const Rational lost = sqrt_enclosure(Rational(static_cast<unsigned long>(W.rows() * W.cols())), kBits).hi;
  return (trace_bound(whole, W.rows(), W.cols()) + lost) * unit / scale;
}

}  // namespace

Rational spectral_norm_bound(const Matrix<Rational>& W) {
  const Rational square = std::min(square_sum(W.entries()), Rational(largest_row_sum(W) * largest_column_sum(W)));
  const Rational norm = sqrt_enclosure(square, kBits).hi;
  return std::min(W.rows(), W.cols()) <= kLongestSide ? std::min(norm, trace_bound(W)) : norm;
}

Interval range_in_ball(std::span<const Rational> normal, const Rational& offset, const Ball& ball,
                       std::span<const Rational> avoid) {
  Rational value = offset;
  for (std::size_t j = 0; j < normal.size(); ++j) value += normal[j] * ball.center[j];
  // A value beyond the true range, and so not at its end where that is irrational, is left outside in the end.
  Rational reach = ball.radius * dual_norm(normal, ball.norm, kBits);
  if (ball.norm != BallNorm::kEuclidean) return {value - reach, value + reach};
  const Rational square = ball.radius * ball.radius * square_sum(normal);
  for (const Rational& t : avoid) {
    const Rational gap = abs(t - value);
    if (gap < reach && gap * gap >= square) reach = gap;
  }
  return {value - reach, value + reach};
}

UnitIntervals unit_intervals(const Network& network, const Domain& domain, const Ball& ball, UnitBoundMethod method) {
  UnitIntervals result;
  std::vector<Interval> inputs = box_of(domain_around(domain, {ball.center, ball.radius, BallNorm::kMaximum}));
  std::vector<Rational> at_center = ball.center;
  // Of the layer's inputs, from those at the centre.
  Rational reach = ball.radius;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer layer = l == 0 ? in_own_coordinates(network.layers()[l], domain) : network.layers()[l];
    std::vector<Interval> z(layer.num_rows());
    if (method != UnitBoundMethod::kLipschitz) z = pre_activation_intervals(layer, inputs);
    if (method != UnitBoundMethod::kInterval) {
      const Ball around{at_center, reach, ball.norm};
      std::vector<Rational> z_center;
      for (std::size_t i = 0; i < layer.num_rows(); ++i) {
        Rational& value = z_center.emplace_back(layer.bias[i]);
        for (std::size_t j = 0; j < at_center.size(); ++j) value += layer.weights(i, j) * at_center[j];
      }
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        for (std::size_t i = layer.first_row(u); i < layer.first_row(u) + layer.num_arguments(u); ++i) {
          z[i] = intersection(
              z[i], range_in_ball(layer.weights.row(i), layer.bias[i], around, layer.activations[u].breakpoints()));
        }
      }
      if (l + 1 < network.layers().size()) reach *= matrix_norm(layer.weights, ball.norm) * steepest_slope(layer);
      at_center = outputs_at(layer, z_center);
    }
    inputs = output_intervals(layer, z);
    result.push_back(std::move(z));
  }
  return result;
}

StablePieces stable_pieces(const Network& network, const UnitIntervals& intervals) {
  StablePieces pieces;
  for (std::size_t l = 0; l < intervals.size(); ++l) {
    pieces.push_back(stable_pieces(network.layers()[l], intervals[l]));
  }
  return pieces;
}

}  // namespace crease
