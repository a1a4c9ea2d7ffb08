// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_polyhedron.h"

#include <glpk.h>

#include <cmath>
#include <limits>

namespace crease {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

int number(std::size_t i) { return static_cast<int>(i + 1); }

/// GLPK counts rows and columns from 1. Column dim + 1 is the radius.
enum class Outcome { kOptimal, kUnbounded, kEmpty, kGaveUp };

Outcome solve(glp_prob* problem) {
  glp_smcp options;
  glp_init_smcp(&options);
  options.msg_lev = GLP_MSG_OFF;
  // It is not safe from cycling: an end to it.
  options.it_lim = 20 * (glp_get_num_rows(problem) + glp_get_num_cols(problem)) + 1000;
  int failed = glp_simplex(problem, &options);
  if (failed == GLP_ESING || failed == GLP_ECOND || failed == GLP_EBADB) {
    glp_std_basis(problem);
    failed = glp_simplex(problem, &options);
  }
  if (failed != 0) return Outcome::kGaveUp;
  switch (glp_get_status(problem)) {
    case GLP_OPT:
      return Outcome::kOptimal;
    case GLP_UNBND:
      return Outcome::kUnbounded;
    case GLP_NOFEAS:
      return Outcome::kEmpty;
    default:
      return Outcome::kGaveUp;
  }
}

}  // namespace

void FloatPolyhedron::Delete::operator()(glp_prob* problem) const { glp_delete_prob(problem); }

FloatPolyhedron::FloatPolyhedron(const FloatRows& rows)
    : dim_(rows.dim), offsets_(rows.offsets), is_empty_(rows.is_empty) {
  if (!rows.is_finite) return;
  problem_.reset(glp_create_prob());
  glp_prob* lp = problem_.get();
  if (rows.size() > 0) glp_add_rows(lp, static_cast<int>(rows.size()));
  glp_add_cols(lp, number(dim_));
  for (std::size_t j = 0; j < dim_; ++j) glp_set_col_bnds(lp, number(j), GLP_FR, 0, 0);
  std::vector<int> columns(dim_ + 2);
  std::vector<double> values(dim_ + 2);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    int count = 0;
    for (std::size_t j = 0; j < dim_; ++j) {
      if (rows.normal(i)[j] == 0) continue;
      ++count;
      columns[static_cast<std::size_t>(count)] = number(j);
      values[static_cast<std::size_t>(count)] = rows.normal(i)[j];
    }
    ++count;
    columns[static_cast<std::size_t>(count)] = number(dim_);
    values[static_cast<std::size_t>(count)] = -1;
    glp_set_mat_row(lp, number(i), count, columns.data(), values.data());
    glp_set_row_bnds(lp, number(i), GLP_LO, -rows.offsets[i], 0);
  }
}

std::optional<FloatBall> FloatPolyhedron::largest_ball(double most) {
  if (!problem_) return std::nullopt;
  if (is_empty_) return FloatBall{std::vector<double>(dim_), -1};
  glp_prob* lp = problem_.get();
  for (std::size_t j = 0; j < dim_; ++j) glp_set_obj_coef(lp, number(j), 0);
  glp_set_obj_coef(lp, number(dim_), 1);
  glp_set_obj_dir(lp, GLP_MAX);
  glp_set_col_bnds(lp, number(dim_), std::isinf(most) ? GLP_FR : GLP_UP, 0, most);
  const Outcome outcome = solve(lp);
  if (outcome == Outcome::kUnbounded) return FloatBall{std::vector<double>(dim_), kInfinity};
  if (outcome != Outcome::kOptimal) return std::nullopt;
  FloatBall ball{{}, glp_get_col_prim(lp, number(dim_))};
  for (std::size_t j = 0; j < dim_; ++j) ball.center.push_back(glp_get_col_prim(lp, number(j)));
  return ball;
}

std::optional<double> FloatPolyhedron::least(std::size_t row) {
  if (!problem_ || is_empty_) return std::nullopt;
  glp_prob* lp = problem_.get();
  std::vector<int> columns(dim_ + 2);
  std::vector<double> values(dim_ + 2);
  const int count = glp_get_mat_row(lp, number(row), columns.data(), values.data());
  for (std::size_t j = 0; j <= dim_; ++j) glp_set_obj_coef(lp, number(j), 0);
  for (std::size_t k = 1; k <= static_cast<std::size_t>(count); ++k) glp_set_obj_coef(lp, columns[k], values[k]);
  glp_set_obj_dir(lp, GLP_MIN);
  glp_set_col_bnds(lp, number(dim_), GLP_FX, 0, 0);
  glp_set_row_bnds(lp, number(row), GLP_LO, -offsets_[row] - 1, 0);
  const Outcome outcome = solve(lp);
  const double least = glp_get_obj_val(lp) + offsets_[row];
  glp_set_row_bnds(lp, number(row), GLP_LO, -offsets_[row], 0);
  return outcome == Outcome::kOptimal ? std::optional(least) : std::nullopt;
}

std::optional<FloatPolyhedron::Range> FloatPolyhedron::range(std::size_t coordinate) {
  if (!problem_ || is_empty_) return std::nullopt;
  glp_prob* lp = problem_.get();
  for (std::size_t j = 0; j <= dim_; ++j) glp_set_obj_coef(lp, number(j), j == coordinate ? 1 : 0);
  glp_set_col_bnds(lp, number(dim_), GLP_FX, 0, 0);
  Range range{-kInfinity, kInfinity};
  for (const bool greatest : {false, true}) {
    glp_set_obj_dir(lp, greatest ? GLP_MAX : GLP_MIN);
    const Outcome outcome = solve(lp);
    if (outcome == Outcome::kUnbounded) continue;
    if (outcome != Outcome::kOptimal) return std::nullopt;
    (greatest ? range.hi : range.lo) = glp_get_obj_val(lp);
  }
  return range;
}

}  // namespace crease
