// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/subcomplex.h"

#include <algorithm>
#include <boost/pending/disjoint_sets.hpp>
#include <numeric>
#include <utility>

#include "algorithms/homology.h"

namespace crease {

Subcomplex::Subcomplex(const Complex& complex, std::span<const RegionId> regions)
    : complex_(complex), faces_(complex), levels_(faces_.dim() + 1), local_to_global_(levels_.size()) {
  for (const RegionId region : regions) add(region, {0});
}

Subcomplex::Subcomplex(const Complex& complex, std::span<const FacetId> facets)
    : complex_(complex), faces_(complex), levels_(faces_.dim()), local_to_global_(levels_.size()) {
  // Facets are numbered by their first sides.
  for (std::size_t begin = 0, end = 0; begin < facets.size(); begin = end) {
    const RegionId region = complex.sides(facets[begin])[0];
    const auto all = complex.facets(region);
    std::vector<std::uint32_t> wanted;
    for (; end < facets.size() && complex.sides(facets[end])[0] == region; ++end) {
      wanted.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(all, facets[end]) - all.begin()));
    }
    add(region, std::move(wanted));
  }
}

/// Adds faces of the highest level, given by their numbers in a region, with all of theirs.
void Subcomplex::add(RegionId region, std::vector<std::uint32_t> top) {
  faces_.read(region);
  faces_.descend(0);
  std::vector<std::vector<std::uint32_t>> wanted(levels_.size());
  wanted.back() = std::move(top);
  for (std::size_t dim = wanted.size(); dim-- > 1;) {
    for (const std::uint32_t local : wanted[dim]) {
      const auto below = faces_.level(dim).boundary[local];
      wanted[dim - 1].insert(wanted[dim - 1].end(), below.begin(), below.end());
    }
    std::ranges::sort(wanted[dim - 1]);
    wanted[dim - 1].erase(std::ranges::unique(wanted[dim - 1]).begin(), wanted[dim - 1].end());
  }
  for (std::size_t dim = 0; dim < wanted.size(); ++dim) {
    local_to_global_[dim].resize(faces_.level(dim).sets.size());
    for (const std::uint32_t local : wanted[dim]) add_face(dim, local);
  }
}

void Subcomplex::add_face(std::size_t dim, std::uint32_t local) {
  const auto set = faces_.level(dim).sets[local];
  const auto generators = faces_.generators();
  std::vector<std::uint32_t> vertices;
  for (std::size_t i = 0; i < generators.size(); ++i) {
    if (RegionFaces::contains(set, i)) vertices.push_back(generators[i].index);
  }
  Level& level = levels_[dim];
  const auto [global, is_new] = level.vertices.insert(vertices);
  local_to_global_[dim][local] = global;
  if (!is_new) return;
  level.all_points.push_back(faces_.all_points(set));
  if (dim > 0) {
    for (const std::uint32_t i : faces_.level(dim).boundary[local]) {
      level.boundary.push_item(local_to_global_[dim - 1][i]);
    }
  }
  level.boundary.end_list();
}

Topology topology(const Complex& complex, const Subcomplex& subcomplex) {
  const std::vector<Subcomplex::Level>& levels = subcomplex.levels();
  const Subcomplex::Level& top = levels.back();
  std::vector<std::uint32_t> rank(complex.num_vertices()), parent(complex.num_vertices());
  std::iota(parent.begin(), parent.end(), 0u);
  boost::disjoint_sets connected(rank.data(), parent.data());
  const auto is_point = [&](std::uint32_t vertex) { return !complex.is_ray(VertexId(vertex)); };
  const auto point_of = [&](std::span<const std::uint32_t> vertices) {
    return *std::ranges::find_if(vertices, is_point);
  };
  for (std::size_t i = 0; i < top.vertices.size(); ++i) {
    const std::uint32_t point = point_of(top.vertices[i]);
    for (const std::uint32_t vertex : top.vertices[i]) {
      if (is_point(vertex)) connected.union_set(point, vertex);
    }
  }
  Topology result;
  constexpr std::uint32_t kNone = VertexId::kNone;
  std::vector<std::uint32_t> number(complex.num_vertices(), kNone);  // per root
  for (std::size_t i = 0; i < top.vertices.size(); ++i) {
    std::uint32_t& component = number[connected.find_set(point_of(top.vertices[i]))];
    if (component == kNone) {
      component = static_cast<std::uint32_t>(result.components.size());
      result.components.emplace_back();
    }
    result.component.push_back(component);
    ComponentTopology& here = result.components[component];
    ++here.size;
    here.bounded = here.bounded && complex.lineality_dim() == 0 && top.all_points[i];
  }

  // The bounded faces of each component.
  std::vector<std::vector<IndexLists<>>> chains(result.components.size(), std::vector<IndexLists<>>(levels.size()));
  std::vector<std::uint32_t> below, here;  // places of faces in their components
  for (std::size_t dim = 0; dim < levels.size(); ++dim) {
    const Subcomplex::Level& level = levels[dim];
    here.assign(level.vertices.size(), 0);
    for (std::size_t i = 0; i < level.vertices.size(); ++i) {
      if (!level.all_points[i]) continue;
      IndexLists<>& lists = chains[number[connected.find_set(level.vertices[i].front())]][dim];
      here[i] = static_cast<std::uint32_t>(lists.size());
      for (const std::uint32_t facet : level.boundary[i]) lists.push_item(below[facet]);
      lists.end_list();
    }
    std::swap(here, below);
  }
  result.betti.resize(levels.size() + complex.lineality_dim());
  for (std::size_t c = 0; c < chains.size(); ++c) {
    std::vector<std::size_t>& betti = result.components[c].betti;
    betti = betti_numbers(chains[c]);
    betti.resize(result.betti.size());
    for (std::size_t k = 0; k < betti.size(); ++k) {
      result.betti[k] += betti[k];
      result.euler_characteristic += (k % 2 == 0 ? 1 : -1) * static_cast<long>(betti[k]);
    }
  }
  return result;
}

}  // namespace crease
