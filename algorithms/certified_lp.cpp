// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/certified_lp.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "algorithms/exact_dictionary.h"
#include "algorithms/float_simplex.h"
#include "algorithms/scaled_rows.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

using Rows = std::span<const IntegerVector>;
using Basis = std::vector<std::size_t>;

Rational quotient(const fmpz* numerator, const fmpz* denominator) {
  Rational value;
  fmpz_get_mpz(value.get_num_mpz_t(), numerator);
  fmpz_get_mpz(value.get_den_mpz_t(), denominator);
  value.canonicalize();
  return value;
}

Basis tight_rows(const FloatSimplex& simplex, std::size_t num_rows) {
  Basis basis;
  for (const std::size_t variable : simplex.nonbasic()) {
    if (variable < num_rows) basis.push_back(variable);
  }
  return basis;
}

/// A point that makes the least slack of the scaled rows as large as it can, but no more than 1, in doubles; and the
/// rows that stop it there. The slack is one more coordinate.
struct Depth {
  std::vector<double> point;
  double least = 0;
  Basis tight;
};
std::optional<Depth> deepest_point(const ScaledRows& rows) {
  const std::size_t n = rows.values.size(), d = rows.normals.cols();
  double start = 1;
  for (const double value : rows.values) start = std::min(start, value);
  start -= 1;
  std::vector<double> values;
  Matrix<double> normals(n + 2, d + 1);
  for (std::size_t i = 0; i < n; ++i) {
    values.push_back(rows.values[i] - start);
    std::ranges::copy(rows.normals.row(i), normals.row(i).begin());
    normals(i, d) = -1;
  }
  values.push_back(1 - start);
  normals(n, d) = -1;
  // What is made small: minus the slack.
  values.push_back(0);
  normals(n + 1, d) = -1;
  FloatSimplex simplex(std::move(values), std::move(normals));
  if (simplex.minimize(n + 1, -std::numeric_limits<double>::infinity()) != FloatSimplex::Outcome::kOptimal) return {};
  Depth depth{simplex.point(), start + simplex.point()[d], tight_rows(simplex, n)};
  depth.point.pop_back();
  return depth;
}

/// The rows that are tight where doubles find the objective largest, or that do not let any point be.
Basis proposed_basis(Rows rows, const IntegerVector& objective) {
  std::vector<IntegerVector> all(rows.begin(), rows.end());
  IntegerVector negated = objective;
  negated.negate();
  all.push_back(std::move(negated));
  ScaledRows scaled = scale_rows(all, {});
  const std::size_t n = rows.size();
  if (!scaled.finite) return {};
  const auto depth = deepest_point(scaled.without_last());
  if (!depth) return {};
  if (depth->least < -0x1p-30) return depth->tight;
  scaled.move_origin(depth->point);
  for (std::size_t i = 0; i < n; ++i) scaled.values[i] = std::max(scaled.values[i], 0.0);
  scaled.values[n] = 0;
  FloatSimplex simplex(scaled.values, scaled.normals);
  simplex.minimize(n, -std::numeric_limits<double>::infinity());
  return tight_rows(simplex, n);
}

/// Criss-cross on the dictionary of rows (all but the last) and minus the objective (the last).
class CrissCross {
 public:
  CrissCross(Rows rows, std::span<const std::size_t> basis) : dictionary_(rows, basis), num_rows_(rows.size() - 1) {}

  enum class End { kOptimal, kInfeasible, kDualInfeasible };
  /// With the objective, or only to the first point that satisfies all rows.
  End run(bool with_objective) {
    for (;; ++pivots_) {
      const auto [index, is_basic] = least_wrong(with_objective);
      if (index == kNone) return End::kOptimal;
      // "Basic" in the sense of simplex tables: not zero by definition, that is, not in the dictionary's basis.
      if (is_basic) {
        const auto j = least_column(index);
        if (!j) {
          row_ = index;
          return End::kInfeasible;
        }
        dictionary_.pivot(index, *j);
      } else {
        const std::size_t j = column_of(index);
        const std::size_t row = least_row(j);
        if (row == kNone) {
          column_ = j;
          return End::kDualInfeasible;
        }
        dictionary_.pivot(row, j);
      }
    }
  }

  const ExactDictionary& dictionary() const { return dictionary_; }
  std::size_t pivots() const { return pivots_; }
  /// Of the last run: the row that cannot be satisfied; the basic row that may grow for ever.
  std::size_t row() const { return row_; }
  std::size_t column() const { return column_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t column_of(std::size_t row) const {
    return static_cast<std::size_t>(std::ranges::find(dictionary_.basis(), row) - dictionary_.basis().begin());
  }
  /// The first row that is negative, or in the basis and worth leaving it.
  std::pair<std::size_t, bool> least_wrong(bool with_objective) const {
    const std::size_t r = dictionary_.rank();
    for (std::size_t i = 0; i < num_rows_; ++i) {
      if (!dictionary_.is_in_basis(i)) {
        if (fmpz_sgn(dictionary_.entry(i, r)) < 0) return {i, true};
      } else if (with_objective && fmpz_sgn(dictionary_.entry(num_rows_, column_of(i))) < 0) {
        return {i, false};
      }
    }
    return {kNone, false};
  }
  /// The column of the first basis row that makes `row` grow.
  std::optional<std::size_t> least_column(std::size_t row) const {
    std::optional<std::size_t> best;
    for (std::size_t j = 0; j < dictionary_.rank(); ++j) {
      if (fmpz_sgn(dictionary_.entry(row, j)) <= 0) continue;
      if (!best || dictionary_.basis()[j] < dictionary_.basis()[*best]) best = j;
    }
    return best;
  }
  std::size_t least_row(std::size_t j) const {
    for (std::size_t i = 0; i < num_rows_; ++i) {
      if (!dictionary_.is_in_basis(i) && fmpz_sgn(dictionary_.entry(i, j)) < 0) return i;
    }
    return kNone;
  }

  ExactDictionary dictionary_;
  std::size_t num_rows_;
  std::size_t pivots_ = 0, row_ = kNone, column_ = kNone;
};

std::vector<const IntegerVector*> pointers(Rows rows, std::span<const std::size_t> chosen) {
  std::vector<const IntegerVector*> result;
  for (const std::size_t i : chosen) result.push_back(&rows[i]);
  return result;
}

std::vector<Rational> basis_point(Rows rows, const ExactDictionary& dictionary) {
  return dehomogenized(*common_zero(pointers(rows, dictionary.basis()), rows[0].size() - 1));
}

/// A direction along which the basis row in column j alone grows, by 1, of all basis rows.
std::vector<Rational> basis_direction(Rows rows, const ExactDictionary& dictionary, std::size_t j) {
  std::vector<IntegerVector> linear;
  for (std::size_t k = 0; k < dictionary.rank(); ++k) {
    linear.push_back(rows[dictionary.basis()[k]]);
    fmpz_set_si(linear.back()[0], k == j ? -1 : 0);
  }
  std::vector<const IntegerVector*> all;
  for (const IntegerVector& row : linear) all.push_back(&row);
  return dehomogenized(*common_zero(all, rows[0].size() - 1));
}

/// A direction in which no row changes and the objective grows.
std::vector<Rational> kernel_direction(Rows rows, const IntegerVector& objective) {
  const std::size_t d = objective.size() - 1;
  Matrix<Rational> linear(rows.size(), d);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < d; ++j) linear(i, j) = rows[i].get(j + 1);
  }
  const Matrix<Rational> kernel = nullspace(linear);
  for (std::size_t k = 0; k < kernel.cols(); ++k) {
    std::vector<Rational> direction;
    Rational growth = 0;
    for (std::size_t j = 0; j < d; ++j) {
      direction.push_back(kernel(j, k));
      growth += Rational(objective.get(j + 1)) * kernel(j, k);
    }
    if (growth == 0) continue;
    if (growth < 0) {
      for (Rational& x : direction) x = -x;
    }
    return direction;
  }
  throw std::logic_error("the rows span the objective after all");
}

LpMultipliers multipliers_of(const ExactDictionary& dictionary, std::size_t row) {
  LpMultipliers multipliers;
  for (std::size_t j = 0; j < dictionary.rank(); ++j) {
    if (fmpz_is_zero(dictionary.entry(row, j)) != 0) continue;
    Rational value = quotient(dictionary.entry(row, j), dictionary.denominator());
    multipliers.emplace_back(dictionary.basis()[j], abs(value));
  }
  return multipliers;
}

void check_sizes(Rows rows, const IntegerVector& objective) {
  if (objective.size() > 0 &&
      std::ranges::all_of(rows, [&](const IntegerVector& row) { return row.size() == objective.size(); })) {
    return;
  }
  throw std::invalid_argument("a linear program with rows of different lengths");
}

}  // namespace

LpResult solve_lp(Rows rows, const IntegerVector& objective) {
  check_sizes(rows, objective);
  return solve_lp(rows, objective, proposed_basis(rows, objective));
}

LpResult solve_lp(Rows rows, const IntegerVector& objective, std::span<const std::size_t> basis) {
  check_sizes(rows, objective);
  const std::size_t n = rows.size();
  std::vector<IntegerVector> all(rows.begin(), rows.end());
  const bool is_spanned = [&] {
    std::vector<std::size_t> every(n);
    std::iota(every.begin(), every.end(), std::size_t{0});
    return combination(pointers(rows, every), objective).has_value();
  }();
  all.emplace_back(objective.size());
  if (is_spanned) all.back() = objective;
  all.back().negate();

  Basis wished;
  for (const std::size_t i : basis) {
    if (i < n) wished.push_back(i);
  }
  CrissCross criss_cross(all, wished);
  const ExactDictionary& dictionary = criss_cross.dictionary();
  LpResult result;
  CrissCross::End end = criss_cross.run(is_spanned);
  if (end == CrissCross::End::kDualInfeasible) {
    // No bound from above: is there a point at all? The ray is that of the dictionary at hand.
    result.ray = basis_direction(all, dictionary, criss_cross.column());
    end = criss_cross.run(false);
    if (end == CrissCross::End::kOptimal) result.status = LpStatus::kUnbounded;
  } else if (end == CrissCross::End::kOptimal && !is_spanned) {
    result.status = LpStatus::kUnbounded;
    result.ray = kernel_direction(rows, objective);
  }
  result.pivots = criss_cross.pivots();
  result.stage = result.pivots == 0 ? LpStage::kBasis : LpStage::kPivots;
  if (end == CrissCross::End::kInfeasible) {
    result.status = LpStatus::kInfeasible;
    result.ray.clear();
    // row = (negative) - sum of multiplier * basis row.
    result.multipliers = multipliers_of(dictionary, criss_cross.row());
    result.multipliers.emplace_back(criss_cross.row(), 1);
  } else {
    result.point = basis_point(all, dictionary);
  }
  if (result.status == LpStatus::kOptimal) {
    result.multipliers = multipliers_of(dictionary, n);
    result.value = -quotient(dictionary.entry(n, dictionary.rank()), dictionary.denominator());
  }
  std::ranges::sort(result.multipliers);
  return result;
}

std::optional<LpMultipliers> implied_by(Rows rows, std::span<const std::size_t> chosen, const IntegerVector& row) {
  const auto solution = combination(pointers(rows, chosen), row);
  if (!solution) return std::nullopt;
  ScopedFmpz constant;
  fmpz_mul(constant, (*solution)[0], row[0]);
  LpMultipliers multipliers;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    const fmpz* multiplier = (*solution)[k + 1];
    if (fmpz_sgn(multiplier) < 0) return std::nullopt;
    fmpz_submul(constant, multiplier, rows[chosen[k]][0]);
    if (fmpz_sgn(multiplier) > 0) multipliers.emplace_back(chosen[k], quotient(multiplier, (*solution)[0]));
  }
  if (fmpz_sgn(constant) < 0) return std::nullopt;
  std::ranges::sort(multipliers);
  return multipliers;
}

std::optional<std::vector<Rational>> strictly_feasible_point(Rows rows, std::size_t dim) {
  const auto is_inside = [&](const IntegerVector& point) {
    return std::ranges::all_of(rows, [&](const IntegerVector& row) { return sign_of_dot(row, point) > 0; });
  };
  const ScaledRows scaled = scale_rows(rows, {});
  if (scaled.finite) {
    if (const auto depth = deepest_point(scaled)) {
      if (const auto point = scaled.to_integers(depth->point); point && is_inside(*point)) return dehomogenized(*point);
    }
  }
  // The least slack, one more coordinate, is made large, but at most 1.
  std::vector<IntegerVector> deeper;
  for (const IntegerVector& row : rows) {
    IntegerVector& next = deeper.emplace_back(dim + 2);
    for (std::size_t j = 0; j <= dim; ++j) fmpz_set(next[j], row[j]);
    fmpz_set_si(next[dim + 1], -1);
  }
  IntegerVector& bound = deeper.emplace_back(dim + 2);
  fmpz_one(bound[0]);
  fmpz_set_si(bound[dim + 1], -1);
  IntegerVector slack(dim + 2);
  fmpz_one(slack[dim + 1]);
  LpResult result = solve_lp(deeper, slack);
  if (result.value <= 0) return std::nullopt;
  result.point.pop_back();
  return result.point;
}

}  // namespace crease
