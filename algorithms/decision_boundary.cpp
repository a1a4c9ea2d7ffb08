// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/decision_boundary.h"

#include <algorithm>
#include <set>

namespace crease {
namespace {

/// Pieces that share a facet.
std::vector<std::array<std::uint32_t, 2>> adjacent_pieces(const std::vector<Subcomplex::Level>& levels) {
  std::vector<std::array<std::uint32_t, 2>> result;
  if (levels.size() < 2) return result;
  std::vector<std::vector<std::uint32_t>> around(levels[levels.size() - 2].vertices.size());
  for (std::uint32_t piece = 0; piece < levels.back().boundary.size(); ++piece) {
    for (const std::uint32_t ridge : levels.back().boundary[piece]) {
      for (const std::uint32_t other : around[ridge]) result.push_back({other, piece});
      around[ridge].push_back(piece);
    }
  }
  std::ranges::sort(result);
  return result;
}

}  // namespace

DecisionBoundary decision_boundary(const DecisionCells& cells) {
  const Complex& complex = cells.complex;
  const std::size_t d = complex.dim(), lines = complex.lineality_dim();
  DecisionBoundary boundary;
  boundary.f_vector.resize(d);
  boundary.bounded_faces.resize(d);
  boundary.topology.betti.resize(d);
  for (const FacetId facet : complex.facets()) {
    if (!complex.is_interior(facet)) continue;
    const auto [first, second] = complex.sides(facet);
    const auto maximizers = cells.maximizers[first.index];
    if (!std::ranges::equal(maximizers, cells.maximizers[second.index])) {
      boundary.pieces.push_back(facet);
    } else if (cells.facet_maximizers[facet.index].size() > maximizers.size()) {
      boundary.touching.push_back(facet);
    }
  }
  if (boundary.pieces.empty()) return boundary;
  const Subcomplex faces(complex, boundary.pieces);
  for (std::size_t dim = 0; dim < faces.levels().size(); ++dim) {
    const Subcomplex::Level& level = faces.levels()[dim];
    boundary.f_vector[dim + lines] = level.vertices.size();
    if (lines > 0) continue;
    boundary.bounded_faces[dim] =
        static_cast<std::size_t>(std::count(level.all_points.begin(), level.all_points.end(), true));
  }
  boundary.topology = topology(complex, faces);
  boundary.adjacencies = adjacent_pieces(faces.levels());
  return boundary;
}

std::vector<FacetId> pieces_in(const DecisionCells& cells, const DecisionBoundary& boundary,
                               std::span<const RegionId> activation_regions) {
  std::set<FacetId> found;
  for (const RegionId region : activation_regions) {
    const auto [first, last] = std::equal_range(cells.region.begin(), cells.region.end(), region);
    for (auto it = first; it != last; ++it) {
      for (const FacetId facet : cells.complex.facets(RegionId(static_cast<std::size_t>(it - cells.region.begin())))) {
        if (std::ranges::binary_search(boundary.pieces, facet)) found.insert(facet);
      }
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace crease
