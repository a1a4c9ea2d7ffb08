// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/ball_program.h"

#include <algorithm>
#include <stdexcept>

#include "core/integer_matrix.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

Matrix<Rational> as_rows(const BallRows& rows, std::span<const std::size_t> among) {
  Matrix<Rational> result(among.size(), rows.dim);
  for (std::size_t i = 0; i < among.size(); ++i) {
    for (std::size_t j = 0; j < rows.dim; ++j) result(i, j) = Rational(rows.normals[among[i]].get(j));
  }
  return result;
}

/// The program with the walls of the simplex at infinity, and one basis of it.
class BallSimplex {
 public:
  BallSimplex(const BallRows& rows, const BallCircuit* start) : rows_(rows), d_(rows.dim), inverse_(d_, d_) {
    add_far_walls();
    if (start != nullptr) {
      start_from(*start);
    } else {
      for (std::size_t i = 0; i <= d_; ++i) basis_.push_back(rows_.size() + i);
      certain_ = d_;
    }
  }

  BallSolution solve() {
    for (;;) {
      read_basis();
      const auto violated = first_violated();
      if (!violated) return solution();
      exchange(*violated);
    }
  }

 private:
  struct FarWall {
    IntegerVector normal;
    Root length;
  };

  /// x_j + infinity >= 0, and infinity - sum x_j - r >= 0.
  void add_far_walls() {
    for (std::size_t j = 0; j < d_; ++j) {
      FarWall& wall = far_walls_.emplace_back(FarWall{IntegerVector(d_), {0, 1}});
      fmpz_one(wall.normal[j]);
    }
    FarWall& last = far_walls_.emplace_back(FarWall{IntegerVector(d_), {1, 1}});
    for (std::size_t j = 0; j < d_; ++j) fmpz_set_si(last.normal[j], -1);
  }

  bool is_far(std::size_t row) const { return row >= rows_.size(); }
  std::size_t num_rows() const { return rows_.size() + d_ + 1; }
  const IntegerVector& normal(std::size_t row) const {
    return is_far(row) ? far_walls_[row - rows_.size()].normal : rows_.normals[row];
  }
  const Root& length(std::size_t row) const {
    return is_far(row) ? far_walls_[row - rows_.size()].length : rows_.lengths[row];
  }
  /// The finite part of a row's offset; the infinite one is is_far(row).
  Integer offset(std::size_t row) const { return is_far(row) ? Integer(0) : rows_.offsets[row]; }

  /// The circuit and walls x_j >= -infinity for the first coordinates that are independent of it: then a coordinate
  /// that has none depends on the circuit and coordinates before it, and an infinitely small multiple of it cannot make
  /// a multiplier negative.
  void start_from(const BallCircuit& circuit) {
    basis_ = circuit.rows;
    certain_ = 0;
    const std::size_t k = circuit.rows.size() - 1;
    Matrix<Rational> stacked(k + d_, d_);
    const Matrix<Rational> own = as_rows(rows_, {circuit.rows.data() + 1, k});
    for (std::size_t i = 0; i < k; ++i) std::ranges::copy(own.row(i), stacked.row(i).begin());
    for (std::size_t j = 0; j < d_; ++j) stacked(k + j, j) = 1;
    for (const std::size_t i : independent_rows(stacked)) {
      if (i >= k) basis_.push_back(rows_.size() + i - k);
    }
  }

  /// The inverse of the basis without its row at certain_, and the multipliers c.
  void read_basis() {
    others_.clear();
    for (std::size_t i = 0; i < basis_.size(); ++i) {
      if (i != certain_) others_.push_back(i);
    }
    IntegerMatrix matrix(d_, d_);
    for (std::size_t q = 0; q < d_; ++q) {
      for (std::size_t j = 0; j < d_; ++j) fmpz_set(matrix.entry(q, j), normal(basis_[others_[q]])[j]);
    }
    if (d_ == 0) {
      fmpz_one(denominator_);
    } else if (fmpz_mat_inv(inverse_.get(), denominator_, matrix.get()) == 0)
      throw std::logic_error("a basis is singular");
    if (fmpz_sgn(denominator_) < 0) {
      fmpz_neg(denominator_, denominator_);
      fmpz_mat_neg(inverse_.get(), inverse_.get());
    }
    fmpz_get_mpz(den_.get_mpz_t(), denominator_);
    const std::vector<Integer> y = coefficients(basis_[certain_]);
    multipliers_.assign(d_ + 1, den_);
    for (std::size_t q = 0; q < d_; ++q) multipliers_[others_[q]] = -y[q];
    Integer content = 0;
    for (const Integer& c : multipliers_) content = gcd(content, c);
    value_ = value_infinite_ = 0;
    D_ = RootSum();
    for (std::size_t i = 0; i <= d_; ++i) {
      multipliers_[i] /= content;
      value_ += multipliers_[i] * offset(basis_[i]);
      if (is_far(basis_[i])) value_infinite_ += multipliers_[i];
      add_length(D_, multipliers_[i], basis_[i]);
    }
  }

  void add_length(RootSum& sum, const Integer& factor, std::size_t row) const {
    sum.add(factor * length(row).factor, length(row).radicand);
  }

  /// den times the coefficients y with normal(row) = sum_q y_q normal(others_q).
  std::vector<Integer> coefficients(std::size_t row) {
    std::vector<Integer> y(d_);
    ScopedFmpz sum;
    for (std::size_t q = 0; q < d_; ++q) {
      fmpz_zero(sum);
      for (std::size_t j = 0; j < d_; ++j) fmpz_addmul(sum, normal(row)[j], inverse_.entry(j, q));
      fmpz_get_mpz(y[q].get_mpz_t(), sum);
    }
    return y;
  }

  /// The sign of a row's slack.
  int slack_sign(std::size_t row, const std::vector<Integer>& y) {
    Integer finite = den_ * offset(row), infinite = is_far(row) ? den_ : Integer(0);
    RootSum lengths;
    for (std::size_t q = 0; q < d_; ++q) {
      const std::size_t other = basis_[others_[q]];
      finite -= y[q] * offset(other);
      if (is_far(other)) infinite -= y[q];
      add_length(lengths, y[q], other);
    }
    add_length(lengths, -den_, row);
    const auto part = [&](const Integer& value, const Integer& constant) {
      RootSum sum;
      sum.add(value, lengths);
      sum.add(constant, D_);
      return sign(sum);
    };
    const int far = value_infinite_ == 0 ? sgn(infinite) : part(value_infinite_, infinite);
    return far != 0 ? far : part(value_, finite);
  }

  std::optional<std::size_t> first_violated() {
    touching_.clear();
    for (std::size_t row = 0; row < num_rows(); ++row) {
      if (std::ranges::find(basis_, row) != basis_.end()) {
        touching_.push_back(row);
        continue;
      }
      const int s = slack_sign(row, coefficients(row));
      if (s < 0) return row;
      if (s == 0) touching_.push_back(row);
    }
    return std::nullopt;
  }

  /// Is place a the one to leave rather than place b, when `y` enters? First multipliers that are zero but for an
  /// infinitely small part.
  struct Ratio {
    std::size_t place;                  ///< in the basis
    std::optional<std::size_t> column;  ///< of the inverse; none for certain_
    Integer weight;                     ///< what the small parts are divided by, > 0
  };
  bool has_smaller_part(const Ratio& a, const Ratio& b) {
    ScopedFmpz entry;
    Integer left, right;
    const auto part = [&](const Ratio& ratio, std::size_t j, Integer& out) {
      out = 0;
      if (ratio.column) fmpz_get_mpz(out.get_mpz_t(), inverse_.entry(j, *ratio.column));
    };
    for (std::size_t j = 0; j < d_; ++j) {
      part(a, j, left);
      part(b, j, right);
      const int order = cmp(left * b.weight, right * a.weight);
      if (order != 0) return order < 0;
    }
    return false;
  }

  void exchange(std::size_t entering) {
    const std::vector<Integer> y = coefficients(entering);
    std::optional<Ratio> best;
    for (std::size_t q = 0; q < d_; ++q) {
      if (multipliers_[others_[q]] != 0 || y[q] <= 0) continue;
      Ratio ratio{others_[q], q, y[q]};
      if (!best || has_smaller_part(ratio, *best)) best = std::move(ratio);
    }
    if (best) {
      basis_[best->place] = entering;
      return;
    }
    Integer best_y;
    const auto offer = [&](Ratio ratio, const Integer& coefficient) {
      const int order = best ? cmp(coefficient * best->weight, best_y * ratio.weight) : 1;
      if (order < 0 || (order == 0 && !has_smaller_part(ratio, *best))) return;
      best = std::move(ratio);
      best_y = coefficient;
    };
    offer({certain_, std::nullopt, multipliers_[certain_]}, 0);
    for (std::size_t q = 0; q < d_; ++q) {
      if (multipliers_[others_[q]] > 0) offer({others_[q], q, multipliers_[others_[q]]}, y[q]);
    }
    // The row that enters takes over a positive multiplier.
    basis_[best->place] = entering;
    certain_ = best->place;
  }

  BallSolution solution() {
    BallSolution result;
    if (value_infinite_ > 0) {
      result.infinite = true;
      return result;
    }
    std::vector<std::pair<std::size_t, Integer>> support;
    for (std::size_t i = 0; i <= d_; ++i) {
      if (multipliers_[i] > 0) support.emplace_back(basis_[i], multipliers_[i]);
    }
    std::ranges::sort(support);
    for (auto& [row, multiplier] : support) {
      result.circuit.rows.push_back(row);
      result.circuit.multipliers.push_back(std::move(multiplier));
    }
    result.circuit.numerator = value_;
    result.circuit.denominator = D_;
    Integer entry;
    for (std::size_t j = 0; j < d_; ++j) {
      BallCoordinate coordinate;
      coordinate.scale = den_;
      Integer constant = 0, infinite = 0;
      for (std::size_t q = 0; q < d_; ++q) {
        const std::size_t other = basis_[others_[q]];
        fmpz_get_mpz(entry.get_mpz_t(), inverse_.entry(j, q));
        add_length(coordinate.numerator, value_ * entry, other);
        constant -= entry * offset(other);
        if (is_far(other)) infinite -= entry;
      }
      coordinate.numerator.add(constant, D_);
      coordinate.infinite = Rational(infinite, den_);
      coordinate.infinite.canonicalize();
      result.center.push_back(std::move(coordinate));
    }
    for (const std::size_t row : touching_) {
      if (!is_far(row)) result.touching.push_back(row);
    }
    for (const std::size_t q : others_) result.basis.push_back(basis_[q]);
    return result;
  }

  const BallRows& rows_;
  std::size_t d_;
  std::vector<FarWall> far_walls_;
  std::vector<std::size_t> basis_;   ///< d + 1 rows
  std::size_t certain_ = 0;          ///< a place in the basis whose multiplier is > 0
  std::vector<std::size_t> others_;  ///< the other places
  IntegerMatrix inverse_;            ///< den_ times the inverse of the normals at others_
  ScopedFmpz denominator_;
  Integer den_;
  std::vector<Integer> multipliers_;  ///< per place in the basis, coprime
  Integer value_, value_infinite_;    ///< sum of multiplier * offset, its infinite part
  RootSum D_;                         ///< sum of multiplier * length
  std::vector<std::size_t> touching_;
};

}  // namespace

std::optional<BallCircuit> find_circuit(const BallRows& rows, std::span<const std::size_t> among) {
  for (;; among = among.subspan(1)) {
    IntegerMatrix normals(rows.dim, among.size()), kernel(among.size(), among.size());
    for (std::size_t i = 0; i < among.size(); ++i) {
      for (std::size_t j = 0; j < rows.dim; ++j) fmpz_set(normals.entry(j, i), rows.normals[among[i]][j]);
    }
    const slong nullity = fmpz_mat_nullspace(kernel.get(), normals.get());
    if (nullity == 0) return std::nullopt;
    if (nullity > 1) continue;
    IntegerVector multipliers(among.size());
    int side = 0;
    for (std::size_t i = 0; i < among.size(); ++i) {
      fmpz_set(multipliers[i], kernel.entry(i, 0));
      const int sign = fmpz_sgn(multipliers[i]);
      if (sign * side < 0) return std::nullopt;
      if (sign != 0) side = sign;
    }
    if (side < 0) multipliers.negate();
    multipliers.make_primitive();
    BallCircuit circuit;
    for (std::size_t i = 0; i < among.size(); ++i) {
      const Integer multiplier = multipliers.get(i);
      if (multiplier == 0) continue;
      circuit.rows.push_back(among[i]);
      circuit.multipliers.push_back(multiplier);
      circuit.numerator += multiplier * rows.offsets[among[i]];
      circuit.denominator.add(multiplier * rows.lengths[among[i]].factor, rows.lengths[among[i]].radicand);
    }
    return circuit;
  }
}

BallSolution solve_ball_program(const BallRows& rows, const BallCircuit* start) {
  return BallSimplex(rows, start).solve();
}

}  // namespace crease
