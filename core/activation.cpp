// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/activation.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "core/errors.h"

namespace crease {

Activation Activation::make(std::string name, std::vector<Rational> breakpoints, std::vector<Rational> slopes,
                            const Rational& anchor, const Rational& value) {
  if (slopes.size() != breakpoints.size() + 1) {
    throw InvalidNetwork("activation " + name + ": " + std::to_string(breakpoints.size()) + " breakpoints need " +
                         std::to_string(breakpoints.size() + 1) + " slopes, not " + std::to_string(slopes.size()) +
                         ". Give one slope per piece");
  }
  for (std::size_t i = 1; i < breakpoints.size(); ++i) {
    if (breakpoints[i - 1] >= breakpoints[i]) {
      throw InvalidNetwork("activation " + name + ": breakpoint " + std::to_string(i + 1) + " (" +
                           to_string(breakpoints[i]) + ") is not greater than the one before it (" +
                           to_string(breakpoints[i - 1]) + "). List breakpoints in increasing order, each once");
    }
  }

  auto data = std::make_shared<Data>();
  data->slopes.push_back(slopes.front());
  for (std::size_t i = 0; i < breakpoints.size(); ++i) {
    if (slopes[i + 1] == data->slopes.back()) continue;
    data->breakpoints.push_back(std::move(breakpoints[i]));
    data->slopes.push_back(slopes[i + 1]);
  }
  if (data->slopes.size() > std::numeric_limits<std::uint16_t>::max()) {
    throw InvalidNetwork("activation " + name + ": " + std::to_string(data->slopes.size()) +
                         " pieces are more than the 65535 that are supported. Use fewer breakpoints");
  }

  // Continuity carries the intercept of the piece that holds the anchor to both sides.
  const auto& t = data->breakpoints;
  const auto& s = data->slopes;
  auto& c = data->intercepts;
  c.resize(s.size());
  const auto home = static_cast<std::size_t>(std::upper_bound(t.begin(), t.end(), anchor) - t.begin());
  c[home] = value - s[home] * anchor;
  for (std::size_t p = home; p + 1 < s.size(); ++p) c[p + 1] = c[p] + (s[p] - s[p + 1]) * t[p];
  for (std::size_t p = home; p > 0; --p) c[p - 1] = c[p] + (s[p] - s[p - 1]) * t[p - 1];

  const auto to_doubles = [](const std::vector<Rational>& values) {
    std::vector<double> doubles;
    doubles.reserve(values.size());
    for (const Rational& v : values) doubles.push_back(nearest_double(v));
    return doubles;
  };
  data->breakpoints_double = to_doubles(t);
  data->slopes_double = to_doubles(s);
  data->intercepts_double = to_doubles(c);
  data->name = t.empty() && s[0] == 1 && c[0] == 0 ? "identity" : std::move(name);
  return Activation(std::move(data));
}

Activation Activation::identity() {
  static const Activation instance = make("identity", {}, {1}, 0, 0);
  return instance;
}

Activation Activation::relu() {
  static const Activation instance = make("relu", {0}, {0, 1}, 0, 0);
  return instance;
}

Activation Activation::leaky_relu(const Rational& alpha) { return make("leaky_relu", {0}, {alpha, 1}, 0, 0); }

Activation Activation::abs() {
  static const Activation instance = make("abs", {0}, {-1, 1}, 0, 0);
  return instance;
}

Activation Activation::hard_tanh() {
  static const Activation instance = make("hard_tanh", {-1, 1}, {0, 1, 0}, 0, 0);
  return instance;
}

Activation Activation::relu6() {
  static const Activation instance = make("relu6", {0, 6}, {0, 1, 0}, 0, 0);
  return instance;
}

Activation Activation::clip(const Rational& lo, const Rational& hi) {
  if (lo > hi) {
    throw InvalidNetwork("activation clip: the lower bound " + to_string(lo) + " is above the upper bound " +
                         to_string(hi) + ". Swap the bounds");
  }
  if (lo == hi) return make("clip", {}, {0}, lo, lo);
  return make("clip", {lo, hi}, {0, 1, 0}, lo, lo);
}

Activation Activation::clip_below(const Rational& lo) { return make("clip_below", {lo}, {0, 1}, lo, lo); }

Activation Activation::clip_above(const Rational& hi) { return make("clip_above", {hi}, {1, 0}, hi, hi); }

Activation Activation::piecewise(std::vector<Rational> breakpoints, std::vector<Rational> slopes,
                                 const Rational& anchor, const Rational& value) {
  return make("piecewise", std::move(breakpoints), std::move(slopes), anchor, value);
}

std::size_t Activation::piece_of(const Rational& z) const {
  const auto& t = data_->breakpoints;
  return static_cast<std::size_t>(std::upper_bound(t.begin(), t.end(), z) - t.begin());
}

Rational Activation::operator()(const Rational& z) const {
  const std::size_t p = piece_of(z);
  return slope(p) * z + intercept(p);
}

double Activation::operator()(double z) const {
  const auto& t = data_->breakpoints_double;
  const auto p = static_cast<std::size_t>(std::upper_bound(t.begin(), t.end(), z) - t.begin());
  // A flat piece is flat up to infinity, where 0 * z would be NaN.
  if (data_->slopes_double[p] == 0) return data_->intercepts_double[p];
  return data_->slopes_double[p] * z + data_->intercepts_double[p];
}

bool Activation::operator==(const Activation& other) const {
  return data_ == other.data_ || (data_->breakpoints == other.data_->breakpoints &&
                                  data_->slopes == other.data_->slopes && data_->intercepts == other.data_->intercepts);
}

}  // namespace crease
