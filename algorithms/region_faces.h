// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/complex.h"
#include "core/index_lists.h"
#include "core/list_table.h"

namespace crease {

/// The faces of one region, as sets of its generators (vertices and extreme rays), one bit each. Dimensions are counted
/// modulo the lineality of the complex. The memory is used again for the next region.
///
/// Faces are intersections of facets; the facets of a face G are the maximal ones among the intersections of G with the
/// region's facets that are not G and contain a point (rays alone meet at infinity).
/// Source: V. Kaibel, M. Pfetsch, Computing the face lattice of a polytope from its vertex-facet incidences, 2002.
class RegionFaces {
 public:
  using Word = std::uint64_t;

  /// The faces of one dimension.
  struct Level {
    ListTable<Word> sets;
    IndexLists<> boundary;  ///< per face: its facets, in the level below
  };

  /// The dimension of the complex modulo its lineality.
  explicit RegionFaces(const Complex& complex)
      : complex_(complex), dim_(complex.dim() - complex.lineality_dim()), levels_(dim_ + 1) {}

  /// Reads which generators lie on which facets: level dim() - 1 has the facets in the order of complex.facets(region).
  /// Pre: complex.has_vertices().
  void read(RegionId region);
  /// The same, but facets behind which there is an earlier region are left out, and with them every face in them: of
  /// the regions around a face, the first one keeps it. Boundaries of faces are not complete then.
  void read_without_earlier(RegionId region);
  /// Finds the faces of the dimensions `lowest`, ..., dim() - 2 and the boundaries of those above `lowest`.
  /// Complexity: per face, the square of the number of facets.
  void descend(std::size_t lowest);

  std::size_t dim() const { return dim_; }
  const Level& level(std::size_t dim) const { return levels_[dim]; }
  /// The region's generators: bit i of a set stands for the i-th.
  std::span<const VertexId> generators() const { return complex_.vertices(region_); }
  static bool contains(std::span<const Word> set, std::size_t i) { return (set[i / 64] >> (i % 64) & 1) != 0; }
  /// Does a set consist of points only?
  bool all_points(std::span<const Word> set) const;

 private:
  void start(RegionId region);
  /// The generators on a facet, in part_.
  void read_facet(FacetId facet);
  void find_boundary(std::span<const Word> face, Level& below, IndexLists<>& boundary);

  const Complex& complex_;
  std::size_t dim_;
  RegionId region_;
  std::size_t words_ = 0;
  std::vector<Word> points_;      ///< one set
  std::vector<Word> elsewhere_;   ///< sets end to end: the facets left out
  std::vector<Word> part_;        ///< one set
  std::vector<Word> candidates_;  ///< sets end to end
  std::vector<Level> levels_;
};

}  // namespace crease
