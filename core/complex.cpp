// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/complex.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/pattern_text.h"

namespace crease {
namespace {

void require(bool condition, const char* what) {
  if (!condition) throw std::invalid_argument(std::string("complex: ") + what);
}

template <typename T, typename Fits>
void require_items(const IndexLists<T>& lists, Fits fits, const char* what) {
  for (std::size_t i = 0; i < lists.size(); ++i) {
    require(std::all_of(lists[i].begin(), lists[i].end(), fits) && std::is_sorted(lists[i].begin(), lists[i].end()),
            what);
  }
}

void check_tables(const ComplexTables& tables, const WallList& walls, std::size_t dim) {
  const std::size_t regions = tables.signs.size();
  const std::size_t facets = tables.sides.size();
  const std::size_t vertices = tables.vertex_region.size();
  require(tables.signs.num_creases() == walls.num_creases(), "signs of another network");
  require(tables.bounded.size() == regions, "boundedness per region");
  require(tables.region_facets.size() == regions && tables.region_vertices.size() == regions, "a list per region");
  require(tables.facet_walls.size() == facets && tables.facet_vertices.size() == facets, "a list per facet");
  require(tables.vertex_walls.size() == vertices, "a list per vertex");
  require(tables.coordinates.empty() || tables.coordinates.size() == vertices * dim, "coordinates per vertex");
  for (const auto& direction : tables.lineality) require(direction.size() == dim, "a direction of the lineality space");
  const auto is_facet = [&](FacetId facet) { return facet.index < facets; };
  const auto is_vertex = [&](VertexId vertex) { return vertex.index < vertices; };
  const auto is_wall = [&](WallId wall) { return wall < walls.size(); };
  const auto is_region = [&](RegionId region) { return region.index < regions; };
  require_items(tables.region_facets, is_facet, "facets of a region");
  require_items(tables.region_vertices, is_vertex, "vertices of a region");
  require_items(tables.facet_vertices, is_vertex, "vertices of a facet");
  require_items(tables.facet_walls, is_wall, "walls of a facet");
  require_items(tables.vertex_walls, is_wall, "walls of a vertex");
  for (const auto& [first, second] : tables.sides) {
    require(is_region(first) && (!second.is_valid() || is_region(second)), "sides of a facet");
  }
  require(std::all_of(tables.vertex_region.begin(), tables.vertex_region.end(), is_region), "region of a vertex");
}

}  // namespace

Complex::Complex(Network network, Domain domain, ComplexTables tables) {
  WallList walls(network, domain);
  check_tables(tables, walls, domain.dim());
  auto data = std::make_shared<Data>(Data{std::move(network), std::move(domain), std::move(walls), std::move(tables)});
  data_ = data;
  for (const FacetId facet : facets()) data->num_interior_facets += is_interior(facet);
  for (const RegionId region : regions()) data->num_bounded_regions += is_bounded(region);
  for (const VertexId vertex : vertices()) data->num_rays += is_ray(vertex);
}

Symbol Complex::symbol(RegionId region, UnitId unit) const {
  return symbol_of(walls(), tables().signs, region.index, unit);
}

/// The pattern of a region where the creases `on` (increasing, domain rows behind them) are zero.
std::string Complex::pattern(RegionId region, std::span<const WallId> on) const {
  return pattern_of(network(), walls(), tables().signs, region.index, on);
}

std::string Complex::pattern(RegionId region) const { return pattern(region, {}); }
std::string Complex::pattern(FacetId facet) const { return pattern(sides(facet)[0], walls(facet)); }
std::string Complex::pattern(VertexId vertex) const { return pattern(region(vertex), walls(vertex)); }

std::size_t Complex::degree(RegionId region) const {
  const auto all = facets(region);
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](FacetId f) { return is_interior(f); }));
}

bool Complex::is_boundary(FacetId facet) const {
  const auto on = walls(facet);
  return !on.empty() && walls().is_domain_row(on.back());
}

bool Complex::is_ray(VertexId vertex) const {
  const auto on = walls(vertex);
  return !on.empty() && on.back() == walls().infinity();
}

std::vector<Rational> Complex::interior_point(RegionId region) const {
  std::vector<Rational> point(dim(), Rational(0));
  std::vector<Rational> along(dim(), Rational(0));
  std::size_t points = 0;
  for (const VertexId vertex : vertices(region)) {
    const auto x = coordinates(vertex);
    std::vector<Rational>& sum = is_ray(vertex) ? along : point;
    for (std::size_t i = 0; i < x.size(); ++i) sum[i] += x[i];
    points += !is_ray(vertex);
  }
  if (points == 0) throw std::logic_error("complex: region " + to_string(region) + " has no vertex");
  for (std::size_t i = 0; i < point.size(); ++i) point[i] = point[i] / Rational(points) + along[i];
  return point;
}

std::size_t Complex::bytes() const {
  const ComplexTables& t = tables();
  return t.signs.bytes() + t.bounded.capacity() / 8 + t.region_facets.bytes() + t.region_vertices.bytes() +
         t.sides.capacity() * sizeof(t.sides[0]) + t.facet_walls.bytes() + t.facet_vertices.bytes() +
         t.vertex_region.capacity() * sizeof(RegionId) + t.vertex_walls.bytes();
}

}  // namespace crease
