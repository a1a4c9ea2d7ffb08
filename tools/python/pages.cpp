// SPDX-License-Identifier: GPL-3.0-or-later
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/io/domain_text.h"
#include "tools/complex_results.h"
#include "tools/drawn_complex.h"
#include "tools/number_results.h"
#include "tools/output.h"
#include "tools/page.h"
#include "tools/python/bindings.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/loaded_network.h"
#include "tools/python/walk.h"
#include "tools/reach.h"
#include "tools/report_page.h"
#include "tools/report_results.h"
#include "tools/view_results.h"

namespace crease::python {
namespace {

/// What a user of the command would have typed.
struct Typed {
  tools::NetworkOptions network;
  tools::DomainOptions domain;
};

/// None for a network that was not read from a file, and for a domain that no --domain stands for.
std::optional<Typed> typed(nb::handle network, const Domain& domain) {
  if (!nb::isinstance<LoadedNetwork>(network) || domain.slice()) return std::nullopt;
  const auto& file = nb::cast<const LoadedNetwork&>(network);
  try {
    const Domain same = parse_domain(domain.label(), file.network.input_dim(), file.source.decimals);
    if (same.rows() != domain.rows() || same.offsets() != domain.offsets()) return std::nullopt;
  } catch (const std::exception&) {  // no words of --domain, or no file there
    return std::nullopt;
  }
  return Typed{file.options, {domain.label(), ""}};
}

/// (page, how it ended). The page goes to the path, too, or its data alone, by the extension.
nb::tuple view(nb::list networks, const Domain& domain, nb::handle level, bool inspheres, const std::string& path,
               nb::handle limits) {
  if (!path.empty()) tools::check_writable(path);
  std::vector<NetworkFile> files;
  for (const nb::handle network : networks) files.push_back(nb::cast<const NetworkFile&>(network));
  tools::ViewParts parts;
  parts.inspheres = inspheres;
  if (!level.is_none()) {
    parts.rule = tools::level_rule(to_rational(level, "level"), files.at(0), files[0].network.name());
  }
  const std::optional<Typed> words = typed(networks[0], domain);
  tools::ViewResult result;
  std::ostringstream text;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    const tools::WalkRun run(walk);
    const tools::WorkLimits time(walk);
    const tools::DrawnComplexes drawn = tools::draw_complexes(run, files, domain);
    if (drawn.reason == StopReason::kCancelled) return;
    std::vector<std::string> arguments;
    if (words) {
      const Domain& shown = drawn.results[0].complex.domain();
      arguments = tools::input_arguments(words->network, words->domain, shown, drawn.fitted);
    }
    result = tools::view_result(files, drawn, domain, arguments, parts, run, time);
    tools::write_viewer_page(result.json, text);
    if (path.empty() || walk.stop.stop_requested()) return;
    tools::write_output(path, path.ends_with(".json") ? crease::to_text(result.json) + "\n" : text.str());
  });
  return nb::make_tuple(text.str(), to_string(result.reason));
}

/// (page, how it ended).
nb::tuple report(nb::handle network, const Domain& domain, const std::string& path, nb::handle limits) {
  const auto& file = nb::cast<const NetworkFile&>(network);
  if (!path.empty()) tools::check_writable(path);
  tools::check_reach(file.network, domain, true);
  const std::optional<Typed> words = typed(network, domain);
  StopReason reason = StopReason::kFinished;
  std::ostringstream text;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    const tools::WalkRun run(walk);
    const tools::WorkLimits time(walk);
    const ComplexResult result = tools::build_complex(run, file.network, domain, true, true);
    if (result.reason == StopReason::kCancelled) return;
    tools::ReportInput input{file, result, {}, {}};
    if (words) {
      input.arguments = tools::shell_words(tools::input_arguments(words->network, words->domain, domain, false));
      input.network_arguments = tools::shell_words(tools::input_arguments(words->network, {}, domain, false));
    }
    const bool is_page = !path.ends_with(".json");
    const tools::Report found =
        tools::report_of(input, {true, is_page ? tools::for_reading() : Precision()}, run, time);
    reason = found.stats.reason;
    tools::write_report_page(found, text);
    if (path.empty() || walk.stop.stop_requested()) return;
    if (is_page) return tools::write_output(path, text.str());
    Json json = tools::result_header("crease-report/1", file, domain, run.outcome(reason, result.signs));
    tools::add_report(json, found);
    tools::write_output(path, tools::to_text(json));
  });
  return nb::make_tuple(text.str(), to_string(reason));
}

}  // namespace

void bind_pages(nb::module_& module) {
  module.def("view", &view, nb::arg("networks"), nb::arg("domain"), nb::arg("level").none(), nb::arg("inspheres"),
             nb::arg("path"), nb::arg("limits"));
  module.def("report", &report, nb::arg("network"), nb::arg("domain"), nb::arg("path"), nb::arg("limits"));
}

}  // namespace crease::python
