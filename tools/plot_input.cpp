// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

#include "algorithms/trace_path.h"
#include "core/errors.h"
#include "core/io/domain_text.h"
#include "core/io/points.h"
#include "tools/complex_results.h"
#include "tools/drawn_complex.h"
#include "tools/picture_file.h"
#include "tools/plot_mesh.h"
#include "tools/point_option.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

using Point = std::vector<Rational>;

/// Some rows of a data file, in the order asked for.
std::vector<Point> read_rows(const std::string& path, std::size_t dim, DecimalPolicy decimals,
                             const std::vector<std::size_t>& rows) {
  std::vector<Point> found(rows.size());
  std::size_t row = 0;
  for_each_point(path, {dim, decimals, ""}, [&](std::span<const Rational> point, const std::string&) {
    for (std::size_t k = 0; k < rows.size(); ++k) {
      if (rows[k] == row) found[k].assign(point.begin(), point.end());
    }
    ++row;
    return true;
  });
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k] < row) continue;
    throw InvalidDomain(fmt::format("--plane '{}': there is no point {}, it has {}. Choose others with --rows", path,
                                    rows[k], counted(row, "point")));
  }
  return found;
}

/// "lo,hi;lo,hi" as the box after "box:" of --domain.
ViewBox parse_view(const std::string& text, std::size_t dim, DecimalPolicy decimals) {
  const Domain domain = parse_domain("box:" + text, dim, decimals);
  ViewBox box;
  for (std::size_t i = 0; i < dim; ++i) {
    box.lo.push_back(-domain.offsets()[2 * i]);
    box.hi.push_back(domain.offsets()[2 * i + 1]);
  }
  return box;
}

/// "a,b,c;o": what lies where a x + b y + c z + o >= 0 stays.
void parse_cut(PlotView& view, const std::string& text, std::size_t dim, DecimalPolicy decimals) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ',' || c == ';') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  if (words.size() != dim + 1) {
    throw InvalidDomain(
        fmt::format("--cut '{}': it has {}, and {} are needed: a normal of {} and an offset, such as "
                    "1,0,0;-1/2",
                    text, counted(words.size(), "number"), dim + 1, dim));
  }
  view.cut = Matrix<Rational>(1, dim);
  for (std::size_t j = 0; j < dim; ++j) view.cut(0, j) = parse_number("--cut", words[j], decimals);
  view.cut_offsets = {parse_number("--cut", words[dim], decimals)};
}

void read_points(PlotMarks& marks, const PlotOptions& options, std::size_t dim, DecimalPolicy decimals) {
  marks.points = options.given_points;
  if (options.points.empty()) return;
  const std::string path = options.points.substr(options.points.starts_with('@') ? 1 : 0);
  marks.points_name = std::filesystem::path(path).filename().string();
  const auto see = [&](std::span<const Rational> point, const std::string&) {
    PlotPoint& read = marks.points.emplace_back();
    read.at.assign(point.begin(), point.begin() + static_cast<std::ptrdiff_t>(dim));
    if (options.labelled) read.label = point[dim];
    return true;
  };
  for_each_point(path, {dim + (options.labelled ? 1 : 0), decimals, ""}, see);
}

/// The segment and where units switch along it.
void read_segment(PlotMarks& marks, const PlotOptions& options, const NetworkFile& file, const Domain& domain) {
  if (options.from.empty()) return;
  const Point from = parse_point("--from", options.from, domain, file.source.decimals);
  const Point to = parse_point("--to", options.to, domain, file.source.decimals);
  if (from == to) throw InvalidDomain("--from, --to: the segment has no length. Choose two points");
  marks.segment = {from, to};
  const std::vector<Point> ends = {domain.to_input(from), domain.to_input(to)};
  for (const PathBreakpoint& breakpoint : trace_path(file.network, ends).breakpoints) {
    Point& place = marks.crossings.emplace_back(from);
    for (std::size_t j = 0; j < place.size(); ++j) place[j] += breakpoint.t * (to[j] - from[j]);
  }
}

void read_ball(PlotMarks& marks, const PlotOptions& options, const Domain& domain, DecimalPolicy decimals) {
  if (options.center.empty()) return;
  marks.ball = {parse_point("--center", options.center, domain, decimals),
                parse_number("--radius", options.radius, decimals), options.norm};
  if (marks.ball->radius <= 0) throw InvalidDomain("--radius: it is not above 0. Choose a greater one");
}

std::string heading(const PlotOptions& options, const NetworkFile& file, const PlotRegions& regions) {
  if (!options.title.empty()) return options.title;
  const std::size_t all = regions.whole.num_regions(), shown = regions.shown.num_regions();
  std::string text = file.network.name();
  if (options.until_layer) text += fmt::format(" up to layer {}", *options.until_layer);
  text += fmt::format(": {}{}", at_least(regions.whole), counted(all, "activation region"));
  if (shown != all) text += fmt::format(", {} in sight", with_commas(shown));
  return text;
}

bool is_of_outputs(ColorBy by) { return by == ColorBy::kClass || by == ColorBy::kOutput || by == ColorBy::kGradient; }

/// What bodies have no place for. Throws InvalidDomain, naming it.
void check_bodies(const PlotOptions& options) {
  const PlotItems& items = options.items;
  const std::pair<bool, const char*> flat[] = {{items.creases, "--show creases"},
                                               {items.circles, "--show circles"},
                                               {items.graph, "--show graph"},
                                               {items.vertices, "--show vertices"},
                                               {items.labels.value_or(false), "--show labels"},
                                               {!options.points.empty() || !options.given_points.empty(), "--points"},
                                               {!options.center.empty(), "--center"},
                                               {!options.from.empty(), "--from"},
                                               {options.merged, "--merged"}};
  for (const auto& [is_asked, name] : flat) {
    if (!is_asked) continue;
    throw InvalidDomain(
        fmt::format("{}: pictures of bodies show regions, edges and boundary alone. Leave it out, or "
                    "draw a plane with --slice",
                    name));
  }
}

}  // namespace

void check_dimension(const PlotOptions& options, const Domain& domain) {
  const bool as_mesh = is_mesh_format(picture_format(options.output.path));
  if (domain.dim() > 3) {
    throw InvalidDomain(
        fmt::format("{}: its regions have {} dimensions, and pictures at most 3. Use --plane with three points, or "
                    "--slice",
                    options.network.path, domain.dim()));
  }
  if (domain.dim() == 3 && !as_mesh) {
    throw InvalidDomain(
        fmt::format("{}: its regions have 3 dimensions, which no flat picture holds. Write .glb, .ply or .vtu, or use "
                    "--slice",
                    options.network.path));
  }
  if (domain.dim() < 3 && as_mesh) {
    throw InvalidDomain(
        fmt::format("{}: its regions have {}, and {} holds bodies of 3. Write .svg, .pdf, .png or .tikz",
                    options.network.path, counted(domain.dim(), "dimension"), options.output.path));
  }
  if (domain.dim() == 3) check_bodies(options);
}

Rational parse_number(const std::string& option, const std::string& text, DecimalPolicy decimals) {
  try {
    return parse_rational(text, decimals);
  } catch (const std::exception&) {
    throw InvalidDomain(fmt::format("{}: '{}' is not a number. Write a decimal or p/q", option, text));
  }
}

NetworkFile first_layers(const PlotOptions& options, NetworkFile file) {
  if (!options.until_layer) return file;
  const std::vector<Layer>& layers = file.network.layers();
  const std::size_t until = *options.until_layer;
  if (until >= layers.size()) {
    throw InvalidNetwork(fmt::format("--until-layer {}: {} has {}, counted from 0. Choose one up to {}", until,
                                     options.network.path, counted(layers.size(), "layer"), layers.size() - 1));
  }
  if (until + 1 == layers.size()) return file;
  if (options.items.boundary || is_of_outputs(options.color)) {
    throw InvalidNetwork(
        fmt::format("--until-layer {}: classes, outputs, gradients and the decision boundary are those of the whole "
                    "network. Leave them out, or the option",
                    until));
  }
  std::vector<Layer> first(layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(until) + 1);
  file.network = Network(file.network.input_dim(), std::move(first), file.network.name());
  return file;
}

Domain in_plane(const PlotOptions& options, const NetworkFile& file, const Domain& domain) {
  std::vector<Point> points = options.given_plane;
  if (!options.plane.empty()) {
    const std::vector<std::size_t> rows = options.rows.empty() ? std::vector<std::size_t>{0, 1, 2} : options.rows;
    points = read_rows(options.plane, file.network.input_dim(), file.source.decimals, rows);
  }
  if (points.empty()) return domain;
  Slice slice{points[0], Matrix<Rational>(points[0].size(), 2)};
  for (std::size_t i = 0; i < points[0].size(); ++i) {
    for (std::size_t k = 0; k < 2; ++k) slice.directions(i, k) = points[k + 1][i] - points[0][i];
  }
  const Domain square = Domain::box(2, Rational(-1, 2), Rational(3, 2));
  try {
    return domain.sliced(std::move(slice)).with_slice_rows(square.rows(), square.offsets());
  } catch (const InvalidDomain&) {
    throw InvalidDomain(
        options.plane.empty()
            ? "plane: the three points lie on one line. Choose others"
            : fmt::format("--plane '{}': the three points lie on one line. Choose others with --rows", options.plane));
  }
}

namespace {

PlotScene scene_of(const PlotOptions& options, const NetworkFile& file, const Domain& domain, const WalkRun& run,
                   const WorkLimits& limits, const std::function<PlotRegions(const PlotView&)>& find_regions) {
  const DecimalPolicy decimals = file.source.decimals;
  const std::size_t dim = domain.dim();
  PlotMarks marks;
  read_points(marks, options, dim, decimals);
  read_segment(marks, options, file, domain);
  read_ball(marks, options, domain, decimals);
  const bool has_plane = !options.plane.empty() || !options.given_plane.empty();
  if (has_plane) marks.corners = {{0, 0}, {1, 0}, {0, 1}};
  PlotView view;
  view.central = options.view != "all";
  if (view.central && !options.view.empty()) view.box = parse_view(options.view, dim, decimals);
  if (!options.cut.empty()) parse_cut(view, options.cut, dim, decimals);
  for (const PlotPoint& point : marks.points) view.points.push_back(point.at);
  for (const Point& end : marks.segment) view.points.push_back(end);
  if (marks.ball) {
    for (const int side : {-1, 1}) {
      Point& corner = view.points.emplace_back(marks.ball->center);
      for (Rational& x : corner) x += side * marks.ball->radius;
    }
  }
  const bool needs_decision = options.items.boundary || options.color == ColorBy::kClass;
  const DecisionRule rule = needs_decision ? read_rule(options.decision, file, options.network.path) : DecisionRule();
  check_reach(file.network, domain, true);

  PlotRegions regions = find_regions(view);
  std::optional<PlotDecision> decision;
  const StopCheck stop = limits_behind(run, limits, regions.reason);
  if (needs_decision) {
    check_stop(stop, "decision cells");
    DecisionCells cells = decision_cells(regions.shown, rule);
    DecisionBoundary boundary = decision_boundary(cells);
    decision = {std::move(cells), std::move(boundary)};
  }
  PlotColors colors = plot_colors(regions, options.color, options.scale, decision ? &*decision : nullptr, stop);
  std::string subtitle = fmt::format("{}, domain {}", shape_of(file.network), domain.label());
  if (domain.slice()) {
    subtitle += has_plane ? ", in the plane through three points of the data" : ", in a slice";
  }
  if (!regions.whole.is_complete()) subtitle += ", a part";
  std::string title = heading(options, file, regions);
  PlotItems items = options.items;
  items.merged = options.merged;
  return {std::move(title),    std::move(subtitle),
          std::move(regions),  std::move(colors),
          std::move(decision), items,
          std::move(marks),    stop};
}

}  // namespace

PlotScene plot_scene(const PlotOptions& options, const NetworkFile& file, const Domain& domain, const WalkRun& run,
                     const WorkLimits& limits) {
  return scene_of(options, file, domain, run, limits,
                  [&](const PlotView& view) { return plot_regions(run, file.network, domain, view); });
}

PlotScene plot_scene(const PlotOptions& options, const NetworkFile& file, const ComplexResult& whole,
                     const WalkRun& run, const WorkLimits& limits) {
  return scene_of(options, file, whole.complex.domain(), run, limits,
                  [&](const PlotView& view) { return plot_regions(run, whole, view); });
}

}  // namespace crease::tools
