// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wall_list.h"

namespace crease {

WallList::WallList(const Network& network, const Domain& domain) : num_domain_rows_(domain.rows().rows()) {
  for (std::uint32_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    std::vector<WallId>& first = first_.emplace_back();
    for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
      first.push_back(static_cast<WallId>(creases_.size()));
      for (std::uint32_t k = 0; k < layer.num_creases(u); ++k) creases_.push_back({{l, u}, k});
      is_argument_.resize(creases_.size(), layer.is_group(u));
      has_groups_ = has_groups_ || layer.is_group(u);
    }
    first.push_back(static_cast<WallId>(creases_.size()));
  }
}

std::vector<UnitId> WallList::units(std::span<const WallId> walls) const {
  std::vector<UnitId> result;
  for (const WallId wall : walls) {
    if (is_crease(wall) && (result.empty() || result.back() != crease(wall).unit)) result.push_back(crease(wall).unit);
  }
  return result;
}

std::vector<std::size_t> WallList::domain_rows(std::span<const WallId> walls) const {
  std::vector<std::size_t> result;
  for (const WallId wall : walls) {
    if (is_domain_row(wall)) result.push_back(row_of(wall));
  }
  return result;
}

}  // namespace crease
