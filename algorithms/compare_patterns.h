// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "algorithms/piece_pattern.h"
#include "core/complex.h"

namespace crease {

/// Which region of a complex has a given pattern.
///
/// A pattern of pieces is that of a region when every unit is on the region's piece, or is one that sits on a
/// breakpoint throughout the region (a max group: shares its maximum among arguments) and is on a piece beside it (on
/// one of these arguments). Law: it is that of at most one region: whether a unit sits on a breakpoint throughout is
/// settled by the symbols of the layers before it, so that two such regions would agree layer by layer.
class PatternIndex {
 public:
  explicit PatternIndex(const Complex& complex);

  /// Pre: one piece per unit, each one that the unit has. Complexity: a lookup per set of creases that are zero
  /// throughout some region.
  std::optional<RegionId> find(const PiecePattern& pattern) const;
  /// By exact signs, bits as in SignTable.
  std::optional<RegionId> find(std::span<const std::uint64_t> above, std::span<const std::uint64_t> zero) const;

  std::size_t num_regions() const { return num_regions_; }

 private:
  using Bytes = std::string;
  Network network_;
  WallList walls_;
  std::size_t num_regions_, words_;
  /// By the creases that are zero throughout, then by those that are above.
  std::map<Bytes, std::unordered_map<Bytes, RegionId>> regions_;
};

/// How a list of patterns stands to the regions of a complex.
struct PatternComparison {
  std::vector<RegionId> region_of;  ///< per pattern; none for one that no region has
  std::size_t found = 0;            ///< regions with a pattern among these
  std::size_t missed = 0;           ///< the others
  /// Patterns of no region, or of one that an earlier pattern has.
  std::size_t invented = 0;
};

/// Laws: found + missed = num_regions(); found + invented = the number of patterns.
PatternComparison compare_patterns(const PatternIndex& index, const PatternSet& patterns);
PatternComparison compare_regions(std::size_t num_regions, std::vector<RegionId> region_of);

/// The same for adjacencies, given as pairs of patterns, each pair once: found are those of different regions that
/// share a facet. Laws: found + missed = complex.num_interior_facets(); found + invented = the number of edges.
struct EdgeComparison {
  std::size_t found = 0, missed = 0, invented = 0;
};
EdgeComparison compare_edges(const Complex& complex, std::span<const RegionId> region_of,
                             std::span<const std::array<std::uint32_t, 2>> edges);

}  // namespace crease
