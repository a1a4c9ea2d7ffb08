// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart.h"

#include <algorithm>
#include <optional>

#include "core/linear_algebra.h"

namespace crease {
namespace {

bool all_zero(std::span<const Rational> values) {
  return std::all_of(values.begin(), values.end(), [](const Rational& value) { return value == 0; });
}

/// Bends at 0 alone and passes through (0, 0), so that a cone goes to a cone.
bool is_positively_homogeneous(const Activation& activation) {
  const auto& breakpoints = activation.breakpoints();
  return breakpoints.size() <= 1 && all_zero(breakpoints) && activation.intercept(0) == 0;
}

/// Linear parts and constants of rows over the domain's own coordinates.
struct Rows {
  Matrix<Rational> linear;
  std::vector<Rational> constant;
};

/// The first layer's pre-activations over the domain's own coordinates.
Rows first_layer_rows(const Domain& domain, std::span<const Layer> layers) {
  if (layers.empty()) return {Matrix<Rational>(0, domain.dim()), {}};
  const Layer& layer = layers.front();
  if (!domain.slice()) return {layer.weights, layer.bias};
  Rows rows{multiply(layer.weights, domain.slice()->directions), layer.bias};
  for (std::size_t i = 0; i < layer.num_units(); ++i) {
    for (std::size_t j = 0; j < layer.num_inputs(); ++j) {
      rows.constant[i] += layer.weights(i, j) * domain.slice()->point[j];
    }
  }
  return rows;
}

Rows stack(const Rows& above, const Rows& below) {
  Rows rows{Matrix<Rational>(above.linear.rows() + below.linear.rows(), above.linear.cols()), above.constant};
  for (std::size_t i = 0; i < rows.linear.rows(); ++i) {
    const bool upper = i < above.linear.rows();
    const auto source = upper ? above.linear.row(i) : below.linear.row(i - above.linear.rows());
    std::copy(source.begin(), source.end(), rows.linear.row(i).begin());
  }
  rows.constant.insert(rows.constant.end(), below.constant.begin(), below.constant.end());
  return rows;
}

/// A point v with A v + c = 0, if there is one.
std::optional<std::vector<Rational>> common_zero(const Matrix<Rational>& A, std::span<const Rational> c) {
  if (A.cols() == 0) return std::nullopt;
  Matrix<Rational> target(1, c.size());
  for (std::size_t i = 0; i < c.size(); ++i) target(0, i) = -c[i];
  const auto solution = solve_left(transpose(A), target);
  if (!solution) return std::nullopt;
  return std::vector<Rational>(solution->row(0).begin(), solution->row(0).end());
}

/// sum += factor * entry: most factors are those of an identity.
void add_product(Rational& sum, const Rational& factor, const Rational& entry) {
  if (factor == 0) return;
  if (factor == 1) {
    sum += entry;
  } else {
    sum += factor * entry;
  }
}

/// sum += row . entries.
void add_products(Rational& sum, std::span<const Rational> row, std::span<const Rational> entries) {
  for (std::size_t j = 0; j < row.size(); ++j) add_product(sum, row[j], entries[j]);
}

bool deeper_layers_are_homogeneous(std::span<const Layer> layers) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (l > 0 && !all_zero(layers[l].bias)) return false;
    const auto& activations = layers[l].activations;
    if (!std::all_of(activations.begin(), activations.end(), is_positively_homogeneous)) return false;
  }
  return true;
}

}  // namespace

Chart make_chart(const Domain& domain, std::span<const Layer> layers) {
  const Rows own_domain{domain.rows(), domain.offsets()};
  const Rows own = stack(own_domain, first_layer_rows(domain, layers));
  const std::size_t k = domain.dim();

  Chart chart;
  const std::vector<std::size_t> basis = independent_rows(own.linear);
  const std::size_t r = basis.size();
  Matrix<Rational> linear;
  if (r == k) {
    chart.N = chart.R = identity_matrix(k);
    linear = own.linear;
  } else {
    chart.N = Matrix<Rational>(r, k);
    for (std::size_t i = 0; i < r; ++i) {
      std::copy(own.linear.row(basis[i]).begin(), own.linear.row(basis[i]).end(), chart.N.row(i).begin());
    }
    chart.R = right_inverse(chart.N);
    // A row of the span is determined by its values on R's columns: row = (row R) N.
    linear = multiply(own.linear, chart.R);
  }

  chart.origin.assign(k, Rational(0));
  if (deeper_layers_are_homogeneous(layers)) {
    if (const auto v = common_zero(linear, own.constant)) {
      chart.homogeneous = true;
      for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < r; ++j) chart.origin[i] += chart.R(i, j) * (*v)[j];
      }
    }
  }
  chart.m = static_cast<int>(r) + (chart.homogeneous ? 0 : 1);

  const auto row_in_chart = [&](std::size_t i) {
    std::vector<Rational> row;
    if (!chart.homogeneous) row.push_back(own.constant[i]);
    row.insert(row.end(), linear.row(i).begin(), linear.row(i).end());
    return row;
  };
  const std::size_t num_domain_rows = domain.rows().rows();
  for (std::size_t i = 0; i < num_domain_rows; ++i) chart.domain_rows.push_back(primitive_integers(row_in_chart(i)));
  chart.first_layer = Matrix<Rational>(own.linear.rows() - num_domain_rows, static_cast<std::size_t>(chart.m));
  for (std::size_t i = 0; i < chart.first_layer.rows(); ++i) {
    const std::vector<Rational> row = row_in_chart(num_domain_rows + i);
    std::copy(row.begin(), row.end(), chart.first_layer.row(i).begin());
  }
  return chart;
}

std::vector<Rational> Chart::to_domain(const IntegerVector& g) const {
  const std::size_t first = homogeneous ? 0 : 1;
  const bool direction = is_direction(g);
  std::vector<Rational> entries;
  for (std::size_t j = 0; j < R.cols(); ++j) entries.emplace_back(g.get(first + j));
  const Rational scale = direction ? Rational(1) : Rational(g.get(0));
  std::vector<Rational> y(origin.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    add_products(y[i], R.row(i), entries);
    if (direction) continue;
    y[i] /= scale;
    if (origin[i] != 0) y[i] += origin[i];
  }
  return y;
}

IntegerVector Chart::to_chart(std::span<const Rational> y) const {
  std::vector<Rational> moved(y.begin(), y.end());
  for (std::size_t j = 0; j < moved.size(); ++j) {
    if (origin[j] != 0) moved[j] -= origin[j];
  }
  std::vector<Rational> v;
  if (!homogeneous) v.emplace_back(1);
  for (std::size_t i = 0; i < N.rows(); ++i) add_products(v.emplace_back(0), N.row(i), moved);
  return primitive_integers(v);
}

std::pair<std::vector<Rational>, Rational> Chart::row_to_domain(const IntegerVector& a) const {
  const std::size_t first = homogeneous ? 0 : 1;
  std::pair<std::vector<Rational>, Rational> row{std::vector<Rational>(origin.size(), Rational(0)),
                                                 homogeneous ? Rational(0) : Rational(a.get(0))};
  auto& [normal, offset] = row;
  for (std::size_t j = 0; j < N.rows(); ++j) {
    const Rational entry(a.get(first + j));
    for (std::size_t i = 0; i < normal.size(); ++i) add_product(normal[i], N(j, i), entry);
  }
  for (std::size_t i = 0; i < normal.size(); ++i) {
    if (origin[i] != 0) offset -= normal[i] * origin[i];
  }
  return row;
}

}  // namespace crease
