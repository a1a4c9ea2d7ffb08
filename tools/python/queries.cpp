// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "algorithms/bounds.h"
#include "algorithms/count.h"
#include "algorithms/decision_tables.h"
#include "algorithms/insphere_records.h"
#include "algorithms/path_measures.h"
#include "algorithms/trace_path.h"
#include "core/errors.h"
#include "core/io/network_file.h"
#include "tools/path_results.h"
#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/tables.h"
#include "tools/python/walk.h"
#include "tools/reach.h"

namespace crease::python {
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

BallNorm norm_of(const std::string& name) {
  if (name == "euclidean") return BallNorm::kEuclidean;
  if (name == "maximum") return BallNorm::kMaximum;
  if (name == "sum") return BallNorm::kSum;
  throw InputError(fmt::format("norm: '{}' is not euclidean, maximum or sum", name));
}

/// The table of 'crease insphere', and how the walk ended.
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
  return nb::make_tuple(columns_of(insphere_table(recorder.records())), to_string(result.reason));
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

/// The three tables of 'crease boundary', and what is said of the boundary as a whole.
nb::dict decision(const ComplexFileView& view, const std::vector<std::size_t>& classes, nb::handle level) {
  const DecisionRule rule{classes, to_rational(level, "level")};
  std::optional<DecisionReport> report;
  run_walk({}, [&](const EnumerateOptions&) { report = decision_report(decision_cells(view.complex(), rule)); });
  report->measures = view.complex().dim() <= tools::kMaxMeasuredDimension;
  nb::dict result;
  result["cells"] = columns_of(decision_cell_table(*report));
  result["pieces"] = columns_of(boundary_piece_table(*report));
  result["corners"] = columns_of(decision_corner_table(*report));
  result["num_regions"] = report->regions.size();
  result["components"] = report->boundary.topology.components.size();
  result["betti"] = report->boundary.topology.betti;
  result["f_vector"] = report->boundary.f_vector;
  nb::object size = nb::none();
  if (const auto volume = total_volume(report->cells.complex, report->boundary.pieces)) {
    size = nb::make_tuple(to_python(volume->lo), to_python(volume->hi));
  }
  result["size"] = size;
  return result;
}

nb::object bounds_pair(const Enclosure& bounds) { return nb::make_tuple(to_python(bounds.lo), to_python(bounds.hi)); }

/// The curve as a table, and the measures per output where the path was followed to its end.
nb::dict trace(const NetworkFile& file, const Domain& domain, nb::list points, bool closed,
               std::optional<double> timeout, std::optional<std::uint64_t> max_regions,
               const ProgressFunction& progress) {
  std::vector<std::vector<Rational>> inputs;
  for (std::size_t k = 0; k < points.size(); ++k) {
    const std::vector<Rational> point = to_rationals(points[k], fmt::format("points[{}]", k));
    if (point.size() != domain.dim()) {
      throw InvalidDomain(fmt::format("points[{}]: it has {} numbers where the {} has {}", k, point.size(),
                                      domain.slice() ? "slice" : "network", domain.dim()));
    }
    inputs.push_back(domain.to_input(point));
  }
  PathTrace path;
  run_walk({1, timeout, max_regions, progress.value_or(nullptr)}, [&](const EnumerateOptions& walk) {
    path = trace_path(file.network, inputs, {closed, true, false, false, walk});
  });
  nb::dict result;
  result["density"] = path.density();
  result["reason"] = to_string(path.reason);
  result["curve"] = columns_of(tools::curve_table(path));
  nb::list measures;
  if (path.complete()) {
    for (const OutputMeasures& output : measure_outputs(path)) {
      nb::dict one;
      one["deviation_integrals"] = to_python(std::span(output.deviation_integrals));
      one["absolute_deviation"] = bounds_pair(output.absolute_deviation);
      one["total_variation"] = to_python(output.total_variation);
      one["signed_variation"] = to_python(output.signed_variation);
      measures.append(one);
    }
  }
  result["outputs"] = measures;
  return result;
}

nb::dict bounds(const Architecture& architecture) {
  const RegionBounds values = region_bounds(architecture);
  nb::dict result;
  const auto add = [&](const char* name, const std::optional<Integer>& value) {
    result[name] = value ? to_python(*value) : nb::none();
  };
  add("naive", values.naive);
  add("montufar_2014", values.montufar_2014);
  add("serra_2018_lower", values.serra_2018_lower);
  add("montufar_2017", values.montufar_2017);
  add("montufar_2021", values.montufar_2021);
  add("serra_2018", values.serra_2018);
  add("hinz_2019", values.hinz_2019);
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
  module.def("decision", &decision, nb::arg("complex"), nb::arg("classes"), nb::arg("level"));
  module.def("trace", &trace, nb::arg("network"), nb::arg("domain"), nb::arg("points"), nb::arg("closed"),
             nb::arg("timeout").none(), nb::arg("max_regions").none(), nb::arg("progress").none());
  module.def(
      "bounds", [](const NetworkFile& file, std::size_t dim) { return bounds(architecture_of(file.network, dim)); },
      nb::arg("network"), nb::arg("dim"));
  module.def(
      "architecture_bounds", [](const std::string& text) { return bounds(parse_architecture(text)); }, nb::arg("text"));
}

}  // namespace crease::python
