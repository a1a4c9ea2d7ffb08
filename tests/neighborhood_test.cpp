// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/neighborhood.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <stop_token>

#include "algorithms/breadth_first.h"
#include "algorithms/facet_row.h"
#include "algorithms/locate.h"
#include "core/affine_map.h"
#include "core/linear_algebra.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Point = std::vector<Rational>;

NeighborhoodOptions rings(int number) {
  NeighborhoodOptions options;
  options.rings = number;
  return options;
}

/// The signs of a row of a table, one character per crease.
std::string signs_text(const SignTable& signs, std::size_t row) {
  std::string text;
  for (std::size_t crease = 0; crease < signs.num_creases(); ++crease) {
    text += "-+0"[static_cast<int>(signs.sign(row, crease))];
  }
  return text;
}

class Atlas {
 public:
  explicit Atlas(const Complex& complex) : complex_(complex), graph_(make_adjacency_graph(complex)) {
    for (const RegionId region : complex.regions()) {
      regions_.emplace(signs_text(complex.tables().signs, region.index), region);
    }
  }

  const Complex& complex() const { return complex_; }
  RegionId find(const Neighborhood& local, std::size_t i) const { return regions_.at(signs_text(local.signs, i)); }

  /// The least distance of every region from some of these.
  std::vector<std::uint32_t> distances(const std::vector<RegionId>& from) const {
    std::vector<std::uint32_t> least(complex_.num_regions(), kUnreachable);
    BreadthFirst search(graph_);
    for (const RegionId source : from) {
      search.reset();
      search.search(source);
      for (std::size_t i = 0; i < least.size(); ++i) least[i] = std::min(least[i], search.distances()[i]);
    }
    return least;
  }

 private:
  Complex complex_;
  AdjacencyGraph graph_;
  std::map<std::string, RegionId> regions_;
};

/// Facet by facet: walls, units that flip, rows, what is behind.
void check_facets(const Atlas& atlas, const Neighborhood& local, std::size_t i, int rings) {
  const Complex& complex = atlas.complex();
  const RegionId region = atlas.find(local, i);
  std::map<std::vector<WallId>, FacetId> expected;
  for (const FacetId facet : complex.facets(region)) {
    const auto walls = complex.walls(facet);
    expected.emplace(std::vector<WallId>(walls.begin(), walls.end()), facet);
  }
  CHECK(local.regions[i].facets.size() == expected.size());
  for (const std::size_t f : local.regions[i].facets) {
    const NeighborFacet& facet = local.facets[f];
    CHECK(facet.region.index == i);
    const auto found = expected.find(facet.walls);
    REQUIRE(found != expected.end());
    FacetRow row = facet_row(complex, found->second);
    if (complex.sides(found->second)[0] != region) {
      for (Rational& x : row.normal) x = -x;
      row.offset = -row.offset;
    }
    CHECK(facet.normal == row.normal);
    CHECK(facet.offset == row.offset);
    // The point lies inside the facet: in the two regions and in no others.
    const std::vector<RegionId> around = locate(complex, facet.point);
    std::vector<RegionId> sides;
    for (const RegionId side : complex.sides(found->second)) {
      if (side.is_valid()) sides.push_back(side);
    }
    std::ranges::sort(sides);
    CHECK(around == sides);
    if (!complex.is_interior(found->second)) {
      CHECK_FALSE(facet.neighbor.is_valid());
      CHECK_FALSE(facet.jump_rank);
      continue;
    }
    const RegionId across = complex.across(found->second, region);
    if (rings > local.regions[i].ring) {
      REQUIRE(facet.neighbor.is_valid());
      CHECK(atlas.find(local, facet.neighbor.index) == across);
    }
    std::vector<UnitId> flipped;
    for (std::uint32_t l = 0; l < complex.network().layers().size(); ++l) {
      for (std::uint32_t u = 0; u < complex.network().layers()[l].num_units(); ++u) {
        const auto signs = [&](RegionId side) {
          std::string text;
          for (std::size_t c = 0; c < complex.walls().num_creases({l, u}); ++c) {
            text += static_cast<char>(complex.sign(side, complex.walls().first_crease({l, u}) + WallId(c)));
          }
          return text;
        };
        if (signs(region) != signs(across)) flipped.push_back({l, u});
      }
    }
    CHECK(facet.flipped == flipped);
    // The jump of the gradient by two forward passes, and its rank by elimination.
    Matrix<Rational> jump = affine_map(complex, across).A;
    const Matrix<Rational> here = affine_map(complex, region).A;
    for (std::size_t a = 0; a < jump.rows(); ++a) {
      for (std::size_t b = 0; b < jump.cols(); ++b) jump(a, b) -= here(a, b);
    }
    REQUIRE(facet.jump_rank);
    CHECK(static_cast<std::size_t>(*facet.jump_rank) == rank(jump));
  }
}

/// From rational maps: a . b and so on, entry by entry.
MapSimilarity similarity_of(std::span<const Rational> a, std::span<const Rational> b) {
  Rational aa = 0, ab = 0, bb = 0, difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += a[i] * a[i];
    ab += a[i] * b[i];
    bb += b[i] * b[i];
    difference += (b[i] - a[i]) * (b[i] - a[i]);
  }
  MapSimilarity result;
  if (aa != 0 && bb != 0) {
    result.cos_sign = sgn(ab);
    result.cos_squared = ab * ab / (aa * bb);
  }
  if (aa != 0) result.squared_difference = difference / aa;
  if (aa == 0 && bb == 0) result.squared_difference = 0;
  return result;
}

void check_similarity(const Atlas& atlas, const Neighborhood& local) {
  const Matrix<Rational> first = affine_map(atlas.complex(), atlas.find(local, 0)).A;
  for (std::size_t i = 0; i < local.regions.size(); ++i) {
    const Matrix<Rational> own = affine_map(atlas.complex(), atlas.find(local, i)).A;
    CHECK(local.regions[i].similarity == similarity_of(first.entries(), own.entries()));
    for (std::size_t k = 0; k < own.rows(); ++k) {
      CHECK(local.regions[i].output_similarity[k] == similarity_of(first.row(k), own.row(k)));
    }
  }
}

/// The surroundings of y in `number` rings are those of the complex.
void check_neighborhood(const Atlas& atlas, const Point& y, int number) {
  const Complex& complex = atlas.complex();
  const Neighborhood local = neighborhood(complex.network(), complex.domain(), y, rings(number));
  REQUIRE(local.complete());
  const std::vector<RegionId> center = locate(complex, y);
  const std::vector<std::uint32_t> distances = atlas.distances(center);
  std::vector<bool> is_found(complex.num_regions(), false);
  for (std::size_t i = 0; i < local.regions.size(); ++i) {
    const RegionId region = atlas.find(local, i);
    CHECK_FALSE(is_found[region.index]);
    is_found[region.index] = true;
    CHECK(local.regions[i].ring == static_cast<int>(distances[region.index]));
    CHECK(local.pattern(RegionId(i)) == complex.pattern(region));
    CHECK(locate(complex, local.regions[i].interior_point) == std::vector<RegionId>{region});
    CHECK(local.regions[i].has_facets == (local.regions[i].ring == 0 || local.regions[i].ring < number));
    if (local.regions[i].has_facets) check_facets(atlas, local, i, number);
  }
  for (std::size_t i = 0; i < is_found.size(); ++i) {
    CHECK(is_found[i] == (distances[i] <= static_cast<std::uint32_t>(number)));
  }
  check_similarity(atlas, local);
}

}  // namespace

TEST_CASE("the local walk is the global complex", "[neighborhood]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(200);
  std::size_t centers = 0, unbounded = 0, lines = 0, corners = 0;
  for (int index = 0; index < cases; ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase example = random_case(random, random.integer(1, 4), random.pick(all_degeneracies()), 8);
    CAPTURE(to_text(example.network), to_text(example.domain));
    const Complex complex = complex_of(example.network, example.domain, true);
    if (complex.num_regions() > 60 || complex.num_regions() == 0) continue;
    const Atlas atlas(complex);
    unbounded += complex.num_bounded_regions() < complex.num_regions();
    lines += complex.lineality_dim() > 0;
    for (const RegionId region : complex.regions()) {
      check_neighborhood(atlas, complex.interior_point(region), random.integer(0, 2));
      ++centers;
    }
    // From one region everything can be reached; around a corner there are several.
    const RegionId any(static_cast<std::size_t>(random.bits() % complex.num_regions()));
    check_neighborhood(atlas, complex.interior_point(any), 1000);
    for (const VertexId vertex : complex.vertices()) {
      if (complex.is_ray(vertex) || !random.chance(0.3)) continue;
      const auto corner = complex.coordinates(vertex);
      check_neighborhood(atlas, Point(corner.begin(), corner.end()), random.integer(0, 1));
      ++corners;
    }
  }
  CAPTURE(centers, corners);
  CHECK(centers > 0);
  CHECK(corners > 0);
  if (cases < 50) return;
  CHECK(unbounded > 0);
  CHECK(lines > 0);
}

namespace {

void check_same(const Neighborhood& a, const Neighborhood& b) {
  CHECK(a.signs == b.signs);
  REQUIRE(a.regions.size() == b.regions.size());
  for (std::size_t i = 0; i < a.regions.size(); ++i) {
    CHECK(a.regions[i].ring == b.regions[i].ring);
    CHECK(a.regions[i].interior_point == b.regions[i].interior_point);
    CHECK(a.regions[i].facets == b.regions[i].facets);
  }
  REQUIRE(a.facets.size() == b.facets.size());
  for (std::size_t i = 0; i < a.facets.size(); ++i) {
    CHECK(a.facets[i].walls == b.facets[i].walls);
    CHECK(a.facets[i].neighbor == b.facets[i].neighbor);
    CHECK(a.facets[i].point == b.facets[i].point);
  }
}

/// A digit's worth of coordinates.
Point random_point(Random& random, std::size_t dim) {
  Point point;
  for (std::size_t j = 0; j < dim; ++j) point.emplace_back(random.integer(-8, 8), 8);
  for (Rational& x : point) x.canonicalize();
  return point;
}

std::string pattern_at(const Network& network, const Point& x) {
  std::string text;
  Point h = x;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    if (l > 0) text += '|';
    Point next;
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      Rational z = layer.bias[u];
      for (std::size_t i = 0; i < h.size(); ++i) z += layer.weights(u, i) * h[i];
      text += static_cast<char>('0' + layer.activations[u].piece_of(z));
      next.push_back(layer.activations[u](z));
    }
    h = std::move(next);
  }
  return text;
}

}  // namespace

TEST_CASE("sixty-four inputs", "[neighborhood]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(4); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Network network = he_network(random, 64, {16, 16, 10});
    const Domain domain = index % 2 == 0 ? Domain::all(64) : Domain::box(64, -2, 2);
    const Point x = random_point(random, 64);
    const Neighborhood local = neighborhood(network, domain, x, rings(1));
    REQUIRE(local.complete());
    REQUIRE(local.regions.size() > 2);
    CHECK(local.regions[0].interior_point == x);
    for (std::size_t i = 0; i < local.regions.size(); ++i) {
      // The network itself has the pattern at the interior point; the last layer is affine.
      CHECK(local.pattern(RegionId(i)) == pattern_at(network, local.regions[i].interior_point));
      CHECK(local.regions[i].ring == (i == 0 ? 0 : 1));
    }
    for (const NeighborFacet& facet : local.facets) {
      Rational here = facet.offset, there = facet.offset, at = facet.offset;
      for (std::size_t j = 0; j < 64; ++j) {
        here += facet.normal[j] * x[j];
        at += facet.normal[j] * facet.point[j];
        if (facet.neighbor.is_valid()) {
          there += facet.normal[j] * local.regions[facet.neighbor.index].interior_point[j];
        }
      }
      CHECK(here > 0);
      CHECK(at == 0);
      if (!facet.neighbor.is_valid()) continue;
      // A generic facet bends one unit, and the gradient jumps by rank one.
      CHECK(there < 0);
      CHECK(facet.flipped.size() == 1);
      CHECK(local.walls.units(facet.walls) == facet.flipped);
      CHECK(local.regions[facet.neighbor.index].flipped == facet.flipped);
      CHECK(facet.jump_rank == 1);
    }
    // From a neighbour, the first region is behind the same facet.
    const Neighborhood back = neighborhood(network, domain, local.regions[1].interior_point, rings(1));
    const bool found = std::ranges::any_of(IdRange<RegionId>(back.regions.size()), [&](RegionId region) {
      return back.regions[region.index].ring == 1 && back.pattern(region) == local.pattern(RegionId(0));
    });
    CHECK(found);
  }
}

TEST_CASE("limits give the first regions", "[neighborhood]") {
  Random random(test_seed());
  const Network network = he_network(random, 3, {12, 12});
  const Point x = {Rational(1, 3), Rational(-1, 5), Rational(1, 7)};
  const Domain domain = Domain::box(3, -1, 1);
  const Neighborhood whole = neighborhood(network, domain, x, rings(3));
  REQUIRE(whole.complete());
  for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, whole.regions.size() / 2, whole.regions.size()}) {
    NeighborhoodOptions options = rings(3);
    options.walk.max_regions = limit;
    const Neighborhood part = neighborhood(network, domain, x, options);
    REQUIRE(part.regions.size() == limit);
    CHECK(part.complete() == (limit == whole.regions.size()));
    for (std::size_t i = 0; i < limit; ++i) {
      CHECK(part.pattern(RegionId(i)) == whole.pattern(RegionId(i)));
      CHECK(part.regions[i].ring == whole.regions[i].ring);
    }
    for (const NeighborFacet& facet : part.facets) {
      CHECK((!facet.neighbor.is_valid() || facet.neighbor.index < limit));
    }
  }

  std::stop_source stop;
  stop.request_stop();
  NeighborhoodOptions options = rings(3);
  options.walk.stop = stop.get_token();
  const Neighborhood stopped = neighborhood(network, domain, x, options);
  CHECK(stopped.reason == StopReason::kCancelled);
  CHECK(stopped.regions.size() == 1);
  options = rings(1000);
  options.walk.timeout = std::chrono::duration<double>(1e-9);
  CHECK(neighborhood(network, domain, x, options).reason == StopReason::kTimeout);

  for (const int threads : {2, 3, 0}) {
    options = rings(3);
    options.walk.threads = threads;
    check_same(whole, neighborhood(network, domain, x, options));
  }
}

TEST_CASE("a needle, and numbers of any size", "[neighborhood]") {
  // Strips of width 1e-40 between lines that no double tells apart.
  Rational width(1);
  for (int i = 0; i < 40; ++i) width /= 10;
  const Network needle = sliver(width);
  const Neighborhood local =
      neighborhood(needle, Domain::all(needle.input_dim()), Point(needle.input_dim(), width / 2), rings(1));
  CHECK(local.regions.size() > 2);
  const Complex complex = complex_of(needle, Domain::all(needle.input_dim()), true);
  check_neighborhood(Atlas(complex), Point(needle.input_dim(), width / 2), 3);

  // x = 0, 1e300 x + 1e-300 y = 1, in a box of 1e-300.
  Rational huge(1);
  for (int i = 0; i < 300; ++i) huge *= 10;
  const Network scaled(2, {layer({{1, 0, 0}, {huge, 1 / huge, -1}, {0, huge, 1 / huge}}),
                           layer({{1, -1, 1, 0}}, Activation::identity())});
  const Domain box = Domain::box(2, -1 / huge, 2 / huge);
  const Complex small = complex_of(scaled, box, true);
  const Atlas atlas(small);
  for (const RegionId region : small.regions()) check_neighborhood(atlas, small.interior_point(region), 2);
}
