// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/layer_histogram.h"

#include <cstdint>
#include <map>
#include <utility>

#include "core/list_table.h"

namespace crease {
namespace {

/// What the children of a parent have in common.
struct Parent {
  std::size_t first_region;
  std::size_t children = 0;
  std::vector<bool> cuts;  ///< per unit of the layer
};

}  // namespace

std::vector<LayerHistogram> layer_histograms(const Complex& complex) {
  std::vector<LayerHistogram> result;
  const SignTable& signs = complex.tables().signs;
  const std::size_t num_regions = complex.num_regions();
  // Per region: the number of its cell of the layers so far.
  std::vector<std::uint32_t> cell(num_regions, 0);
  std::size_t num_cells = num_regions > 0 ? 1 : 0;
  WallId first = 0;
  const std::vector<Layer>& layers = complex.network().layers();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    WallId end = first;
    for (std::size_t u = 0; u < layers[l].num_units(); ++u) end += static_cast<WallId>(layers[l].num_creases(u));
    if (end == first) continue;

    std::vector<Parent> parents(num_cells, Parent{num_regions, 0, std::vector<bool>(layers[l].num_units())});
    ListTable<std::uint32_t> children;
    std::vector<std::uint32_t> list;
    for (std::size_t r = 0; r < num_regions; ++r) {
      Parent& parent = parents[cell[r]];
      if (parent.first_region == num_regions) parent.first_region = r;
      list.assign(1, cell[r]);
      for (WallId crease = first; crease < end; ++crease) {
        const CreaseSign sign = signs.sign(r, crease);
        list.push_back(static_cast<std::uint32_t>(sign));
        if (sign != signs.sign(parent.first_region, crease))
          parent.cuts[complex.walls().crease(crease).unit.unit] = true;
      }
      const auto [child, is_new] = children.insert(list);
      parent.children += is_new ? 1 : 0;
      cell[r] = child;
    }

    std::map<std::pair<std::size_t, std::size_t>, std::size_t> splits;
    for (const Parent& parent : parents) {
      std::size_t units = 0;
      for (const bool cuts : parent.cuts) units += cuts ? 1 : 0;
      ++splits[{units, parent.children}];
    }
    LayerHistogram& histogram = result.emplace_back(LayerHistogram{l, num_cells, children.size(), {}});
    for (const auto& [split, cells] : splits) histogram.splits.push_back({split.first, split.second, cells});
    num_cells = children.size();
    first = end;
  }
  return result;
}

}  // namespace crease
