// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/report_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "core/affine_map.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr double kWidth = 640, kGraphHeight = 320;

/// cividis (Nunez, Anderton, Renslow 2018) at eight places.
std::string color(double t) {
  constexpr std::array<std::array<double, 3>, 8> kPlaces = {{{0, 32, 77},
                                                             {35, 62, 108},
                                                             {73, 85, 107},
                                                             {105, 108, 113},
                                                             {136, 133, 120},
                                                             {169, 158, 110},
                                                             {209, 187, 87},
                                                             {255, 234, 70}}};
  const double place = std::clamp(t, 0.0, 1.0) * 7;
  const std::size_t i = std::min<std::size_t>(6, static_cast<std::size_t>(place));
  std::string text = "#";
  for (std::size_t j = 0; j < 3; ++j) {
    const double w = place - static_cast<double>(i);
    text += fmt::format("{:02x}", static_cast<int>(std::lround(kPlaces[i][j] * (1 - w) + kPlaces[i + 1][j] * w)));
  }
  return text;
}

/// What a coordinate ranges over.
struct Range {
  Rational lo, hi;
  void include(const Rational& x) {
    lo = std::min(lo, x);
    hi = std::max(hi, x);
  }
};

/// Places x in the range on [from, to].
double placed(const Rational& x, const Range& range, double from, double to) {
  if (range.lo == range.hi) return (from + to) / 2;
  return from + nearest_double((x - range.lo) / (range.hi - range.lo)) * (to - from);
}

std::string point(double x, double y) { return fmt::format("{:.2f},{:.2f}", x, y); }

/// The corners of a polygon in turn: along its edges.
std::vector<VertexId> corners_in_turn(const Complex& complex, RegionId region) {
  std::vector<std::array<VertexId, 2>> edges;
  for (const FacetId facet : complex.facets(region)) {
    const auto ends = complex.vertices(facet);
    edges.push_back({ends[0], ends[1]});
  }
  std::vector<VertexId> turn = {edges[0][0]};
  VertexId now = edges[0][1];
  edges.erase(edges.begin());
  while (!edges.empty()) {
    turn.push_back(now);
    const auto next = std::ranges::find_if(edges, [&](const auto& e) { return e[0] == now || e[1] == now; });
    if (next == edges.end()) break;
    now = (*next)[0] == now ? (*next)[1] : (*next)[0];
    edges.erase(next);
  }
  return turn;
}

std::size_t active_units(const Complex& complex, RegionId region) {
  std::size_t active = 0;
  for (std::uint32_t l = 0; l < complex.network().layers().size(); ++l) {
    for (std::uint32_t u = 0; u < complex.network().layers()[l].num_units(); ++u) {
      active += complex.symbol(region, {l, u}).piece > 0;
    }
  }
  return active;
}

std::string opened(double width, double height, const std::string& title) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" role=\"img\"><title>{}</title>\n",
      width, height, width, escaped(title));
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
  }
  return result;
}

std::string regions_picture(const Complex& complex) {
  std::array<Range, 2> box;
  for (const VertexId vertex : complex.vertices()) {
    for (std::size_t j = 0; j < 2; ++j) {
      const Rational& x = complex.coordinates(vertex)[j];
      if (vertex.index == 0) box[j] = {x, x};
      box[j].include(x);
    }
  }
  const Rational w = box[0].hi - box[0].lo, h = box[1].hi - box[1].lo;
  const double scale = kWidth / nearest_double(std::max(w, h));
  const double width = nearest_double(w) * scale, height = nearest_double(h) * scale;
  std::vector<std::size_t> active;
  for (const RegionId region : complex.regions()) active.push_back(active_units(complex, region));
  const auto [least, most] = std::ranges::minmax_element(active);
  std::string text = opened(std::ceil(width), std::ceil(height),
                            fmt::format("{} regions by active units, from {} (dark) to {} (light)",
                                        with_commas(complex.num_regions()), *least, *most));
  text += "<g stroke=\"#fff\" stroke-width=\"0.5\" stroke-linejoin=\"round\">\n";
  for (const RegionId region : complex.regions()) {
    std::string points;
    for (const VertexId vertex : corners_in_turn(complex, region)) {
      const auto y = complex.coordinates(vertex);
      points += (points.empty() ? "" : " ") + point(placed(y[0], box[0], 0, width), placed(y[1], box[1], height, 0));
    }
    const double t = *least == *most
                         ? 0.5
                         : static_cast<double>(active[region.index] - *least) / static_cast<double>(*most - *least);
    text += fmt::format("<polygon points=\"{}\" fill=\"{}\"/>\n", points, color(t));
  }
  return text + "</g>\n</svg>\n";
}

std::string graph_picture(const Complex& complex) {
  struct Piece {
    Rational lo, hi;
    std::vector<Rational> at_lo, at_hi;
  };
  std::vector<Piece> pieces;
  std::optional<Range> x, y;
  const auto include = [](std::optional<Range>& range, const Rational& value) {
    if (!range) range = Range{value, value};
    range->include(value);
  };
  for (const RegionId region : complex.regions()) {
    const auto ends = complex.vertices(region);
    Piece piece{complex.coordinates(ends[0])[0], complex.coordinates(ends[1])[0], {}, {}};
    if (piece.lo > piece.hi) std::swap(piece.lo, piece.hi);
    include(x, piece.lo);
    include(x, piece.hi);
    const AffineMap map = affine_map(complex, region);
    for (std::size_t k = 0; k < map.c.size(); ++k) {
      piece.at_lo.push_back(map.A(k, 0) * piece.lo + map.c[k]);
      piece.at_hi.push_back(map.A(k, 0) * piece.hi + map.c[k]);
      include(y, piece.at_lo.back());
      include(y, piece.at_hi.back());
    }
    pieces.push_back(std::move(piece));
  }
  std::ranges::sort(pieces, {}, &Piece::lo);
  std::string text =
      opened(kWidth, kGraphHeight,
             fmt::format("graph over [{}, {}], {} breakpoints; values from {} to {}", in_words(x->lo), in_words(x->hi),
                         with_commas(pieces.size() - 1), in_decimals(y->lo), in_decimals(y->hi)));
  text += "<g stroke=\"#bbb\" stroke-width=\"0.7\">\n";
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const double px = placed(pieces[i].lo, *x, 0, kWidth);
    text += fmt::format("<path d=\"M{}L{}\"/>\n", point(px, 0), point(px, kGraphHeight));
  }
  text += "</g>\n";
  constexpr std::array kColors = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};
  for (std::size_t k = 0; k < pieces[0].at_lo.size(); ++k) {
    const auto at = [&](const Rational& px, const Rational& value) {
      return point(placed(px, *x, 0, kWidth), placed(value, *y, kGraphHeight - 8, 8));
    };
    std::string path = "M" + at(pieces[0].lo, pieces[0].at_lo[k]);
    for (const Piece& piece : pieces) path += "L" + at(piece.hi, piece.at_hi[k]);
    text +=
        fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"><title>output {}</title></path>\n",
                    path, kColors[k % kColors.size()], k);
  }
  return text + "</svg>\n";
}

std::string histogram_picture(const Distribution& distribution) {
  constexpr double kBarsWidth = 240, kHeight = 60;
  const auto& bins = distribution.histogram;
  std::size_t most = 1;
  for (const Bin& bin : bins) most = std::max(most, bin.count);
  std::string text = opened(kBarsWidth, kHeight, fmt::format("histogram of {} bins", bins.size()));
  const double step = kBarsWidth / static_cast<double>(std::max<std::size_t>(1, bins.size()));
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double height = kHeight * static_cast<double>(bins[i].count) / static_cast<double>(most);
    text += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"#0072b2\"><title>from {} to {}: "
        "{}</title></rect>\n",
        step * static_cast<double>(i), kHeight - height, step * 0.9, height, in_decimals(bins[i].lo, 4),
        in_decimals(bins[i].hi, 4), with_commas(bins[i].count));
  }
  return text + "</svg>\n";
}

}  // namespace crease::tools
