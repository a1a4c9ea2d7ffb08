// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "algorithms/count.h"
#include "algorithms/decision_tables.h"
#include "algorithms/insphere_records.h"
#include "algorithms/path_measures.h"
#include "algorithms/total_volume.h"
#include "algorithms/trace_path.h"
#include "core/errors.h"
#include "core/io/network_file.h"
#include "tools/boundary_results.h"
#include "tools/path_results.h"
#include "tools/point_option.h"
#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/json_values.h"
#include "tools/python/points.h"
#include "tools/python/tables.h"
#include "tools/python/walk.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::python {

BallNorm norm_of(const std::string& name) {
  if (name == "euclidean") return BallNorm::kEuclidean;
  if (name == "maximum") return BallNorm::kMaximum;
  if (name == "sum") return BallNorm::kSum;
  throw InputError(fmt::format("norm: '{}' is not euclidean, maximum or sum", name));
}

namespace {

using ProgressFunction = std::optional<std::function<void(std::uint64_t)>>;

nb::dict count(const NetworkFile& file, const Domain& domain, int threads, std::optional<double> timeout,
               std::optional<std::uint64_t> max_regions, const ProgressFunction& progress) {
  tools::check_reach(file.network, domain, false);
  RegionCount result;
  run_walk({threads, timeout, max_regions, progress.value_or(nullptr)},
           [&](const EnumerateOptions& walk) { result = count_regions(file.network, domain, walk); });
  nb::dict counts;
  counts["activation_regions"] = result.activation_regions;
  counts["bounded_regions"] = result.bounded_regions;
  counts["reason"] = to_string(result.reason);
  return counts;
}

/// The table of 'crease insphere', how the walk ended, and the least, the greatest and the greatest finite ball.
nb::tuple inspheres(const NetworkFile& file, const Domain& domain, const std::string& norm, bool without_domain,
                    nb::handle width, int threads, std::optional<double> timeout,
                    std::optional<std::uint64_t> max_regions, const ProgressFunction& progress) {
  tools::check_reach(file.network, domain, true);
  std::optional<Rational> widest;
  if (!width.is_none()) widest = to_rational(width, "width");
  if (widest && *widest <= 0) throw InputError("width: it is not above 0");
  InsphereRecorder recorder(file.network, domain, {norm_of(norm), without_domain ? RowSet::kUnits : RowSet::kRegion},
                            widest);
  EnumerateResult result;
  run_walk({threads, timeout, max_regions, progress.value_or(nullptr)},
           [&](const EnumerateOptions& walk) { result = for_each_region(file.network, domain, recorder, walk); });
  const InsphereSummary& summary = recorder.summary();
  const auto index = [](const std::optional<ExtremeRegion>& region) -> nb::object {
    if (!region) return nb::none();
    return nb::int_(region->region);
  };
  return nb::make_tuple(columns_of(insphere_table(recorder.records())), to_string(result.reason),
                        index(summary.smallest() ? summary.smallest() : summary.first_infinite()),
                        index(summary.first_infinite() ? summary.first_infinite() : summary.largest_finite()),
                        index(summary.largest_finite()));
}

/// The largest ball of one region of a complex, as a row of that table.
nb::dict insphere_of(const ComplexFileView& view, std::size_t index, const std::string& norm, bool without_domain) {
  const RegionId region = view.region(index);
  const Inequalities rows = inequalities(view.complex(), region, without_domain ? RowSet::kUnits : RowSet::kRegion);
  std::vector<InsphereRecord> records = {
      record(insphere(rows.rows, view.complex().dim(), norm_of(norm)), rows, std::nullopt)};
  records[0].pattern = view.complex().pattern(region);
  return row_of(insphere_table(records), 0);
}

/// The decision cells of a complex and the boundary between them.
DecisionReport decide(const Complex& complex, const DecisionRule& rule, bool measures) {
  std::optional<DecisionReport> report;
  run_walk({}, [&](const EnumerateOptions&) { report = decision_report(decision_cells(complex, rule)); });
  report->measures = measures && complex.dim() <= tools::kMaxMeasuredDimension;
  return std::move(*report);
}

/// The three tables of 'crease boundary', and what is said of the boundary as a whole.
nb::dict decision(const ComplexFileView& view, const std::vector<std::size_t>& classes, nb::handle level,
                  bool measures) {
  const DecisionReport report = decide(view.complex(), {classes, to_rational(level, "level")}, measures);
  nb::dict result;
  result["cells"] = columns_of(decision_cell_table(report));
  result["pieces"] = columns_of(boundary_piece_table(report));
  result["corners"] = columns_of(decision_corner_table(report));
  result["num_regions"] = report.regions.size();
  result["components"] = report.boundary.topology.components.size();
  result["betti"] = report.boundary.topology.betti;
  result["f_vector"] = report.boundary.f_vector;
  nb::object size = nb::none();
  if (report.measures) {
    std::optional<Enclosure> volume;
    run_walk({}, [&](const EnumerateOptions&) { volume = total_volume(report.cells.complex, report.boundary.pieces); });
    if (volume) size = nb::make_tuple(to_python(volume->lo), to_python(volume->hi));
  }
  result["size"] = size;
  return result;
}

/// What 'crease boundary' says in one JSON, or of a point alone, if one is given.
nb::dict decision_summary(const ComplexFileView& view, const std::vector<std::size_t>& classes, nb::handle level,
                          nb::handle at, bool measures) {
  const DecisionRule rule{classes, to_rational(level, "level")};
  const DecisionReport found = decide(view.complex(), rule, measures);
  std::optional<std::vector<Rational>> point;
  if (!at.is_none()) point = point_of(at, "point", view.complex().domain());
  Json json = {{"rule", tools::rule_json(rule, found.cells, view.complex().network())}, {"at", nullptr}};
  run_walk({}, [&](const EnumerateOptions&) {
    if (point) {
      json["at"] = tools::at_json(view.complex(), found, tools::boundary_at(view.complex(), found, *point));
    } else {
      tools::add_boundary(json, found);
    }
  });
  return report(json, view.reason());
}

/// What 'crease path' tells, and its curve as a table.
nb::dict trace(const NetworkFile& file, const Domain& domain, nb::handle points, bool closed, bool gradients,
               bool lengths, nb::handle limits) {
  const std::vector<std::vector<Rational>> corners = points_of(points, "points", domain.dim());
  std::vector<std::vector<Rational>> inputs;
  for (const std::vector<Rational>& point : corners) {
    tools::check_in_domain("points", tools::in_words(point), point, domain);
    inputs.push_back(domain.to_input(point));
  }
  if (corners.size() > 1) tools::check_legs(corners, closed);
  PathTrace path;
  Json json;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    path = trace_path(file.network, inputs, {closed, true, gradients, lengths, walk});
    tools::add_path(json, path, path.complete() ? measure_outputs(path) : std::vector<OutputMeasures>());
  });
  nb::dict result = nb::borrow<nb::dict>(report(json, path.reason));
  result["curve"] = columns_of(tools::curve_table(path));
  return result;
}

}  // namespace

void bind_queries(nb::module_& module) {
  module.def("count", &count, nb::arg("network"), nb::arg("domain"), nb::arg("threads"), nb::arg("timeout").none(),
             nb::arg("max_regions").none(), nb::arg("progress").none());
  module.def("inspheres", &inspheres, nb::arg("network"), nb::arg("domain"), nb::arg("norm"), nb::arg("without_domain"),
             nb::arg("width").none(), nb::arg("threads"), nb::arg("timeout").none(), nb::arg("max_regions").none(),
             nb::arg("progress").none());
  module.def("insphere_of", &insphere_of, nb::arg("complex"), nb::arg("region"), nb::arg("norm"),
             nb::arg("without_domain"));
  module.def("decision", &decision, nb::arg("complex"), nb::arg("classes"), nb::arg("level"), nb::arg("measures"));
  module.def("decision_summary", &decision_summary, nb::arg("complex"), nb::arg("classes"), nb::arg("level"),
             nb::arg("point").none(), nb::arg("measures"));
  module.def("trace", &trace, nb::arg("network"), nb::arg("domain"), nb::arg("points"), nb::arg("closed"),
             nb::arg("gradients"), nb::arg("lengths"), nb::arg("limits"));
}

}  // namespace crease::python
