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

 private:
  const Complex& regions_;
  const OutputRows& rows_;
  /// Per vertex, row_size() numbers: its vector in the chart, scaled so that the largest entry is about 1; each within
  /// 2^-51 of the true one.
  std::vector<double> corners_;
  std::vector<double> entries_, errors_;  ///< of the rows at hand
};

}  // namespace crease
