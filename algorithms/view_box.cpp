// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/view_box.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

#include "algorithms/restricted_domain.h"

namespace crease {
namespace {

void include(ViewBox& box, std::span<const Rational> point) {
  if (box.lo.empty()) {
    box.lo.assign(point.begin(), point.end());
    box.hi = box.lo;
  }
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (point[i] < box.lo[i]) box.lo[i] = point[i];
    if (point[i] > box.hi[i]) box.hi[i] = point[i];
  }
}

bool is_bounded(const Complex& complex) {
  return complex.num_regions() > 0 && complex.num_bounded_regions() == complex.num_regions();
}

std::vector<VertexId> finite_vertices(const Complex& complex) {
  if (!complex.has_coordinates()) throw std::invalid_argument("view_box: the complex has no coordinates");
  std::vector<VertexId> vertices;
  for (const VertexId vertex : complex.vertices()) {
    if (!complex.is_ray(vertex)) vertices.push_back(vertex);
  }
  return vertices;
}

struct Fences {
  Rational lo, hi;
};

/// Per coordinate.
std::vector<std::optional<Fences>> fences_of(const Complex& complex, const std::vector<VertexId>& vertices) {
  std::vector<std::optional<Fences>> fences(complex.dim());
  for (std::size_t i = 0; i < complex.dim(); ++i) {
    std::vector<Rational> values;
    for (const VertexId vertex : vertices) values.push_back(complex.coordinates(vertex)[i]);
    const auto number = [&](std::size_t k) {
      const auto place = values.begin() + static_cast<std::ptrdiff_t>(k) - 1;
      std::ranges::nth_element(values, place);
      return *place;
    };
    const Rational q1 = number((values.size() + 3) / 4), q3 = number((3 * values.size() + 3) / 4);
    if (q1 == q3) continue;
    const Rational beyond = Rational(3, 2) * (q3 - q1);
    fences[i] = {q1 - beyond, q3 + beyond};
  }
  return fences;
}

/// The least one that holds the vertices; where not all regions are bounded the points, too, and a margin.
ViewBox box_of(const Complex& complex, const std::vector<VertexId>& vertices,
               std::span<const std::vector<Rational>> points) {
  ViewBox box;
  for (const VertexId vertex : vertices) include(box, complex.coordinates(vertex));
  if (is_bounded(complex)) return box;
  for (const std::vector<Rational>& point : points) {
    if (point.size() != complex.dim()) throw std::invalid_argument("view_box: a point of another dimension");
    include(box, point);
  }
  if (box.lo.empty()) box.lo = box.hi = std::vector<Rational>(complex.dim());
  Rational longest = 0;
  for (std::size_t i = 0; i < box.lo.size(); ++i) longest = std::max<Rational>(longest, box.hi[i] - box.lo[i]);
  const Rational margin = longest == 0 ? Rational(1) : Rational(longest / 10);
  for (std::size_t i = 0; i < box.lo.size(); ++i) {
    box.lo[i] -= margin;
    box.hi[i] += margin;
  }
  return box;
}

std::string key(const SignTable& signs, RegionId region) {
  const auto bytes = [](std::span<const std::uint64_t> words) {
    return std::string(reinterpret_cast<const char*>(words.data()), words.size_bytes());
  };
  std::string result = bytes(signs.above(region.index));
  // A table without zeros and one whose row has none say the same.
  if (!signs.has_zeros() || std::ranges::all_of(signs.zero(region.index), [](auto word) { return word == 0; })) {
    return result;
  }
  return result + bytes(signs.zero(region.index));
}

}  // namespace

ViewBox view_box(const Complex& complex, std::span<const std::vector<Rational>> points) {
  return box_of(complex, finite_vertices(complex), points);
}

ViewBox central_view_box(const Complex& complex, std::span<const std::vector<Rational>> points) {
  std::vector<VertexId> vertices = finite_vertices(complex);
  if (!is_bounded(complex) && vertices.size() >= kFewVertices) {
    const std::vector<std::optional<Fences>> fences = fences_of(complex, vertices);
    std::erase_if(vertices, [&](VertexId vertex) {
      const auto place = complex.coordinates(vertex);
      for (std::size_t i = 0; i < place.size(); ++i) {
        if (fences[i] && (place[i] < fences[i]->lo || place[i] > fences[i]->hi)) return true;
      }
      return false;
    });
  }
  return box_of(complex, vertices, points);
}

Domain clipped(const Domain& domain, const ViewBox& box) {
  const Domain sides = Domain::box(box.lo, box.hi);
  return restricted(domain, sides.rows(), sides.offsets());
}

std::vector<RegionId> regions_around(const Complex& part, const Complex& whole) {
  std::unordered_map<std::string, RegionId> known;
  for (const RegionId region : whole.regions()) known.emplace(key(whole.tables().signs, region), region);
  std::vector<RegionId> result;
  for (const RegionId region : part.regions()) {
    const auto found = known.find(key(part.tables().signs, region));
    result.push_back(found == known.end() ? RegionId() : found->second);
  }
  return result;
}

}  // namespace crease
