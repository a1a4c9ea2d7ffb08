// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/faces.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "algorithms/region_faces.h"

namespace crease {
namespace {

using Word = RegionFaces::Word;

void require_vertices(const Complex& complex) {
  if (complex.num_regions() > 0 && !complex.has_vertices()) {
    throw std::invalid_argument("faces are found from vertices, and this complex has none; build it with vertices");
  }
}

/// The generators in a set, increasing, as plain numbers.
void list_vertices(const RegionFaces& faces, std::span<const Word> set, std::vector<std::uint32_t>& list) {
  list.clear();
  const auto generators = faces.generators();
  for (std::size_t i = 0; i < generators.size(); ++i) {
    if (RegionFaces::contains(set, i)) list.push_back(generators[i].index);
  }
}

bool all_points(const Complex& complex, FacetId facet) {
  const auto vertices = complex.vertices(facet);
  return std::none_of(vertices.begin(), vertices.end(), [&](VertexId v) { return complex.is_ray(v); });
}

/// Counts the faces of dimension 1, ..., dim - 2 modulo the lineality.
void count_middle_faces(const Complex& complex, FaceCounts& counts) {
  const std::size_t lines = complex.lineality_dim();
  RegionFaces faces(complex);
  std::vector<ListTable<std::uint32_t>> found(faces.dim());
  std::vector<std::uint32_t> list;
  for (const RegionId region : complex.regions()) {
    faces.read_without_earlier(region);
    faces.descend(1);
    for (std::size_t dim = 1; dim + 2 <= faces.dim(); ++dim) {
      const ListTable<Word>& sets = faces.level(dim).sets;
      for (std::size_t i = 0; i < sets.size(); ++i) {
        list_vertices(faces, sets[i], list);
        if (found[dim].insert(list).second && lines == 0) counts.bounded[dim] += faces.all_points(sets[i]);
      }
    }
  }
  for (std::size_t dim = 1; dim + 2 <= faces.dim(); ++dim) counts.f_vector[dim + lines] = found[dim].size();
}

/// Fills in a lattice, dimension by dimension and region by region.
class LatticeBuilder {
 public:
  explicit LatticeBuilder(const Complex& complex)
      : complex_(complex),
        region_faces_(complex),
        lattice_(complex.dim() + 1),
        found_(region_faces_.dim() + 1),
        incidences_(region_faces_.dim() + 1),
        local_to_global_(region_faces_.dim() + 1) {}

  FaceLattice build() {
    for (const RegionId region : complex_.regions()) add_region(region);
    for (std::size_t dim = 0; dim <= region_faces_.dim(); ++dim) collect_regions(dim);
    return std::move(lattice_);
  }

 private:
  Faces& faces(std::size_t dim) { return lattice_[dim + complex_.lineality_dim()]; }

  void add_region(RegionId region) {
    const std::size_t top = region_faces_.dim();
    region_faces_.read(region);
    region_faces_.descend(0);
    for (std::size_t dim = 0; dim + 2 <= top; ++dim) add_middle_faces(dim, region);
    if (top > 0) add_facets(top - 1, region);
    local_to_global_[top] = {region.index};
    incidences_[top].emplace_back(region.index, region);
    add_face(top, 0, complex_.vertices(region), {}, complex_.is_bounded(region));
  }

  void add_middle_faces(std::size_t dim, RegionId region) {
    const ListTable<Word>& sets = region_faces_.level(dim).sets;
    std::vector<std::pair<std::vector<std::uint32_t>, std::size_t>> order(sets.size());
    for (std::size_t i = 0; i < sets.size(); ++i) {
      list_vertices(region_faces_, sets[i], order[i].first);
      order[i].second = i;
    }
    std::sort(order.begin(), order.end());
    local_to_global_[dim].resize(sets.size());
    for (const auto& [list, local] : order) {
      const auto [face, is_new] = found_[dim].insert(list);
      local_to_global_[dim][local] = face;
      incidences_[dim].emplace_back(face, region);
      if (!is_new) continue;
      const std::vector<VertexId> vertices(list.begin(), list.end());
      add_face(dim, local, vertices, walls_on(vertices, region), region_faces_.all_points(sets[local]));
    }
  }

  void add_facets(std::size_t dim, RegionId region) {
    local_to_global_[dim].clear();
    const auto facets = complex_.facets(region);
    for (std::size_t i = 0; i < facets.size(); ++i) {
      local_to_global_[dim].push_back(facets[i].index);
      incidences_[dim].emplace_back(facets[i].index, region);
      if (complex_.sides(facets[i])[0] != region) continue;
      if (facets[i].index != faces(dim).size()) throw std::logic_error("the facets of a complex are out of order");
      add_face(dim, i, complex_.vertices(facets[i]), complex_.walls(facets[i]), all_points(complex_, facets[i]));
    }
  }

  /// Appends a face; `local` is its number in the region.
  void add_face(std::size_t dim, std::size_t local, std::span<const VertexId> vertices, std::span<const WallId> walls,
                bool all_points) {
    Faces& to = faces(dim);
    to.vertices.push_list(vertices);
    to.walls.push_list(walls);
    to.bounded.push_back(all_points && complex_.lineality_dim() == 0);
    std::vector<std::uint32_t> boundary;
    if (dim > 0) {
      for (const std::uint32_t i : region_faces_.level(dim).boundary[local]) {
        boundary.push_back(local_to_global_[dim - 1][i]);
      }
      std::sort(boundary.begin(), boundary.end());
    }
    to.boundary.push_list(boundary);
  }

  /// All walls that a vertex lies on, creases that are zero throughout its first region included.
  std::vector<WallId> all_walls(VertexId vertex) const {
    const auto on = complex_.walls(vertex);
    std::vector<WallId> walls(on.begin(), on.end());
    if (!complex_.tables().signs.has_zeros()) return walls;
    for (WallId c = 0; c < complex_.walls().num_creases(); ++c) {
      if (complex_.sign(complex_.region(vertex), c) == CreaseSign::kZero) walls.push_back(c);
    }
    std::sort(walls.begin(), walls.end());
    return walls;
  }

  /// The walls that a face lies on, but not the whole region. A point among the vertices keeps out infinity.
  std::vector<WallId> walls_on(std::span<const VertexId> vertices, RegionId region) const {
    std::vector<WallId> walls = all_walls(vertices[0]);
    for (const VertexId vertex : vertices.subspan(1)) {
      const std::vector<WallId> other = all_walls(vertex);
      std::erase_if(walls, [&](WallId w) { return !std::binary_search(other.begin(), other.end(), w); });
    }
    std::erase_if(walls, [&](WallId w) {
      return complex_.walls().is_crease(w) && complex_.sign(region, w) == CreaseSign::kZero;
    });
    // Vertices may lie on the crease of a greatest argument because of different ones: all of the face does with
    // another.
    const std::vector<WallId> all = walls;
    std::erase_if(walls, [&](WallId w) {
      if (!complex_.walls().is_crease(w) || !complex_.walls().is_argument(w)) return false;
      if (complex_.sign(region, w) != CreaseSign::kAbove) return false;
      const WallId first = complex_.walls().first_crease(complex_.walls().crease(w).unit);
      const WallId end = first + static_cast<WallId>(complex_.walls().num_creases(complex_.walls().crease(w).unit));
      return std::ranges::none_of(all, [&](WallId other) { return other >= first && other < end && other != w; });
    });
    return walls;
  }

  /// Turns the incidences of a dimension, in order of the regions, into lists per face.
  void collect_regions(std::size_t dim) {
    auto& incidences = incidences_[dim];
    std::stable_sort(incidences.begin(), incidences.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    IndexLists<RegionId>& regions = faces(dim).regions;
    for (std::size_t i = 0; i < incidences.size(); ++i) {
      regions.push_item(incidences[i].second);
      if (i + 1 == incidences.size() || incidences[i + 1].first != incidences[i].first) regions.end_list();
    }
    incidences.clear();
  }

  const Complex& complex_;
  RegionFaces region_faces_;
  FaceLattice lattice_;
  // Per dimension modulo the lineality:
  std::vector<ListTable<std::uint32_t>> found_;  ///< vertices of the faces, facets and regions left out
  std::vector<std::vector<std::pair<std::uint32_t, RegionId>>> incidences_;  ///< face and region
  std::vector<std::vector<std::uint32_t>> local_to_global_;                  ///< of the current region
};

}  // namespace

FaceCounts count_faces(const Complex& complex) {
  require_vertices(complex);
  const std::size_t d = complex.dim(), lines = complex.lineality_dim();
  FaceCounts counts{std::vector<std::size_t>(d + 1), std::vector<std::size_t>(d + 1), 0};
  counts.f_vector[lines] = complex.num_vertices() - complex.num_rays();
  if (lines < d) counts.f_vector[d - 1] = complex.num_facets();
  counts.f_vector[d] = complex.num_regions();
  if (lines == 0) {
    counts.bounded[0] = counts.f_vector[0];
    for (const FacetId facet : complex.facets()) counts.bounded[d - 1] += d > 1 && all_points(complex, facet);
  }
  counts.bounded[d] = complex.num_bounded_regions();
  if (d - lines >= 3) count_middle_faces(complex, counts);
  for (std::size_t i = 0; i <= d; ++i) {
    counts.euler_characteristic += (i % 2 == 0 ? 1 : -1) * static_cast<long>(counts.f_vector[i]);
  }
  return counts;
}

FaceLattice build_face_lattice(const Complex& complex) {
  require_vertices(complex);
  return LatticeBuilder(complex).build();
}

}  // namespace crease
