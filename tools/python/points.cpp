// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/points.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include <optional>

#include "algorithms/build_complex.h"
#include "algorithms/neighborhood.h"
#include "core/errors.h"
#include "core/io/network_file.h"
#include "tools/ball_measures.h"
#include "tools/neighborhood_results.h"
#include "tools/point_distances.h"
#include "tools/point_option.h"
#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/json_values.h"
#include "tools/python/tables.h"
#include "tools/python/walk.h"
#include "tools/reach.h"
#include "tools/region_results.h"
#include "tools/text.h"
#include "tools/walk_run.h"

namespace crease::python {

std::vector<Rational> point_of(nb::handle point, const std::string& place, const Domain& domain) {
  std::vector<Rational> numbers = to_rationals(point, place);
  if (numbers.size() != domain.dim()) {
    throw InvalidDomain(fmt::format("{}: {} where the {} has {}", place, tools::counted(numbers.size(), "coordinate"),
                                    domain.slice() ? "slice (whose own coordinates are meant)" : "network",
                                    domain.dim()));
  }
  tools::check_in_domain(place, tools::in_words(numbers), numbers, domain);
  return numbers;
}

std::vector<std::vector<Rational>> points_of(nb::handle points, const std::string& place, std::size_t dim) {
  const Matrix<Rational> rows = to_matrix(points, place);
  if (rows.rows() > 0 && rows.cols() != dim) {
    throw InputError(
        fmt::format("{}: they have {} each, and {} are needed", place, tools::counted(rows.cols(), "coordinate"), dim));
  }
  std::vector<std::vector<Rational>> result;
  for (std::size_t i = 0; i < rows.rows(); ++i) result.emplace_back(rows.row(i).begin(), rows.row(i).end());
  return result;
}

Rational positive(nb::handle number, const std::string& place) {
  Rational value = to_rational(number, place);
  if (value <= 0) throw InputError(fmt::format("{}: {} is not above 0", place, to_string(value)));
  return value;
}

namespace {

nb::dict around(const NetworkFile& file, const Domain& domain, nb::handle at, int rings, bool with_radii,
                nb::handle limits) {
  if (rings < 0 || rings > 1'000'000)
    throw InputError(fmt::format("rings: {} is not a number from 0 to 1000000", rings));
  const std::vector<Rational> point = point_of(at, "point", domain);
  Json json;
  StopReason reason{};
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    const tools::WorkLimits time(walk);
    const Neighborhood found = neighborhood(file.network, domain, point, {rings, walk});
    reason = found.reason;
    std::optional<tools::RegionRadii> radii;
    if (with_radii) {
      StopReason during = StopReason::kFinished;
      radii = tools::radii_of(found, [&] { return (during = time.reason()) != StopReason::kFinished; });
      if (reason == StopReason::kFinished) reason = during;
    }
    tools::add_neighborhood(json, found, radii);
  });
  return report(json, reason);
}

/// What 'crease region' tells, with its three tables as columns.
nb::dict region_report(const NetworkFile& file, const Domain& domain, nb::handle at, nb::handle limits) {
  tools::check_reach(file.network, domain, true);
  const std::vector<Rational> point = point_of(at, "point", domain);
  Json json;
  std::optional<ComplexResult> found;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    ComplexOptions options{walk, true, true};
    options.walk.through = point;
    found = build_complex(file.network, domain, options);
    tools::add_point(json, file.network, found->complex, point);
    tools::add_surroundings(json, found->complex, point);
  });
  nb::dict result = report(json, found->reason);
  const ComplexReport tables = tools::region_report(found->complex);
  result["regions"] = columns_of(region_table(tables));
  result["facets"] = columns_of(facet_table(tables));
  result["vertices"] = columns_of(vertex_table(tables));
  return result;
}

nb::dict ball(const NetworkFile& file, const Domain& domain, nb::handle center, nb::handle radius,
              const std::string& norm, bool curve, const std::string& bounds, nb::handle limits) {
  const tools::BallRequest request{{point_of(center, "center", domain), positive(radius, "radius"), norm_of(norm)},
                                   curve,
                                   tools::parse_ball_bounds(bounds)};
  tools::check_ball_bounds(file.network, request.bounds);
  tools::check_reach(file.network, domain_around(domain, request.ball), false);
  Json json;
  StopReason reason{};
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    const tools::BallResult found = tools::measure_ball(file.network, domain, request, walk);
    tools::add_ball(json, request, found);
    reason = found.count.reason;
  });
  return report(json, reason);
}

/// Of a complex that holds the regions at the point: where the creases nearest to it are, or None.
nb::object nearest_crease(const ComplexFileView& view, nb::handle at) {
  const std::vector<Rational> point = point_of(at, "point", view.complex().domain());
  return to_python(tools::nearest_crease_json(view.complex(), point));
}

}  // namespace

void bind_points(nb::module_& module) {
  module.def("around", &around, nb::arg("network"), nb::arg("domain"), nb::arg("point"), nb::arg("rings"),
             nb::arg("radii"), nb::arg("limits"));
  module.def("region_report", &region_report, nb::arg("network"), nb::arg("domain"), nb::arg("point"),
             nb::arg("limits"));
  module.def("ball", &ball, nb::arg("network"), nb::arg("domain"), nb::arg("center"), nb::arg("radius"),
             nb::arg("norm"), nb::arg("curve"), nb::arg("bounds"), nb::arg("limits"));
  module.def("nearest_crease", &nearest_crease, nb::arg("complex"), nb::arg("point"));
}

}  // namespace crease::python
