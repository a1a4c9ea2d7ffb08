// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/integer_vector.h"
#include "core/network.h"

namespace crease {

/// A layer in integers, its weights by columns and without zeros, for walks along a line. Pre-activations are those of
/// the network times the scale of the inputs and weight_factor, outputs these times unit_factor:
///   z = weights h + bias scale,  h = slopes z + intercepts scale weight_factor,  scale *= weight_factor unit_factor.
struct PathLayer {
  std::vector<std::size_t> first_entry;  ///< of column j; one more at the end
  std::vector<std::uint32_t> entry_rows;
  IntegerVector entries;
  IntegerVector bias;                     ///< per row
  std::vector<std::size_t> first_crease;  ///< of unit u; none for max groups; one more at the end
  std::vector<std::size_t> first_piece;   ///< likewise
  IntegerVector thresholds;               ///< per crease, in the scale of bias
  IntegerVector slopes, intercepts;       ///< per piece
  std::vector<std::size_t> first_row;     ///< of unit u; one more at the end
  Integer weight_factor = 1, unit_factor = 1;

  std::size_t num_inputs() const { return first_entry.size() - 1; }
  std::size_t num_rows() const { return bias.size(); }
  std::size_t num_units() const { return first_row.size() - 1; }
  bool is_group(std::size_t unit) const { return first_row[unit + 1] - first_row[unit] > 1; }
};

/// All layers of a network, one after another. Complexity: O(number of weights).
std::vector<PathLayer> make_path_layers(const Network& network);

}  // namespace crease
