// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/complex.h"

namespace crease {

/// Ranks of sets of vertices and rays as homogeneous vectors (1, y) and (0, y), modulo the lineality space: a set of
/// rank m spans a face of dimension m - 1 + lineality_dim().
///
/// A rank modulo a prime is a lower bound, and nearly always all that is needed; where it is not, rationals decide.
class GeneratorRanks {
 public:
  /// Pre: complex.has_coordinates(), and `complex` stays.
  explicit GeneratorRanks(const Complex& complex);

  /// The rank of a region's generators: dim() + 1 - lineality_dim().
  std::size_t full() const { return width_ - lines_.size(); }
  bool at_least(std::span<const VertexId> generators, std::size_t rank) const;

 private:
  using Residues = std::vector<std::uint64_t>;
  bool exactly_at_least(std::span<const VertexId> generators, std::size_t rank) const;

  const Complex& complex_;
  std::size_t width_;
  std::vector<Residues> lines_;     ///< a basis
  std::vector<Residues> residues_;  ///< per generator
};

/// Faces of one polyhedron as increasing lists of its vertices and rays.
using Face = std::vector<VertexId>;

/// A gap in the boundary of the polyhedron spanned by `all`, or nothing when these facets are all its facets: a ridge
/// that lies in one facet only, or, where there is none to name, an empty face.
///
/// Law used: the facets of a polyhedron are connected through its ridges. So a non-empty set of facets is the whole
/// boundary when every ridge of each of them lies in another one; and the ridges of a facet are known to be all,
/// recursively, by the same law. Everything happens in the cone over the polyhedron, in which infinity is one more
/// facet; a face of rank 1 is a single generator.
///
/// Pre: every set of `facets` is what a supporting hyperplane (or infinity) has in common with `all`.
/// Complexity: faces times facets.
std::optional<Face> find_gap(const Face& all, const std::vector<Face>& facets, const GeneratorRanks& ranks);

}  // namespace crease
