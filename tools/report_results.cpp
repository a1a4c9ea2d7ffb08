// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/report_results.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_invoke.h>

#include <optional>
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

/// Nothing where the domain does not reach the slice.
std::optional<Domain> sliced(const Domain& domain, const Slice& slice) {
  try {
    return domain.sliced(slice);
  } catch (const InvalidDomain&) {
    return std::nullopt;
  }
}

/// The picture, and the command behind it; neither where there is none.
void add_picture(Report& report, const WalkRun& run, const WorkLimits& limits) {
  const Domain& domain = report.result.complex.domain();
  if (domain.dim() > 3 || (domain.dim() == 3 && domain.slice())) return;
  PlotOptions plot;
  plot.network.path = report.file.network.name();
  plot.color = ColorBy::kActive;
  std::string command = "crease plot " + report.arguments + " --color active";
  try {
    std::optional<PlotScene> scene;
    if (domain.dim() < 3) {
      scene.emplace(plot_scene(plot, report.file, report.result, run, limits));
    } else {
      const Slice section = middle_section(report.result.complex);
      const std::string at = to_string(section.point[2]);
      plot.title = fmt::format("{}: the section x2 = {}", report.file.network.name(), at);
      command = fmt::format(
          R"(echo '{{"format": "crease-slice/1", "point": [0, 0, "{}"], "directions": [[1, 0, 0], [0, 1, 0]]}}' > section.json; )",
          at);
      command += fmt::format("crease plot {} --slice section.json --color active --title {}", report.arguments,
                             shell_words({plot.title}));
      const std::optional<Domain> in_section = sliced(domain, section);
      if (!in_section) return;
      scene.emplace(plot_scene(plot, report.file, *in_section, run, limits));
    }
    if (scene->regions.reason != StopReason::kFinished) return;
    std::ostringstream svg;
    write_svg(domain.dim() == 1 ? plot_line(*scene) : plot_plane(*scene), svg);
    report.picture = svg.str();
  } catch (const PictureStopped&) {
    return;  // the page has none then
  }
  if (!report.arguments.empty()) report.picture_command = command;
}

}  // namespace

Report report_of(const ReportInput& input, const ReportParts& parts, const WalkRun& run, const WorkLimits& limits) {
  const ComplexResult& result = input.result;
  const Domain& domain = result.complex.domain();
  // A walk of its own has threads of its own: then it comes behind what else uses these.
  const bool picture_walks = domain.dim() > 2 || result.complex.num_bounded_regions() < result.complex.num_regions();
  const bool draws_now = parts.picture && !picture_walks && result.reason == StopReason::kFinished;
  Report report{input.file, result, input.arguments, input.network_arguments, {}, {}, {}, {}, {}, {}, {}};
  with_threads(run.options().threads, [&] {
    std::optional<ComplexFindings> findings;
    tbb::parallel_invoke(
        [&] {
          report.decision = decision_report(decision_cells(result.complex));
          report.decision->measures = domain.dim() <= kMaxMeasuredDimension;
        },
        [&] {
          report.linear = linear_regions(result);
          findings.emplace(result.complex, parts.precision.enough ? &report.linear : nullptr);
        },
        [&] {
          report.faces = count_faces(result.complex);
          report.bounds = network_bounds(input.file.network, domain).bounds;
          if (draws_now) add_picture(report, run, limits);
        });
    findings->decision_pieces = count_decision_pieces(result.complex, report.decision->cells);
    const QuantityOptions quantities{domain.dim(), input.file.network.layers().size()};
    Collectors collectors = make_collectors(quantities);
    report.stats.regions =
        collect_regions(*findings, quantities, limits_behind(run, limits, result.reason), collectors);
    report.stats.quantities = reports_of(collectors, parts.precision, &*findings);
  });
  report.stats.reason = result.reason;
  if (report.stats.regions < result.complex.num_regions() && result.reason == StopReason::kFinished) {
    report.stats.reason = limits.reason();
  }
  report.stats.signs = result.signs;
  if (report.stats.reason != StopReason::kFinished) {
    report.picture.clear();
    report.picture_command.clear();
  } else if (parts.picture && picture_walks) {
    add_picture(report, run, limits);
  }
  return report;
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
