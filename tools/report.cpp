// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/drawn_complex.h"
#include "tools/number_results.h"
#include "tools/output.h"
#include "tools/page.h"
#include "tools/reach.h"
#include "tools/report_page.h"
#include "tools/report_results.h"

namespace crease::tools {
namespace {

struct ReportOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
};

int run(const ReportOptions& options) {
  const std::string path = options.output.path;
  check_writable(path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  check_reach(file.network, domain, true);
  const WalkRun run(options.walk);
  const WorkLimits limits = limits_of(run);
  const ComplexResult result = build_complex(run, file.network, domain, true, true);
  const ReportInput input{file, result, shell_words(input_arguments(options.network, options.domain, domain, false)),
                          shell_words(input_arguments(options.network, {}, domain, false))};
  const bool wants_json = options.output.wants_json();
  const ReportParts parts = wants_json ? ReportParts{false, {}} : ReportParts{true, for_reading()};
  const Report report = report_of(input, parts, run, limits);
  if (wants_json) {
    Json json = result_header("crease-report/1", file, domain, run.outcome(report.stats.reason, result.signs));
    add_report(json, report);
    write_output(path, to_text(json));
  } else {
    write_output(path, [&](std::ostream& out) { write_report_page(report, out); });
  }
  return run.finish(report.stats.reason, "report");
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand("report", "Write a page on a network's regions to hand to somebody");
  command->footer(
      "Example:\n"
      "  crease report moons.onnx --domain 'box:-3,3' -o moons.html\n"
      "The page holds the network, definitions, all counts and bounds, the decision boundary (of one output: where it\n"
      "is 0), distributions, a picture (of space: a section), and the command behind each part. It is one file\n"
      "without scripts. The same input gives the same bytes. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description("Write to FILE, - for standard output: JSON if its name ends in .json,\nelse the page [-]");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace crease::tools
