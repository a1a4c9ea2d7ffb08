// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/complex.h"

#include <fmt/format.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <sstream>
#include <stdexcept>

#include "algorithms/complex_tables.h"
#include "algorithms/face_table.h"
#include "algorithms/faces.h"
#include "algorithms/graph_properties.h"
#include "algorithms/inequalities.h"
#include "algorithms/insphere.h"
#include "algorithms/locate.h"
#include "algorithms/measures.h"
#include "algorithms/validate.h"
#include "core/affine_map.h"
#include "core/errors.h"
#include "core/io/complex_reader.h"
#include "core/io/pattern_reader.h"
#include "tools/analysis.h"
#include "tools/analysis_directory.h"
#include "tools/output.h"
#include "tools/python/bindings.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/tables.h"
#include "tools/python/walk.h"
#include "tools/reach.h"

namespace crease::python {

RegionId ComplexFileView::region(std::size_t index) const {
  if (index >= complex().num_regions()) throw std::out_of_range("there is no such region");
  return RegionId(index);
}

FacetId ComplexFileView::facet(std::size_t index) const {
  if (index >= complex().num_facets()) throw std::out_of_range("there is no such facet");
  return FacetId(index);
}

ComplexHeader ComplexFileView::header() const {
  ComplexHeader header;
  header.tool_version = CREASE_VERSION;
  header.sha256 = source_.sha256;
  header.decimals = source_.decimals;
  header.reason = to_string(reason());
  header.preprocessing = source_.preprocessing;
  return header;
}

namespace {

using View = ComplexFileView;
using ProgressFunction = std::optional<std::function<void(std::uint64_t)>>;

Limits limits_of(int threads, std::optional<double> timeout, std::optional<std::uint64_t> max_regions,
                 const ProgressFunction& progress) {
  return {threads, timeout, max_regions, progress.value_or(nullptr)};
}

View build(const NetworkFile& file, const Domain& domain, bool geometry, int threads, std::optional<double> timeout,
           std::optional<std::uint64_t> max_regions, const ProgressFunction& progress) {
  tools::check_reach(file.network, domain, geometry);
  std::optional<ComplexResult> result;
  run_walk(limits_of(threads, timeout, max_regions, progress), [&](const EnumerateOptions& walk) {
    result = build_complex(file.network, domain, {walk, geometry, geometry, true});
  });
  return View(file.source, std::move(*result));
}

View build_at(const NetworkFile& file, const Domain& domain, nb::handle at) {
  tools::check_reach(file.network, domain, true);
  std::vector<Rational> point = to_rationals(at, "point");
  if (point.size() != domain.dim()) {
    throw InvalidDomain(fmt::format("point: it has {} numbers where the {} has {}", point.size(),
                                    domain.slice() ? "slice" : "network", domain.dim()));
  }
  std::optional<ComplexResult> result;
  run_walk({}, [&](const EnumerateOptions& walk) {
    ComplexOptions options{walk, true, true, false};
    options.walk.through = point;
    result = build_complex(file.network, domain, options);
  });
  return View(file.source, std::move(*result));
}

/// The complex of one region, by the symbols of its units: through a point inside, the centre of a largest cube. Where
/// there is none, the region is looked at inside larger and larger cubes around the origin.
View build_region(const NetworkFile& file, const Domain& domain, const std::function<Symbol(UnitId)>& symbol_of) {
  std::vector<FacetRow> rows = inequalities(file.network, domain, symbol_of, RowSet::kRegion).rows;
  const std::size_t dim = domain.dim(), own = rows.size();
  Insphere cube = insphere(rows, dim, BallNorm::kMaximum);
  for (Rational size = 1; cube.infinite || cube.radius.rational() == Rational(0); size *= 2) {
    rows.resize(own);
    for (std::size_t i = 0; i < 2 * dim; ++i) {
      FacetRow row{std::vector<Rational>(dim), size};
      row.normal[i / 2] = i % 2 == 0 ? 1 : -1;
      rows.push_back(std::move(row));
    }
    try {
      cube = insphere(rows, dim, BallNorm::kMaximum);
    } catch (const std::invalid_argument&) {  // still outside the region
      cube.infinite = true;
    }
  }
  std::vector<Rational> inside;
  for (const RootQuotient& coordinate : cube.center.coordinates()) inside.push_back(coordinate.rational().value());
  return View(file.source, [&] {
    ComplexOptions options;
    options.walk.through = inside;
    return build_complex(file.network, domain, options);
  }());
}

/// By its pattern. Pre: no unit of several creases sits on a breakpoint, for the pattern does not say on which one.
View build_pattern(const NetworkFile& file, const Domain& domain, const std::string& pattern) {
  std::vector<Symbol> symbols;
  parse_pattern(pattern, file.network, symbols);
  std::vector<std::size_t> first_symbols;
  std::size_t next = 0;
  for (const Layer& layer : file.network.layers()) {
    first_symbols.push_back(next);
    for (std::size_t u = 0; u < layer.num_units(); ++u, ++next) {
      if (!symbols[next].on_breakpoint) continue;
      if (layer.num_creases(u) > 1) throw std::invalid_argument("a pattern that several regions can have");
      symbols[next].piece = 1;  // the one to the right of its only breakpoint
    }
  }
  return build_region(file, domain, [&](UnitId unit) { return symbols[first_symbols[unit.layer] + unit.unit]; });
}

/// A region of a complex without geometry.
View build_region_of(const NetworkFile& file, const Domain& domain, const View& view, std::size_t index) {
  const RegionId region = view.region(index);
  return build_region(file, domain, [&](UnitId unit) { return view.complex().symbol(region, unit); });
}

ComplexReport report_of(const View& view) {
  ComplexReport report{view.complex(), view.linear()};
  report.measures = view.complex().dim() <= tools::kMaxMeasuredDimension;
  return report;
}

/// Calls use(table) with one of the tables of the complex.
template <typename Use>
auto with_table(const View& view, const std::string& name, Use use) {
  if (name == "faces") {
    if (!view.complex().has_vertices()) throw InputError("faces: the complex was built without geometry");
    const FaceLattice lattice = build_face_lattice(view.complex());
    return use(face_table(view.complex(), lattice));
  }
  const ComplexReport report = report_of(view);
  if (name == "regions") return use(region_table(report));
  if (name == "facets") return use(facet_table(report));
  if (name == "vertices") return use(vertex_table(report));
  throw InputError(fmt::format("'{}' is not regions, facets, vertices or faces", name));
}

/// As 'crease analyze' writes it.
std::string file_text(const View& view, const std::string& name) {
  const auto& names = tools::analysis_file_names();
  if (std::ranges::find(names, name) == names.end()) {
    throw InputError(fmt::format("'{}' is not one of {}", name, fmt::join(names, ", ")));
  }
  std::ostringstream out;
  tools::write_analysis_file(tools::analyze(view.complex(), view.header()), name, {}, out);
  return out.str();
}

/// What 'crease analyze -o PATH' writes: one file, or a directory.
void write(const View& view, const std::string& path, const std::vector<std::string>& formats) {
  const std::string single = tools::analysis_file_for(path);
  const std::string fault = single.empty() ? tools::analysis_directory_fault(path) : "";
  if (path.empty() || path == "-") throw InputError("path: it names no file and no directory");
  if (!fault.empty()) throw InputError(fmt::format("{}: {}", path, fault));
  if (!single.empty() && !formats.empty()) throw InputError("formats: they are those of a directory");
  for (const std::string& format : formats) {
    const std::string unknown = tools::analysis_format_fault(format);
    if (!unknown.empty()) throw InputError("formats: " + unknown);
  }
  run_walk({}, [&](const EnumerateOptions&) {
    if (!single.empty()) return tools::write_output(path, file_text(view, single));
    tools::write_analysis_directory(path, tools::analyze(view.complex(), view.header()), formats);
  });
}

View from_json(const NetworkFile& file, const Domain& domain, const std::string& text, const std::string& reason) {
  ComplexFile parsed = parse_complex(text, "pickle");
  return View(file.source, {Complex(file.network, domain, std::move(parsed.tables)), reason_of(reason), {}, {}});
}

nb::dict counts_of(const View& view) {
  const Complex& complex = view.complex();
  nb::dict counts;
  counts["activation_regions"] = complex.num_regions();
  counts["linear_regions"] = view.linear().size();
  counts["affine_pieces"] = view.linear().num_affine_pieces;
  counts["adjacencies"] = complex.num_interior_facets();
  counts["bounded_regions"] = complex.num_bounded_regions();
  nb::dict histogram;
  for (const auto& [degree, number] : degree_histogram(complex)) histogram[nb::int_(degree)] = number;
  counts["degree_histogram"] = histogram;
  return counts;
}

std::vector<std::uint32_t> neighbors_of(const View& view, std::size_t index) {
  std::vector<std::uint32_t> neighbors;
  const RegionId region = view.region(index);
  for (const FacetId facet : view.complex().facets(region)) {
    if (view.complex().is_interior(facet)) neighbors.push_back(view.complex().across(facet, region).index);
  }
  return neighbors;
}

nb::list vertices_of(const View& view, std::size_t index, bool rays) {
  nb::list result;
  for (const VertexId vertex : view.complex().vertices(view.region(index))) {
    if (view.complex().is_ray(vertex) == rays) result.append(to_python(view.complex().coordinates(vertex)));
  }
  return result;
}

nb::list violations_of(const View& view) {
  std::vector<Violation> all = validate(view.complex());
  const std::vector<Violation> labels = validate_linear_regions(view.complex(), view.linear());
  all.insert(all.end(), labels.begin(), labels.end());
  nb::list result;
  for (const Violation& violation : all) result.append(to_string(violation.code) + ": " + violation.message);
  return result;
}

}  // namespace

void bind_complex(nb::module_& module) {
  nb::class_<View>(module, "Complex")
      .def_prop_ro("num_regions", [](const View& view) { return view.complex().num_regions(); })
      .def_prop_ro("num_facets", [](const View& view) { return view.complex().num_facets(); })
      .def_prop_ro("has_geometry", [](const View& view) { return view.complex().has_coordinates(); })
      .def_prop_ro("reason", [](const View& view) { return to_string(view.reason()); })
      .def("counts", &counts_of)
      .def("f_vector", [](const View& view) { return count_faces(view.complex()).f_vector; })
      .def("violations", &violations_of)
      .def(
          "locate",
          [](const View& view, nb::handle point) {
            std::vector<std::uint32_t> result;
            const std::vector<Rational> y = to_rationals(point, "point");
            for (const RegionId region : locate(view.complex(), y)) result.push_back(region.index);
            return result;
          },
          nb::arg("point"))
      .def(
          "pattern", [](const View& view, std::size_t i) { return view.complex().pattern(view.region(i)); },
          nb::arg("region"))
      .def(
          "is_bounded", [](const View& view, std::size_t i) { return view.complex().is_bounded(view.region(i)); },
          nb::arg("region"))
      .def("neighbors", &neighbors_of, nb::arg("region"))
      .def(
          "linear_region",
          [](const View& view, std::size_t i) { return view.linear().of_region[view.region(i).index].index; },
          nb::arg("region"))
      .def("points", &vertices_of, nb::arg("region"), nb::arg("rays"))
      .def(
          "interior_point",
          [](const View& view, std::size_t i) {
            return to_python(std::span<const Rational>(view.complex().interior_point(view.region(i))));
          },
          nb::arg("region"))
      .def(
          "affine_map",
          [](const View& view, std::size_t i) {
            const AffineMap map = affine_map(view.complex(), view.region(i));
            return nb::make_tuple(to_python(map.A), to_python(std::span(map.c)));
          },
          nb::arg("region"))
      .def(
          "volume",
          [](const View& view, std::size_t i) -> nb::object {
            const auto result = volume(view.complex(), view.region(i));
            return result ? to_python(*result) : nb::none();
          },
          nb::arg("region"))
      .def(
          "facet_rows",
          [](const View& view, std::size_t i) {
            nb::list result;
            for (const FacetRow& row : inward_rows(view.complex(), view.region(i))) {
              result.append(nb::make_tuple(to_python(std::span(row.normal)), to_python(row.offset)));
            }
            return result;
          },
          nb::arg("region"))
      .def(
          "facet_units",
          [](const View& view, std::size_t i) {
            std::vector<std::vector<std::string>> result;
            for (const FacetId facet : view.complex().facets(view.region(i))) {
              result.emplace_back();
              for (const UnitId unit : view.complex().units(facet)) result.back().push_back(to_string(unit));
            }
            return result;
          },
          nb::arg("region"))
      .def(
          "columns",
          [](const View& view, const std::string& table) {
            return with_table(view, table, [](const Table& columns) { return columns_of(columns); });
          },
          nb::arg("table"))
      .def(
          "file",
          [](const View& view, const std::string& name) {
            const std::string bytes = file_text(view, name);
            return nb::bytes(bytes.data(), bytes.size());
          },
          nb::arg("name"))
      .def("write", &write, nb::arg("path"), nb::arg("formats"));
  module.def("build", &build, nb::arg("network"), nb::arg("domain"), nb::arg("geometry"), nb::arg("threads"),
             nb::arg("timeout").none(), nb::arg("max_regions").none(), nb::arg("progress").none());
  module.def("build_at", &build_at, nb::arg("network"), nb::arg("domain"), nb::arg("point"));
  module.def("build_pattern", &build_pattern, nb::arg("network"), nb::arg("domain"), nb::arg("pattern"));
  module.def("build_region_of", &build_region_of, nb::arg("network"), nb::arg("domain"), nb::arg("complex"),
             nb::arg("region"));
  module.def("complex_from_json", &from_json, nb::arg("network"), nb::arg("domain"), nb::arg("text"),
             nb::arg("reason"));
}

}  // namespace crease::python
