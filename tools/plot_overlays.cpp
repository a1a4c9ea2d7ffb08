// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "algorithms/cut_layers.h"
#include "algorithms/inequalities.h"
#include "algorithms/insphere.h"
#include "algorithms/measures.h"
#include "tools/plot_legend.h"
#include "tools/plot_plane.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

FigureStyle line_style(const Color& color, FigureLength width, std::vector<FigureLength> dash = {}) {
  return {std::nullopt, color, width, std::move(dash), 100};
}

class Overlays {
 public:
  Overlays(Figure& figure, PlotLegend& legend, const PlotScene& scene, const PlotFrame& frame)
      : figure_(figure),
        legend_(legend),
        scene_(scene),
        frame_(frame),
        shown_(scene.regions.shown),
        places_(vertex_places(shown_, frame)) {}

  void add() {
    const PlotItems& items = scene_.items;
    if (items.edges && !items.creases) edges();
    if (items.creases) creases();
    if (items.boundary) boundary();
    if (items.graph) graph();
    if (items.circles) circles();
    if (items.vertices) vertices();
    if (scene_.marks.ball) ball();
    if (!scene_.marks.segment.empty()) segment();
    if (!scene_.marks.points.empty()) points();
    if (!scene_.marks.corners.empty()) corners();
  }

 private:
  FigureGroup& group(const std::string& id, const std::string& title, FigureStyle style) {
    figure_.groups.push_back({id, title, std::move(style), true, {}});
    return figure_.groups.back();
  }
  std::vector<FigurePoint> ends(const Complex& complex, const std::vector<FigurePoint>& places, FacetId facet) const {
    const auto corners = complex.vertices(facet);
    return {places[corners[0].index], places[corners[1].index]};
  }
  bool is_many() const { return shown_.num_regions() > kMostSingleRegions; }
  void heading() {
    if (!std::exchange(has_heading_, true)) legend_.add_heading("lines and marks");
  }
  static FigureEllipse dot(const FigurePoint& at, FigureLength radius) { return {at, radius, radius}; }

  void edges() {
    const FigureLength width = is_many() ? 15 : shown_.num_regions() > 400 ? 35 : 60;
    FigureLines lines;
    for (const CreaseLine& crease : crease_lines(shown_)) lines.lines.push_back(line_of(crease));
    if (lines.lines.empty()) return;
    group("edges", "sides of the regions", line_style(kInk, width)).add(std::move(lines));
  }
  std::vector<FigurePoint> line_of(const CreaseLine& crease) const {
    std::vector<FigurePoint> line;
    for (const VertexId vertex : crease.vertices) line.push_back(places_[vertex.index]);
    return line;
  }

  /// The first layers are thicker, and dashes tell layers apart where colours do not.
  FigureStyle layer_style(std::uint32_t layer) const {
    const std::vector<std::vector<FigureLength>> dashes = {{}, {700, 300}, {250, 300}, {900, 300, 250, 300}};
    const FigureLength width = std::max<FigureLength>(80, 220 - 50 * static_cast<FigureLength>(layer));
    return line_style(category_color(layer), is_many() ? width / 4 : width,
                      is_many() ? dashes[0] : dashes[layer % dashes.size()]);
  }
  void creases() {
    std::map<std::uint32_t, std::vector<CreaseLine>> by_layer;
    for (CreaseLine& crease : crease_lines(shown_)) by_layer[crease.unit.layer].push_back(std::move(crease));
    heading();
    for (const auto& [layer, lines] : by_layer) {
      const std::string name = fmt::format("creases of layer {}", layer);
      FigureGroup& all = group(fmt::format("creases-{}", layer), is_many() ? name : "", layer_style(layer));
      FigureLines together;
      for (const CreaseLine& crease : lines) {
        if (is_many()) {
          together.lines.push_back(line_of(crease));
        } else {
          all.add(FigureLines{{line_of(crease)}}, {}, "crease of " + to_string(crease.unit));
        }
      }
      if (is_many()) all.add(std::move(together));
      legend_.add_line(layer_style(layer), name);
    }
  }

  void boundary() {
    const DecisionCells& cells = scene_.decision->cells;
    const std::vector<FigurePoint> places = vertex_places(cells.complex, frame_);
    FigureLines lines;
    for (const FacetId piece : scene_.decision->boundary.pieces) {
      lines.lines.push_back(ends(cells.complex, places, piece));
    }
    const std::size_t count = lines.lines.size();
    if (count > 0) {
      FigureGroup& all = group("decision-boundary", "decision boundary", line_style(kInk, 240));
      all.add(lines, line_style(kWhite, 440));
      all.add(std::move(lines));
    }
    heading();
    legend_.add_line(line_style(kInk, 240), fmt::format("decision boundary: {}", counted(count, "piece")));
  }

  /// From the centre of one region through the middle of the facet to that of the other: both parts stay inside.
  void graph() {
    const FigureStyle style = line_style({213, 94, 0}, is_many() ? 20 : 90);
    FigureLines lines;
    std::vector<FigurePoint> centers;
    for (const RegionId region : shown_.regions()) {
      check_stop(scene_.stop, "adjacency graph");
      centers.push_back(frame_.at(*centroid(shown_, region)));
    }
    for (const FacetId facet : shown_.facets()) {
      if (!shown_.is_interior(facet)) continue;
      const auto corners = shown_.vertices(facet);
      std::vector<Rational> middle;
      for (std::size_t j = 0; j < 2; ++j) {
        middle.push_back((shown_.coordinates(corners[0])[j] + shown_.coordinates(corners[1])[j]) / 2);
      }
      const auto [a, b] = shown_.sides(facet);
      lines.lines.push_back({centers[a.index], frame_.at(middle), centers[b.index]});
    }
    FigureGroup& all = group("graph", "adjacency graph", style);
    const std::size_t count = lines.lines.size();
    if (count > 0) all.add(std::move(lines));
    const FigureStyle node{*style.stroke, std::nullopt, kFigureUnit, {}, 100};
    for (const FigurePoint& center : centers) {
      all.add(dot(center, is_many() ? 40 : 180), node);
    }
    heading();
    legend_.add_line(style, fmt::format("adjacency graph: {}", counted(count, "edge")));
  }

  /// Of whole regions, which may go on beyond the picture.
  void circles() {
    const FigureStyle style = line_style({0, 90, 140}, is_many() ? 20 : 90);
    FigureGroup& all = group("circles", "largest circles", style);
    const Complex& whole = scene_.regions.whole;
    for (const RegionId region : scene_.regions.around) {
      check_stop(scene_.stop, "largest circles");
      const Insphere ball = insphere(inequalities(whole, region, RowSet::kRegion).rows, 2);
      if (ball.infinite) continue;
      std::vector<Rational> center;
      for (const RootQuotient& x : ball.center.coordinates()) center.push_back(x.enclosure().lo);
      const NumberRecord radius = record(ball.radius, std::nullopt);
      std::string title;
      if (!is_many()) {
        title = fmt::format("{} radius {}{}", to_string(region), in_decimals(radius.bounds.lo),
                            ball.unique ? "" : " (it can be moved)");
      }
      all.add(round(center, radius.bounds.lo), {}, std::move(title));
    }
    const std::size_t count = all.shapes.size();
    heading();
    legend_.add_dot(style, 500, counted(count, "largest circle"));
  }
  FigureEllipse round(const std::vector<Rational>& center, const Rational& radius) const {
    return {frame_.at(center), rounded_length(radius * frame_.scale_x()), rounded_length(radius * frame_.scale_y())};
  }

  void vertices() {
    const FigureStyle style{kInk, kWhite, is_many() ? 5 : 30, {}, 100};
    FigureGroup& all = group("vertices", "vertices", style);
    for (const VertexId vertex : shown_.vertices()) {
      if (shown_.walls(vertex).empty()) continue;
      std::string title;
      if (!is_many()) title = fmt::format("{} {}", to_string(vertex), in_words(shown_.coordinates(vertex)));
      all.add(dot(places_[vertex.index], is_many() ? 40 : 200), {}, std::move(title));
    }
    const std::size_t count = all.shapes.size();
    heading();
    legend_.add_dot(style, 200, fmt::format("{} in sight", count == 1 ? "1 vertex" : with_commas(count) + " vertices"));
  }

  void ball() {
    const FigureStyle style = line_style({204, 0, 102}, 220, {600, 300});
    const PlotMarks::Ball& ball = *scene_.marks.ball;
    FigureGroup& all = group("ball", "ball", style);
    if (ball.norm == BallNorm::kEuclidean) {
      all.add(round(ball.center, ball.radius));
    } else {
      // Its corners, around.
      const bool is_cube = ball.norm == BallNorm::kMaximum;
      FigureLines lines{{{}}, true};
      const std::pair<int, int> cube[] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}},
                                cross[] = {{-1, 0}, {0, -1}, {1, 0}, {0, 1}};
      for (const auto& [x, y] : is_cube ? cube : cross) {
        lines.lines[0].push_back(
            frame_.at(std::vector<Rational>{ball.center[0] + x * ball.radius, ball.center[1] + y * ball.radius}));
      }
      all.add(std::move(lines));
    }
    heading();
    legend_.add_line(style, fmt::format("ball of radius {}", in_words(ball.radius)));
  }

  void segment() {
    const FigureStyle style = line_style({204, 0, 102}, 200);
    FigureGroup& all = group("segment", "segment", style);
    all.add(FigureLines{{{frame_.at(scene_.marks.segment[0]), frame_.at(scene_.marks.segment[1])}}});
    const FigureStyle mark{kWhite, *style.stroke, 120, {}, 100};
    for (const auto& crossing : scene_.marks.crossings) {
      all.add(dot(frame_.at(crossing), 250), mark, in_words(crossing));
    }
    heading();
    legend_.add_line(style, "segment");
    legend_.add_dot(mark, 250, counted(scene_.marks.crossings.size(), "breakpoint"));
  }

  void points() {
    std::map<Rational, std::size_t> labels;
    for (const PlotPoint& point : scene_.marks.points) {
      if (point.label) labels.emplace(*point.label, 0);
    }
    std::size_t number = 0;
    for (auto& [label, category] : labels) category = number++;
    const auto style = [](const Color& color) { return FigureStyle{color, kWhite, 60, {}, 100}; };
    const FigureLength radius = scene_.marks.points.size() > 500 ? 170 : 280;
    FigureGroup& all = group("points", "points of the data", style(kInk));
    for (const PlotPoint& point : scene_.marks.points) {
      FigureShape& shape = all.add(dot(frame_.at(point.at), radius));
      if (point.label) shape.style = style(category_color(labels.at(*point.label)));
    }
    heading();
    legend_.add_text(counted(scene_.marks.points.size(), "point") + " of " + scene_.marks.points_name);
    for (const auto& [label, category] : labels) {
      legend_.add_dot(style(category_color(category)), radius, "label " + to_string(label));
    }
  }

  void corners() {
    const FigureStyle style{Color{213, 94, 0}, kWhite, 100, {}, 100};
    FigureGroup& all = group("corners", "the three points that span the plane", style);
    for (std::size_t k = 0; k < scene_.marks.corners.size(); ++k) {
      all.add(dot(frame_.at(scene_.marks.corners[k]), 450), {}, fmt::format("point {}", k));
    }
    heading();
    legend_.add_dot(style, 450, "points that span the plane");
  }

  Figure& figure_;
  PlotLegend& legend_;
  const PlotScene& scene_;
  const PlotFrame& frame_;
  const Complex& shown_;
  std::vector<FigurePoint> places_;
  bool has_heading_ = false;
};

}  // namespace

void add_overlays(Figure& figure, PlotLegend& legend, const PlotScene& scene, const PlotFrame& frame) {
  Overlays(figure, legend, scene, frame).add();
}

}  // namespace crease::tools
