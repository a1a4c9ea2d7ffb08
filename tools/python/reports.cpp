// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <optional>

#include "algorithms/count.h"
#include "algorithms/point_signs.h"
#include "algorithms/width_threshold.h"
#include "core/errors.h"
#include "core/io/network_file.h"
#include "tools/analysis.h"
#include "tools/bounds_results.h"
#include "tools/check_directory.h"
#include "tools/compare_methods.h"
#include "tools/evolve_results.h"
#include "tools/graph_results.h"
#include "tools/info_results.h"
#include "tools/method_results.h"
#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/json_values.h"
#include "tools/python/points.h"
#include "tools/python/walk.h"
#include "tools/reach.h"
#include "tools/stats_collect.h"
#include "tools/threshold_results.h"

namespace crease::python {
namespace {

nb::dict graph(const ComplexFileView& view, nb::handle start, nb::handle end) {
  std::optional<std::pair<std::vector<Rational>, std::vector<Rational>>> ends;
  if (!start.is_none()) {
    const Domain& domain = view.complex().domain();
    ends = {point_of(start, "start", domain), point_of(end, "end", domain)};
  }
  Json json;
  run_walk({}, [&](const EnumerateOptions&) {
    tools::add_graph(json, view.complex(), tools::answer_graph(view.complex(), ends));
  });
  return report(json, view.reason());
}

nb::dict summary(const ComplexFileView& view) {
  Json json;
  run_walk({},
           [&](const EnumerateOptions&) { tools::add_analysis(json, tools::analyze(view.complex(), view.header())); });
  return report(json, view.reason());
}

nb::dict stats(const NetworkFile& file, const Domain& domain, nb::handle points, bool units, bool domain_facets,
               std::size_t bins, unsigned bits, nb::handle limits) {
  tools::check_reach(file.network, domain, true);
  if (bins < 1 || bins > 100000) throw InputError(fmt::format("bins: {} is not a number from 1 to 100000", bins));
  if (bits < 1 || bits > 100000) throw InputError(fmt::format("bits: {} is not a number from 1 to 100000", bits));
  tools::StatsRequest request{units, domain_facets, bins, {bits}, nullptr, "points"};
  tools::Points given;
  if (!points.is_none()) {
    given = points_of(points, "points", domain.dim());
    request.points = [&](const PointVisitor& visit) {
      for (std::size_t i = 0; i < given.size() && visit(given[i], fmt::format("points[{}]", i)); ++i) {
      }
    };
  }
  Json json;
  StopReason reason{};
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    const tools::StatsSummary found = tools::collect_stats(file.network, domain, walk, request);
    tools::add_stats(json, found, domain);
    reason = found.reason;
  });
  return report(json, reason);
}

nb::dict compare(const NetworkFile& file, const Domain& domain, std::vector<std::string> methods, std::uint64_t samples,
                 std::uint64_t segments, double tolerance, std::uint64_t seed, nb::handle limits) {
  const auto& names = tools::method_names();
  for (const std::string& name : methods) {
    if (std::ranges::find(names, name) != names.end()) continue;
    throw InputError(fmt::format("methods: '{}' is none of {}", name, fmt::join(names, ", ")));
  }
  if (!(tolerance >= 0 && tolerance <= 1)) throw InputError("tolerance: it is not a number from 0 to 1");
  if (samples < 1 || samples > 1000000000) throw InputError("samples: it is not a number from 1 to 1000000000");
  if (segments < 1 || segments > 1000000000) throw InputError("segments: it is not a number from 1 to 1000000000");
  Json json;
  StopReason reason{};
  const Limits limited = to_limits(limits);
  run_walk(limited, [&](const EnumerateOptions& walk) {
    const tools::WalkRun run(walk);
    const tools::MethodOptions options{std::move(methods), samples, segments, tolerance, seed};
    tools::MethodComparison comparison = tools::compare_methods(file.network, domain, walk, options);
    reason = comparison.reason;
    const tools::WalkOutcome outcome = run.outcome(reason, comparison.signs);
    tools::add_methods(json, {file, domain, std::move(comparison), outcome});
  });
  return report(json, reason);
}

nb::dict evolve(nb::list networks, const Domain& domain, nb::handle points, std::optional<std::size_t> num_random,
                std::uint64_t seed, nb::handle radius, bool measures, nb::handle limits) {
  std::vector<NetworkFile> files;
  for (const nb::handle network : networks) {
    files.push_back(nb::cast<const NetworkFile&>(network));
    tools::check_reach(files.back().network, domain, true);
  }
  tools::EvolveRequest request{domain, {}, {}, {}, measures && domain.dim() <= tools::kMaxMeasuredDimension};
  if (!points.is_none()) {
    const PointEvaluator evaluator(files.at(0).network, domain);
    for (std::vector<Rational>& point : points_of(points, "points", domain.dim())) {
      if (evaluator.at(point).in_domain) request.points.push_back(std::move(point));
    }
  }
  if (!radius.is_none()) request.radius = positive(radius, "balls");
  Json json;
  StopReason reason{};
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    request.random_points = tools::draw_points(domain, num_random, request.points.size(), seed);
    const tools::EvolveMeasures found = tools::measure_evolution(files, request, walk);
    tools::add_evolution(json, found, files);
    reason = found.reason;
  });
  return report(json, reason);
}

nb::dict bounds(const NetworkFile& file, const Domain& domain, nb::handle gradient_constant, nb::handle bias_constant,
                bool exact_ranges, bool count, nb::handle limits) {
  const Rational gradient = positive(gradient_constant, "gradient_constant");
  const Rational bias = positive(bias_constant, "bias_constant");
  if (exact_ranges || count) tools::check_reach(file.network, domain, false);
  Json json;
  StopReason reason = StopReason::kFinished;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    tools::BoundsResult found = tools::bounds_of(file.network, domain, gradient, bias);
    if (exact_ranges) {
      reason = tools::add_exact_ranges(found, file.network, domain, walk);
    } else if (count) {
      const RegionCount counted = count_regions(file.network, domain, walk);
      reason = counted.reason;
      found.count = counted.activation_regions;
    }
    tools::add_bounds(json, found);
  });
  return report(json, reason);
}

nb::dict architecture_bounds(const std::string& text, nb::handle gradient_constant, nb::handle bias_constant) {
  Json json;
  tools::add_bounds(json, tools::bounds_of(parse_architecture(text), positive(gradient_constant, "gradient_constant"),
                                           positive(bias_constant, "bias_constant")));
  return report(json, StopReason::kFinished);
}

/// (pieces, least number of units, widths, (places, classes, changes, necessary pieces) or None), and of a network
/// (pieces, are they enough, how the walk ended) or None.
nb::tuple threshold(nb::handle pieces, nb::handle samples, std::size_t depth, const NetworkFile* network,
                    const Domain* domain, nb::handle limits) {
  if (depth < 1 || depth > 1000) throw InputError(fmt::format("depth: {} is not a number from 1 to 1000", depth));
  Integer needed = 1;
  nb::object labels = nb::none();
  if (!samples.is_none()) {
    std::vector<std::pair<Rational, Rational>> pairs;
    for (const std::vector<Rational>& sample : points_of(samples, "samples", 2))
      pairs.emplace_back(sample[0], sample[1]);
    const LabelChanges found = label_changes(pairs);
    needed = std::max<Integer>(1, Integer(static_cast<unsigned long>(found.necessary_pieces)));
    labels = nb::make_tuple(found.samples, found.classes, found.changes, found.necessary_pieces);
  }
  if (!pieces.is_none()) {
    const Rational value = to_rational(pieces, "pieces");
    if (value.get_den() != 1 || value < 1)
      throw InputError("pieces: it is not an integer above 0. Give one such as 64");
    needed = value.get_num();
  }
  const WidthThreshold found = width_threshold(needed, depth);
  nb::list widths;
  for (const Integer& width : found.widths) widths.append(to_python(width));
  nb::object line = nb::none();
  if (network != nullptr) {
    tools::LinePieces there;
    run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
      there = tools::count_line_pieces(tools::WalkRun(walk), *network, *domain, network->network.name());
    });
    line = nb::make_tuple(there.pieces, there.are_enough(needed), to_string(there.outcome.reason));
  }
  return nb::make_tuple(to_python(needed), to_python(found.total), widths, labels, line);
}

/// Findings as (code, law, message), and the names of the files that were looked at.
nb::tuple check(const std::string& directory) {
  std::vector<std::string> files;
  std::vector<tools::Finding> findings;
  run_walk({}, [&](const EnumerateOptions&) { findings = tools::check_directory(directory, files); });
  nb::list result;
  for (const tools::Finding& finding : findings) {
    result.append(nb::make_tuple(finding.code, finding.law, finding.message));
  }
  return nb::make_tuple(result, files);
}

}  // namespace

void bind_reports(nb::module_& module) {
  module.def("text_names", &text_names);
  module.def(
      "info", [](const NetworkFile& file) { return nb::borrow<nb::dict>(to_python(tools::info_json(file))); },
      nb::arg("network"));
  module.def("graph", &graph, nb::arg("complex"), nb::arg("start").none(), nb::arg("end").none());
  module.def("summary", &summary, nb::arg("complex"));
  module.def("stats", &stats, nb::arg("network"), nb::arg("domain"), nb::arg("points").none(), nb::arg("units"),
             nb::arg("domain_facets"), nb::arg("bins"), nb::arg("bits"), nb::arg("limits"));
  module.def("compare", &compare, nb::arg("network"), nb::arg("domain"), nb::arg("methods"), nb::arg("samples"),
             nb::arg("segments"), nb::arg("tolerance"), nb::arg("seed"), nb::arg("limits"));
  module.def("evolve", &evolve, nb::arg("networks"), nb::arg("domain"), nb::arg("points").none(),
             nb::arg("num_random").none(), nb::arg("seed"), nb::arg("radius").none(), nb::arg("measures"),
             nb::arg("limits"));
  module.def("bounds", &bounds, nb::arg("network"), nb::arg("domain"), nb::arg("gradient_constant"),
             nb::arg("bias_constant"), nb::arg("exact_ranges"), nb::arg("count"), nb::arg("limits"));
  module.def("architecture_bounds", &architecture_bounds, nb::arg("text"), nb::arg("gradient_constant"),
             nb::arg("bias_constant"));
  module.def("threshold", &threshold, nb::arg("pieces").none(), nb::arg("samples").none(), nb::arg("depth"),
             nb::arg("network").none(), nb::arg("domain").none(), nb::arg("limits"));
  module.def("check", &check, nb::arg("directory"));
}

}  // namespace crease::python
