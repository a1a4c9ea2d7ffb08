// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/homology.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

namespace crease {
namespace {

using Chain = std::vector<std::uint32_t>;  ///< increasing

Chain sum(const Chain& a, const Chain& b) {
  Chain result;
  std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

/// The last entries of the reduced columns that are not zero: as many as the rank. Columns that are `settled` reduce to
/// zero.
std::vector<bool> pivots(const IndexLists<>& columns, std::size_t rows, const std::vector<bool>& settled) {
  std::vector<std::optional<Chain>> with_pivot(rows);
  std::vector<bool> result(rows, false);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (settled[i]) continue;
    Chain column(columns[i].begin(), columns[i].end());
    std::sort(column.begin(), column.end());
    while (!column.empty() && with_pivot[column.back()]) column = sum(column, *with_pivot[column.back()]);
    if (column.empty()) continue;
    result[column.back()] = true;
    with_pivot[column.back()] = std::move(column);
  }
  return result;
}

}  // namespace

std::vector<std::size_t> betti_numbers(std::span<const IndexLists<>> boundary) {
  std::vector<std::size_t> betti(boundary.size());
  for (std::size_t k = 0; k < boundary.size(); ++k) betti[k] = boundary[k].size();
  std::vector<bool> settled(boundary.empty() ? 0 : boundary.back().size(), false);
  for (std::size_t k = boundary.size(); k-- > 1;) {
    settled = pivots(boundary[k], boundary[k - 1].size(), settled);
    const auto rank = static_cast<std::size_t>(std::count(settled.begin(), settled.end(), true));
    betti[k] -= rank;
    betti[k - 1] -= rank;
  }
  return betti;
}

}  // namespace crease
