// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_network.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crease {
namespace {

Matrix<double> to_doubles(const Matrix<Rational>& exact) {
  Matrix<double> matrix(exact.rows(), exact.cols());
  for (std::size_t i = 0; i < exact.rows(); ++i) {
    std::ranges::transform(exact.row(i), matrix.row(i).begin(), nearest_double);
  }
  return matrix;
}

std::vector<double> to_doubles(std::span<const Rational> exact) {
  std::vector<double> numbers(exact.size());
  std::ranges::transform(exact, numbers.begin(), nearest_double);
  return numbers;
}

double product(std::span<const double> a, std::span<const double> b, double sum) {
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

/// W H, columns last, with the bias in the last one.
Matrix<double> map_rows(const Matrix<double>& W, std::span<const double> b, const Matrix<double>& H) {
  Matrix<double> Z(W.rows(), H.cols());
  for (std::size_t i = 0; i < W.rows(); ++i) {
    const auto z = Z.row(i);
    for (std::size_t j = 0; j < W.cols(); ++j) {
      const double weight = W(i, j);
      const auto h = H.row(j);
      for (std::size_t k = 0; weight != 0 && k < z.size(); ++k) z[k] += weight * h[k];
    }
    z.back() += b[i];
  }
  return Z;
}

/// The last entry of the row is its offset.
void add_row(std::span<const double> row, FloatRows::Beyond beyond, double tolerance, FloatRows& rows) {
  const auto normal = row.first(row.size() - 1);
  const double length = std::sqrt(product(normal, normal, 0));
  if (!std::isfinite(length) || !std::isfinite(row.back())) {
    rows.is_finite = false;
  } else if (length <= tolerance) {
    rows.is_empty = rows.is_empty || row.back() < -tolerance;
  } else {
    for (const double entry : normal) rows.normals.push_back(entry / length);
    rows.offsets.push_back(row.back() / length);
    rows.beyond.push_back(beyond);
  }
}

}  // namespace

FloatRows float_rows(const Domain& domain) {
  FloatRows rows;
  rows.dim = domain.dim();
  for (std::size_t i = 0; i < domain.offsets().size(); ++i) {
    std::vector<double> row = to_doubles(domain.rows().row(i));
    row.push_back(nearest_double(domain.offsets()[i]));
    add_row(row, {}, 0, rows);
  }
  return rows;
}

FloatNetwork::FloatNetwork(const Network& network, const Domain& domain)
    : dim_(domain.dim()), domain_rows_(float_rows(domain)) {
  if (domain.slice()) {
    directions_ = to_doubles(domain.slice()->directions);
    point_ = to_doubles(std::span(domain.slice()->point));
  }
  for (const Layer& layer : network.layers()) {
    FloatLayer& result = layers_.emplace_back();
    result.weights = to_doubles(layer.weights);
    result.bias = to_doubles(std::span(layer.bias));
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      Unit& unit = result.units.emplace_back();
      unit.first_row = layer.first_row(u);
      unit.num_rows = layer.num_arguments(u);
      if (layer.is_group(u)) continue;
      const Activation& activation = layer.activations[u];
      unit.breakpoints = to_doubles(std::span(activation.breakpoints()));
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
        unit.slopes.push_back(nearest_double(activation.slope(p)));
        unit.intercepts.push_back(nearest_double(activation.intercept(p)));
      }
    }
    num_units_ += layer.num_units();
  }
}

PiecePattern FloatNetwork::pattern_at(std::span<const double> y) const {
  PiecePattern pattern;
  pattern.reserve(num_units_);
  std::vector<double> h(y.begin(), y.end());
  if (!point_.empty()) {
    h = point_;
    for (std::size_t i = 0; i < h.size(); ++i) h[i] = product(directions_.row(i), y, h[i]);
  }
  std::vector<double> z;
  for (const FloatLayer& layer : layers_) {
    z.assign(layer.bias.begin(), layer.bias.end());
    for (std::size_t i = 0; i < z.size(); ++i) z[i] = product(layer.weights.row(i), h, z[i]);
    h.clear();
    for (const Unit& unit : layer.units) {
      const std::span<const double> rows(z.data() + unit.first_row, unit.num_rows);
      if (unit.num_rows > 1) {
        const auto greatest = std::ranges::max_element(rows);
        pattern.push_back(static_cast<char16_t>(greatest - rows.begin()));
        h.push_back(*greatest);
        continue;
      }
      const auto piece = static_cast<std::size_t>(
          std::ranges::count_if(unit.breakpoints, [&](double breakpoint) { return rows[0] > breakpoint; }));
      pattern.push_back(static_cast<char16_t>(piece));
      h.push_back(unit.slopes[piece] * rows[0] + unit.intercepts[piece]);
    }
  }
  return pattern;
}

void FloatNetwork::add_rows(const FloatLayer& layer, const PiecePattern& pattern, std::size_t first_unit,
                            const Matrix<double>& z, double tolerance, FloatRows& rows) const {
  std::vector<double> row(dim_ + 1);
  for (std::size_t u = 0; u < layer.units.size(); ++u) {
    const Unit& unit = layer.units[u];
    const char16_t piece = pattern[first_unit + u];
    const auto push = [&](std::size_t beyond) {
      add_row(row, {first_unit + u, static_cast<char16_t>(beyond)}, tolerance, rows);
    };
    if (unit.num_rows > 1) {
      const auto greatest = z.row(unit.first_row + piece);
      for (std::size_t other = 0; other < unit.num_rows; ++other) {
        if (other == piece) continue;
        std::ranges::transform(greatest, z.row(unit.first_row + other), row.begin(), std::minus<>());
        push(other);
      }
      continue;
    }
    const auto value = z.row(unit.first_row);
    if (piece > 0) {
      std::ranges::copy(value, row.begin());
      row.back() -= unit.breakpoints[piece - 1u];
      push(piece - 1u);
    }
    if (piece < unit.breakpoints.size()) {
      std::ranges::transform(value, row.begin(), std::negate<>());
      row.back() += unit.breakpoints[piece];
      push(piece + 1u);
    }
  }
}

FloatRows FloatNetwork::rows_of(const PiecePattern& pattern, double tolerance) const {
  FloatRows rows;
  rows.dim = dim_;
  Matrix<double> h(dim_, dim_ + 1);
  for (std::size_t j = 0; j < dim_; ++j) h(j, j) = 1;
  if (!point_.empty()) h = map_rows(directions_, point_, h);
  std::size_t first_unit = 0;
  for (const FloatLayer& layer : layers_) {
    const Matrix<double> z = map_rows(layer.weights, layer.bias, h);
    add_rows(layer, pattern, first_unit, z, tolerance, rows);
    h = Matrix<double>(layer.units.size(), dim_ + 1);
    for (std::size_t u = 0; u < layer.units.size(); ++u) {
      const Unit& unit = layer.units[u];
      const char16_t piece = pattern[first_unit + u];
      if (unit.num_rows > 1) {
        std::ranges::copy(z.row(unit.first_row + piece), h.row(u).begin());
        continue;
      }
      std::ranges::transform(z.row(unit.first_row), h.row(u).begin(),
                             [&](double entry) { return unit.slopes[piece] * entry; });
      h(u, dim_) += unit.intercepts[piece];
    }
    first_unit += layer.units.size();
  }
  rows.normals.insert(rows.normals.end(), domain_rows_.normals.begin(), domain_rows_.normals.end());
  rows.offsets.insert(rows.offsets.end(), domain_rows_.offsets.begin(), domain_rows_.offsets.end());
  rows.beyond.resize(rows.size());
  rows.is_finite = rows.is_finite && domain_rows_.is_finite;
  return rows;
}

}  // namespace crease
