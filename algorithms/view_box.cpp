// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/view_box.h"

#include <algorithm>
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
  if (!complex.has_coordinates()) throw std::invalid_argument("view_box: the complex has no coordinates");
  ViewBox box;
  for (const VertexId vertex : complex.vertices()) {
    if (!complex.is_ray(vertex)) include(box, complex.coordinates(vertex));
  }
  if (complex.num_regions() > 0 && complex.num_bounded_regions() == complex.num_regions()) return box;
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
