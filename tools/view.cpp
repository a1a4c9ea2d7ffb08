// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/drawn_complex.h"
#include "tools/output.h"
#include "tools/page.h"
#include "tools/text.h"
#include "tools/view_results.h"

namespace crease::tools {
namespace {

struct ViewOptions {
  NetworkOptions network;
  std::vector<std::string> more;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  ViewParts parts;
  std::optional<std::string> level;
};

/// All networks of all files, in order.
std::vector<NetworkFile> read_all(const ViewOptions& options) {
  NetworkOptions one = options.network;
  std::vector<NetworkFile> files = read_networks(one);
  for (const std::string& path : options.more) {
    one.path = path;
    for (NetworkFile& file : read_networks(one)) files.push_back(std::move(file));
  }
  return files;
}

std::string page_path(const ViewOptions& options, const NetworkFile& file) {
  if (!options.output.path.empty()) return options.output.path;
  if (options.output.json) return "-";
  return file.network.name().substr(0, file.network.name().find('#')) + ".html";
}

int run(const ViewOptions& options) {
  const bool wants_json = options.output.wants_json();
  if (!options.output.path.empty()) check_writable(options.output.path);
  const std::vector<NetworkFile> files = read_all(options);
  const std::string path = page_path(options, files[0]);
  check_writable(path);
  const Domain domain = read_domain(options.domain, files[0].network.input_dim(), files[0].source.decimals);
  ViewParts parts = options.parts;
  if (options.level) {
    parts.rule = level_rule(parse_rational(*options.level, files[0].source.decimals), files[0], options.network.path);
  }
  const WalkRun run(options.walk);
  const WorkLimits limits = limits_of(run);
  const DrawnComplexes drawn = draw_complexes(run, files, domain);
  const Domain& shown = drawn.results[0].complex.domain();
  NetworkOptions first = options.network;
  first.read.checkpoint = files[0].source.checkpoint;
  const ViewResult result = view_result(
      files, drawn, domain, input_arguments(first, options.domain, shown, drawn.fitted), parts, run, limits);
  if (!result.left_out.empty()) {
    fmt::print(stderr, "crease: view: left out for want of time: {}\n", fmt::join(result.left_out, ", "));
  }
  if (wants_json) {
    write_output(path, crease::to_text(result.json) + "\n");
    return run.finish(result.reason, "view");
  }
  write_output(path, [&](std::ostream& out) { write_viewer_page(result.json, out); });
  if (path != "-") {
    Lines lines;
    for (std::size_t i = 0; i < drawn.results.size(); ++i) {
      const Complex& complex = drawn.results[i].complex;
      lines.emplace_back("network", in_words(files[i]));
      lines.emplace_back("activation regions", at_least(complex) + with_commas(complex.num_regions()));
    }
    lines.emplace_back("domain", in_words(shown) + (drawn.fitted ? ", a box around all vertices" : ""));
    add_outcome(lines, run.outcome(result.reason, drawn.signs));
    lines.emplace_back("written to", path);
    write_output("-", aligned(lines));
  }
  return run.finish(result.reason, "view");
}

}  // namespace

void add_view(CLI::App& app, Action& action) {
  auto options = std::make_shared<ViewOptions>();
  options->output.path.clear();
  CLI::App* command = app.add_subcommand("view", "Make a page to look at the regions in a browser, offline");
  command->footer(
      "Examples:\n"
      "  crease view moons.onnx --domain 'box:-3,3' -o moons.html\n"
      "  crease view epoch_1.onnx epoch_2.onnx epoch_3.onnx -o training.html\n"
      "The page is one file that asks for nothing else. It shows networks on 1, 2 or 3 inputs, or in a slice of so\n"
      "many dimensions: the graph of the function, the plane, a section that moves through space. What it draws and\n"
      "sorts by are exact numbers rounded to the nearest double; maps, vertices, facets and radii that it writes out\n"
      "are exact: the page computes them from the network's numbers. Where regions are unbounded, a box around all\n"
      "vertices is shown; it cuts through every region and every facet. Several networks, or a file of several,\n"
      "become a slider. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  command->add_option("MORE", options->more, "More networks on the same inputs: the steps of a slider")
      ->type_name("")
      ->group("Input");
  add_domain_options(*command, options->domain);
  add_walk_options(*command, options->walk);
  command->add_flag("!--no-inspheres", options->parts.inspheres, "Leave out inscribed balls: most of the time")
      ->group("Work and limits");
  command
      ->add_option("--level", options->level,
                   "Of a network with one output: the boundary is where it has this value,\na decimal or p/q [0]")
      ->type_name("T")
      ->group("Input");
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: its data alone as JSON if its name\nends in .json, else the page "
          "[NAME.html]");
  command->callback([options, &action] {
    if (options->level) {
      try {
        parse_rational(*options->level);
      } catch (const std::exception& error) {
        throw CLI::ValidationError("--level", error.what());
      }
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
