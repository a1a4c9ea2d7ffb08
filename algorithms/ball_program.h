// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/integer_vector.h"
#include "core/root_quotient.h"
#include "core/root_sum.h"

namespace crease {

/// The rows of a linear program "maximise r, normal_k . x + offset_k >= r sqrt(n_k) for all k" in integers.
struct BallRows {
  std::size_t dim = 0;
  std::vector<IntegerVector> normals;  ///< none is zero
  std::vector<Integer> offsets;
  std::vector<Root> lengths;  ///< sqrt(n_k) > 0, with independent roots
  std::size_t size() const { return normals.size(); }
};

/// Rows with integers c_k > 0 such that sum c_k normal_k = 0, and such that no part of them has any: then
/// r <= sum c_k offset_k / sum c_k sqrt(n_k) for every ball.
struct BallCircuit {
  std::vector<std::size_t> rows;     ///< increasing
  std::vector<Integer> multipliers;  ///< coprime
  Integer numerator;                 ///< sum c_k offset_k
  RootSum denominator;               ///< sum c_k sqrt(n_k)
};

/// A circuit among these rows. Only the dependency of the longest stretch of the last ones that has no other is tried:
/// nothing where there is none, or where its multipliers do not have one sign.
std::optional<BallCircuit> find_circuit(const BallRows& rows, std::span<const std::size_t> among);

/// Where a coordinate of a solution lies: `infinite` times something infinitely large, plus a finite number.
struct BallCoordinate {
  Rational infinite;
  RootSum numerator;  ///< over scale * (denominator of the circuit)
  Integer scale = 1;
};

/// Of the program's solutions the one whose centre comes first in lexicographic order: x_1 is as small as it can be,
/// then x_2, and so on.
struct BallSolution {
  bool infinite = false;  ///< no bound for r; nothing of the rest then means anything
  BallCircuit circuit;    ///< sum c_k offset_k / sum c_k sqrt(n_k) is the radius
  std::vector<BallCoordinate> center;
  std::vector<std::size_t> touching;  ///< rows whose inequality holds with equality, increasing
  /// dim rows that determine the centre, where no coordinate is infinite.
  std::vector<std::size_t> basis;
};

/// Solves the program exactly. `start`: a circuit to start from.
///
/// The dual simplex method in integers. For a basis B of d + 1 rows, let c span {c : sum_B c_i normal_i = 0}: B is dual
/// feasible iff all c_i have one sign, which is a question about integers; so is the choice of the row that leaves,
/// since the irrational part of a row's coefficients is the same multiple of c for all of B. Only the sign of a slack,
///   slack_k D = p (y . sqrt(n) - sqrt(n_k)) + (offset_k - y . offset) D,
/// where normal_k = sum y_i normal_i, p = sum c_i offset_i and D = sum c_i sqrt(n_i), is that of a sum of square roots.
/// The objective is r - e x_1 - e^2 x_2 - ... with an infinitely small e, so no basis comes back, and the space is
/// bounded by a simplex infinitely large. Complexity: per pivot an inverse of a d x d matrix of integers, and the sign
/// of a sum of d + 2 roots per row.
BallSolution solve_ball_program(const BallRows& rows, const BallCircuit* start = nullptr);

}  // namespace crease
