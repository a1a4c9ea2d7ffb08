// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "algorithms/piece_pattern.h"
#include "core/domain.h"
#include "core/matrix.h"
#include "core/network.h"

namespace crease {

/// Inequalities normal . y + offset >= 0 in doubles, |normal| = 1, in the domain's own coordinates.
struct FloatRows {
  /// What is behind a row: the unit, counted over all layers, and the piece it is on there. The domain's rows have
  /// none.
  struct Beyond {
    static constexpr std::size_t kDomain = static_cast<std::size_t>(-1);
    std::size_t unit = kDomain;
    char16_t piece = 0;
  };
  std::size_t dim = 0;
  std::vector<double> normals;  ///< dim numbers per row
  std::vector<double> offsets;
  std::vector<Beyond> beyond;
  /// A row without a normal is negative: there is no such point.
  bool is_empty = false;
  /// Some number is infinite or not a number; then nothing else means anything.
  bool is_finite = true;

  std::size_t size() const { return offsets.size(); }
  std::span<const double> normal(std::size_t row) const { return {normals.data() + row * dim, dim}; }
};

/// Those of a domain, in its own coordinates.
FloatRows float_rows(const Domain& domain);

/// A network in a domain, in plain double precision: weights rounded to nearest, sums in index order, no error bounds.
/// This is what approximate methods work with.
class FloatNetwork {
 public:
  FloatNetwork(const Network& network, const Domain& domain);

  std::size_t dim() const { return dim_; }
  std::size_t num_units() const { return num_units_; }

  /// The pattern at a point of the domain's own coordinates: the piece of a unit is the number of breakpoints that its
  /// pre-activation is greater than (of ReLU: z > 0), that of a max group the first of its greatest arguments.
  PiecePattern pattern_at(std::span<const double> y) const;

  /// The inequalities of a pattern, unit by unit, then those of the domain. A row whose normal is not longer than
  /// `tolerance` is taken for a constant: it is left out, and empties the pattern where it is below -tolerance.
  /// Complexity: a forward pass of dim() + 1 columns.
  FloatRows rows_of(const PiecePattern& pattern, double tolerance) const;

 private:
  struct Unit {
    std::size_t first_row = 0, num_rows = 1;
    std::vector<double> breakpoints, slopes, intercepts;  ///< empty for a max group
  };
  struct FloatLayer {
    Matrix<double> weights;
    std::vector<double> bias;
    std::vector<Unit> units;
  };
  void add_rows(const FloatLayer& layer, const PiecePattern& pattern, std::size_t first_unit, const Matrix<double>& z,
                double tolerance, FloatRows& rows) const;

  std::size_t dim_, num_units_ = 0;
  FloatRows domain_rows_;
  Matrix<double> directions_;  ///< of the slice, or empty
  std::vector<double> point_;
  std::vector<FloatLayer> layers_;
};

}  // namespace crease
