// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/corruptions.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "algorithms/build_complex.h"
#include "algorithms/linear_regions.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

/// Lists one can edit.
template <typename T, typename Edit>
void edit(IndexLists<T>& lists, Edit change) {
  std::vector<std::vector<T>> all;
  for (std::size_t i = 0; i < lists.size(); ++i) all.emplace_back(lists[i].begin(), lists[i].end());
  change(all);
  lists.clear();
  for (std::vector<T>& list : all) {
    std::sort(list.begin(), list.end());
    lists.push_list(list);
  }
}

using SignRows = std::vector<std::array<std::vector<std::uint64_t>, 2>>;  // above, zero

template <typename Edit>
void edit(SignTable& signs, Edit change) {
  SignRows rows;
  for (std::size_t i = 0; i < signs.size(); ++i) {
    const auto above = signs.above(i);
    rows.push_back({std::vector(above.begin(), above.end()), std::vector<std::uint64_t>(signs.words())});
    if (signs.has_zeros()) rows.back()[1].assign(signs.zero(i).begin(), signs.zero(i).end());
  }
  change(rows);
  signs = SignTable(signs.num_creases());
  for (const auto& [above, zero] : rows) signs.push_back(above, zero);
}

/// What may happen to the tables of a complex, at random places.
class Corruptor {
 public:
  Corruptor(const Complex& from, Random& numbers) : complex(from), t(from.tables()), random(numbers) {}

  std::size_t index(std::size_t size) {
    return static_cast<std::size_t>(random.integer(0, static_cast<int>(size) - 1));
  }
  RegionId region() { return RegionId(index(complex.num_regions())); }

  /// A random item with a property.
  template <typename Range, typename Property>
  auto find(const Range& range, Property property) {
    std::vector<std::decay_t<decltype(*range.begin())>> fit;
    for (const auto id : range) {
      if (property(id)) fit.push_back(id);
    }
    if (fit.empty()) throw NotHere();
    return random.pick(fit);
  }
  FacetId interior_facet() {
    return find(complex.facets(), [&](FacetId f) { return complex.is_interior(f); });
  }
  FacetId boundary_facet() {
    return find(complex.facets(), [&](FacetId f) { return complex.is_boundary(f); });
  }
  VertexId point() {
    return find(complex.vertices(), [&](VertexId v) { return !complex.is_ray(v); });
  }
  VertexId ray() {
    return find(complex.vertices(), [&](VertexId v) { return complex.is_ray(v); });
  }
  WallId crease() {
    if (complex.walls().num_creases() == 0) throw NotHere();
    return static_cast<WallId>(index(complex.walls().num_creases()));
  }
  Rational& coordinate(VertexId v, std::size_t i) { return t.coordinates[v.index * complex.dim() + i]; }
  void need(bool condition) const {
    if (!condition) throw NotHere();
  }

  void drop_facet_from(RegionId r, FacetId f) {
    edit(t.region_facets, [&](auto& lists) { std::erase(lists[r.index], f); });
  }

  /// The corruption does not apply to this complex.
  struct NotHere {};

  const Complex& complex;
  ComplexTables t;
  Random& random;
};

/// Swaps two neighbours of a list in every table.
template <typename Id>
void swap_ids(IndexLists<Id>& lists, Id a, Id b) {
  edit(lists, [&](auto& all) {
    for (auto& list : all) {
      for (Id& id : list) id = id == a ? b : id == b ? a : id;
    }
  });
}

void flip(std::vector<std::uint64_t>& words, std::size_t i) { words[i / 64] ^= std::uint64_t{1} << (i % 64); }

struct Edit {
  std::string name;
  std::string code;
  std::function<void(Corruptor&)> apply;
};

const std::vector<Edit>& edits() {
  static const std::vector<Edit> all{
      {"dropped region", "open-facet",
       [](Corruptor& c) {
         c.need(c.complex.num_regions() > 1);
         truncate_regions(c.complex, c.t, c.complex.num_regions() - 1);
       }},
      {"incomplete marked complete", "open-facet",
       [](Corruptor& c) {
         c.need(c.complex.num_regions() > 2);
         const Complex part = complex_of(c.complex.network(), c.complex.domain(), c.complex.num_regions() / 2);
         c.t = part.tables();
         c.t.complete = true;
       }},
      {"no region", "no-region", [](Corruptor& c) { truncate_regions(c.complex, c.t, 0); }},
      {"facet dropped from one region", "facet-lists",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         c.drop_facet_from(c.complex.sides(f)[c.index(2)], f);
       }},
      {"facet dropped from one region: count", "counts",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         c.drop_facet_from(c.complex.sides(f)[c.index(2)], f);
       }},
      {"facet dropped from both regions", "facet-lists",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         for (const RegionId r : c.complex.sides(f)) c.drop_facet_from(r, f);
       }},
      {"last facet gone without a trace", "not-closed",
       [](Corruptor& c) {
         c.need(c.complex.num_facets() > 0);
         drop_last_facet(c.complex, c.t);
       }},
      {"all facets gone", "disconnected",
       [](Corruptor& c) {
         c.need(c.complex.num_regions() > 1);
         edit(c.t.region_facets, [](auto& lists) {
           for (auto& list : lists) list.clear();
         });
         c.t.sides.clear();
         c.t.facet_walls.clear();
         c.t.facet_vertices.clear();
       }},
      {"swapped sides", "facet-sides",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         std::swap(c.t.sides[f.index][0], c.t.sides[f.index][1]);
       }},
      {"one region on both sides", "facet-sides",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         c.t.sides[f.index][1] = c.t.sides[f.index][0];
       }},
      {"wrong neighbour", "facet-lists",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         const auto sides = c.complex.sides(f);
         c.t.sides[f.index][1] =
             c.find(c.complex.regions(), [&](RegionId r) { return r != sides[0] && r != sides[1]; });
       }},
      {"wrong neighbour that agrees", "facet-vertices",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         const auto sides = c.complex.sides(f);
         const RegionId wrong = c.find(c.complex.regions(), [&](RegionId r) { return r > sides[0] && r != sides[1]; });
         c.t.sides[f.index][1] = wrong;
         c.drop_facet_from(sides[1], f);
         edit(c.t.region_facets, [&](auto& lists) { lists[wrong.index].push_back(f); });
       }},
      {"wrong neighbour: signs", "facet-signs",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         const auto sides = c.complex.sides(f);
         c.t.sides[f.index][1] = c.find(c.complex.regions(), [&](RegionId r) { return r > sides[0] && r != sides[1]; });
       }},
      {"side lost", "open-facet", [](Corruptor& c) { c.t.sides[c.interior_facet().index][1] = RegionId(); }},
      {"region behind the boundary", "facet-sides",
       [](Corruptor& c) {
         const FacetId f = c.boundary_facet();
         c.t.sides[f.index][1] = c.find(c.complex.regions(), [&](RegionId r) { return r > c.complex.sides(f)[0]; });
       }},
      {"moved vertex", "vertex-walls",
       [](Corruptor& c) {
         c.need(c.complex.lineality_dim() == 0);  // along a line it may move
         const VertexId v = c.find(c.complex.vertices(),
                                   [&](VertexId w) { return !c.complex.is_ray(w) && !c.complex.walls(w).empty(); });
         for (std::size_t i = 0; i < c.complex.dim(); ++i) {
           c.coordinate(v, i) += Rational(static_cast<long>(1 + c.index(7)), 100003);
         }
       }},
      {"vertex moved out of the domain", "vertex-domain",
       [](Corruptor& c) {
         c.boundary_facet();
         c.need(c.complex.num_rays() == 0 && c.complex.lineality_dim() == 0);
         c.coordinate(c.point(), c.index(c.complex.dim())) = 1000000;
       }},
      {"vertex moved far away", "continuity",
       [](Corruptor& c) {
         // To a place where the network is another affine function than on the vertex' first region.
         c.need(c.complex.num_regions() > 1);
         const LinearRegions labels = linear_regions(c.complex);
         c.need(labels.num_affine_pieces > 2 && c.complex.lineality_dim() == 0);
         const VertexId v = c.point();
         const RegionId far = c.find(c.complex.regions(), [&](RegionId r) {
           const AffinePieceId a = labels.affine_piece[labels.of_region[r.index].index];
           const AffinePieceId b = labels.affine_piece[labels.of_region[c.complex.region(v).index].index];
           return a != b;
         });
         std::vector<Rational> y = c.complex.interior_point(far);
         for (std::size_t i = 0; i < y.size(); ++i) c.coordinate(v, i) = y[i];
       }},
      {"vertices with swapped coordinates", "vertex-walls",
       [](Corruptor& c) {
         const VertexId a = c.point();
         const VertexId b = c.find(c.complex.vertices(), [&](VertexId v) { return !c.complex.is_ray(v) && v != a; });
         for (std::size_t i = 0; i < c.complex.dim(); ++i) std::swap(c.coordinate(a, i), c.coordinate(b, i));
       }},
      {"merged vertices", "repeated-vertex",
       [](Corruptor& c) {
         const VertexId a = c.point();
         const VertexId b = c.find(c.complex.vertices(), [&](VertexId v) { return !c.complex.is_ray(v) && v != a; });
         for (std::size_t i = 0; i < c.complex.dim(); ++i) c.coordinate(a, i) = c.coordinate(b, i);
       }},
      {"long ray", "ray",
       [](Corruptor& c) {
         const VertexId v = c.ray();
         for (std::size_t i = 0; i < c.complex.dim(); ++i) c.coordinate(v, i) *= 2;
       }},
      {"short ray", "ray",
       [](Corruptor& c) {
         const VertexId v = c.ray();
         for (std::size_t i = 0; i < c.complex.dim(); ++i) c.coordinate(v, i) /= 3;
       }},
      {"no ray", "ray",
       [](Corruptor& c) {
         const VertexId v = c.ray();
         for (std::size_t i = 0; i < c.complex.dim(); ++i) c.coordinate(v, i) = 0;
       }},
      {"ray the other way", "incidence",
       [](Corruptor& c) {
         const VertexId v = c.ray();
         c.need(c.complex.domain().rows().rows() == 0);
         for (std::size_t i = 0; i < c.complex.dim(); ++i) c.coordinate(v, i) *= -1;
       }},
      {"wrong ray", "vertex-walls",
       [](Corruptor& c) {
         c.need(c.complex.dim() > 1);
         const VertexId v = c.find(c.complex.vertices(),
                                   [&](VertexId w) { return c.complex.is_ray(w) && c.complex.walls(w).size() > 1; });
         for (std::size_t i = 0; i < c.complex.dim(); ++i) {
           c.coordinate(v, i) = c.coordinate(v, i) * 1000003 + static_cast<long>(i * i + 1);
         }
       }},
      {"ray taken for a point", "vertex-walls",
       [](Corruptor& c) {
         const VertexId v = c.find(c.complex.vertices(), [&](VertexId w) { return c.complex.is_ray(w); });
         edit(c.t.vertex_walls, [&](auto& lists) { lists[v.index].pop_back(); });
         // A direction may happen to be a point on the same walls.
         for (std::size_t i = 0; i < c.complex.dim(); ++i) c.coordinate(v, i) += Rational(1, 1009);
         c.need(c.complex.walls(v).size() > 1);
       }},
      {"point taken for a ray", "repeated-vertex",
       [](Corruptor& c) {
         const VertexId r = c.ray(), v = c.point();
         c.need(c.complex.lineality_dim() == 0);
         edit(c.t.vertex_walls, [&](auto& lists) { lists[v.index] = {c.complex.walls().infinity()}; });
         for (std::size_t i = 0; i < c.complex.dim(); ++i) c.coordinate(v, i) = 5 * c.coordinate(r, i);
       }},
      {"flipped sign", "witness",
       [](Corruptor& c) {
         const std::size_t crease = c.crease();
         edit(c.t.signs, [&](SignRows& rows) {
           auto& [above, zero] = rows[c.index(rows.size())];
           c.need((zero[crease / 64] >> (crease % 64) & 1) == 0);
           flip(above, crease);
         });
       }},
      {"sign made zero", "witness",
       [](Corruptor& c) {
         const std::size_t crease = c.crease();
         edit(c.t.signs, [&](SignRows& rows) {
           auto& [above, zero] = rows[c.index(rows.size())];
           c.need((zero[crease / 64] >> (crease % 64) & 1) == 0);
           above[crease / 64] &= ~(std::uint64_t{1} << (crease % 64));
           flip(zero, crease);
         });
       }},
      {"contradictory sign", "sign-order",
       [](Corruptor& c) {
         const std::size_t crease = c.crease();
         edit(c.t.signs, [&](SignRows& rows) {
           auto& [above, zero] = rows[c.index(rows.size())];
           above[crease / 64] |= std::uint64_t{1} << (crease % 64);
           zero[crease / 64] |= std::uint64_t{1} << (crease % 64);
         });
       }},
      {"sign beyond the last crease", "sign-order",
       [](Corruptor& c) {
         c.need(c.complex.walls().num_creases() % 64 != 0);
         edit(c.t.signs, [&](SignRows& rows) { rows[c.index(rows.size())][0].back() |= std::uint64_t{1} << 63; });
       }},
      {"breakpoints out of order", "sign-order",
       [](Corruptor& c) {
         const WallId crease = c.find(std::vector<WallId>{0, 1, 2, 3, 4, 5, 6, 7}, [&](WallId wall) {
           return wall + 1 < c.complex.walls().num_creases() &&
                  c.complex.walls().crease(wall).unit == c.complex.walls().crease(wall + 1).unit;
         });
         edit(c.t.signs, [&](SignRows& rows) {
           auto& [above, zero] = rows[c.index(rows.size())];
           above[0] |= std::uint64_t{2} << crease;
           above[0] &= ~(std::uint64_t{1} << crease);
           zero[0] = 0;
         });
       }},
      {"pattern of another region", "repeated-pattern",
       [](Corruptor& c) {
         c.need(c.complex.num_regions() > 1);
         edit(c.t.signs, [&](SignRows& rows) {
           const std::size_t i = c.index(rows.size());
           rows[i] = rows[(i + 1) % rows.size()];
         });
       }},
      {"swapped patterns", "witness",
       [](Corruptor& c) {
         c.need(c.complex.num_regions() > 1);
         edit(c.t.signs, [&](SignRows& rows) {
           const std::size_t i = c.index(rows.size());
           std::swap(rows[i], rows[(i + 1) % rows.size()]);
         });
       }},
      {"facet without one of its walls", "facet-walls",
       [](Corruptor& c) {
         const FacetId f(c.index(c.complex.num_facets()));
         edit(c.t.facet_walls, [&](auto& lists) {
           lists[f.index].erase(lists[f.index].begin() + static_cast<long>(c.index(lists[f.index].size())));
         });
       }},
      {"facet with a wrong wall more", "facet-walls",
       [](Corruptor& c) {
         const FacetId f(c.index(c.complex.num_facets()));
         const WallId crease = c.crease();
         const auto walls = c.complex.walls(f);
         c.need(!std::binary_search(walls.begin(), walls.end(), crease));
         edit(c.t.facet_walls, [&](auto& lists) { lists[f.index].push_back(crease); });
       }},
      {"facet on a wrong wall", "facet-vertices",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet();
         c.need(c.complex.lineality_dim() == 0);
         const WallId crease = c.find(std::vector<WallId>{0, 1, 2, 3, 4, 5, 6, 7}, [&](WallId wall) {
           return wall < c.complex.walls().num_creases() &&
                  std::none_of(c.complex.vertices(f).begin(), c.complex.vertices(f).end(),
                               [&](VertexId v) {
                                 return std::binary_search(c.complex.walls(v).begin(), c.complex.walls(v).end(), wall);
                               }) &&
                  c.complex.sign(c.complex.sides(f)[0], wall) != CreaseSign::kZero;
         });
         edit(c.t.facet_walls, [&](auto& lists) { lists[f.index] = {crease}; });
       }},
      {"facet at infinity", "misplaced-wall",
       [](Corruptor& c) {
         const FacetId f(c.index(c.complex.num_facets()));
         edit(c.t.facet_walls, [&](auto& lists) { lists[f.index].push_back(c.complex.walls().infinity()); });
       }},
      {"wall twice", "repeated-entry",
       [](Corruptor& c) {
         const FacetId f(c.index(c.complex.num_facets()));
         edit(c.t.facet_walls, [&](auto& lists) { lists[f.index].push_back(lists[f.index].front()); });
       }},
      {"wall of a vertex twice", "repeated-entry",
       [](Corruptor& c) {
         const VertexId v = c.find(c.complex.vertices(), [&](VertexId w) { return !c.complex.walls(w).empty(); });
         edit(c.t.vertex_walls, [&](auto& lists) { lists[v.index].push_back(lists[v.index].front()); });
       }},
      {"vertex twice", "repeated-entry",
       [](Corruptor& c) {
         edit(c.t.region_vertices, [&](auto& lists) {
           auto& list = lists[c.index(lists.size())];
           list.push_back(list.back());
         });
       }},
      {"facet twice", "repeated-entry",
       [](Corruptor& c) {
         edit(c.t.region_facets, [&](auto& lists) {
           auto& list = lists[c.index(lists.size())];
           c.need(!list.empty());
           list.push_back(list.back());
         });
       }},
      {"vertex without one of its walls", "vertex-walls",
       [](Corruptor& c) {
         const VertexId v = c.find(c.complex.vertices(), [&](VertexId w) { return !c.complex.walls(w).empty(); });
         c.need(!c.complex.is_ray(v));
         edit(c.t.vertex_walls, [&](auto& lists) {
           lists[v.index].erase(lists[v.index].begin() + static_cast<long>(c.index(lists[v.index].size())));
         });
       }},
      {"vertex with a wrong wall more", "vertex-walls",
       [](Corruptor& c) {
         const VertexId v = c.point();
         const WallId crease = c.crease();
         c.need(!std::binary_search(c.complex.walls(v).begin(), c.complex.walls(v).end(), crease));
         edit(c.t.vertex_walls, [&](auto& lists) { lists[v.index].push_back(crease); });
       }},
      {"vertex dropped from a region", "facet-vertices",
       [](Corruptor& c) {
         c.need(c.complex.num_facets() > 0);
         const RegionId r = c.region();
         const auto facets = c.complex.facets(r);
         const auto vertices = c.complex.vertices(facets[c.index(facets.size())]);
         const VertexId v = vertices[c.index(vertices.size())];
         edit(c.t.region_vertices, [&](auto& lists) { std::erase(lists[r.index], v); });
       }},
      {"region with a vertex more", "incidence",
       [](Corruptor& c) {
         c.need(c.complex.domain().rows().rows() == 0);
         const RegionId r = c.region();
         const VertexId v = c.find(c.complex.vertices(), [&](VertexId w) {
           return !std::binary_search(c.complex.vertices(r).begin(), c.complex.vertices(r).end(), w);
         });
         edit(c.t.region_vertices, [&](auto& lists) { lists[r.index].push_back(v); });
       }},
      {"region without vertices", "flat-region",
       [](Corruptor& c) { edit(c.t.region_vertices, [&](auto& lists) { lists[c.index(lists.size())].clear(); }); }},
      {"region with one vertex", "flat-region",
       [](Corruptor& c) {
         c.need(c.complex.lineality_dim() < c.complex.dim());
         edit(c.t.region_vertices, [&](auto& lists) { lists[c.index(lists.size())].resize(1); });
       }},
      {"region with rays alone", "flat-region",
       [](Corruptor& c) {
         c.need(c.complex.num_rays() > 0);
         edit(c.t.region_vertices, [&](auto& lists) {
           for (auto& list : lists) std::erase_if(list, [&](VertexId v) { return !c.complex.is_ray(v); });
         });
       }},
      {"vertex dropped from a facet", "facet-vertices",
       [](Corruptor& c) {
         c.need(c.complex.num_facets() > 0);
         edit(c.t.facet_vertices, [&](auto& lists) {
           auto& list = lists[c.index(lists.size())];
           list.erase(list.begin() + static_cast<long>(c.index(list.size())));
         });
       }},
      {"facet with a vertex more", "facet-vertices",
       [](Corruptor& c) {
         const FacetId f(c.index(c.complex.num_facets()));
         const VertexId v = c.find(c.complex.vertices(), [&](VertexId w) {
           return !std::binary_search(c.complex.vertices(f).begin(), c.complex.vertices(f).end(), w);
         });
         edit(c.t.facet_vertices, [&](auto& lists) { lists[f.index].push_back(v); });
       }},
      {"facet with one vertex", "facet-dimension",
       [](Corruptor& c) {
         c.need(c.complex.num_facets() > 0 && c.complex.lineality_dim() + 1 < c.complex.dim());
         edit(c.t.facet_vertices, [&](auto& lists) { lists[c.index(lists.size())].resize(1); });
       }},
      {"first region of a vertex", "vertex-region",
       [](Corruptor& c) {
         c.need(c.complex.num_regions() > 1);
         RegionId& r = c.t.vertex_region[c.index(c.complex.num_vertices())];
         r = RegionId((r.index + std::size_t{1}) % c.complex.num_regions());
       }},
      {"wrong bounded flag", "boundedness",
       [](Corruptor& c) {
         const RegionId r = c.region();
         c.t.bounded[r.index] = !c.t.bounded[r.index];
       }},
      {"line lost", "flat-region",
       [](Corruptor& c) {
         c.need(c.complex.lineality_dim() > 0);
         c.t.lineality.pop_back();
       }},
      {"wrong line", "lineality",
       [](Corruptor& c) {
         c.need(c.complex.lineality_dim() < c.complex.dim());
         std::vector<Rational> line;
         for (std::size_t i = 0; i < c.complex.dim(); ++i) line.push_back(static_cast<long>(101 * i * i + 1));
         c.t.lineality.push_back(line);
       }},
      {"line twice", "lineality",
       [](Corruptor& c) {
         c.need(c.complex.lineality_dim() > 0);
         c.t.lineality.push_back(c.t.lineality.front());
       }},
      {"facets in another order", "facet-order",
       [](Corruptor& c) {
         const FacetId b = c.find(c.complex.facets(), [&](FacetId f) {
           return f.index > 0 && c.complex.sides(FacetId(f.index - std::size_t{1}))[0] < c.complex.sides(f)[0];
         });
         const FacetId a(b.index - std::size_t{1});
         std::swap(c.t.sides[a.index], c.t.sides[b.index]);
         edit(c.t.facet_walls, [&](auto& lists) { std::swap(lists[a.index], lists[b.index]); });
         edit(c.t.facet_vertices, [&](auto& lists) { std::swap(lists[a.index], lists[b.index]); });
         swap_ids(c.t.region_facets, a, b);
       }},
      {"vertices in another order", "vertex-order",
       [](Corruptor& c) {
         c.need(c.complex.num_vertices() > 1);
         const VertexId a(c.index(c.complex.num_vertices() - 1)), b(a.index + std::size_t{1});
         std::swap(c.t.vertex_region[a.index], c.t.vertex_region[b.index]);
         edit(c.t.vertex_walls, [&](auto& lists) { std::swap(lists[a.index], lists[b.index]); });
         for (std::size_t i = 0; i < c.complex.dim(); ++i) std::swap(c.coordinate(a, i), c.coordinate(b, i));
         swap_ids(c.t.region_vertices, a, b);
         swap_ids(c.t.facet_vertices, a, b);
       }},
      {"facet written twice", "repeated-adjacency",
       [](Corruptor& c) {
         const FacetId f = c.interior_facet(), copy(c.complex.num_facets());
         c.t.sides.push_back(c.complex.sides(f));
         c.t.facet_walls.push_list(c.complex.walls(f));
         c.t.facet_vertices.push_list(c.complex.vertices(f));
         edit(c.t.region_facets, [&](auto& lists) {
           for (const RegionId r : c.complex.sides(f)) lists[r.index].push_back(copy);
         });
       }},
      {"a point between two vertices of a facet", "not-extreme",
       [](Corruptor& c) {
         const FacetId f = c.find(c.complex.facets(), [&](FacetId g) {
           const auto vertices = c.complex.vertices(g);
           return vertices.size() == 2 && !c.complex.is_ray(vertices[0]) && !c.complex.is_ray(vertices[1]);
         });
         c.need(c.complex.dim() == 2);
         const auto ends = c.complex.vertices(f);
         const VertexId v(c.complex.num_vertices());
         for (std::size_t i = 0; i < 2; ++i) {
           c.t.coordinates.push_back((c.complex.coordinates(ends[0])[i] + c.complex.coordinates(ends[1])[i]) / 2);
         }
         c.t.vertex_region.push_back(c.complex.sides(f)[0]);
         c.t.vertex_walls.push_list(c.complex.walls(f));
         edit(c.t.facet_vertices, [&](auto& lists) { lists[f.index].push_back(v); });
         edit(c.t.region_vertices, [&](auto& lists) {
           for (const RegionId r : c.complex.sides(f)) {
             if (r.is_valid()) lists[r.index].push_back(v);
           }
         });
       }},
  };
  return all;
}

}  // namespace

Complex complex_of(const Network& network, const Domain& domain, std::optional<std::uint64_t> max_regions) {
  ComplexOptions options;
  options.walk.max_regions = max_regions;
  return build_complex(network, domain, options).complex;
}

Network hat() { return from_text("1: relu[1 0] relu[1 -1] relu[1 -2] / identity[1 -2 1 0]"); }

std::vector<Complex> specimens() {
  Random random(7);
  return {
      complex_of(golden(1, 2, {4, 4}), Domain::box(2, -8, 8)),
      complex_of(golden(5, 2, {3, 3, 3}), Domain::all(2)),
      complex_of(golden(3, 3, {3, 3}), Domain::box(3, -8, 8)),
      complex_of(he_network(random, 3, {4, 3, 1}), Domain::all(3)),
      complex_of(he_network(random, 4, {4, 2, 1}), Domain::box(4, -1, 1)),
      complex_of(parallel_units(3), Domain::all(2)),
      complex_of(zero_on_a_cell(), Domain::all(2)),
      complex_of(from_text("2: pw(-1,1;0,1,0;0)[1 2 0] pw(-1,1;0,1,0;0)[1 -1 1/3] / identity[1 1 0]"), Domain::all(2)),
      complex_of(hat(), Domain::all(1)),
      complex_of(duplicated_units(), Domain::box(2, -3, 3)),
  };
}

void truncate_regions(const Complex& complex, ComplexTables& t, std::size_t regions) {
  edit(t.signs, [&](SignRows& rows) { rows.resize(regions); });
  t.bounded.resize(regions);
  t.region_facets.truncate(regions);
  t.region_vertices.truncate(regions);
  std::size_t facets = 0;
  for (; facets < t.sides.size() && t.sides[facets][0].index < regions; ++facets) {
    if (t.sides[facets][1].is_valid() && t.sides[facets][1].index >= regions) t.sides[facets][1] = RegionId();
  }
  t.sides.resize(facets);
  t.facet_walls.truncate(facets);
  t.facet_vertices.truncate(facets);
  std::size_t vertices = 0;
  while (vertices < t.vertex_region.size() && t.vertex_region[vertices].index < regions) ++vertices;
  t.vertex_region.resize(vertices);
  t.vertex_walls.truncate(vertices);
  t.coordinates.resize(vertices * complex.dim());
}

void drop_last_facet(const Complex& complex, ComplexTables& t) {
  const FacetId f(complex.num_facets() - 1);
  edit(t.region_facets, [&](auto& lists) {
    for (auto& list : lists) std::erase(list, f);
  });
  t.sides.pop_back();
  t.facet_walls.truncate(f.index);
  t.facet_vertices.truncate(f.index);
}

ComplexTables with_one_entry_changed(const Complex& complex, Random& random) {
  Corruptor c(complex, random);
  const auto changed = [&](auto& lists, std::size_t limit) {
    c.need(lists.total_size() > 0 && limit > 1);
    edit(lists, [&](auto& all) {
      std::size_t i = c.index(all.size());
      while (all[i].empty()) i = c.index(all.size());
      auto& item = all[i][c.index(all[i].size())];
      using Item = std::remove_reference_t<decltype(item)>;
      const Item before = item;
      while (item == before) item = Item(static_cast<std::uint32_t>(c.index(limit)));
    });
  };
  const std::size_t walls = complex.walls().size();
  for (;;) {
    try {
      switch (random.integer(0, 9)) {
        case 0:
          edit(c.t.signs, [crease = c.crease(), &c](SignRows& rows) { flip(rows[c.index(rows.size())][0], crease); });
          break;
        case 1: {
          const RegionId r = c.region();
          c.t.bounded[r.index] = !c.t.bounded[r.index];
          break;
        }
        case 2:
          changed(c.t.region_facets, complex.num_facets());
          break;
        case 3:
          changed(c.t.region_vertices, complex.num_vertices());
          break;
        case 4: {
          RegionId& side = c.t.sides[c.interior_facet().index][c.index(2)];
          side = c.find(complex.regions(), [&](RegionId r) { return r != side; });
          break;
        }
        case 5:
          changed(c.t.facet_walls, walls);
          break;
        case 6:
          changed(c.t.facet_vertices, complex.num_vertices());
          break;
        case 7: {
          RegionId& first = c.t.vertex_region[c.index(complex.num_vertices())];
          first = c.find(complex.regions(), [&](RegionId r) { return r != first; });
          break;
        }
        case 8:
          changed(c.t.vertex_walls, walls);
          break;
        default:
          c.need(complex.lineality_dim() == 0);  // along a line, nothing changes
          c.t.coordinates[c.index(c.t.coordinates.size())] +=
              Rational(random.chance(0.5) ? 1 : -1) / random.integer(1, 9);
      }
      return std::move(c.t);
    } catch (const Corruptor::NotHere&) {
    }
  }
}

std::vector<Corruption> corruptions() {
  std::vector<Corruption> result;
  for (const Edit& edit : edits()) {
    result.push_back({edit.name, edit.code, [&edit](const Complex& complex, Random& random) {
                        Corruptor corruptor(complex, random);
                        try {
                          edit.apply(corruptor);
                        } catch (const Corruptor::NotHere&) {
                          return std::optional<ComplexTables>();
                        }
                        return std::optional(std::move(corruptor.t));
                      }});
  }
  return result;
}

}  // namespace crease::testing
