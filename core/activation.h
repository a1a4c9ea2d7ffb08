// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/numbers.h"

namespace crease {

/// A scalar continuous piecewise-linear (CPWL) function sigma: R -> R with rational data.
///
/// With breakpoints t_1 < ... < t_k there are k+1 pieces; piece p (0-based) is the affine function
/// slope(p) z + intercept(p) on [t_p, t_(p+1)], t_0 = -inf, t_(k+1) = +inf.
/// Laws: sigma is continuous; neighbouring pieces have different slopes, so every breakpoint bends
/// (a breakpoint that would not is dropped on construction: leaky_relu(1) is identity()).
/// An immutable value; copies share their data.
class Activation {
 public:
  static Activation identity();
  static Activation relu();
  /// z for z >= 0, alpha z otherwise; any rational alpha.
  static Activation leaky_relu(const Rational& alpha);
  static Activation abs();
  /// clip(-1, 1).
  static Activation hard_tanh();
  /// clip(0, 6).
  static Activation relu6();
  /// min(max(z, lo), hi). Throws InvalidNetwork when lo > hi.
  static Activation clip(const Rational& lo, const Rational& hi);
  /// max(z, lo) and min(z, hi).
  static Activation clip_below(const Rational& lo);
  static Activation clip_above(const Rational& hi);
  /// The CPWL function with these breakpoints (strictly increasing), one slope more than breakpoints, and
  /// sigma(anchor) = value. Throws InvalidNetwork when the numbers do not fit.
  static Activation piecewise(std::vector<Rational> breakpoints, std::vector<Rational> slopes, const Rational& anchor,
                              const Rational& value);

  std::size_t num_pieces() const { return data_->slopes.size(); }
  const std::vector<Rational>& breakpoints() const { return data_->breakpoints; }
  const Rational& slope(std::size_t piece) const { return data_->slopes[piece]; }
  const Rational& intercept(std::size_t piece) const { return data_->intercepts[piece]; }

  bool is_affine() const { return data_->breakpoints.empty(); }
  bool is_identity() const { return is_affine() && slope(0) == 1 && intercept(0) == 0; }

  /// The piece whose half-open interval [t_p, t_(p+1)) holds z.
  std::size_t piece_of(const Rational& z) const;
  Rational operator()(const Rational& z) const;
  double operator()(double z) const;

  /// The name it was made by ("relu", "leaky_relu", ..., "piecewise").
  const std::string& name() const { return data_->name; }

  /// Equal as functions.
  bool operator==(const Activation& other) const;

 private:
  struct Data {
    std::string name;
    std::vector<Rational> breakpoints, slopes, intercepts;
    std::vector<double> breakpoints_double, slopes_double, intercepts_double;
  };
  static Activation make(std::string name, std::vector<Rational> breakpoints, std::vector<Rational> slopes,
                         const Rational& anchor, const Rational& value);
  explicit Activation(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  std::shared_ptr<const Data> data_;
};

}  // namespace crease
