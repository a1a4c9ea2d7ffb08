// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/domain.h"
#include "core/matrix.h"
#include "core/network.h"
#include "core/wall_list.h"

namespace crease {

/// Where a point lies, or where a direction leads in the end.
struct PointSigns {
  std::vector<std::uint64_t> above,
      zero;                       ///< one bit per crease, as in a SignTable; along a direction: growing, constant
  std::vector<std::uint64_t> on;  ///< one bit per wall of the WallList: the walls on which it lies
  bool in_domain = true;          ///< no row of the domain is negative
  bool on_domain_row = false;     ///< some row is zero
  std::vector<Rational> output;   ///< f(y), or lim f(t y) / t for t -> infinity
};

/// Evaluates a network point by point: a forward pass in homogeneous integers that shares no code and no idea with
/// the walk. A direction is a point with x0 = 0. It lies on a wall when the wall's row does not change along it; rows
/// of the domain that are zero everywhere are no walls.
class PointEvaluator {
 public:
  PointEvaluator(const Network& network, const Domain& domain);

  /// Pre: y has domain.dim() entries. Complexity: a product of integers per weight.
  PointSigns at(std::span<const Rational> y) const { return evaluate(y, true); }
  PointSigns along(std::span<const Rational> direction) const { return evaluate(direction, false); }

  /// Do all creases and all rows of the domain stay as they are along this direction, both ways?
  bool is_line(std::span<const Rational> direction) const;

 private:
  struct Row {
    std::vector<Integer> normal;
    Integer offset;
  };
  /// A piecewise-linear function of z / x0, times `denominator`: slope z + intercept x0, piece by piece.
  struct Unit {
    std::vector<Row> breakpoints;  ///< normal[0] z + offset x0 is zero
    std::vector<Integer> slopes, intercepts;
  };
  struct IntegerLayer {
    std::vector<Row> rows;
    Integer denominator;                  ///< of the rows
    std::vector<Unit> units;              ///< of a max group without breakpoints and pieces
    std::vector<std::size_t> first_rows;  ///< per unit, and one more at the end
    Integer unit_denominator;
  };
  PointSigns evaluate(std::span<const Rational> y, bool is_point) const;

  WallList walls_;
  std::vector<Row> domain_rows_;
  std::vector<bool> is_wall_;  ///< per row of the domain
  std::vector<IntegerLayer> layers_;
};

}  // namespace crease
