// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "algorithms/cut_layers.h"
#include "algorithms/local_maps.h"
#include "tools/plot_page.h"
#include "tools/plot_plane.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

/// The regions from left to right, and what the network gives at their ends.
struct Pieces {
  struct Piece {
    RegionId region;
    Rational begin, end;
  };
  std::vector<Piece> pieces;
  std::vector<std::vector<std::pair<Rational, Rational>>> curves;  ///< per output: places and values
};

Pieces pieces_of(const Complex& complex) {
  Pieces result;
  for (const RegionId region : complex.regions()) {
    const auto ends = complex.vertices(region);
    Rational a = complex.coordinates(ends[0])[0], b = complex.coordinates(ends[1])[0];
    if (b < a) std::swap(a, b);
    result.pieces.push_back({region, std::move(a), std::move(b)});
  }
  std::ranges::sort(result.pieces, {}, &Pieces::Piece::begin);
  LocalMaps maps(complex);
  result.curves.resize(complex.network().output_dim());
  for (const Pieces::Piece& piece : result.pieces) {
    const AffineMap& map = maps.at(piece.region);
    for (std::size_t k = 0; k < result.curves.size(); ++k) {
      for (const Rational& place : {piece.begin, piece.end}) {
        std::pair<Rational, Rational> point{place, map.A(k, 0) * place + map.c[k]};
        if (result.curves[k].empty() || result.curves[k].back() != point) result.curves[k].push_back(std::move(point));
      }
    }
  }
  return result;
}

ViewBox box_of(const PlotScene& scene, const Pieces& pieces) {
  ViewBox box = scene.regions.box;
  std::optional<Rational> lo, hi;
  for (const auto& curve : pieces.curves) {
    for (const auto& [place, value] : curve) {
      if (!lo || value < *lo) lo = value;
      if (!hi || value > *hi) hi = value;
    }
  }
  const Rational least = lo.value_or(0), most = hi.value_or(0);
  const Rational margin = least == most ? Rational(1) : Rational((most - least) / 20);
  box.lo = {box.lo[0], least - margin};
  box.hi = {box.hi[0], most + margin};
  return box;
}

/// Below the upper edge of the frame's lower margin: one box per region.
constexpr FigureLength kStrip = 14 * kFigureUnit;

class LinePicture {
 public:
  LinePicture(const PlotScene& scene)
      : scene_(scene),
        shown_(scene.regions.shown),
        pieces_(pieces_of(shown_)),
        frame_(box_of(scene, pieces_), false),
        figure_(start_figure(scene, frame_)),
        legend_(start_legend(frame_)) {}

  Figure draw() {
    legend_.add(scene_.colors, scene_.regions);
    if (scene_.colors.by != ColorBy::kNone) strip();
    breakpoints();
    curves();
    if (scene_.decision && scene_.items.boundary) boundary();
    if (scene_.items.labels.value_or(pieces_.pieces.size() <= 12)) labels();
    figure_.groups.push_back(plot_axes(frame_, axis_name(scene_, 0), "output"));
    finish_figure(figure_, legend_);
    return std::move(figure_);
  }

 private:
  FigureGroup& group(const std::string& id, const std::string& title, FigureStyle style) {
    figure_.groups.push_back({id, title, std::move(style), true, {}});
    return figure_.groups.back();
  }

  void strip() {
    FigureGroup& all = group("regions", "regions", {});
    const FigureLength bottom = frame_.most().y, top = bottom - kStrip;
    const bool by_class = scene_.colors.by == ColorBy::kClass;
    const Complex& cells = by_class ? scene_.decision->cells.complex : shown_;
    for (const RegionId cell : cells.regions()) {
      const RegionId region = by_class ? scene_.decision->cells.region[cell.index] : cell;
      const auto ends = cells.vertices(cell);
      const FigureLength a = frame_.x(cells.coordinates(ends[0])[0]), b = frame_.x(cells.coordinates(ends[1])[0]);
      all.add(FigureLines{{{{a, top}, {b, top}, {b, bottom}, {a, bottom}}}, true},
              FigureStyle{scene_.colors.of_region[cell.index], kInk, 30, {}, 100},
              fmt::format("{} {}", to_string(scene_.regions.around[region.index]), scene_.regions.pattern(region)));
    }
  }

  void breakpoints() {
    const FigureStyle style{std::nullopt, kFaint, 50, {300, 300}, 100};
    FigureGroup& all = group("breakpoints", "", style);
    std::map<std::uint32_t, std::size_t> layers;
    for (const FacetId facet : shown_.facets()) {
      if (!shown_.is_interior(facet)) continue;
      const auto place = shown_.coordinates(shown_.vertices(facet)[0]);
      const FigureLength x = frame_.x(place[0]);
      std::string units;
      for (const UnitId unit : shown_.units(facet)) units += " " + to_string(unit);
      all.add(FigureLines{{{{x, frame_.least().y}, {x, frame_.most().y}}}}, {},
              fmt::format("{} = {}:{}", axis_name(scene_, 0), in_words(place[0]), units));
      ++layers[cutting_unit(shown_, facet)->layer];
    }
    legend_.add_heading("lines and marks");
    legend_.add_line(style, counted(all.shapes.size(), "breakpoint"));
    for (const auto& [layer, count] : layers) legend_.add_text(fmt::format("{} of layer {}", count, layer));
  }

  void curves() {
    for (std::size_t k = 0; k < pieces_.curves.size(); ++k) {
      const std::vector<std::vector<FigureLength>> dashes = {{}, {900, 300}, {300, 300}};
      const FigureStyle style{std::nullopt, category_color(k), 200, dashes[k % dashes.size()], 100};
      const std::string name = fmt::format("output {}", k);
      std::vector<FigurePoint> line;
      for (const auto& [place, value] : pieces_.curves[k]) line.push_back({frame_.x(place), frame_.y(value)});
      FigureGroup& all = group("output-" + std::to_string(k), name, style);
      all.add(FigureLines{{line}});
      if (scene_.items.vertices || line.size() <= 100) {
        const FigureStyle dot{*style.stroke, kWhite, 60, {}, 100};
        for (std::size_t i = 1; i + 1 < line.size(); ++i) {
          const auto& [place, value] = pieces_.curves[k][i];
          all.add(FigureEllipse{line[i], 250, 250}, dot, fmt::format("f({}) = {}", in_words(place), in_words(value)));
        }
      }
      legend_.add_line(style, name);
    }
  }

  void boundary() {
    const FigureStyle style{std::nullopt, kInk, 240, {}, 100};
    const Complex& cells = scene_.decision->cells.complex;
    FigureGroup& all = group("decision-boundary", "decision boundary", style);
    for (const FacetId piece : scene_.decision->boundary.pieces) {
      const FigureLength x = frame_.x(cells.coordinates(cells.vertices(piece)[0])[0]);
      all.add(FigureLines{{{{x, frame_.least().y}, {x, frame_.most().y}}}});
    }
    const std::size_t count = all.shapes.size();
    legend_.add_line(style, "decision boundary: " + counted(count, "point"));
  }

  void labels() {
    constexpr FigureLength kText = 10 * kFigureUnit, kCharacter = 6 * kFigureUnit + 2;
    FigureGroup& all = group("labels", "", {kInk, std::nullopt, kFigureUnit, {}, 100});
    for (const Pieces::Piece& piece : pieces_.pieces) {
      const FigureLength left = frame_.x(piece.begin), right = frame_.x(piece.end);
      const std::string pattern = scene_.regions.pattern(piece.region);
      if (static_cast<FigureLength>(pattern.size()) * kCharacter > right - left) continue;
      FigureText label{{(left + right) / 2, frame_.least().y + 2 * kText}, pattern, kText, TextAnchor::kMiddle};
      label.monospaced = true;
      all.add(std::move(label));
    }
  }

  const PlotScene& scene_;
  const Complex& shown_;
  Pieces pieces_;
  PlotFrame frame_;
  Figure figure_;
  PlotLegend legend_;
};

}  // namespace

Figure plot_line(const PlotScene& scene) { return LinePicture(scene).draw(); }

}  // namespace crease::tools
