// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/decision_cell_tables.h"

#include <algorithm>

#include "core/integer_vector.h"

namespace crease {
namespace {

using Vector = std::vector<Rational>;

/// Makes the entry at the row's pivot, where the row is 1, zero.
void clear_pivot(Vector& vector, std::size_t pivot, const Vector& row) {
  const Rational factor = vector[pivot];
  if (factor == 0) return;
  for (std::size_t j = 0; j < row.size(); ++j) vector[j] -= factor * row[j];
}

}  // namespace

DecisionCellTables::DecisionCellTables(const Complex& regions, const std::vector<Vector>& lines)
    : regions_(regions), new_id_(regions.num_vertices()) {
  tables_.signs = SignTable(regions.walls().num_creases());
  tables_.lineality = lines;
  tables_.complete = regions.is_complete();
  // Most regions are not cut. Moving rationals to a larger place costs as much as copying them.
  tables_.coordinates.reserve(regions.tables().coordinates.size());
  for (Vector line : lines) {
    for (const auto& [pivot, row] : lines_) clear_pivot(line, pivot, row);
    const auto pivot = static_cast<std::size_t>(
        std::find_if(line.begin(), line.end(), [](const Rational& x) { return x != 0; }) - line.begin());
    const Rational scale = line[pivot];
    for (Rational& x : line) x /= scale;
    for (auto& [other, row] : lines_) clear_pivot(row, pivot, line);
    lines_.emplace_back(pivot, std::move(line));
  }
}

DecisionCellTables::Corner DecisionCellTables::canonical(std::span<const Rational> y, bool ray) const {
  Corner corner{ray, Vector(y.begin(), y.end())};
  for (const auto& [pivot, row] : lines_) clear_pivot(corner.y, pivot, row);
  if (!ray) return corner;
  const IntegerVector direction = primitive_integers(corner.y);
  for (std::size_t j = 0; j < corner.y.size(); ++j) corner.y[j] = direction.get(j);
  return corner;
}

VertexId DecisionCellTables::corner(VertexId of_regions) {
  VertexId& id = new_id_[of_regions.index];
  if (!id.is_valid()) id = add_corner(regions_.coordinates(of_regions), regions_.walls(of_regions));
  return id;
}

VertexId DecisionCellTables::corner(const Corner& corner) {
  const auto [place, is_new] = found_.try_emplace(corner);
  if (is_new) {
    const WallId infinity = regions_.walls().infinity();
    place->second = add_corner(corner.y, {&infinity, corner.ray ? 1u : 0u});
  }
  return place->second;
}

VertexId DecisionCellTables::add_corner(std::span<const Rational> y, std::span<const WallId> walls) {
  tables_.coordinates.insert(tables_.coordinates.end(), y.begin(), y.end());
  tables_.vertex_walls.push_list(walls);
  tables_.vertex_region.emplace_back(region_.size());
  return VertexId(tables_.vertex_region.size() - 1);
}

bool DecisionCellTables::is_ray(VertexId vertex) const {
  const auto walls = tables_.vertex_walls[vertex.index];
  return !walls.empty() && walls.back() == regions_.walls().infinity();
}

void DecisionCellTables::add_cell(RegionId region, std::span<const std::uint32_t> maximizers,
                                  std::vector<VertexId> corners, std::vector<Facet> facets) {
  const RegionId cell(region_.size());
  const SignTable& signs = regions_.tables().signs;
  tables_.signs.push_back(signs.above(region.index),
                          signs.has_zeros() ? signs.zero(region.index) : std::span<const std::uint64_t>{});
  std::sort(corners.begin(), corners.end());
  tables_.region_vertices.push_list(corners);
  tables_.bounded.push_back(tables_.lineality.empty() &&
                            std::none_of(corners.begin(), corners.end(), [&](VertexId v) { return is_ray(v); }));
  std::vector<FacetId> ids;
  for (Facet& facet : facets) ids.push_back(add_facet(cell, facet));
  std::sort(ids.begin(), ids.end());
  tables_.region_facets.push_list(ids);
  region_.push_back(region);
  maximizers_.push_list(maximizers);
}

FacetId DecisionCellTables::add_facet(RegionId cell, Facet& facet) {
  std::sort(facet.vertices.begin(), facet.vertices.end());
  std::vector<std::uint32_t> key;
  for (const VertexId vertex : facet.vertices) key.push_back(vertex.index);
  const auto [index, is_new] = facets_.insert(key);
  if (is_new) {
    tables_.sides.push_back({cell, RegionId()});
    tables_.facet_walls.push_list(facet.walls);
    tables_.facet_vertices.push_list(facet.vertices);
    activation_facet_.push_back(facet.activation_facet);
    facet_maximizers_.push_list(facet.maximizers);
  } else {
    tables_.sides[index][1] = cell;
  }
  return FacetId(index);
}

DecisionCells DecisionCellTables::take(Network competing) {
  return {Complex(std::move(competing), regions_.domain(), std::move(tables_)),
          regions_.num_regions(),
          std::move(region_),
          std::move(maximizers_),
          std::move(activation_facet_),
          std::move(facet_maximizers_),
          {},
          regions_.network()};
}

}  // namespace crease
