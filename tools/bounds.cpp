// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <optional>
#include <utility>

#include "algorithms/count.h"
#include "tools/ball_option.h"
#include "tools/bounds_results.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/exit_codes.h"
#include "tools/output.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct BoundsCommand {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string architecture;
  bool exact_ranges = false, no_count = false;
  Rational gradient_constant = 1, bias_constant = 1;
};

int run_architecture(const BoundsCommand& options) {
  const BoundsResult result =
      bounds_of(parse_architecture(options.architecture), options.gradient_constant, options.bias_constant);
  if (options.output.wants_json()) {
    Json json = {{"schema", "crease-bounds/1"},
                 {"tool_version", CREASE_VERSION},
                 {"architecture", options.architecture},
                 {"complete", true}};
    add_bounds(json, result);
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"architecture", options.architecture}};
    add_bounds(lines, result);
    write_output(options.output.path, aligned(lines));
  }
  return kSuccess;
}

int run_network(const BoundsCommand& options) {
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  BoundsResult result = bounds_of(file.network, domain, options.gradient_constant, options.bias_constant);
  const WalkRun run(options.walk);
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;
  if (!options.no_count) {
    check_reach(file.network, domain, false);
    run([&](const EnumerateOptions& walk) {
      if (options.exact_ranges) {
        reason = add_exact_ranges(result, file.network, domain, walk);
      } else {
        const RegionCount count = count_regions(file.network, domain, walk);
        reason = count.reason;
        signs = count.signs;
        result.count = count.activation_regions;
      }
    });
  }
  const WalkOutcome outcome = run.outcome(reason, signs);
  if (options.output.wants_json()) {
    Json json = result_header("crease-bounds/1", file, domain, outcome);
    add_bounds(json, result);
    json["seconds"] = outcome.seconds;
    json["threads"] = outcome.threads;
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    if (result.count) {
      lines.emplace_back("activation regions",
                         (outcome.is_complete() ? "" : "at least ") + with_commas(*result.count) + "  counted");
    }
    lines.emplace_back("unstable units", with_commas(*result.unstable) + "  as far as intervals tell");
    add_bounds(lines, result);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(reason, "bounds");
}

int run(const BoundsCommand& options) {
  check_writable(options.output.path);
  return options.architecture.empty() ? run_network(options) : run_architecture(options);
}

}  // namespace

void add_bounds(CLI::App& app, Action& action) {
  auto options = std::make_shared<BoundsCommand>();
  CLI::App* command = app.add_subcommand("bounds", "Bound the number of regions by the formulas of the literature");
  command->footer(
      "Examples:\n"
      "  crease bounds --arch 2,16,16,1\n"
      "  crease bounds --arch 2,16m3,1 --json\n"
      "  crease bounds moons.onnx --domain box:-1,1 --exact-ranges\n"
      "Upper bounds hold for the activation regions in every convex domain; lower ones are of the best network\n"
      "of an architecture, and need not hold for the one at hand. --arch gives inputs, hidden layers and\n"
      "outputs: 16 ReLUs, or 16m3 for 16 maxout units of rank 3. Of a network the exact count stands beside\n"
      "them. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  command->get_option("FILE")->required(false);
  add_domain_options(*command, options->domain);
  command->add_option("--arch", options->architecture, "Of an architecture instead of a network, such as 2,16,16,1")
      ->type_name("N0,N1,...")
      ->excludes(command->get_option("FILE"))
      ->group("Input");
  add_positive_option(*command, "--gradient-constant", options->gradient_constant,
                      "C_grad of hanin_rolnick_2019: products of k gradients of units\nhave a mean of at most C^k [1]")
      ->type_name("C")
      ->group("Input");
  add_positive_option(*command, "--bias-constant", options->bias_constant,
                      "C_bias of it: k biases have a joint density of at most C^k [1]")
      ->type_name("C")
      ->group("Input");
  command->add_flag("--exact-ranges", options->exact_ranges, "Find out which units are stable from all regions, too")
      ->group("Work and limits");
  command->add_flag("--no-count", options->no_count, "Do not count the regions")->group("Work and limits");
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->callback([options, &action] {
    if (options->network.path.empty() && options->architecture.empty()) {
      throw CLI::ValidationError("FILE", "a network is needed, or --arch");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
