// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/unit_intervals.h"

#include <algorithm>

#include "core/linear_algebra.h"

namespace crease {
namespace {

void add_scaled(std::optional<Rational>& sum, const std::optional<Rational>& bound, const Rational& factor) {
  if (sum && bound) {
    *sum += factor * *bound;
  } else {
    sum.reset();
  }
}

Interval affine(std::span<const Rational> weights, const Rational& bias, std::span<const Interval> inputs) {
  Interval result{bias, bias};
  for (std::size_t j = 0; j < weights.size(); ++j) {
    if (weights[j] == 0) continue;
    const bool grows = weights[j] > 0;
    add_scaled(result.lo, grows ? inputs[j].lo : inputs[j].hi, weights[j]);
    add_scaled(result.hi, grows ? inputs[j].hi : inputs[j].lo, weights[j]);
  }
  return result;
}

/// The piece of a scalar unit that holds the whole interval.
std::optional<std::size_t> stable_piece(const Activation& activation, const Interval& z) {
  const auto& t = activation.breakpoints();
  for (std::size_t p = 0; p <= t.size(); ++p) {
    const bool from = p == 0 || (z.lo && *z.lo >= t[p - 1]);
    const bool to = p == t.size() || (z.hi && *z.hi <= t[p]);
    if (from && to) return p;
  }
  return std::nullopt;
}

/// Of the values at the ends and at the breakpoints between.
Interval image(const Activation& activation, const Interval& z) {
  std::vector<Rational> values;
  if (z.lo) values.push_back(activation(*z.lo));
  if (z.hi) values.push_back(activation(*z.hi));
  for (const Rational& t : activation.breakpoints()) {
    if ((!z.lo || *z.lo < t) && (!z.hi || t < *z.hi)) values.push_back(activation(t));
  }
  if (values.empty()) values.push_back(activation(Rational(0)));
  const auto [least, greatest] = std::ranges::minmax(values);
  Interval result{least, greatest};
  // Where z has no end, the outermost slope tells where the value goes.
  const int to_left = z.lo ? 0 : -sgn(activation.slope(0));
  const int to_right = z.hi ? 0 : sgn(activation.slope(activation.num_pieces() - 1));
  if (to_left < 0 || to_right < 0) result.lo.reset();
  if (to_left > 0 || to_right > 0) result.hi.reset();
  return result;
}

std::optional<std::size_t> greatest_argument(std::span<const Interval> z) {
  for (std::size_t i = 0; i < z.size(); ++i) {
    const auto below = [&](const Interval& other) {
      return &other == &z[i] || (other.hi && z[i].lo && *other.hi <= *z[i].lo);
    };
    if (std::ranges::all_of(z, below)) return i;
  }
  return std::nullopt;
}

Interval maximum(std::span<const Interval> z) {
  Interval result = z[0];
  for (const Interval& other : z.subspan(1)) {
    if (other.lo && (!result.lo || *other.lo > *result.lo)) result.lo = other.lo;
    if (result.hi && (!other.hi || *other.hi > *result.hi)) result.hi = other.hi;
  }
  return result;
}

}  // namespace

Interval intersection(const Interval& a, const Interval& b) {
  Interval result = a;
  if (b.lo && (!a.lo || *b.lo > *a.lo)) result.lo = b.lo;
  if (b.hi && (!a.hi || *b.hi < *a.hi)) result.hi = b.hi;
  return result;
}

std::vector<Interval> box_of(const Domain& domain) {
  std::vector<Interval> box(domain.dim());
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    const auto row = domain.rows().row(i);
    const auto used = [](const Rational& x) { return x != 0; };
    if (std::ranges::count_if(row, used) != 1) continue;
    const auto j = static_cast<std::size_t>(std::ranges::find_if(row, used) - row.begin());
    const Rational bound = -domain.offsets()[i] / row[j];
    auto& [lo, hi] = box[j];
    if (row[j] > 0 && (!lo || bound > *lo)) lo = bound;
    if (row[j] < 0 && (!hi || bound < *hi)) hi = bound;
  }
  return box;
}

Layer in_own_coordinates(const Layer& first, const Domain& domain) {
  Layer layer = first;
  if (!domain.slice()) return layer;
  for (std::size_t i = 0; i < layer.num_rows(); ++i) {
    for (std::size_t j = 0; j < layer.num_inputs(); ++j) {
      layer.bias[i] += layer.weights(i, j) * domain.slice()->point[j];
    }
  }
  layer.weights = multiply(layer.weights, domain.slice()->directions);
  return layer;
}

std::vector<Interval> pre_activation_intervals(const Layer& layer, std::span<const Interval> h) {
  std::vector<Interval> z;
  for (std::size_t i = 0; i < layer.num_rows(); ++i) z.push_back(affine(layer.weights.row(i), layer.bias[i], h));
  return z;
}

std::vector<Interval> output_intervals(const Layer& layer, std::span<const Interval> z) {
  std::vector<Interval> h;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    const auto arguments = z.subspan(layer.first_row(u), layer.num_arguments(u));
    h.push_back(layer.is_group(u) ? maximum(arguments) : image(layer.activations[u], arguments[0]));
  }
  return h;
}

std::vector<std::optional<std::size_t>> stable_pieces(const Layer& layer, std::span<const Interval> z) {
  std::vector<std::optional<std::size_t>> pieces;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    const auto arguments = z.subspan(layer.first_row(u), layer.num_arguments(u));
    pieces.push_back(layer.is_group(u) ? greatest_argument(arguments)
                                       : stable_piece(layer.activations[u], arguments[0]));
  }
  return pieces;
}

}  // namespace crease
