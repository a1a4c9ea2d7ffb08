// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/complex.h"
#include "core/region.h"
#include "core/wall_list.h"

namespace crease {

/// Puts regions together to the tables of a complex, one after another or in stretches that are appended in order: the
/// tables are the same either way.
///
/// Two faces are one iff their keys are equal: the signs of all creases on the face, and the other walls it lies on. A
/// hash that changes with every sign (Zobrist) says where to look; the signs themselves decide.
class ComplexBuilder {
 public:
  /// With `hash_bits` < 64 many keys share a hash: a test of what decides.
  ComplexBuilder(const WallList& walls, bool vertices, bool coordinates, int hash_bits = 64);
  ~ComplexBuilder();

  /// A builder for a later stretch of regions.
  std::unique_ptr<ComplexBuilder> later() const;

  /// Adds a region; `region` is asked for coordinates of vertices that are new.
  void add(const RegionIncidence& incidence, const Region& region);

  /// Appends what `later` was given.
  void append(const ComplexBuilder& later);

  std::size_t num_regions() const { return tables_.signs.size(); }

  /// The tables; the builder is used up then.
  ComplexTables finish(std::vector<std::vector<Rational>> lineality, bool complete);

 private:
  struct Sets;

  explicit ComplexBuilder(const ComplexBuilder* earlier);
  void start();
  std::uint64_t crease_key(WallId crease, CreaseSign sign) const {
    return (*keys_)[3 * std::size_t{crease} + static_cast<std::size_t>(sign)];
  }
  std::uint64_t hash_of_signs(std::size_t region);
  std::uint64_t hash_of_face(std::uint64_t hash, std::size_t region, std::span<const WallId> walls) const;
  std::span<const std::uint32_t> order(const IndexLists<WallId>& lists);

  void add_vertices(const RegionIncidence& incidence, const Region& region);
  void add_facets(const RegionIncidence& incidence);
  void add_interior_facet(std::uint64_t hash, RegionId region, std::span<const WallId> walls,
                          std::span<const VertexId> vertices);
  FacetId new_facet(RegionId first, RegionId second, std::span<const WallId> walls, std::span<const VertexId> vertices);
  void close_facet(FacetId facet, RegionId second, std::span<const WallId> walls);

  std::shared_ptr<const WallList> walls_;
  std::shared_ptr<const std::vector<std::uint64_t>> keys_;  ///< three per crease, then one per other wall
  bool vertices_, coordinates_;

  ComplexTables tables_;
  std::unique_ptr<Sets> sets_;
  std::vector<std::uint64_t> vertex_hash_;
  std::vector<std::pair<FacetId, std::vector<WallId>>>
      widened_;  ///< facets on which the second region sees more walls bend

  std::uint64_t region_hash_ = 0;  ///< of the last region
  std::vector<std::uint64_t> last_above_, last_zero_;
  // Scratch.
  std::vector<std::uint32_t> order_;
  std::vector<VertexId> vertex_of_generator_, sorted_vertices_;
  std::vector<FacetId> facets_of_region_;
};

}  // namespace crease
