// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <sstream>

#include "core/errors.h"
#include "core/io/figure_writers.h"
#include "core/io/network_file.h"
#include "tools/output.h"
#include "tools/picture_file.h"
#include "tools/plot_input.h"
#include "tools/plot_items.h"
#include "tools/plot_line.h"
#include "tools/plot_mesh.h"
#include "tools/plot_plane.h"
#include "tools/plot_results.h"
#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/json_values.h"
#include "tools/python/points.h"
#include "tools/python/walk.h"

namespace crease::python {
namespace {

template <typename Value>
Value item(nb::dict given, const char* name) {
  return nb::cast<Value>(given[name]);
}

/// The options of 'crease plot' that Python gives, where words and numbers are those of the command line.
tools::PlotOptions options_of(nb::dict given, const std::string& path) {
  tools::PlotOptions options;
  options.network.path = item<std::string>(given, "name");
  options.output.path = path.empty() ? "-" : path;
  options.until_layer = item<std::optional<std::size_t>>(given, "until_layer");
  options.merged = item<bool>(given, "merged");
  options.view = item<std::string>(given, "view");
  options.cut = item<std::string>(given, "cut");
  const std::string color = item<std::string>(given, "color");
  const auto by = tools::color_by(color);
  if (!by) throw InputError(fmt::format("color: '{}' is nothing that colours show", color));
  options.color = *by;
  const std::string scale = item<std::string>(given, "scale");
  if (scale != "auto" && scale != "linear" && scale != "log") {
    throw InputError(fmt::format("scale: '{}' is not auto, linear or log", scale));
  }
  options.scale = scale == "auto"  ? tools::ScaleKind::kAuto
                  : scale == "log" ? tools::ScaleKind::kLog
                                   : tools::ScaleKind::kLinear;
  if (!given["show"].is_none()) options.items = tools::parse_items(item<std::vector<std::string>>(given, "show"));
  options.decision.level = item<std::optional<std::string>>(given, "level");
  options.decision.classes = item<std::vector<std::size_t>>(given, "classes");
  options.center = item<std::string>(given, "center");
  options.radius = item<std::string>(given, "radius");
  options.norm = norm_of(item<std::string>(given, "norm"));
  options.from = item<std::string>(given, "start");
  options.to = item<std::string>(given, "end");
  options.title = item<std::string>(given, "title");
  return options;
}

/// What is given as lists of numbers: three points of a plane, and points of the data with their labels.
void add_points(tools::PlotOptions& options, nb::dict given, std::size_t dim) {
  if (!given["points"].is_none()) {
    for (std::vector<Rational>& point : points_of(given["points"], "points", dim)) {
      options.given_points.push_back({std::move(point), std::nullopt});
    }
  }
  if (!given["labels"].is_none()) {
    const std::vector<Rational> labels = to_rationals(given["labels"], "labels");
    if (labels.size() != options.given_points.size()) throw InputError("labels: every point needs one");
    for (std::size_t i = 0; i < labels.size(); ++i) options.given_points[i].label = labels[i];
  }
}

/// (SVG, what 'crease plot --json' tells). With a path the file is written, too; there is no SVG of bodies.
nb::tuple plot(const NetworkFile& whole, const Domain& around, nb::dict given, const std::string& path,
               nb::handle explode, int dpi, nb::handle limits) {
  tools::PlotOptions options = options_of(given, path);
  const std::string format = tools::picture_format(options.output.path);
  const bool is_mesh = tools::is_mesh_format(format);
  if (!is_mesh && !tools::is_picture_format(format)) throw InputError(tools::no_picture(path));
  tools::check_writable(options.output.path);
  tools::check_converter(path);
  const NetworkFile file = tools::first_layers(options, whole);
  if (!given["plane"].is_none()) {
    options.given_plane = points_of(given["plane"], "plane", file.network.input_dim());
    if (options.given_plane.size() != 3) throw InputError("plane: it goes through three points");
  }
  const Domain domain = tools::in_plane(options, file, around);
  add_points(options, given, domain.dim());
  tools::check_dimension(options, domain);
  const Rational distance = to_rational(explode, "explode");
  std::ostringstream svg;
  Json told;
  StopReason reason = StopReason::kFinished;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    try {
      const tools::PlotScene scene =
          tools::plot_scene(options, file, domain, tools::WalkRun(walk), tools::WorkLimits(walk));
      reason = scene.regions.reason;
      if (reason == StopReason::kCancelled) return;
      told["until_layer"] = options.until_layer ? Json(*options.until_layer) : Json();
      tools::add_scene(told, scene, format);
      if (is_mesh) return tools::write_mesh(tools::plot_mesh(scene, distance), path);
      const Figure figure = domain.dim() == 2 ? tools::plot_plane(scene) : tools::plot_line(scene);
      if (!path.empty()) tools::write_picture(figure, path, dpi);
      write_svg(figure, svg);
    } catch (const tools::PictureStopped& stopped) {
      if (walk.stop.stop_requested()) return;
      throw InputError(
          fmt::format("timeout: it was reached while the picture was at {}; allow more time", stopped.what()));
    }
  });
  return nb::make_tuple(svg.str(), report(told, reason));
}

}  // namespace

void bind_plot(nb::module_& module) {
  module.def("plot", &plot, nb::arg("network"), nb::arg("domain"), nb::arg("options"), nb::arg("path"),
             nb::arg("explode"), nb::arg("dpi"), nb::arg("limits"));
}

}  // namespace crease::python
