// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/report_results.h"

#include <fmt/format.h>

#include <sstream>

#include "algorithms/view_box.h"
#include "core/errors.h"
#include "core/io/figure_writers.h"
#include "tools/boundary_results.h"
#include "tools/complex_results.h"
#include "tools/page.h"
#include "tools/plot_input.h"
#include "tools/plot_line.h"
#include "tools/plot_plane.h"
#include "tools/reach.h"
#include "tools/stats_collect.h"
#include "tools/stats_results.h"
#include "tools/with_threads.h"

namespace crease::tools {
namespace {

/// The section of space in which the last coordinate is 0, or where no vertex is near that the middle of the vertices.
Slice middle_section(const Complex& complex) {
  const ViewBox box = central_view_box(complex);
  Slice slice{{0, 0, 0}, Matrix<Rational>(3, 2)};
  if (box.lo[2] >= 0 || box.hi[2] <= 0) slice.point[2] = (box.lo[2] + box.hi[2]) / 2;
  slice.directions(0, 0) = slice.directions(1, 1) = 1;
  return slice;
}

}  // namespace

Report report_of(const NetworkFile& file, const ComplexResult& result, const WalkRun& run, const WorkLimits& limits) {
  const Domain& domain = result.complex.domain();
  Report report{file, result, linear_regions(result), count_faces(result.complex), std::nullopt, {}, {}, {}, {},
                {},   {}};
  report.bounds = network_bounds(file.network, domain).bounds;
  report.decision = decision_report(decision_cells(result.complex));
  report.decision->measures = domain.dim() <= kMaxMeasuredDimension;
  const QuantityOptions quantities{domain.dim(), file.network.layers().size()};
  Collectors collectors = make_collectors(quantities);
  with_threads(run.options().threads, [&] {
    report.stats.regions = collect_regions(ComplexFindings(result.complex, &report.decision->cells), quantities,
                                           limits_behind(run, limits, result.reason), collectors);
    report.stats.quantities = reports_of(collectors, 64);
  });
  report.stats.reason = result.reason;
  if (report.stats.regions < result.complex.num_regions() && result.reason == StopReason::kFinished) {
    report.stats.reason = limits.reason();
  }
  report.stats.signs = result.signs;
  return report;
}

void add_picture(Report& report, const WalkRun& run, const WorkLimits& limits) {
  Domain domain = report.result.complex.domain();
  if (domain.dim() > 3 || report.stats.reason != StopReason::kFinished) return;
  PlotOptions plot;
  plot.network.path = report.file.network.name();
  plot.color = ColorBy::kActive;
  report.picture_command = "crease plot " + report.arguments + " --color active";
  if (domain.dim() == 3) {
    if (domain.slice()) return;
    const Slice section = middle_section(report.result.complex);
    const std::string at = to_string(section.point[2]);
    plot.title = fmt::format("{}: the section x2 = {}", report.file.network.name(), at);
    report.picture_command = fmt::format(
        R"(echo '{{"format": "crease-slice/1", "point": [0, 0, "{}"], "directions": [[1, 0, 0], [0, 1, 0]]}}' > section.json; )",
        at);
    report.picture_command += fmt::format("crease plot {} --slice section.json --color active --title {}",
                                          report.arguments, shell_words({plot.title}));
    try {
      domain = domain.sliced(section);
    } catch (const InvalidDomain&) {
      return;  // the domain does not reach there
    }
  }
  try {
    const PlotScene scene = plot_scene(plot, report.file, domain, run, limits);
    if (scene.regions.reason != StopReason::kFinished) return;
    std::ostringstream svg;
    write_svg(domain.dim() == 1 ? plot_line(scene) : plot_plane(scene), svg);
    report.picture = svg.str();
  } catch (const PictureStopped&) {
    // The page has none then.
  }
  if (report.arguments.empty()) report.picture_command.clear();
}

void add_report(Json& json, const Report& report) {
  const Complex& complex = report.result.complex;
  json["arguments"] = report.arguments.empty() ? Json() : Json(report.arguments);
  add_counts(json, complex, report.linear);
  add_faces(json, complex, report.faces);
  json["bounds"] = Json::object();
  for (const NamedBound& bound : report.bounds) {
    json["bounds"][bound.name] = bound.value ? Json(bound.value->get_str()) : Json();
  }
  json["stats"] = Json::object();
  add_stats(json["stats"], report.stats, complex.domain());
  json["boundary"] = Json::object();
  add_boundary(json["boundary"], *report.decision);
}

}  // namespace crease::tools
