// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <sstream>

#include "core/errors.h"
#include "core/io/figure_writers.h"
#include "core/io/network_file.h"
#include "tools/picture_file.h"
#include "tools/plot_input.h"
#include "tools/plot_items.h"
#include "tools/plot_line.h"
#include "tools/plot_mesh.h"
#include "tools/plot_plane.h"
#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/points.h"
#include "tools/python/walk.h"
#include "tools/text.h"

namespace crease::python {
namespace {

template <typename Value>
Value item(nb::dict given, const char* name) {
  return nb::cast<Value>(given[name]);
}

/// The options of 'crease plot' that Python gives, where words and numbers are those of the command line.
tools::PlotOptions options_of(nb::dict given, const Domain& domain) {
  tools::PlotOptions options;
  options.network.path = item<std::string>(given, "name");
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
  if (!given["points"].is_none()) {
    for (std::vector<Rational>& point : points_of(given["points"], "points", domain.dim())) {
      options.given_points.push_back({std::move(point), std::nullopt});
    }
  }
  if (!given["labels"].is_none()) {
    const std::vector<Rational> labels = to_rationals(given["labels"], "labels");
    if (labels.size() != options.given_points.size()) throw InputError("labels: every point needs one");
    for (std::size_t i = 0; i < labels.size(); ++i) options.given_points[i].label = labels[i];
  }
  return options;
}

/// The SVG of the picture; with a path the file is written, and there is no text where it is one of bodies.
std::string plot(const NetworkFile& file, const Domain& domain, nb::dict given, const std::string& path,
                 nb::handle explode, int dpi, nb::handle limits) {
  const bool is_mesh = !path.empty() && tools::is_mesh_format(tools::picture_format(path));
  if (domain.dim() > 3 || (domain.dim() == 3) != is_mesh) {
    throw InvalidDomain(fmt::format(
        "{}: its regions have {}; pictures have 1 or 2, bodies (.glb, .ply, .vtu) 3. Use a slice, or another format",
        file.network.name(), tools::counted(domain.dim(), "dimension")));
  }
  const tools::PlotOptions options = options_of(given, domain);
  const Rational distance = to_rational(explode, "explode");
  std::ostringstream svg;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    try {
      const tools::PlotScene scene =
          tools::plot_scene(options, file, domain, tools::WalkRun(walk), tools::WorkLimits(walk));
      if (scene.regions.reason == StopReason::kCancelled) return;
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
  return svg.str();
}

}  // namespace

void bind_plot(nb::module_& module) {
  module.def("plot", &plot, nb::arg("network"), nb::arg("domain"), nb::arg("options"), nb::arg("path"),
             nb::arg("explode"), nb::arg("dpi"), nb::arg("limits"));
}

}  // namespace crease::python
