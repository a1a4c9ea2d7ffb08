// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/layer_stack.h"
#include "core/scaled_network.h"
#include "core/wall_list.h"

namespace crease {

/// A point, in the chart and in the domain's own coordinates.
struct InnerPoint {
  IntegerVector chart;
  std::vector<Rational> own;
};

/// What all looks at single regions of a network in a domain share. Points and rows are those of the domain's chart,
/// always with a first entry for x0: homogeneous integers (denominator first), (0, direction), rows (constant, normal).
class LocalNetwork {
 public:
  /// Throws InvalidDomain when the domain does not fit the network.
  LocalNetwork(const Network& network, const Domain& domain);
  LocalNetwork(const LocalNetwork&) = delete;
  LocalNetwork& operator=(const LocalNetwork&) = delete;

  const Domain& domain() const { return domain_; }
  const ScaledNetwork& scaled() const { return scaled_; }
  const WallList& walls() const { return walls_; }
  std::size_t num_outputs() const { return num_outputs_; }
  /// Entries of a point or row.
  std::size_t size() const { return scaled_.chart().N.rows() + 1; }

  /// A row of the chart, or a direction in it (add_x0 also in an affine chart).
  IntegerVector with_x0(const IntegerVector& a) const;
  /// One per row of the domain; rows that are zero everywhere among them.
  const std::vector<IntegerVector>& domain_rows() const { return domain_rows_; }

  /// In a homogeneous chart a multiple of the point, which lies in the same cells.
  IntegerVector to_chart(std::span<const Rational> y) const;
  /// The same of a point behind its denominator.
  IntegerVector to_chart(const IntegerVector& y) const;
  std::vector<Rational> to_domain(const IntegerVector& point) const;
  /// normal . y + offset as coprime integers, normal first.
  std::vector<Rational> row_to_domain(const IntegerVector& row) const;

  /// A point with all rows of the domain that are not zero everywhere positive.
  /// Throws InvalidDomain when there is none.
  IntegerVector domain_interior() const;

  /// A point of few digits where all rows are positive: the given one rounded, as far as it stays there.
  /// Pre: row . point > 0 for all rows.
  InnerPoint short_point_inside(std::span<const IntegerVector> rows, const IntegerVector& point) const;

  /// row times the matrix from the domain's coordinates to the chart's, times a positive constant: the gradient of a
  /// function with that row.
  void append_gradient(const IntegerVector& row, std::vector<Integer>& out) const;

 private:
  Domain domain_;
  WallList walls_;
  std::size_t num_outputs_;
  Network network_;  ///< with_output_layer()
  ScaledNetwork scaled_;
  std::vector<IntegerVector> domain_rows_;
  /// Row by row, behind a zero for x0: the transpose of the chart's N, and its R, each times a common denominator.
  /// Empty when they are I.
  std::vector<IntegerVector> to_chart_, to_domain_;
  Integer to_chart_denominator_ = 1, to_domain_denominator_ = 1;
};

/// A region with its rows.
struct LocalCell {
  std::vector<std::uint64_t> above, zero;  ///< per crease, as in SignTable
  std::vector<IntegerVector> rows;         ///< inward, primitive, each once; none constant
  std::vector<std::vector<WallId>> walls;  ///< per row, increasing: whose row it is
};

/// Finds cells and their rows; one thread at a time.
class LocalCells {
 public:
  explicit LocalCells(const LocalNetwork& network);

  /// The cell that holds germ[0] + e germ[1] + e^2 germ[2] + ... + e^k x_1 + e^(k+1) x_2 + ... for all small e > 0
  /// (x_j the chart's coordinates): layer by layer, every sign is that of the first of these at which the row is not
  /// zero. A crease whose row is zero everywhere is zero throughout the cell.
  /// Pre: such points lie in the domain.
  LocalCell at(std::span<const IntegerVector> germ);

  /// The gradients of the outputs on the cell found last, output by output, in the domain's coordinates and in a
  /// scaling that all cells share.
  std::vector<Integer> gradient();

 private:
  void find_signs(int l, std::span<const IntegerVector> germ);
  void add(LocalCell& cell, IntegerVector row, WallId wall);
  void group(LocalCell& cell);

  const LocalNetwork& network_;
  LayerStack stack_;
  int last_;
};

/// A point on the ray from `point` along `direction`, half way to the first row that it hits, or one step far.
/// Pre: rows are >= 0 at the point; those that are zero there grow along the direction.
IntegerVector point_ahead(std::span<const IntegerVector> rows, const IntegerVector& point,
                          const IntegerVector& direction);

}  // namespace crease
