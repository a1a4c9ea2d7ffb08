// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <optional>

#include "tools/analysis.h"
#include "tools/analysis_directory.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/reach.h"
#include "tools/text.h"
#include "tools/walk_run.h"

namespace crease::tools {
namespace {

struct AnalyzeOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  std::string output;  ///< empty: only the summary, on standard output
  bool json = false;
  bool no_geometry = false;
  std::vector<std::string> formats;  ///< extensions without the dot; empty: all
};

/// What is wrong with the words, before anything is done; empty when nothing is.
std::string usage_fault(const AnalyzeOptions& options, bool has_output, bool has_formats) {
  const std::string& path = options.output;
  if (has_output && path.empty()) return "--output: an empty name";
  if (path == "-") {
    return "--output: '-' cannot hold a directory; the summary is on standard output anyway, as JSON with --json";
  }
  const bool is_directory = analysis_file_for(path).empty();
  if (has_formats && (!has_output || !is_directory)) return "--formats needs a directory: --output DIR";
  const std::string fault = is_directory ? analysis_directory_fault(path) : "";
  if (!fault.empty()) return "--output: " + fault;
  return {};
}

int run(const AnalyzeOptions& options) {
  const std::string single = analysis_file_for(options.output);
  if (!single.empty()) check_writable(options.output);
  if (single.empty() && !options.output.empty()) OutputDirectory(options.output, analysis_file_names());
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  check_reach(file.network, domain, true);
  const WalkRun run(options.walk);
  const ComplexResult result = build_complex(run, file.network, domain, true, !options.no_geometry);
  const Analysis analysis = analyze(result.complex, {CREASE_VERSION, file.source.sha256, file.source.decimals,
                                                     to_string(result.reason), 0, 0, file.source.preprocessing});

  if (!single.empty()) {
    write_output(options.output, [&](std::ostream& out) { write_analysis_file(analysis, single, {}, out); });
  } else if (!options.output.empty()) {
    write_analysis_directory(options.output, analysis, options.formats);
  }
  const WalkOutcome outcome = run.outcome(result.reason, result.signs);
  if (options.json) {
    Json json = result_header("crease-analysis/1", file, domain, outcome);
    add_analysis(json, analysis);
    add_outcome(json, outcome);
    write_output("-", to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_analysis(lines, analysis);
    add_outcome(lines, outcome);
    if (!options.output.empty()) lines.emplace_back("written to", options.output);
    write_output("-", aligned(lines));
  }
  return run.finish(result.reason, "analyze");
}

}  // namespace

void add_analyze(CLI::App& app, Action& action) {
  auto options = std::make_shared<AnalyzeOptions>();
  CLI::App* command = app.add_subcommand("analyze", "Give the whole complex of regions: a summary, and files");
  command->footer(
      "Example:\n"
      "  crease analyze moons.onnx --domain 'box:-3,3' -o moons\n"
      "writes moons/summary.json, network.json, complex.json (everything, crease-complex/1), regions, facets,\n"
      "vertices and faces as .csv and .jsonl, the adjacency graph as graph.graphml and graph.dot, and\n"
      "complex.npz for numpy.\n"
      "All numbers count from 0: u1.2 is unit 2 of layer 1, the second layer.\n"
      "The same input gives the same bytes, on any number of threads; 'crease check moons' holds them against the\n"
      "laws. Volumes are left out beyond 6 dimensions, and more than 10 are refused.\n"
      "Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  add_walk_options(*command, options->walk);
  command
      ->add_flag("--no-geometry", options->no_geometry,
                 "Leave out exact coordinates, volumes and maps: what takes most of the time\nand space of large "
                 "complexes")
      ->group("Work and limits");
  CLI::Option* output =
      command
          ->add_option("-o,--output", options->output,
                       "Write a directory of files, or one file: .json (everything),\n.csv or .jsonl (regions), .npz, "
                       ".graphml, .dot; a directory of an\nearlier run is replaced [no files]")
          ->type_name("DIR|FILE")
          ->group("Output");
  CLI::Option* formats =
      command
          ->add_option(
              "--formats", options->formats,
              "Of a directory only these, with the JSON files: jsonl, csv,\nnpz, graphml, dot, by commas [all]")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->check(analysis_format_fault)
          ->option_text("LIST")
          ->group("Output");
  command->add_flag("--json", options->json, "Print the summary as JSON")->group("Output");
  command->callback([options, output, formats, &action] {
    const std::string fault = usage_fault(*options, output->count() > 0, formats->count() > 0);
    if (!fault.empty()) throw CLI::ValidationError(fault);
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
