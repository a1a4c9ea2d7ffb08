// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ball_oracle.h"

#include <algorithm>

#include "tests/support/lp_oracle.h"

#define PPL_NO_AUTOMATIC_INITIALIZATION
#include <ppl.hh>

namespace crease::testing {
namespace {

namespace ppl = Parma_Polyhedra_Library;

/// sum values_j x_j (+ the last value) >= 0, scaled to integers.
ppl::Constraint constraint(const std::vector<Rational>& values) {
  Integer scale = 1;
  for (const Rational& value : values) scale = lcm(scale, value.get_den());
  ppl::Linear_Expression expression;
  for (std::size_t j = 0; j + 1 < values.size(); ++j) {
    expression += ppl::Coefficient(Integer(values[j] * scale)) * ppl::Variable(j);
  }
  expression += ppl::Coefficient(Integer(values.back() * scale));
  return expression >= 0;
}

bool is_constant(const FacetRow& row) {
  return std::all_of(row.normal.begin(), row.normal.end(), [](const Rational& x) { return x == 0; });
}

Rational middle(const Enclosure& e) { return (e.lo + e.hi) / 2; }

/// Twice as many linear programs as there are dimensions take too long beyond this.
constexpr std::size_t kMostRolling = 8;

/// Is there a v != 0 with n . v >= 0 for all of the normals?
bool can_roll(const std::vector<std::vector<Rational>>& normals, std::size_t dim) {
  for (std::size_t j = 0; j < dim; ++j) {
    for (const int side : {-1, 1}) {
      ppl::MIP_Problem problem(dim);
      for (std::vector<Rational> normal : normals) {
        normal.emplace_back(0);
        problem.add_constraint(constraint(normal));
      }
      problem.add_constraint(side * ppl::Variable(j) == 1);
      if (problem.is_satisfiable()) return true;
    }
  }
  return false;
}

}  // namespace

Enclosure oracle_length(const std::vector<Rational>& normal, BallNorm norm, unsigned bits) {
  Rational sum = 0, largest = 0, squares = 0;
  for (const Rational& x : normal) {
    sum += abs(x);
    largest = std::max(largest, Rational(abs(x)));
    squares += x * x;
  }
  if (norm == BallNorm::kMaximum) return {sum, sum};
  if (norm == BallNorm::kSum) return {largest, largest};
  return sqrt_enclosure(squares, bits);
}

OracleRadius oracle_radius(const std::vector<FacetRow>& rows, std::size_t dim, BallNorm norm, unsigned bits) {
  initialise_ppl();
  OracleRadius result;
  for (const bool upper : {false, true}) {
    ppl::MIP_Problem problem(dim + 1);
    for (const FacetRow& row : rows) {
      if (is_constant(row)) continue;
      const Enclosure length = oracle_length(row.normal, norm, bits);
      std::vector<Rational> values = row.normal;
      values.emplace_back(upper ? -length.lo : -length.hi);
      values.push_back(row.offset);
      problem.add_constraint(constraint(values));
    }
    problem.set_objective_function(ppl::Variable(dim));
    problem.set_optimization_mode(ppl::MAXIMIZATION);
    if (problem.solve() == ppl::UNBOUNDED_MIP_PROBLEM) {
      result.infinite = true;
      return result;
    }
    ppl::Coefficient numerator, denominator;
    problem.optimal_value(numerator, denominator);
    Rational value(numerator, denominator);
    value.canonicalize();
    (upper ? result.bounds.hi : result.bounds.lo) = value;
  }
  return result;
}

std::string ball_error(const std::vector<FacetRow>& rows, std::size_t dim, BallNorm norm, const Insphere& ball) {
  initialise_ppl();
  constexpr unsigned kBits = 5000;  // rows may differ by factors of 1e600
  const Rational radius = middle(ball.radius.enclosure(kBits));
  Rational tiny = 1;
  mpq_div_2exp(tiny.get_mpq_t(), tiny.get_mpq_t(), 4000);

  // No ball is larger. Multipliers are for primitive rows.
  std::vector<Rational> sum(dim);
  Rational offsets = 0, lengths = 0, sizes = 0;
  for (const Insphere::Support& support : ball.support) {
    if (support.multiplier <= 0) return "a multiplier is not positive";
    const Row row = primitive(Row{rows[support.row].normal, rows[support.row].offset});
    for (std::size_t j = 0; j < dim; ++j) sum[j] += support.multiplier * row.normal[j];
    const Rational offset = support.multiplier * row.offset;
    offsets += offset;
    sizes += abs(offset);
    lengths += support.multiplier * middle(oracle_length(row.normal, norm, kBits));
    if (!std::binary_search(ball.touching.begin(), ball.touching.end(), support.row)) return "support without touch";
  }
  if (ball.support.empty() || std::any_of(sum.begin(), sum.end(), [](const Rational& x) { return x != 0; })) {
    return "multipliers do not cancel the normals";
  }
  if (abs(offsets - radius * lengths) > tiny * sizes) return "the multipliers prove another radius";

  // And this one fits in.
  std::vector<Rational> center;
  Rational size = 1;
  for (const RootQuotient& x : ball.center.coordinates()) {
    center.push_back(middle(x.enclosure(kBits)));
    size += abs(center.back());
  }
  std::vector<std::vector<Rational>> touched;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (is_constant(rows[k])) continue;
    const Rational length = middle(oracle_length(rows[k].normal, norm, kBits));
    Rational slack = rows[k].offset - radius * length;
    for (std::size_t j = 0; j < dim; ++j) slack += rows[k].normal[j] * center[j];
    const Rational rounding = tiny * (abs(rows[k].offset) + length * (size + radius));
    const bool touches = std::binary_search(ball.touching.begin(), ball.touching.end(), k);
    if (touches) touched.push_back(rows[k].normal);
    if (touches && abs(slack) > rounding) return "row " + std::to_string(k) + " is not touched";
    if (!touches && slack <= rounding) return "row " + std::to_string(k) + " is touched or violated";
  }
  if (dim <= kMostRolling && can_roll(touched, dim) == ball.unique) return ball.unique ? "not unique" : "unique";
  return "";
}

}  // namespace crease::testing
