// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/nearest_point.h"

#include <CGAL/Gmpz.h>
#include <CGAL/QP_functions.h>
#include <CGAL/QP_models.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "algorithms/float_hull.h"
#include "core/integer_vector.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

using Program = CGAL::Quadratic_program<CGAL::Gmpz>;
using Vector = std::vector<Rational>;

Rational to_rational(const CGAL::Quotient<CGAL::Gmpz>& value) {
  Rational result(Integer(value.numerator().mpz()), Integer(value.denominator().mpz()));
  result.canonicalize();
  return result;
}

Rational dot(const Vector& a, const Vector& b) {
  Rational sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

/// A convex combination of some points.
struct Combination {
  std::vector<std::size_t> support;
  Vector weights;

  void drop_zeros() {
    for (std::size_t i = support.size(); i-- > 0;) {
      if (weights[i] != 0) continue;
      support.erase(support.begin() + static_cast<std::ptrdiff_t>(i));
      weights.erase(weights.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
};

/// The weights, which add up to 1, of the point nearest to the origin in the affine hull of some points; none where
/// these are dependent.
std::optional<Vector> affine_weights(const std::vector<Vector>& points, std::span<const std::size_t> support) {
  const std::size_t n = support.size() - 1;
  const Vector& origin = points[support[n]];
  std::vector<Vector> steps;
  for (std::size_t i = 0; i < n; ++i) {
    Vector& step = steps.emplace_back(points[support[i]]);
    for (std::size_t j = 0; j < step.size(); ++j) step[j] -= origin[j];
  }
  Matrix<Rational> products(n, n), right(1, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) products(i, k) = k < i ? products(k, i) : dot(steps[i], steps[k]);
    right(0, i) = -dot(steps[i], origin);
  }
  if (rank(products) < n) return std::nullopt;
  Vector weights(n + 1);
  weights[n] = 1;
  if (n == 0) return weights;
  const Matrix<Rational> found = *solve_left(products, right);
  for (std::size_t i = 0; i < n; ++i) {
    weights[i] = found(0, i);
    weights[n] -= weights[i];
  }
  return weights;
}

/// Where doubles end, if that is the nearest point of its support's affine hull; else a point.
Combination proposed_combination(const std::vector<Vector>& points) {
  Rational largest = 0;
  for (const Vector& p : points) {
    for (const Rational& x : p) {
      if (abs(x) > largest) largest = abs(x);
    }
  }
  if (largest == 0) return {{0}, {1}};
  std::vector<double> rounded(points.size() * points.front().size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < points[i].size(); ++j) {
      rounded[j * points.size() + i] = nearest_double(Rational(points[i][j] / largest));
    }
  }
  FloatHull hull;
  hull.project(rounded.data(), points.size(), points.size(), points.front().size(), 0, HUGE_VAL);
  const std::vector<std::size_t> support(hull.support().begin(), hull.support().end());
  const std::optional<Vector> weights = affine_weights(points, support);
  const auto is_negative = [](const Rational& w) { return w < 0; };
  if (!weights || std::ranges::any_of(*weights, is_negative)) return {{support.front()}, {1}};
  Combination proposed{support, *weights};
  proposed.drop_zeros();
  return proposed;
}

/// The point of a convex hull that is nearest to the origin, by Wolfe's method (see FloatHull) in rationals from where
/// doubles end. Every step makes the norm smaller, so no support comes back.
Vector nearest_of_hull(const std::vector<Vector>& points) {
  Combination now = proposed_combination(points);
  while (true) {
    Vector point(points.front().size());
    for (std::size_t i = 0; i < now.support.size(); ++i) {
      for (std::size_t j = 0; j < point.size(); ++j) point[j] += now.weights[i] * points[now.support[i]][j];
    }
    Rational least = dot(point, point);
    std::optional<std::size_t> farthest;
    for (std::size_t i = 0; i < points.size(); ++i) {
      Rational product = dot(point, points[i]);
      if (product >= least) continue;
      least = std::move(product);
      farthest = i;
    }
    if (!farthest) return point;
    // It lies outside of the affine hull of the others, where all products are the same.
    now.support.push_back(*farthest);
    now.weights.emplace_back(0);
    while (true) {
      const Vector target = *affine_weights(points, now.support);
      Rational share = 1;
      for (std::size_t i = 0; i < target.size(); ++i) {
        if (target[i] >= 0) continue;
        share = std::min(share, Rational(now.weights[i] / (now.weights[i] - target[i])));
      }
      for (std::size_t i = 0; i < target.size(); ++i) now.weights[i] += share * (target[i] - now.weights[i]);
      now.drop_zeros();
      if (share == 1) break;
    }
  }
}

}  // namespace

NearestPoint nearest_point(const GeneratedPolyhedron& polyhedron, std::span<const Rational> q) {
  const std::size_t d = q.size();
  if (polyhedron.points.empty()) throw std::invalid_argument("nearest point of an empty polyhedron");
  for (const auto* list : {&polyhedron.points, &polyhedron.rays, &polyhedron.lines}) {
    for (const Vector& vector : *list) {
      if (vector.size() != d) throw std::invalid_argument("nearest point: dimensions do not fit");
    }
  }
  // x - q = sum w_i g_i, g_i = p_i - q for points, whose weights add up to 1.
  std::vector<Vector> generators;
  for (const Vector& point : polyhedron.points) {
    Vector& g = generators.emplace_back(point);
    for (std::size_t j = 0; j < d; ++j) g[j] -= q[j];
  }
  if (polyhedron.rays.empty() && polyhedron.lines.empty()) {
    NearestPoint nearest{nearest_of_hull(generators), 0};
    nearest.squared_distance = dot(nearest.point, nearest.point);
    for (std::size_t j = 0; j < d; ++j) nearest.point[j] += q[j];
    return nearest;
  }
  generators.insert(generators.end(), polyhedron.rays.begin(), polyhedron.rays.end());
  generators.insert(generators.end(), polyhedron.lines.begin(), polyhedron.lines.end());
  const std::size_t first_line = generators.size() - polyhedron.lines.size();

  Vector all;
  for (const Vector& g : generators) all.insert(all.end(), g.begin(), g.end());
  const Integer scale = common_denominator(all);
  std::vector<std::vector<Integer>> scaled;
  for (const Vector& g : generators) {
    std::vector<Integer>& integers = scaled.emplace_back();
    for (const Rational& x : g) integers.push_back(x.get_num() * (scale / x.get_den()));
  }

  Program program(CGAL::EQUAL, true, 0, false, 0);
  for (std::size_t i = 0; i < scaled.size(); ++i) {
    const int variable = static_cast<int>(i);
    if (i < polyhedron.points.size()) program.set_a(variable, 0, CGAL::Gmpz(1));
    if (i >= first_line) program.set_l(variable, false);
    for (std::size_t j = 0; j <= i; ++j) {
      Integer product = 0;
      for (std::size_t k = 0; k < d; ++k) product += scaled[i][k] * scaled[j][k];
      product *= 2;
      program.set_d(variable, static_cast<int>(j), CGAL::Gmpz(product.get_mpz_t()));
    }
  }
  program.set_b(0, CGAL::Gmpz(1));
  // The default takes the steepest variable, which may run in circles where weights are zero.
  CGAL::Quadratic_program_options options;
  options.set_pricing_strategy(CGAL::QP_BLAND);
  const auto solution = CGAL::solve_quadratic_program(program, CGAL::Gmpz(), options);
  if (!solution.is_optimal()) throw std::logic_error("a distance that is no optimum");

  NearestPoint nearest{Vector(q.begin(), q.end()), 0};
  auto weight = solution.variable_values_begin();
  for (std::size_t i = 0; i < generators.size(); ++i, ++weight) {
    const Rational w = to_rational(*weight);
    if (w == 0) continue;
    for (std::size_t j = 0; j < d; ++j) nearest.point[j] += w * generators[i][j];
  }
  for (std::size_t j = 0; j < d; ++j) {
    const Rational step = nearest.point[j] - q[j];
    nearest.squared_distance += step * step;
  }
  return nearest;
}

}  // namespace crease
