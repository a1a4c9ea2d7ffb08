// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/triangulate.h"

#include <bit>

namespace crease {
namespace {

using Set = std::span<const RegionFaces::Word>;

std::uint32_t first_of(Set set) {
  std::size_t word = 0;
  while (set[word] == 0) ++word;
  return static_cast<std::uint32_t>(64 * word + static_cast<std::size_t>(std::countr_zero(set[word])));
}

class Puller {
 public:
  Puller(const RegionFaces& faces, std::vector<std::uint32_t>& simplices) : faces_(faces), simplices_(simplices) {}

  /// Joins the apexes pulled so far to every simplex of a face.
  void pull(std::size_t dim, std::size_t face) {
    const Set set = faces_.level(dim).sets[face];
    const std::uint32_t apex = first_of(set);
    apexes_.push_back(apex);
    if (dim == 0) simplices_.insert(simplices_.end(), apexes_.begin(), apexes_.end());
    if (dim == 1) {
      simplices_.insert(simplices_.end(), apexes_.begin(), apexes_.end());
      std::uint32_t other = apex + 1;
      while (!RegionFaces::contains(set, other)) ++other;
      simplices_.push_back(other);
    }
    if (dim > 1) {
      for (const std::uint32_t facet : faces_.level(dim).boundary[face]) {
        if (!RegionFaces::contains(faces_.level(dim - 1).sets[facet], apex)) pull(dim - 1, facet);
      }
    }
    apexes_.pop_back();
  }

 private:
  const RegionFaces& faces_;
  std::vector<std::uint32_t>& simplices_;
  std::vector<std::uint32_t> apexes_;
};

}  // namespace

Triangulation triangulate(const RegionFaces& faces, std::size_t dim, std::size_t face) {
  Triangulation result;
  result.dim = dim;
  Puller(faces, result.simplices).pull(dim, face);
  // From places among the region's generators to places among the face's own vertices.
  const auto generators = faces.generators();
  std::vector<std::uint32_t> place(generators.size());
  for (std::size_t i = 0; i < generators.size(); ++i) {
    if (!RegionFaces::contains(faces.level(dim).sets[face], i)) continue;
    place[i] = static_cast<std::uint32_t>(result.vertices.size());
    result.vertices.push_back(generators[i]);
  }
  for (std::uint32_t& vertex : result.simplices) vertex = place[vertex];
  return result;
}

Triangulation triangulate(const Complex& complex, RegionId region) {
  RegionFaces faces(complex);
  faces.read(region);
  faces.descend(1);
  return triangulate(faces, faces.dim(), 0);
}

Triangulation triangulate(const Complex& complex, FacetId facet) {
  const RegionId region = complex.sides(facet)[0];
  RegionFaces faces(complex);
  faces.read(region);
  faces.descend(1);
  const auto place = std::ranges::find(complex.facets(region), facet) - complex.facets(region).begin();
  return triangulate(faces, faces.dim() - 1, static_cast<std::size_t>(place));
}

}  // namespace crease
