// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/point_signs.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace crease {
namespace {

void set_bit(std::vector<std::uint64_t>& words, std::size_t i) { words[i / 64] |= std::uint64_t{1} << (i % 64); }

void include_denominator(Integer& common, const Rational& value) {
  mpz_lcm(common.get_mpz_t(), common.get_mpz_t(), value.get_den_mpz_t());
}

Integer times(const Rational& value, const Integer& denominator) {
  return Integer(value.get_num() * (denominator / value.get_den()));
}

/// The numbers of A and b times their common denominator.
template <typename Row>
std::pair<std::vector<Row>, Integer> integer_rows(const Matrix<Rational>& A, std::span<const Rational> b) {
  Integer denominator = 1;
  for (const Rational& entry : A.entries()) include_denominator(denominator, entry);
  for (const Rational& entry : b) include_denominator(denominator, entry);
  std::vector<Row> rows(A.rows());
  for (std::size_t i = 0; i < A.rows(); ++i) {
    for (const Rational& entry : A.row(i)) rows[i].normal.push_back(times(entry, denominator));
    rows[i].offset = times(b[i], denominator);
  }
  return {std::move(rows), std::move(denominator)};
}

template <typename Row>
Integer value_of(const Row& row, const std::vector<Integer>& x, const Integer& x0) {
  Integer sum = row.offset * x0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (sgn(row.normal[i]) != 0 && sgn(x[i]) != 0) {
      mpz_addmul(sum.get_mpz_t(), row.normal[i].get_mpz_t(), x[i].get_mpz_t());
    }
  }
  return sum;
}

}  // namespace

PointEvaluator::PointEvaluator(const Network& network, const Domain& domain) : walls_(network, domain) {
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    // Every row on its own: one denominator for all would only make numbers long.
    Matrix<Rational> normal(1, domain.dim());
    std::copy(domain.rows().row(i).begin(), domain.rows().row(i).end(), normal.row(0).begin());
    domain_rows_.push_back(integer_rows<Row>(normal, {&domain.offsets()[i], 1}).first[0]);
    const Row& row = domain_rows_.back();
    is_wall_.push_back(sgn(row.offset) != 0 ||
                       std::any_of(row.normal.begin(), row.normal.end(), [](const Integer& x) { return sgn(x) != 0; }));
  }
  if (domain.slice()) {
    auto [rows, denominator] = integer_rows<Row>(domain.slice()->directions, domain.slice()->point);
    layers_.push_back({std::move(rows), std::move(denominator), {}, {0}, 1});
  }
  for (const Layer& layer : network.layers()) {
    auto [rows, denominator] = integer_rows<Row>(layer.weights, layer.bias);
    IntegerLayer result{std::move(rows), std::move(denominator), {}, {0}, 1};
    for (const Activation& activation : layer.activations) {
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
        include_denominator(result.unit_denominator, activation.slope(p));
        include_denominator(result.unit_denominator, activation.intercept(p));
      }
    }
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      Unit& unit = result.units.emplace_back();
      result.first_rows.push_back(layer.first_row(u + 1));
      if (layer.is_group(u)) continue;
      const Activation& activation = layer.activations[u];
      for (const Rational& t : activation.breakpoints()) {
        unit.breakpoints.push_back({{Integer(t.get_den())}, Integer(-t.get_num())});
      }
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
        unit.slopes.push_back(times(activation.slope(p), result.unit_denominator));
        unit.intercepts.push_back(times(activation.intercept(p), result.unit_denominator));
      }
    }
    layers_.push_back(std::move(result));
  }
}

PointSigns PointEvaluator::evaluate(std::span<const Rational> y, bool is_point) const {
  PointSigns signs;
  signs.above.resize((walls_.num_creases() + 63) / 64);
  signs.zero.resize(signs.above.size());
  signs.on.resize((walls_.size() + 63) / 64);
  if (!is_point) set_bit(signs.on, walls_.infinity());

  // The true values are h / scale.
  Integer scale = 1;
  for (const Rational& entry : y) include_denominator(scale, entry);
  std::vector<Integer> h;
  for (const Rational& entry : y) h.push_back(times(entry, scale));
  const auto x0 = [&] { return is_point ? scale : Integer(0); };

  for (std::size_t i = 0; i < domain_rows_.size(); ++i) {
    const int sign = sgn(value_of(domain_rows_[i], h, x0()));
    if (sign < 0) signs.in_domain = false;
    if (sign == 0 && is_wall_[i]) {
      signs.on_domain_row = true;
      set_bit(signs.on, walls_.domain_row(i));
    }
  }

  std::size_t crease = 0;
  for (const IntegerLayer& layer : layers_) {
    std::vector<Integer> z;
    for (const Row& row : layer.rows) z.push_back(value_of(row, h, x0()));
    scale *= layer.denominator;
    const auto set_sign = [&](int sign) {
      if (sign > 0) set_bit(signs.above, crease);
      if (sign == 0) {
        set_bit(signs.zero, crease);
        set_bit(signs.on, crease);
      }
      ++crease;
    };
    h.clear();
    if (layer.units.empty()) h = z;  // the slice
    for (std::size_t u = 0; u < layer.units.size(); ++u) {
      const Unit& unit = layer.units[u];
      const std::span<const Integer> rows(z.data() + layer.first_rows[u],
                                          layer.first_rows[u + 1] - layer.first_rows[u]);
      if (rows.size() > 1) {
        const Integer& greatest = *std::ranges::max_element(rows);
        const bool is_shared = std::ranges::count(rows, greatest) > 1;
        for (const Integer& row : rows) set_sign(row < greatest ? -1 : is_shared ? 0 : 1);
        h.emplace_back(greatest * layer.unit_denominator);
        continue;
      }
      std::size_t piece = 0;
      for (const Row& breakpoint : unit.breakpoints) {
        const int sign = sgn(Integer(breakpoint.normal[0] * rows[0] + breakpoint.offset * x0()));
        set_sign(sign);
        piece += sign >= 0;
      }
      h.emplace_back(unit.slopes[piece] * rows[0] + unit.intercepts[piece] * x0());
    }
    scale *= layer.unit_denominator;
  }
  for (const Integer& value : h) {
    signs.output.emplace_back(value, scale);
    signs.output.back().canonicalize();
  }
  return signs;
}

bool PointEvaluator::is_line(std::span<const Rational> direction) const {
  const PointSigns signs = along(direction);
  std::size_t zeros = 0, walls = 0;
  for (const std::uint64_t word : signs.on) zeros += static_cast<std::size_t>(std::popcount(word));
  for (const bool is_wall : is_wall_) walls += is_wall;
  return zeros == walls_.num_creases() + walls + 1;
}

}  // namespace crease
