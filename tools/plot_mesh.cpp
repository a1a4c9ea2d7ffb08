// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_mesh.h"

#include <algorithm>
#include <array>
#include <limits>
#include <ostream>
#include <utility>

#include "algorithms/cut_layers.h"
#include "algorithms/linear_regions.h"
#include "algorithms/polygons.h"
#include "core/io/mesh_writers.h"
#include "tools/output.h"
#include "tools/picture_file.h"

namespace crease::tools {
namespace {

std::array<double, 3> nearest(std::span<const Rational> point) {
  return {nearest_double(point[0]), nearest_double(point[1]), nearest_double(point[2])};
}

MeshAttribute numbers(std::string name, const RegionValues& values, std::span<const RegionId> regions) {
  MeshAttribute attribute{std::move(name), false, {}};
  for (const RegionId region : regions) {
    if (region.index >= values.values.size()) throw PictureStopped(attribute.name);
    const auto& value = values.values[region.index];
    attribute.values.push_back(value ? nearest_double(*value) : std::numeric_limits<double>::infinity());
  }
  return attribute;
}

template <typename Value>
MeshAttribute integers(std::string name, std::span<const RegionId> regions, const Value& value) {
  MeshAttribute attribute{std::move(name), true, {}};
  for (const RegionId region : regions) attribute.values.push_back(static_cast<double>(value(region)));
  return attribute;
}

/// Everything there is to be told of the regions (by their place among those shown) that some cells are parts of.
std::vector<MeshAttribute> attributes_of(const PlotScene& scene, std::span<const RegionId> regions) {
  const Complex& whole = scene.regions.whole;
  const std::vector<RegionId>& around = scene.regions.around;
  const LinearRegions linear = linear_regions(whole);
  const auto around_of = [&](RegionId region) { return around[region.index]; };
  std::vector<MeshAttribute> attributes;
  attributes.push_back(integers("region", regions, [&](RegionId r) { return around_of(r).index; }));
  attributes.push_back(
      integers("linear_region", regions, [&](RegionId r) { return linear.of_region[around_of(r).index].index; }));
  attributes.push_back(integers("last_cut_layer", regions, [&](RegionId r) {
    const auto layer = last_cut_layer(whole, around_of(r));
    return layer ? static_cast<int>(*layer) : -1;
  }));
  attributes.push_back(
      integers("active_units", regions, [&](RegionId r) { return num_active_units(whole, around_of(r)); }));
  attributes.push_back(numbers("volume", volumes_of(whole, around, scene.stop), regions));
  attributes.push_back(numbers("inradius", inradii_of(whole, around, scene.stop), regions));
  attributes.push_back(numbers("gradient_norm", gradient_norms_of(whole, around, scene.stop), regions));
  return attributes;
}

MeshPart regions_part(const PlotScene& scene, const Rational& explode) {
  const bool by_class = scene.colors.by == ColorBy::kClass;
  const Complex& complex = by_class ? scene.decision->cells.complex : scene.regions.shown;
  MeshPart part;
  part.name = "regions";
  part.solid = true;
  part.edges = scene.items.edges;
  part.colors = scene.colors.of_region;
  const bool shares_points = explode == 0;
  if (shares_points) {
    for (const VertexId vertex : complex.vertices()) part.points.push_back(nearest(complex.coordinates(vertex)));
  }
  std::vector<Rational> middle;
  for (std::size_t j = 0; j < 3; ++j) middle.push_back((scene.regions.box.lo[j] + scene.regions.box.hi[j]) / 2);
  std::vector<RegionId> regions;
  for (const RegionId cell : complex.regions()) {
    regions.push_back(by_class ? scene.decision->cells.region[cell.index] : cell);
    const auto corners = complex.vertices(cell);
    const auto first = static_cast<std::uint32_t>(part.points.size());
    if (!shares_points) {
      const std::vector<Rational> center = complex.interior_point(cell);
      for (const VertexId vertex : corners) {
        std::vector<Rational> moved;
        for (std::size_t j = 0; j < 3; ++j) {
          moved.push_back(complex.coordinates(vertex)[j] + explode * (center[j] - middle[j]));
        }
        part.points.push_back(nearest(moved));
      }
    }
    for (const std::vector<VertexId>& cycle : facet_cycles(complex, cell)) {
      for (const VertexId vertex : cycle) {
        const auto place = std::ranges::lower_bound(corners, vertex) - corners.begin();
        part.polygons.push_item(shares_points ? vertex.index : first + static_cast<std::uint32_t>(place));
      }
      part.polygons.end_list();
      part.cells.push_back(cell.index);
    }
  }
  part.attributes = attributes_of(scene, regions);
  if (by_class) {
    part.attributes.push_back({"class", true, {}});
    for (const RegionId cell : complex.regions()) {
      const DecisionCells& cells = scene.decision->cells;
      part.attributes.back().values.push_back(static_cast<double>(cells.classes[cells.maximizers[cell.index][0]]));
    }
  }
  return part;
}

MeshPart boundary_part(const PlotScene& scene) {
  const DecisionCells& cells = scene.decision->cells;
  const Complex& complex = cells.complex;
  MeshPart part;
  part.name = "decision boundary";
  std::vector<RegionId> regions;
  std::vector<std::uint32_t> number(complex.num_vertices(), UINT32_MAX);
  for (const FacetId piece : scene.decision->boundary.pieces) {
    const RegionId cell = complex.sides(piece)[0];
    const auto facets = complex.facets(cell);
    const auto place = std::ranges::find(facets, piece) - facets.begin();
    const auto cycles = facet_cycles(complex, cell);
    for (const VertexId vertex : cycles[static_cast<std::size_t>(place)]) {
      if (number[vertex.index] == UINT32_MAX) {
        number[vertex.index] = static_cast<std::uint32_t>(part.points.size());
        part.points.push_back(nearest(complex.coordinates(vertex)));
      }
      part.polygons.push_item(number[vertex.index]);
    }
    part.polygons.end_list();
    part.cells.push_back(static_cast<std::uint32_t>(part.colors.size()));
    part.colors.push_back({213, 94, 0});
    regions.push_back(cells.region[cell.index]);
  }
  part.attributes.push_back(
      integers("region", regions, [&](RegionId region) { return scene.regions.around[region.index].index; }));
  return part;
}

}  // namespace

Mesh plot_mesh(const PlotScene& scene, const Rational& explode) {
  Mesh mesh{scene.title, {}};
  if (scene.colors.by != ColorBy::kNone) mesh.parts.push_back(regions_part(scene, explode));
  if (scene.items.boundary) mesh.parts.push_back(boundary_part(scene));
  return mesh;
}

bool is_mesh_format(const std::string& format) { return format == ".glb" || format == ".ply" || format == ".vtu"; }

void write_mesh(const Mesh& mesh, const std::string& path) {
  const std::string format = picture_format(path);
  write_output(path, [&](std::ostream& out) {
    format == ".glb" ? write_glb(mesh, out) : format == ".ply" ? write_ply(mesh, out) : write_vtu(mesh, out);
  });
}

}  // namespace crease::tools
