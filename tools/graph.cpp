// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>

#include "algorithms/linear_regions.h"
#include "core/io/graph_writers.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/graph_results.h"
#include "tools/output.h"
#include "tools/point_option.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct GraphOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::optional<std::string> from, to;
};

bool writes_graph(const GraphOptions& options) {
  const std::string extension = std::filesystem::path(options.output.path).extension().string();
  return extension == ".graphml" || extension == ".dot";
}

int run(const GraphOptions& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  check_reach(file.network, domain, false);
  std::vector<Rational> from, to;
  if (options.from) {
    from = parse_point("--from", *options.from, domain, file.source.decimals);
    to = parse_point("--to", *options.to, domain, file.source.decimals);
  }
  const WalkRun run(options.walk);
  const ComplexResult result = build_complex(run, file.network, domain, false, false);
  const Complex& complex = result.complex;
  if (writes_graph(options)) {
    const GraphLabels labels{{}, linear_regions(complex).bends};
    write_output(options.output.path, [&](std::ostream& out) {
      return options.output.path.ends_with(".dot") ? write_dot(complex, labels, out)
                                                   : write_graphml(complex, labels, out);
    });
    return run.finish(result.reason, "graph");
  }

  std::optional<std::pair<std::vector<Rational>, std::vector<Rational>>> ends;
  if (options.from) ends = {from, to};
  const GraphAnswers answers = answer_graph(complex, ends);
  const WalkOutcome outcome = run.outcome(result.reason, result.signs);
  if (options.output.wants_json()) {
    Json json = result_header("crease-graph/1", file, domain, outcome);
    add_graph(json, complex, answers);
    add_outcome(json, outcome);
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_graph(lines, complex, answers);
    if (options.from && !answers.path) lines.emplace_back("path", "none in this part");
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(result.reason, "graph");
}

}  // namespace

void add_graph(CLI::App& app, Action& action) {
  auto options = std::make_shared<GraphOptions>();
  CLI::App* command = app.add_subcommand("graph", "Look at the graph of regions that share facets");
  command->footer(
      "Examples:\n"
      "  crease graph moons.onnx --domain 'box:-3,3' --from 0,0 --to 1,1/2\n"
      "  crease graph moons.onnx --domain 'box:-3,3' -o moons.graphml\n"
      "The path is a shortest one between the regions of two points: it crosses the fewest facets. Of all pairs of\n"
      "regions (of large graphs, of a sample), the distance is held against the Hamming distance of their patterns.\n"
      "Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  CLI::Option* from = command->add_option("--from", options->from, "A point, such as 0.5,1/3: where a path begins")
                          ->option_text("POINT")
                          ->group("Input");
  CLI::Option* to =
      command->add_option("--to", options->to, "A point: where the path ends")->option_text("POINT")->group("Input");
  from->needs(to);
  to->needs(from);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: the graph itself if its\nname ends in .graphml or .dot, JSON for "
          ".json, "
          "else text [-]");
  command->callback([options, &action] {
    if (writes_graph(*options) && options->from) {
      throw CLI::ValidationError(
          "--from: a .graphml or .dot file holds no path; leave out --output, or write text or .json");
    }
    if (writes_graph(*options) && options->output.json) {
      throw CLI::ValidationError("--json: the output is said to be a .graphml or .dot file");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
