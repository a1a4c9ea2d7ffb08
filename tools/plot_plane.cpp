// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_plane.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "algorithms/local_maps.h"
#include "algorithms/measures.h"
#include "algorithms/polygons.h"
#include "tools/plot_legend.h"
#include "tools/plot_page.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr std::size_t kFewRegions = 32;
/// A polygon is drawn with a line of its own colour around it, so that no background shines through between two.
constexpr FigureLength kSeam = kFigureUnit / 2;

FigureStyle plain(const Color& color) { return {color, color, kSeam, {}, 100}; }

std::vector<FigurePoint> places_of(const std::vector<VertexId>& cycle, const std::vector<FigurePoint>& places) {
  std::vector<FigurePoint> polygon;
  for (const VertexId vertex : cycle) polygon.push_back(places[vertex.index]);
  return polygon;
}

std::string value_text(const PlotScene& scene, RegionId region) {
  if (!scene.colors.values) return "";
  const auto& value = scene.colors.values->values[region.index];
  return fmt::format("\u2003{}: {}", scene.colors.heading, value ? in_decimals(*value) : "infinite");
}

/// The affine function of the output as colours that change linearly across a region: the points, on a line along which
/// it grows fastest, at which it is as little, and as great, as the scale goes. None where it hardly changes.
std::optional<FigureShape::Gradient> gradient(const PlotScene& scene, const PlotFrame& frame, const AffineMap& map,
                                              std::span<const Rational> corner) {
  // In hundredths of a unit: x to the right, y downwards.
  const Rational a = map.A(0, 0) / frame.scale_x(), b = -map.A(0, 1) / frame.scale_y();
  const Rational square = a * a + b * b;
  const ColorScale& scale = scene.colors.scale;
  if (square == 0 || scale.least() == scale.greatest()) return std::nullopt;
  const Rational value = map.c[0] + map.A(0, 0) * corner[0] + map.A(0, 1) * corner[1];
  const std::vector<Rational> from = frame.exactly_at(corner);
  const auto point = [&](const Rational& level) {
    const Rational along = (level - value) / square;
    return FigurePoint{rounded_length(from[0] + along * a), rounded_length(from[1] + along * b)};
  };
  constexpr FigureLength kFar = 100'000'000;
  const FigureShape::Gradient result{point(scale.least()), point(scale.greatest())};
  for (const FigurePoint& end : {result.from, result.to}) {
    if (std::max(std::abs(end.x), std::abs(end.y)) > kFar) return std::nullopt;
  }
  return result;
}

/// Regions, or decision cells, one by one.
FigureGroup single_regions(const PlotScene& scene, const PlotFrame& frame, const Complex& complex) {
  FigureGroup group{"regions", "", {}, true, {}};
  const std::vector<FigurePoint> places = vertex_places(complex, frame);
  const bool by_class = scene.colors.by == ColorBy::kClass;
  LocalMaps maps(complex);
  for (const RegionId cell : complex.regions()) {
    const RegionId region = by_class ? scene.decision->cells.region[cell.index] : cell;
    std::string title = fmt::format("{} {}{}", to_string(scene.regions.around[region.index]),
                                    scene.regions.pattern(region), value_text(scene, region));
    if (by_class) {
      const auto maximizers = scene.decision->cells.maximizers[cell.index];
      title += maximizers.size() > 1 ? "\u2003tie of" : "\u2003class";
      for (const std::uint32_t i : maximizers) title += fmt::format(" {}", scene.decision->cells.classes[i]);
    }
    FigureShape& shape = group.add(FigureLines{{places_of(corner_cycle(complex, cell), places)}, true},
                                   plain(scene.colors.of_region[cell.index]), std::move(title));
    if (scene.colors.by == ColorBy::kOutput) {
      shape.gradient = gradient(scene, frame, maps.at(cell), complex.coordinates(complex.vertices(cell)[0]));
      // The line around it would be of one colour.
      if (shape.gradient) shape.style.reset();
    }
  }
  return group;
}

/// The same, all of one colour together.
FigureGroup merged_regions(const PlotScene& scene, const PlotFrame& frame, const Complex& complex) {
  FigureGroup group{"regions", "", {}, true, {}};
  const std::vector<FigurePoint> places = vertex_places(complex, frame);
  std::map<Color, FigureLines> by_color;
  for (const RegionId cell : complex.regions()) {
    FigureLines& lines = by_color[scene.colors.of_region[cell.index]];
    lines.closed = true;
    lines.lines.push_back(places_of(corner_cycle(complex, cell), places));
  }
  for (auto& [color, lines] : by_color) group.add(std::move(lines), plain(color));
  return group;
}

/// How wide a polygon is at a height, where the line at that height meets it around `x`: the distance to the nearer
/// side.
FigureLength room_at(const std::vector<FigurePoint>& polygon, FigureLength x, FigureLength y) {
  FigureLength left = 0, right = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    FigurePoint a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    if (a.y > b.y) std::swap(a, b);
    if (y < a.y || y >= b.y) continue;
    const FigureLength at = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
    FigureLength& room = at < x ? left : right;
    room = std::max(room, std::abs(at - x));
  }
  return std::min(left, right);
}

/// Patterns, or numbers where these do not fit, in the middle of the regions that have room.
FigureGroup labels(const PlotScene& scene, const PlotFrame& frame) {
  constexpr FigureLength kText = 10 * kFigureUnit, kCharacter = 6 * kFigureUnit + 2;
  FigureGroup group{"labels", "patterns of the regions", {kInk, std::nullopt, kFigureUnit, {}, 100}, true, {}};
  const Complex& complex = scene.regions.shown;
  const std::vector<FigurePoint> places = vertex_places(complex, frame);
  for (const RegionId region : complex.regions()) {
    const FigurePoint middle = frame.at(*centroid(complex, region));
    const std::vector<FigurePoint> polygon = places_of(corner_cycle(complex, region), places);
    const FigureLength room =
        std::min(room_at(polygon, middle.x, middle.y - kText / 2), room_at(polygon, middle.x, middle.y + kText / 2));
    for (const std::string& text : {scene.regions.pattern(region), to_string(scene.regions.around[region.index])}) {
      if (static_cast<FigureLength>(text.size()) * kCharacter > 2 * room) continue;
      FigureText label{{middle.x, middle.y + kText / 3}, text, kText, TextAnchor::kMiddle};
      label.monospaced = true;
      group.add(std::move(label));
      break;
    }
  }
  return group;
}

}  // namespace

std::vector<FigurePoint> vertex_places(const Complex& complex, const PlotFrame& frame) {
  std::vector<FigurePoint> places;
  for (const VertexId vertex : complex.vertices()) places.push_back(frame.at(complex.coordinates(vertex)));
  return places;
}

Figure plot_plane(const PlotScene& scene) {
  const PlotFrame frame(scene.regions.box, true);
  Figure figure = start_figure(scene, frame);
  const Complex& complex = scene.colors.by == ColorBy::kClass ? scene.decision->cells.complex : scene.regions.shown;
  const bool is_many = scene.items.merged || complex.num_regions() > kMostSingleRegions;
  figure.groups.push_back(is_many ? merged_regions(scene, frame, complex) : single_regions(scene, frame, complex));
  if (!is_many && scene.colors.by == ColorBy::kOutput) figure.ramp = scene.colors.scale.ramp();
  PlotLegend legend = start_legend(frame);
  legend.add(scene.colors, scene.regions);
  add_overlays(figure, legend, scene, frame);
  if (scene.items.labels.value_or(scene.regions.shown.num_regions() <= kFewRegions)) {
    figure.groups.push_back(labels(scene, frame));
  }
  figure.groups.push_back(plot_axes(frame, axis_name(scene, 0), axis_name(scene, 1)));
  finish_figure(figure, legend);
  return figure;
}

}  // namespace crease::tools
