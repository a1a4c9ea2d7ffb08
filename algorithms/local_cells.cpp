// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/local_cells.h"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include "algorithms/certified_lp.h"
#include "algorithms/exact_dictionary.h"
#include "algorithms/output_rows.h"
#include "core/cell_kernel.h"
#include "core/errors.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

bool is_constant(const IntegerVector& row) {
  return _fmpz_vec_is_zero(row[1], static_cast<slong>(row.size()) - 1) != 0;
}

/// The sign just beyond the germ.
int sign_along(const IntegerVector& row, std::span<const IntegerVector> germ) {
  for (const IntegerVector& v : germ) {
    if (const int sign = sign_of_dot(row, v); sign != 0) return sign;
  }
  for (std::size_t j = 1; j < row.size(); ++j) {
    if (const int sign = fmpz_sgn(row[j]); sign != 0) return sign;
  }
  return 0;
}

bool lexicographically_less(const IntegerVector& a, const IntegerVector& b) {
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (const int order = fmpz_cmp(a[j], b[j]); order != 0) return order < 0;
  }
  return false;
}

void set_bit(std::vector<std::uint64_t>& words, std::size_t i) { words[i / 64] |= std::uint64_t{1} << (i % 64); }

bool is_inside(std::span<const IntegerVector> rows, const IntegerVector& point) {
  return fmpz_sgn(point[0]) > 0 &&
         std::ranges::all_of(rows, [&](const IntegerVector& row) { return sign_of_dot(row, point) > 0; });
}

/// x 2^places, rounded down.
Integer rounded(const Rational& x, long places) {
  const Integer power = Integer(1) << static_cast<unsigned long>(std::labs(places));
  Integer multiple = places >= 0 ? Integer(x.get_num() * power) : x.get_num();
  const Integer divisor = places >= 0 ? x.get_den() : Integer(x.get_den() * power);
  mpz_fdiv_q(multiple.get_mpz_t(), multiple.get_mpz_t(), divisor.get_mpz_t());
  return multiple;
}

/// The point y with these multiples of 2^-places as coordinates, denominator first.
IntegerVector dyadic_point(std::span<const Rational> y, long places) {
  IntegerVector point(y.size() + 1);
  fmpz_one(point[0]);
  for (std::size_t j = 0; j < y.size(); ++j) point.set(j + 1, rounded(y[j], places));
  if (places >= 0) {
    fmpz_mul_2exp(point[0], point[0], static_cast<ulong>(places));
  } else {
    for (std::size_t j = 1; j < point.size(); ++j) fmpz_mul_2exp(point[j], point[j], static_cast<ulong>(-places));
  }
  return point;
}

/// The rows of A times their common denominator, behind a zero.
std::vector<IntegerVector> scaled_rows_of(const Matrix<Rational>& A, Integer& denominator) {
  denominator = common_denominator(A.entries());
  std::vector<IntegerVector> rows;
  for (std::size_t i = 0; i < A.rows(); ++i) {
    IntegerVector& row = rows.emplace_back(A.cols() + 1);
    for (std::size_t j = 0; j < A.cols(); ++j) {
      row.set(j + 1, Integer(A(i, j).get_num() * (denominator / A(i, j).get_den())));
    }
  }
  return rows;
}

}  // namespace

LocalNetwork::LocalNetwork(const Network& network, const Domain& domain)
    : domain_(domain),
      walls_(network, domain),
      num_outputs_(network.output_dim()),
      network_(with_output_layer(network)),
      scaled_(network_, domain_) {
  const Chart& chart = scaled_.chart();
  for (const IntegerVector& row : chart.domain_rows) domain_rows_.push_back(with_x0(row));
  if (chart.N == identity_matrix(domain_.dim())) return;
  to_chart_ = scaled_rows_of(transpose(chart.N), to_chart_denominator_);
  to_domain_ = scaled_rows_of(chart.R, to_domain_denominator_);
}

IntegerVector LocalNetwork::with_x0(const IntegerVector& a) const {
  if (!scaled_.chart().homogeneous) return a;
  IntegerVector result(a.size() + 1);
  for (std::size_t j = 0; j < a.size(); ++j) fmpz_set(result[j + 1], a[j]);
  return result;
}

IntegerVector LocalNetwork::to_chart(std::span<const Rational> y) const {
  IntegerVector point = with_x0(scaled_.chart().to_chart(y));
  if (scaled_.chart().homogeneous) fmpz_one(point[0]);
  return point;
}

IntegerVector LocalNetwork::to_chart(const IntegerVector& y) const {
  if (scaled_.chart().homogeneous) return to_chart(dehomogenized(y));
  if (to_chart_.empty()) return y;
  IntegerVector point(size());
  for (std::size_t j = 0; j < to_chart_.size(); ++j) {
    for (std::size_t i = 1; i < point.size(); ++i) fmpz_addmul(point[i], to_chart_[j][i], y[j + 1]);
  }
  ScopedFmpz denominator;
  fmpz_set_mpz(denominator, to_chart_denominator_.get_mpz_t());
  fmpz_mul(point[0], denominator, y[0]);
  point.make_primitive();
  return point;
}

std::vector<Rational> LocalNetwork::to_domain(const IntegerVector& point) const {
  const Chart& chart = scaled_.chart();
  ScopedFmpz value, denominator;
  fmpz_set_mpz(denominator, to_domain_denominator_.get_mpz_t());
  fmpz_mul(denominator, denominator, point[0]);
  std::vector<Rational> y(domain_.dim());
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (to_domain_.empty()) {
      fmpz_set(value, point[i + 1]);
    } else {
      dot(value, to_domain_[i], point);
    }
    fmpz_get_mpz(y[i].get_num_mpz_t(), value);
    fmpz_get_mpz(y[i].get_den_mpz_t(), denominator);
    y[i].canonicalize();
    y[i] += chart.origin[i];
  }
  return y;
}

std::vector<Rational> LocalNetwork::row_to_domain(const IntegerVector& row) const {
  std::vector<Integer> normal;
  append_gradient(row, normal);
  std::vector<Rational> numbers(normal.begin(), normal.end());
  Rational offset = Rational(row.get(0)) * Rational(to_chart_denominator_);
  for (std::size_t j = 0; j < numbers.size(); ++j) offset -= numbers[j] * scaled_.chart().origin[j];
  numbers.push_back(std::move(offset));
  const IntegerVector primitive = primitive_integers(numbers);
  for (std::size_t j = 0; j < numbers.size(); ++j) numbers[j] = primitive.get(j);
  return numbers;
}

IntegerVector LocalNetwork::domain_interior() const {
  std::vector<IntegerVector> rows;
  for (const IntegerVector& row : domain_rows_) {
    if (!row.is_zero()) rows.push_back(row);
  }
  const auto point = strictly_feasible_point(rows, size() - 1);
  if (!point) {
    throw InvalidDomain("the domain '" + domain_.label() +
                        "' has no interior; regions are looked for in a full-dimensional domain, use a slice to look "
                        "at a lower-dimensional set");
  }
  std::vector<Rational> homogeneous = {1};
  homogeneous.insert(homogeneous.end(), point->begin(), point->end());
  return primitive_integers(homogeneous);
}

InnerPoint LocalNetwork::short_point_inside(std::span<const IntegerVector> rows, const IntegerVector& point) const {
  const std::vector<Rational> y = to_domain(point);
  // Of the largest coordinate so many bits are kept, and as many places of the others.
  std::optional<long> size;
  std::size_t length = 0;
  for (const Rational& x : y) {
    const auto numerator = mpz_sizeinbase(x.get_num_mpz_t(), 2), denominator = mpz_sizeinbase(x.get_den_mpz_t(), 2);
    if (x != 0) size = std::max(size.value_or(LONG_MIN), static_cast<long>(numerator) - static_cast<long>(denominator));
    length = std::max({length, numerator, denominator});
  }
  for (std::size_t bits = 8; bits < length; bits *= 2) {
    const IntegerVector own = dyadic_point(y, static_cast<long>(bits) - *size);
    IntegerVector chart = to_chart(own);
    if (is_inside(rows, chart)) return {std::move(chart), dehomogenized(own)};
  }
  return {point, y};
}

void LocalNetwork::append_gradient(const IntegerVector& row, std::vector<Integer>& out) const {
  if (to_chart_.empty()) {
    for (std::size_t j = 1; j < row.size(); ++j) out.push_back(row.get(j));
    return;
  }
  ScopedFmpz value;
  for (const IntegerVector& column : to_chart_) {
    dot(value, row, column);
    fmpz_get_mpz(out.emplace_back().get_mpz_t(), value);
  }
}

LocalCells::LocalCells(const LocalNetwork& network)
    : network_(network), stack_(network.scaled(), kernel::best_kernel()), last_(stack_.num_layers() - 1) {}

LocalCell LocalCells::at(std::span<const IntegerVector> germ) {
  LocalCell cell;
  cell.above.resize((network_.walls().num_creases() + 63) / 64);
  cell.zero.resize(cell.above.size());
  for (std::size_t i = 0; i < network_.domain_rows().size(); ++i) {
    add(cell, network_.domain_rows()[i], network_.walls().domain_row(i));
  }
  WallId wall = 0;
  for (int l = 0; l < last_; ++l) {
    stack_.enter(l);
    find_signs(l, germ);
    for (std::uint32_t c = 0; c < stack_.layer(l).creases.size(); ++c, ++wall) {
      const CreaseSign sign = stack_.signs(l)[c];
      if (sign == CreaseSign::kAbove) set_bit(cell.above, wall);
      if (sign == CreaseSign::kZero) set_bit(cell.zero, wall);
      stack_.for_each_row_of_crease(l, c, [&](std::uint32_t index, int side) {
        IntegerVector row = network_.with_x0(stack_.exact_row(l, index));
        if (side < 0) row.negate();
        add(cell, std::move(row), wall);
      });
    }
  }
  stack_.enter(last_);
  group(cell);
  return cell;
}

/// The signs of layer l just beyond the germ.
void LocalCells::find_signs(int l, std::span<const IntegerVector> germ) {
  const auto find = [&](std::uint32_t row) {
    const int sign = sign_along(network_.with_x0(stack_.exact_row(l, row)), germ);
    return stack_.row_signs(l)[row] = sign > 0 ? CreaseSign::kAbove : sign < 0 ? CreaseSign::kBelow : CreaseSign::kZero;
  };
  const ScaledLayer& layer = stack_.layer(l);
  for (std::uint32_t row = 0; row < layer.num_rows(); ++row) {
    if (!layer.has_groups() || layer.cut_rows[row].group == CutRow::kNoGroup) find(row);
  }
  for (const MaxGroup& group : layer.groups) {
    std::uint32_t greatest = 0;
    for (std::uint32_t k = 1; k < group.size; ++k) {
      if (find(group.row(greatest, k)) == CreaseSign::kBelow) greatest = k;
    }
    for (std::uint32_t k = 0; k < group.size; ++k) {
      if (k < greatest) find(group.row(k, greatest));
      if (k > greatest) find(group.row(greatest, k));
    }
  }
  stack_.settle(l);
}

void LocalCells::add(LocalCell& cell, IntegerVector row, WallId wall) {
  if (is_constant(row)) return;
  cell.rows.push_back(std::move(row));
  cell.walls.push_back({wall});
}

/// Every row once, in the order of the first wall that has it.
void LocalCells::group(LocalCell& cell) {
  std::vector<std::size_t> order(cell.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (lexicographically_less(cell.rows[a], cell.rows[b])) return true;
    if (lexicographically_less(cell.rows[b], cell.rows[a])) return false;
    return cell.walls[a] < cell.walls[b];
  });
  std::vector<std::pair<std::vector<WallId>, std::size_t>> groups;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || !(cell.rows[order[i]] == cell.rows[order[i - 1]]))
      groups.emplace_back(std::vector<WallId>(), order[i]);
    const WallId wall = cell.walls[order[i]].front();
    if (groups.back().first.empty() || groups.back().first.back() != wall) groups.back().first.push_back(wall);
  }
  std::ranges::sort(groups);
  std::vector<IntegerVector> rows;
  cell.walls.clear();
  for (auto& [walls, row] : groups) {
    rows.push_back(std::move(cell.rows[row]));
    cell.walls.push_back(std::move(walls));
  }
  cell.rows = std::move(rows);
}

std::vector<Integer> LocalCells::gradient() {
  std::vector<Integer> numbers;
  for (std::uint32_t k = 0; k < network_.num_outputs(); ++k) {
    network_.append_gradient(network_.with_x0(stack_.exact_unit_row(last_, k)), numbers);
  }
  return numbers;
}

IntegerVector point_ahead(std::span<const IntegerVector> rows, const IntegerVector& point,
                          const IntegerVector& direction) {
  // point + t direction; the first hit is at t = value / -slope, `value` behind the point's denominator.
  ScopedFmpz value, slope, least_value, least_slope, a, b;
  bool is_hit = false;
  for (const IntegerVector& row : rows) {
    dot(slope, row, direction);
    if (fmpz_sgn(slope) >= 0) continue;
    dot(value, row, point);
    fmpz_neg(slope, slope);
    fmpz_mul(a, value, least_slope);
    fmpz_mul(b, least_value, slope);
    if (is_hit && fmpz_cmp(a, b) >= 0) continue;
    is_hit = true;
    fmpz_set(least_value, value);
    fmpz_set(least_slope, slope);
  }
  if (!is_hit) {
    fmpz_set(least_value, point[0]);
    fmpz_one(least_slope);
  }
  // point / p0 + value / (2 slope p0) direction.
  IntegerVector ahead = point;
  fmpz_mul_2exp(least_slope, least_slope, 1);
  ahead.combine(least_slope, least_value, direction);
  ahead.make_primitive();
  return ahead;
}

}  // namespace crease
