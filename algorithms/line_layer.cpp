// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/line_layer.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace crease {
namespace {

/// Bounds the rounding of a + b t relative to |a| + |b t|, each of the three within 2^-52 of the true one.
constexpr double kRounding = 0x1p-48;
/// Bounds what is lost by underflow; a and b are at most 1.
constexpr double kUnderflow = 1e-280;

/// The zero of a + b t.
Rational root(const fmpz* a, const fmpz* b) {
  Rational t;
  fmpz_get_mpz(t.get_num_mpz_t(), a);
  fmpz_get_mpz(t.get_den_mpz_t(), b);
  t = -t;
  t.canonicalize();
  return t;
}

void set_scaled(IntegerVector& out, const IntegerVector& values, const Integer& factor) {
  ScopedFmpz scale;
  fmpz_set_mpz(scale, factor.get_mpz_t());
  if (values.size() != 0) _fmpz_vec_scalar_mul_fmpz(out[0], values[0], static_cast<slong>(values.size()), scale);
}

}  // namespace

LinePosition::LinePosition(const Rational& value) : t(value), pq(2), nearest(nearest_double(value)) {
  pq.set(0, value.get_num());
  pq.set(1, value.get_den());
}

int compare(const LinePosition& a, const LinePosition& b) {
  // Rounding keeps the order.
  if (a.nearest != b.nearest) return a.nearest < b.nearest ? -1 : 1;
  const int order = cmp(a.t, b.t);
  return (order > 0) - (order < 0);
}

LineLayer::LineLayer(const PathLayer& layer)
    : layer_(layer),
      a_(layer.num_rows()),
      b_(layer.num_rows()),
      thresholds_(layer.thresholds.size()),
      intercepts_(layer.intercepts.size()),
      output_a_(layer.num_units()),
      output_b_(layer.num_units()),
      doubles_(layer.num_rows()),
      symbols_(layer.num_units()),
      is_dirty_(layer.num_units()) {
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    unit_of_row_.resize(layer.first_row[u + 1], static_cast<std::uint32_t>(u));
  }
}

void LineLayer::start(const Integer& input_scale) {
  row_scale_ = input_scale * layer_.weight_factor;
  unit_scale_ = row_scale_ * layer_.unit_factor;
  set_scaled(a_, layer_.bias, input_scale);
  set_scaled(thresholds_, layer_.thresholds, input_scale);
  set_scaled(intercepts_, layer_.intercepts, row_scale_);
  b_ = IntegerVector(b_.size());
  output_a_ = IntegerVector(output_a_.size());
  output_b_ = IntegerVector(output_b_.size());
  std::ranges::fill(doubles_, RowDoubles{});
  std::ranges::fill(symbols_, Symbol{});
  std::ranges::fill(is_dirty_, 1);
}

void LineLayer::add_to_input(std::size_t input, const fmpz* a, const fmpz* b) {
  for (std::size_t e = layer_.first_entry[input]; e < layer_.first_entry[input + 1]; ++e) {
    const std::uint32_t row = layer_.entry_rows[e];
    fmpz_addmul(a_[row], layer_.entries[e], a);
    fmpz_addmul(b_[row], layer_.entries[e], b);
    doubles_[row].is_current = false;
    is_dirty_[unit_of_row_[row]] = 1;
  }
}

int LineLayer::exact_sign(const fmpz* a, const fmpz* b, const LinePosition& t) {
  ++signs_.exact;
  fmpz_mul(value_, a, t.pq[1]);
  fmpz_addmul(value_, b, t.pq[0]);
  return fmpz_sgn(value_);
}

int LineLayer::sign_at(std::size_t row, const LinePosition& t) {
  ++signs_.tests;
  RowDoubles& now = doubles_[row];
  if (!now.is_current) {
    const auto exponent = static_cast<slong>(std::max(fmpz_bits(a_[row]), fmpz_bits(b_[row])));
    now = {scaled_double(a_[row], exponent), scaled_double(b_[row], exponent), true};
  }
  const double product = now.b * t.nearest;
  const double value = now.a + product;
  if (std::fabs(value) > kRounding * (std::fabs(now.a) + std::fabs(product)) + kUnderflow) return value > 0 ? 1 : -1;
  return exact_sign(a_[row], b_[row], t);
}

void LineLayer::find_crossings(const LinePosition& begin, const LinePosition& end, std::vector<Crossing>& crossings) {
  for (std::size_t u = 0; u < symbols_.size(); ++u) {
    if (layer_.is_group(u)) {
      find_group(u, begin, end, crossings);
    } else if (layer_.first_crease[u] != layer_.first_crease[u + 1]) {
      find_scalar(u, begin, end, crossings);
    }
  }
}

void LineLayer::find_scalar(std::size_t u, const LinePosition& begin, const LinePosition& end,
                            std::vector<Crossing>& crossings) {
  const std::size_t row = layer_.first_row[u];
  const int slope = fmpz_sgn(b_[row]);
  Symbol first;
  std::uint16_t k = 0;
  for (std::size_t c = layer_.first_crease[u]; c < layer_.first_crease[u + 1]; ++c, ++k) {
    const fmpz* a = a_[row];
    int at_begin, at_end;
    if (fmpz_is_zero(thresholds_[c])) {
      at_begin = sign_at(row, begin);
      at_end = slope == 0 ? at_begin : sign_at(row, end);
    } else {
      fmpz_sub(difference_, a_[row], thresholds_[c]);
      a = difference_;
      signs_.tests += 2;
      at_begin = exact_sign(a, b_[row], begin);
      at_end = exact_sign(a, b_[row], end);
    }
    if (at_begin * at_end < 0) {
      const auto behind = static_cast<std::uint16_t>(at_end > 0 ? k + 1 : k);
      crossings.push_back({LinePosition(root(a, b_[row])), static_cast<std::uint32_t>(u), {behind, false}});
    }
    // Just behind `begin`; a unit that is on its breakpoint throughout has the piece to the right of it.
    if (at_begin > 0 || (at_begin == 0 && slope >= 0)) first.piece = static_cast<std::uint16_t>(k + 1);
    if (at_begin == 0 && slope == 0) first.on_breakpoint = true;
  }
  set_symbol(u, first);
}

Symbol LineLayer::group_symbol(std::size_t u, std::size_t argument) const {
  const std::size_t begin = layer_.first_row[u], row = begin + argument;
  for (std::size_t other = row + 1; other < layer_.first_row[u + 1]; ++other) {
    if (fmpz_equal(a_[other], a_[row]) != 0 && fmpz_equal(b_[other], b_[row]) != 0) {
      return {static_cast<std::uint16_t>(argument), true};
    }
  }
  return {static_cast<std::uint16_t>(argument), false};
}

/// Follows the upper envelope of the arguments: ever steeper lines, of several equal ones the first.
void LineLayer::find_group(std::size_t u, const LinePosition& begin, const LinePosition& end,
                           std::vector<Crossing>& crossings) {
  const std::size_t first = layer_.first_row[u];
  std::size_t now = first;
  for (std::size_t row = first + 1; row < layer_.first_row[u + 1]; ++row) {
    fmpz_sub(difference_, a_[row], a_[now]);
    fmpz_sub(slope_, b_[row], b_[now]);
    ++signs_.tests;
    const int sign = exact_sign(difference_, slope_, begin);
    if (sign > 0 || (sign == 0 && fmpz_sgn(slope_) > 0)) now = row;
  }
  set_symbol(u, group_symbol(u, now - first));
  while (true) {
    std::optional<LinePosition> next;
    std::size_t steepest = now;
    for (std::size_t row = first; row < layer_.first_row[u + 1]; ++row) {
      fmpz_sub(slope_, b_[row], b_[now]);
      if (fmpz_sgn(slope_) <= 0) continue;
      fmpz_sub(difference_, a_[row], a_[now]);
      ++signs_.tests;
      if (exact_sign(difference_, slope_, end) <= 0) continue;
      LinePosition at(root(difference_, slope_));
      const int order = next ? compare(at, *next) : -1;
      if (order > 0 || (order == 0 && fmpz_cmp(b_[row], b_[steepest]) <= 0)) continue;
      next = std::move(at);
      steepest = row;
    }
    if (!next) return;
    now = steepest;
    crossings.push_back({std::move(*next), static_cast<std::uint32_t>(u), group_symbol(u, now - first)});
  }
}

void LineLayer::set_symbol(std::size_t unit, Symbol symbol) {
  if (symbols_[unit] == symbol) return;
  symbols_[unit] = symbol;
  is_dirty_[unit] = 1;
}

bool LineLayer::update_output(std::size_t u) {
  const auto step_to = [&](IntegerVector& output, const fmpz* value, fmpz* step) {
    fmpz_sub(step, value, output[u]);
    fmpz_set(output[u], value);
    return !fmpz_is_zero(step);
  };
  bool changed = false;
  if (layer_.is_group(u)) {
    const std::size_t row = layer_.first_row[u] + symbols_[u].piece;
    fmpz_set_mpz(slope_, layer_.unit_factor.get_mpz_t());
    fmpz_mul(value_, a_[row], slope_);
    changed = step_to(output_a_, value_, a_step_);
    fmpz_mul(value_, b_[row], slope_);
  } else {
    const std::size_t row = layer_.first_row[u], piece = layer_.first_piece[u] + symbols_[u].piece;
    fmpz_set(value_, intercepts_[piece]);
    fmpz_addmul(value_, a_[row], layer_.slopes[piece]);
    changed = step_to(output_a_, value_, a_step_);
    fmpz_mul(value_, b_[row], layer_.slopes[piece]);
  }
  return step_to(output_b_, value_, b_step_) || changed;
}

}  // namespace crease
