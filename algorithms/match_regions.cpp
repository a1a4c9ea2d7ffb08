// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/match_regions.h"

#include <cstdint>
#include <stdexcept>

#include "core/list_table.h"

namespace crease {
namespace {

/// The signs of all creases on a region.
void read_signs(const SignTable& signs, RegionId region, std::vector<std::uint64_t>& list) {
  const auto above = signs.above(region.index);
  list.assign(above.begin(), above.end());
  // Tables without zeros, of which only one complex may have some, give the same lists.
  list.resize(2 * signs.words());
  if (!signs.has_zeros()) return;
  const auto zero = signs.zero(region.index);
  std::copy(zero.begin(), zero.end(), list.begin() + static_cast<std::ptrdiff_t>(signs.words()));
}

}  // namespace

bool have_the_same_units(const Network& a, const Network& b) {
  if (a.input_dim() != b.input_dim() || a.layers().size() != b.layers().size()) return false;
  for (std::size_t l = 0; l < a.layers().size(); ++l) {
    const Layer &first = a.layers()[l], &second = b.layers()[l];
    if (first.num_units() != second.num_units()) return false;
    for (std::size_t u = 0; u < first.num_units(); ++u) {
      if (first.num_creases(u) != second.num_creases(u) || first.is_group(u) != second.is_group(u)) return false;
    }
  }
  return true;
}

RegionMatching match_regions(const Complex& before, const Complex& after) {
  if (!have_the_same_units(before.network(), after.network()) || before.dim() != after.dim()) {
    throw std::invalid_argument("match_regions: networks with different units");
  }
  RegionMatching matching;
  ListTable<std::uint64_t> patterns;
  std::vector<std::uint64_t> list;
  for (const RegionId region : after.regions()) {
    read_signs(after.tables().signs, region, list);
    patterns.insert(list);
  }
  for (const RegionId region : before.regions()) {
    read_signs(before.tables().signs, region, list);
    const auto [index, is_new] = patterns.insert(list);
    // Patterns that are new come behind those of `after`, one each.
    matching.after.push_back(is_new ? RegionId() : RegionId(index));
    ++(is_new ? matching.vanished : matching.kept);
  }
  matching.appeared = after.num_regions() - matching.kept;
  return matching;
}

}  // namespace crease
