// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "algorithms/region_faces.h"
#include "core/complex.h"

namespace crease {

/// Some regions, or some facets, of a complex with all their faces.
class Subcomplex {
 public:
  /// The faces of one dimension, each once.
  struct Level {
    ListTable<std::uint32_t> vertices;  ///< per face, rays among them
    IndexLists<> boundary;              ///< per face: its facets, in the level below
    std::vector<bool> all_points;       ///< per face: no ray is among its vertices
  };

  /// The highest level has the regions or facets in the order given. Pre: increasing; complex.has_vertices().
  Subcomplex(const Complex& complex, std::span<const RegionId> regions);
  Subcomplex(const Complex& complex, std::span<const FacetId> facets);

  /// By dimension modulo the lineality.
  const std::vector<Level>& levels() const { return levels_; }

 private:
  void add(RegionId region, std::vector<std::uint32_t> wanted);
  void add_face(std::size_t dim, std::uint32_t local);

  const Complex& complex_;
  RegionFaces faces_;
  std::vector<Level> levels_;
  std::vector<std::vector<std::uint32_t>> local_to_global_;  ///< of the region at hand
};

/// A connected component of the union of a subcomplex.
struct ComponentTopology {
  std::size_t size = 0;  ///< faces of the highest dimension
  bool bounded = true;
  std::vector<std::size_t> betti;  ///< b_0, b_1, ... up to the dimension of these faces
};

struct Topology {
  std::vector<std::uint32_t> component;  ///< per face of the highest level; numbered in order of their first ones
  std::vector<ComponentTopology> components;
  std::vector<std::size_t> betti;  ///< sums over the components
  long euler_characteristic = 0;   ///< sum (-1)^i betti[i]
};

/// The topology of the union as a closed set, also where it is unbounded: it is the product of a space of lines with a
/// complex of pointed faces, and an unbounded pointed face retracts onto its boundary, so that the bounded faces carry
/// the homology. Betti numbers are over Z/2 (see homology.h).
/// Complexity: near linear beside homology.
Topology topology(const Complex& complex, const Subcomplex& subcomplex);

}  // namespace crease
