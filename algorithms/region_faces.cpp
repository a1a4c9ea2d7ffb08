// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/region_faces.h"

#include <algorithm>

namespace crease {
namespace {

using Word = RegionFaces::Word;
using Set = std::span<const Word>;

bool is_subset(Set a, Set b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] & ~b[i]) != 0) return false;
  }
  return true;
}

bool meet(Set a, Set b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] & b[i]) != 0) return true;
  }
  return false;
}

void insert(std::span<Word> set, std::size_t i) { set[i / 64] |= Word{1} << (i % 64); }

}  // namespace

void RegionFaces::start(RegionId region) {
  region_ = region;
  const auto vertices = generators();
  words_ = (vertices.size() + 63) / 64;
  for (Level& level : levels_) {
    level.sets.clear();
    level.boundary.clear();
  }
  elsewhere_.clear();
  points_.assign(words_, 0);
  part_.assign(words_, 0);
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    insert(part_, i);
    if (!complex_.is_ray(vertices[i])) insert(points_, i);
  }
  levels_[dim_].sets.insert(part_);
}

void RegionFaces::read_facet(FacetId facet) {
  part_.assign(words_, 0);
  const auto all = generators();
  std::size_t i = 0;  // both lists increase
  for (const VertexId vertex : complex_.vertices(facet)) {
    while (all[i] != vertex) ++i;
    insert(part_, i);
  }
}

void RegionFaces::read(RegionId region) {
  start(region);
  if (dim_ == 0) return;
  const auto facets = complex_.facets(region);
  for (std::size_t f = 0; f < facets.size(); ++f) {
    read_facet(facets[f]);
    levels_[dim_ - 1].sets.insert(part_);
    levels_[dim_].boundary.push_item(static_cast<std::uint32_t>(f));
  }
  levels_[dim_].boundary.end_list();
}

void RegionFaces::read_without_earlier(RegionId region) {
  start(region);
  if (dim_ == 0) return;
  for (const FacetId facet : complex_.facets(region)) {
    read_facet(facet);
    if (complex_.across(facet, region) < region) {
      elsewhere_.insert(elsewhere_.end(), part_.begin(), part_.end());
    } else {
      levels_[dim_ - 1].sets.insert(part_);
    }
  }
}

void RegionFaces::find_boundary(Set face, Level& below, IndexLists<>& boundary) {
  const ListTable<Word>& facets = levels_[dim_ - 1].sets;
  candidates_.clear();
  for (std::size_t f = 0; f < facets.size(); ++f) {
    const std::size_t begin = candidates_.size();
    for (std::size_t i = 0; i < words_; ++i) candidates_.push_back(face[i] & facets[f][i]);
    const Set part{candidates_.data() + begin, words_};
    if (!meet(part, points_) || is_subset(face, part)) candidates_.resize(begin);
  }
  const auto candidate = [&](std::size_t i) { return Set{candidates_.data() + i, words_}; };
  for (std::size_t i = 0; i < candidates_.size(); i += words_) {
    bool is_facet = true;
    for (std::size_t j = 0; j < candidates_.size() && is_facet; j += words_) {
      // Of equal sets, the first one counts.
      is_facet = j == i || !is_subset(candidate(i), candidate(j)) || (j > i && is_subset(candidate(j), candidate(i)));
    }
    for (std::size_t j = 0; j < elsewhere_.size() && is_facet; j += words_) {
      is_facet = !is_subset(candidate(i), {elsewhere_.data() + j, words_});
    }
    if (is_facet) boundary.push_item(below.sets.insert(candidate(i)).first);
  }
  boundary.end_list();
}

void RegionFaces::descend(std::size_t lowest) {
  for (std::size_t dim = dim_; dim-- > lowest + 1;) {
    Level& level = levels_[dim];
    for (std::size_t i = 0; i < level.sets.size(); ++i) {
      find_boundary(level.sets[i], levels_[dim - 1], level.boundary);
    }
  }
}

bool RegionFaces::all_points(Set set) const { return is_subset(set, points_); }

}  // namespace crease
