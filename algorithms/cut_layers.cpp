// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/cut_layers.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

namespace crease {
namespace {

/// The facets of one unit as a graph of vertices; lines are taken out of it one by one.
class Strokes {
 public:
  Strokes(const Complex& complex, std::span<const FacetId> facets) : complex_(complex) {
    for (const FacetId facet : facets) {
      for (const VertexId end : complex.vertices(facet)) open_[end].push_back(facet);
    }
  }

  /// Lines that begin at an end, or a crossing, of odd degree first, then closed ones.
  void take_all(UnitId unit, std::vector<CreaseLine>& lines) {
    for (const bool odd : {true, false}) {
      for (const auto& [vertex, facets] : open_) {
        while (facets.size() % 2 == 1 || (!odd && !facets.empty())) lines.push_back({unit, take(vertex)});
      }
    }
  }

 private:
  std::vector<VertexId> take(VertexId from) {
    std::vector<VertexId> line = {from};
    for (auto* facets = &open_[from]; !facets->empty(); facets = &open_[line.back()]) {
      const FacetId facet = facets->front();
      const auto ends = complex_.vertices(facet);
      const VertexId to = ends[ends[0] == line.back() ? 1 : 0];
      std::erase(*facets, facet);
      std::erase(open_[to], facet);
      line.push_back(to);
    }
    return line;
  }

  const Complex& complex_;
  std::map<VertexId, std::vector<FacetId>> open_;
};

}  // namespace

std::optional<UnitId> cutting_unit(const Complex& complex, FacetId facet) {
  const auto walls = complex.walls(facet);
  if (walls.empty() || !complex.walls().is_crease(walls[0])) return std::nullopt;
  return complex.walls().crease(walls[0]).unit;  // walls increase by layer and unit
}

std::optional<std::uint32_t> last_cut_layer(const Complex& complex, RegionId region) {
  std::optional<std::uint32_t> last;
  for (const FacetId facet : complex.facets(region)) {
    if (complex.is_boundary(facet)) continue;
    const auto unit = cutting_unit(complex, facet);
    if (unit && (!last || *last < unit->layer)) last = unit->layer;
  }
  return last;
}

std::size_t num_active_units(const Complex& complex, RegionId region) {
  std::size_t active = 0;
  const std::vector<Layer>& layers = complex.network().layers();
  for (std::uint32_t l = 0; l < layers.size(); ++l) {
    for (std::uint32_t u = 0; u < layers[l].num_units(); ++u) {
      if (layers[l].is_affine(u)) continue;
      const Symbol symbol = complex.symbol(region, {l, u});
      const bool is_group = layers[l].is_group(u);
      active += is_group || (!symbol.on_breakpoint && layers[l].activations[u].slope(symbol.piece) != 0);
    }
  }
  return active;
}

std::vector<CreaseLine> crease_lines(const Complex& complex) {
  if (complex.dim() != 2 || !complex.has_vertices() || complex.num_bounded_regions() != complex.num_regions()) {
    throw std::invalid_argument("crease_lines: bounded regions of the plane, with vertices, are needed");
  }
  std::vector<std::pair<UnitId, FacetId>> cut;
  for (const FacetId facet : complex.facets()) {
    if (complex.is_boundary(facet)) continue;
    if (const auto unit = cutting_unit(complex, facet)) cut.emplace_back(*unit, facet);
  }
  std::ranges::sort(cut);
  std::vector<CreaseLine> lines;
  for (auto begin = cut.begin(); begin != cut.end();) {
    const UnitId unit = begin->first;
    std::vector<FacetId> facets;
    for (; begin != cut.end() && begin->first == unit; ++begin) facets.push_back(begin->second);
    Strokes(complex, facets).take_all(unit, lines);
  }
  return lines;
}

}  // namespace crease
