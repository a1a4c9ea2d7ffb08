// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/compare_patterns.h"

#include <algorithm>
#include <set>
#include <utility>

namespace crease {
namespace {

std::string bytes(std::span<const std::uint64_t> words) {
  return {reinterpret_cast<const char*>(words.data()), words.size_bytes()};
}

/// `a` where `mask` is not set.
std::string without(std::span<const std::uint64_t> a, const std::string& mask) {
  std::string result = bytes(a);
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = static_cast<char>(result[i] & ~mask[i]);
  return result;
}

}  // namespace

PatternIndex::PatternIndex(const Complex& complex)
    : network_(complex.network()),
      walls_(complex.walls()),
      num_regions_(complex.num_regions()),
      words_(complex.tables().signs.words()) {
  const SignTable& signs = complex.tables().signs;
  const std::vector<std::uint64_t> no_zeros(words_);
  for (const RegionId region : complex.regions()) {
    const auto zero = signs.has_zeros() ? signs.zero(region.index) : std::span<const std::uint64_t>(no_zeros);
    regions_[bytes(zero)].emplace(bytes(signs.above(region.index)), region);
  }
}

std::optional<RegionId> PatternIndex::find(const PiecePattern& pattern) const {
  std::vector<std::uint64_t> above(words_);
  std::size_t i = 0;
  for (std::uint32_t l = 0; l < network_.layers().size(); ++l) {
    const Layer& layer = network_.layers()[l];
    for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
      const std::size_t piece = pattern[i++];
      // Of a max group the crease of the greatest argument; else the breakpoints below.
      const WallId first = walls_.first_crease({l, u});
      const WallId begin = first + static_cast<WallId>(layer.is_group(u) ? piece : 0);
      const WallId end = first + static_cast<WallId>(layer.is_group(u) ? piece + 1 : piece);
      for (WallId crease = begin; crease < end; ++crease) above[crease / 64] |= std::uint64_t{1} << (crease % 64);
    }
  }
  for (const auto& [zero, regions] : regions_) {
    const auto found = regions.find(without(above, zero));
    if (found != regions.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<RegionId> PatternIndex::find(std::span<const std::uint64_t> above,
                                           std::span<const std::uint64_t> zero) const {
  const auto regions = regions_.find(bytes(zero));
  if (regions == regions_.end()) return std::nullopt;
  const auto found = regions->second.find(bytes(above));
  return found == regions->second.end() ? std::nullopt : std::optional(found->second);
}

PatternComparison compare_regions(std::size_t num_regions, std::vector<RegionId> region_of) {
  std::vector<bool> found(num_regions);
  PatternComparison comparison;
  for (const RegionId region : region_of) {
    if (region.is_valid() && !found[region.index]) {
      found[region.index] = true;
      ++comparison.found;
    } else {
      ++comparison.invented;
    }
  }
  comparison.missed = num_regions - comparison.found;
  comparison.region_of = std::move(region_of);
  return comparison;
}

PatternComparison compare_patterns(const PatternIndex& index, const PatternSet& patterns) {
  std::vector<RegionId> region_of;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    region_of.push_back(index.find(patterns[i]).value_or(RegionId()));
  }
  return compare_regions(index.num_regions(), std::move(region_of));
}

EdgeComparison compare_edges(const Complex& complex, std::span<const RegionId> region_of,
                             std::span<const std::array<std::uint32_t, 2>> edges) {
  // Two regions share at most one facet.
  std::set<std::pair<RegionId, RegionId>> missing;
  for (const FacetId facet : complex.facets()) {
    if (complex.is_interior(facet)) missing.insert(std::minmax(complex.sides(facet)[0], complex.sides(facet)[1]));
  }
  EdgeComparison comparison;
  for (const auto& [a, b] : edges) {
    (missing.erase(std::minmax(region_of[a], region_of[b])) > 0 ? comparison.found : comparison.invented) += 1;
  }
  comparison.missed = missing.size();
  return comparison;
}

}  // namespace crease
