// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/complex_builder.h"

#include <tsl/robin_set.h>

#include <algorithm>
#include <bit>
#include <iterator>
#include <numeric>
#include <random>
#include <utility>

namespace crease {
namespace {

/// A face as its key gives it: the signs of a region, but zero on the creases among `walls`.
struct FaceKey {
  const SignTable* signs;
  std::size_t region;
  std::span<const WallId> walls;
};

/// The bits of the creases among `walls` that lie in word w; `walls` moves on behind them.
std::uint64_t take_word(std::span<const WallId>& walls, std::size_t w, std::size_t num_creases) {
  std::uint64_t mask = 0;
  for (; !walls.empty() && walls.front() / 64 == w && walls.front() < num_creases; walls = walls.subspan(1)) {
    mask |= std::uint64_t{1} << (walls.front() % 64);
  }
  return mask;
}

bool same_face(FaceKey a, FaceKey b) {
  const std::size_t num_creases = a.signs->num_creases();
  const auto above_a = a.signs->above(a.region), above_b = b.signs->above(b.region);
  for (std::size_t w = 0; w < above_a.size(); ++w) {
    std::uint64_t zero_a = take_word(a.walls, w, num_creases);
    std::uint64_t zero_b = take_word(b.walls, w, num_creases);
    if (a.signs->has_zeros()) zero_a |= a.signs->zero(a.region)[w];
    if (b.signs->has_zeros()) zero_b |= b.signs->zero(b.region)[w];
    if (zero_a != zero_b || ((above_a[w] ^ above_b[w]) & ~zero_a) != 0) return false;
  }
  return std::equal(a.walls.begin(), a.walls.end(), b.walls.begin(), b.walls.end());
}

struct OpenFacet {
  std::uint64_t hash;
  std::uint32_t facet;
};

}  // namespace

/// Where to find a face by its hash.
struct ComplexBuilder::Sets {
  explicit Sets(const ComplexBuilder& builder)
      : vertices(0, VertexHash{&builder}, VertexEqual{&builder}), open_facets(0, FacetHash{}, FacetEqual{&builder}) {}

  struct VertexHash {
    const ComplexBuilder* builder;
    std::size_t operator()(std::uint32_t vertex) const { return builder->vertex_hash_[vertex]; }
  };
  struct VertexEqual {
    using is_transparent = void;
    const ComplexBuilder* builder;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(const FaceKey& key, std::uint32_t vertex) const { return (*this)(vertex, key); }
    bool operator()(std::uint32_t vertex, const FaceKey& key) const {
      const ComplexTables& t = builder->tables_;
      return same_face({&t.signs, t.vertex_region[vertex].index, t.vertex_walls[vertex]}, key);
    }
  };
  struct FacetHash {
    std::size_t operator()(const OpenFacet& open) const { return open.hash; }
  };
  struct FacetEqual {
    using is_transparent = void;
    const ComplexBuilder* builder;
    bool operator()(const OpenFacet& a, const OpenFacet& b) const { return a.facet == b.facet; }
    bool operator()(const FaceKey& key, const OpenFacet& open) const { return (*this)(open, key); }
    bool operator()(const OpenFacet& open, const FaceKey& key) const {
      const ComplexTables& t = builder->tables_;
      return same_face({&t.signs, t.sides[open.facet][0].index, t.facet_walls[open.facet]}, key);
    }
  };
  tsl::robin_set<std::uint32_t, VertexHash, VertexEqual> vertices;
  tsl::robin_set<OpenFacet, FacetHash, FacetEqual> open_facets;
};

ComplexBuilder::ComplexBuilder(const WallList& walls, bool vertices, bool coordinates, int hash_bits)
    : walls_(std::make_shared<WallList>(walls)), vertices_(vertices), coordinates_(vertices && coordinates) {
  std::vector<std::uint64_t> keys(2 * walls.num_creases() + walls.size());
  std::mt19937_64 random;  // its default seed is part of the standard, and any numbers would do
  for (std::uint64_t& key : keys) key = random() & (~std::uint64_t{0} >> (64 - hash_bits));
  keys_ = std::make_shared<const std::vector<std::uint64_t>>(std::move(keys));
  start();
}

ComplexBuilder::ComplexBuilder(const ComplexBuilder* earlier)
    : walls_(earlier->walls_),
      keys_(earlier->keys_),
      vertices_(earlier->vertices_),
      coordinates_(earlier->coordinates_) {
  start();
}

void ComplexBuilder::start() {
  sets_ = std::make_unique<Sets>(*this);
  tables_.signs = SignTable(walls_->num_creases());
  last_above_.assign(tables_.signs.words(), 0);
  last_zero_.assign(tables_.signs.words(), 0);
  for (WallId c = 0; c < walls_->num_creases(); ++c) region_hash_ ^= crease_key(c, CreaseSign::kBelow);
}

ComplexBuilder::~ComplexBuilder() = default;

std::unique_ptr<ComplexBuilder> ComplexBuilder::later() const {
  return std::unique_ptr<ComplexBuilder>(new ComplexBuilder(this));
}

// ------------------------------------------------------------------------------------------------------------------
// Hashes.

/// Of a region that was just added: neighbours in the walk differ in few signs.
std::uint64_t ComplexBuilder::hash_of_signs(std::size_t region) {
  const auto above = tables_.signs.above(region);
  for (std::size_t w = 0; w < above.size(); ++w) {
    const std::uint64_t zero = tables_.signs.has_zeros() ? tables_.signs.zero(region)[w] : 0;
    const auto sign = [](std::uint64_t a, std::uint64_t z, int bit) {
      return (z >> bit & 1) != 0 ? CreaseSign::kZero : (a >> bit & 1) != 0 ? CreaseSign::kAbove : CreaseSign::kBelow;
    };
    for (std::uint64_t changed = (above[w] ^ last_above_[w]) | (zero ^ last_zero_[w]); changed != 0;
         changed &= changed - 1) {
      const int bit = std::countr_zero(changed);
      const auto crease = static_cast<WallId>(w * 64 + static_cast<std::size_t>(bit));
      region_hash_ ^=
          crease_key(crease, sign(last_above_[w], last_zero_[w], bit)) ^ crease_key(crease, sign(above[w], zero, bit));
    }
    last_above_[w] = above[w];
    last_zero_[w] = zero;
  }
  return region_hash_;
}

/// `hash` is that of the region's signs.
std::uint64_t ComplexBuilder::hash_of_face(std::uint64_t hash, std::size_t region,
                                           std::span<const WallId> walls) const {
  for (const WallId wall : walls) {
    if (walls_->is_crease(wall)) {
      hash ^= crease_key(wall, tables_.signs.sign(region, wall)) ^ crease_key(wall, CreaseSign::kZero);
    } else {
      hash ^= (*keys_)[2 * walls_->num_creases() + wall];
    }
  }
  return hash;
}

// ------------------------------------------------------------------------------------------------------------------
// Regions.

/// The lists' indices, ordered by what they hold; until the next call.
std::span<const std::uint32_t> ComplexBuilder::order(const IndexLists<WallId>& lists) {
  order_.resize(lists.size());
  std::iota(order_.begin(), order_.end(), 0u);
  const auto before = [&](std::uint32_t i, std::uint32_t k) {
    const auto a = lists[i], b = lists[k];
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
  };
  // Facets mostly come in order.
  if (!std::is_sorted(order_.begin(), order_.end(), before)) std::sort(order_.begin(), order_.end(), before);
  return order_;
}

void ComplexBuilder::add(const RegionIncidence& incidence, const Region& region) {
  tables_.signs.push_back(incidence.above, incidence.zero);
  tables_.bounded.push_back(incidence.bounded);
  hash_of_signs(tables_.signs.size() - 1);
  sorted_vertices_.clear();
  if (vertices_) add_vertices(incidence, region);
  tables_.region_vertices.push_list(sorted_vertices_);
  add_facets(incidence);
}

void ComplexBuilder::add_vertices(const RegionIncidence& incidence, const Region& region) {
  const std::size_t r = tables_.signs.size() - 1;
  vertex_of_generator_.resize(incidence.generator_walls.size());
  for (const std::uint32_t g : order(incidence.generator_walls)) {
    const std::span<const WallId> walls = incidence.generator_walls[g];
    const std::uint64_t hash = hash_of_face(region_hash_, r, walls);
    const auto known = sets_->vertices.find(FaceKey{&tables_.signs, r, walls}, hash);
    if (known != sets_->vertices.end()) {
      vertex_of_generator_[g] = VertexId(*known);
      continue;
    }
    const VertexId vertex(tables_.vertex_region.size());
    vertex_of_generator_[g] = vertex;
    tables_.vertex_region.push_back(RegionId(r));
    tables_.vertex_walls.push_list(walls);
    vertex_hash_.push_back(hash);
    sets_->vertices.insert(vertex.index);
    if (!coordinates_) continue;
    Generator generator = region.generator(g);
    for (Rational& x : generator.coordinates) tables_.coordinates.push_back(std::move(x));
  }
  sorted_vertices_ = vertex_of_generator_;
  std::sort(sorted_vertices_.begin(), sorted_vertices_.end());
}

void ComplexBuilder::add_facets(const RegionIncidence& incidence) {
  const RegionId region(tables_.signs.size() - 1);
  facets_of_region_.clear();
  for (const std::uint32_t f : order(incidence.facet_walls)) {
    const std::span<const WallId> walls = incidence.facet_walls[f];
    sorted_vertices_.clear();
    if (vertices_) {
      for (const std::uint32_t g : incidence.facet_generators[f]) sorted_vertices_.push_back(vertex_of_generator_[g]);
      std::sort(sorted_vertices_.begin(), sorted_vertices_.end());
    }
    if (walls_->is_crease(walls.back())) {
      add_interior_facet(hash_of_face(region_hash_, region.index, walls), region, walls, sorted_vertices_);
    } else {
      facets_of_region_.push_back(new_facet(region, RegionId(), walls, sorted_vertices_));
    }
  }
  std::sort(facets_of_region_.begin(), facets_of_region_.end());
  tables_.region_facets.push_list(facets_of_region_);
}

void ComplexBuilder::add_interior_facet(std::uint64_t hash, RegionId region, std::span<const WallId> walls,
                                        std::span<const VertexId> vertices) {
  const auto open = sets_->open_facets.find(FaceKey{&tables_.signs, region.index, walls}, hash);
  if (open == sets_->open_facets.end()) {
    facets_of_region_.push_back(new_facet(region, RegionId(), walls, vertices));
    sets_->open_facets.insert({hash, facets_of_region_.back().index});
    return;
  }
  const FacetId facet(open->facet);
  facets_of_region_.push_back(facet);
  sets_->open_facets.erase(open);
  close_facet(facet, region, walls);
}

FacetId ComplexBuilder::new_facet(RegionId first, RegionId second, std::span<const WallId> walls,
                                  std::span<const VertexId> vertices) {
  tables_.sides.push_back({first, second});
  tables_.facet_walls.push_list(walls);
  tables_.facet_vertices.push_list(vertices);
  return FacetId(tables_.sides.size() - 1);
}

/// `walls` as the second region sees them: a crease that is zero throughout the first one bends there, too.
void ComplexBuilder::close_facet(FacetId facet, RegionId second, std::span<const WallId> walls) {
  tables_.sides[facet.index][1] = second;
  const auto known = tables_.facet_walls[facet.index];
  if (std::includes(known.begin(), known.end(), walls.begin(), walls.end())) return;
  std::vector<WallId> all;
  std::set_union(known.begin(), known.end(), walls.begin(), walls.end(), std::back_inserter(all));
  widened_.emplace_back(facet, std::move(all));
}

// ------------------------------------------------------------------------------------------------------------------
// Stretches.

void ComplexBuilder::append(const ComplexBuilder& later) {
  const ComplexTables& other = later.tables_;
  const auto offset = tables_.signs.size();
  const auto moved = [&](RegionId region) { return region.is_valid() ? RegionId(region.index + offset) : region; };
  const bool zeros = other.signs.has_zeros();
  for (std::size_t r = 0; r < other.signs.size(); ++r) {
    tables_.signs.push_back(other.signs.above(r), zeros ? other.signs.zero(r) : std::span<const std::uint64_t>());
  }
  tables_.bounded.insert(tables_.bounded.end(), other.bounded.begin(), other.bounded.end());
  region_hash_ = later.region_hash_;
  last_above_ = later.last_above_;
  last_zero_ = later.last_zero_;

  std::vector<VertexId> vertices(other.vertex_region.size());
  const std::size_t dim = vertices.empty() ? 0 : other.coordinates.size() / vertices.size();
  for (std::size_t v = 0; v < vertices.size(); ++v) {
    const RegionId region = moved(other.vertex_region[v]);
    const auto walls = other.vertex_walls[v];
    const std::uint64_t hash = later.vertex_hash_[v];
    const auto known = sets_->vertices.find(FaceKey{&tables_.signs, region.index, walls}, hash);
    if (known != sets_->vertices.end()) {
      vertices[v] = VertexId(*known);
      continue;
    }
    vertices[v] = VertexId(tables_.vertex_region.size());
    tables_.vertex_region.push_back(region);
    tables_.vertex_walls.push_list(walls);
    vertex_hash_.push_back(hash);
    sets_->vertices.insert(vertices[v].index);
    const auto coordinates = other.coordinates.begin() + static_cast<std::ptrdiff_t>(v * dim);
    tables_.coordinates.insert(tables_.coordinates.end(), coordinates, coordinates + static_cast<std::ptrdiff_t>(dim));
  }
  const auto sorted_images = [](auto list, const auto& image, auto& out) {
    out.clear();
    for (const auto id : list) out.push_back(image[id.index]);
    std::sort(out.begin(), out.end());
  };

  std::vector<std::uint64_t> open_hash(other.sides.size());
  std::vector<bool> is_open(other.sides.size());
  for (const OpenFacet& open : later.sets_->open_facets) {
    open_hash[open.facet] = open.hash;
    is_open[open.facet] = true;
  }
  std::vector<FacetId> facets(other.sides.size());
  for (std::size_t f = 0; f < facets.size(); ++f) {
    sorted_images(other.facet_vertices[f], vertices, sorted_vertices_);
    const RegionId first = moved(other.sides[f][0]);
    if (is_open[f]) {
      facets_of_region_.clear();
      add_interior_facet(open_hash[f], first, other.facet_walls[f], sorted_vertices_);
      facets[f] = facets_of_region_.back();
    } else {
      facets[f] = new_facet(first, moved(other.sides[f][1]), other.facet_walls[f], sorted_vertices_);
    }
  }
  for (const auto& [facet, walls] : later.widened_) widened_.emplace_back(facets[facet.index], walls);

  for (std::size_t r = 0; r < other.signs.size(); ++r) {
    sorted_images(other.region_vertices[r], vertices, sorted_vertices_);
    tables_.region_vertices.push_list(sorted_vertices_);
    sorted_images(other.region_facets[r], facets, facets_of_region_);
    tables_.region_facets.push_list(facets_of_region_);
  }
}

ComplexTables ComplexBuilder::finish(std::vector<std::vector<Rational>> lineality, bool complete) {
  sets_ = std::make_unique<Sets>(*this);
  vertex_hash_ = {};
  if (!widened_.empty()) {
    std::sort(widened_.begin(), widened_.end());
    IndexLists<WallId> walls;
    auto widened = widened_.begin();
    for (std::size_t f = 0; f < tables_.sides.size(); ++f) {
      if (widened != widened_.end() && widened->first.index == f) {
        walls.push_list(widened->second);
        ++widened;
      } else {
        walls.push_list(tables_.facet_walls[f]);
      }
    }
    tables_.facet_walls = std::move(walls);
  }
  tables_.signs.shrink_to_fit();
  tables_.sides.shrink_to_fit();
  tables_.vertex_region.shrink_to_fit();
  tables_.coordinates.shrink_to_fit();
  tables_.region_facets.shrink_to_fit();
  tables_.region_vertices.shrink_to_fit();
  tables_.facet_walls.shrink_to_fit();
  tables_.facet_vertices.shrink_to_fit();
  tables_.vertex_walls.shrink_to_fit();
  tables_.lineality = std::move(lineality);
  tables_.complete = complete;
  return std::move(tables_);
}

}  // namespace crease
