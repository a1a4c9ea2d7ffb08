// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "algorithms/output_rows.h"
#include "core/complex.h"

namespace crease {

/// A filter for the argmax of a network's outputs on the regions of a complex: doubles with certified bounds.
class SureWinner {
 public:
  /// Both stay. Pre: regions.has_coordinates().
  SureWinner(const Complex& regions, const OutputRows& rows);

  /// The output that is greater than all others at every vertex of a region, and grows faster along every ray (hence is
  /// greater than all others throughout the region, modulo lines); nothing when there is none or bounds leave it open.
  /// Pre: `rows` is at the region. Complexity: a dot product per output and vertex.
  std::optional<std::uint32_t> find(RegionId region);

  /// Is output i so much greater than output j throughout the region that find() was last asked for?
  bool is_greater(std::uint32_t i, std::uint32_t j) const;

 private:
  void add_corner(VertexId vertex);

  const Complex& regions_;
  const OutputRows& rows_;
  /// Per vertex, row_size() numbers: its vector in the chart, scaled so that the largest entry is about 1; each within
  /// 2^-51 of the true one.
  std::vector<double> corners_;
  std::vector<double> entries_;  ///< of the rows at hand
  std::vector<double> values_;   ///< per vertex of the region but the apex, all outputs
  double margin_ = 0;            ///< values that differ by more do so in the same sense without rounding; or infinity
};

}  // namespace crease
