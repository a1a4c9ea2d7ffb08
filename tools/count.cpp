// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/count.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "algorithms/faces.h"
#include "algorithms/linear_regions.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/exit_codes.h"
#include "tools/output.h"
#include "tools/ranked_count.h"
#include "tools/reach.h"
#include "tools/results.h"
#include "tools/text.h"
#include "tools/walk_run.h"

namespace crease::tools {
namespace {

struct CountOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  bool count_only = false;
  bool faces = false;
};

/// Activation regions only, in constant memory.
int run_count_only(const CountOptions& options, const NetworkFile& file, const Domain& domain, Ranks& ranks) {
  const bool goes_across_ranks = ranks.size() > 1 && !options.walk.max_regions;
  WalkRun run(on_ranks(options.walk, ranks));
  RegionCount count;
  run([&](const EnumerateOptions& walk) {
    count = goes_across_ranks ? count_across_ranks(ranks, file.network, domain, walk)
                              : count_regions(file.network, domain, walk);
  });
  WalkOutcome outcome = run.outcome(count.reason, count.signs);
  if (goes_across_ranks) outcome.processes = ranks.size();
  if (options.output.wants_json()) {
    Json json = result_header("crease-count/1", file, domain, outcome);
    json["activation_regions"] = count.activation_regions;
    json["bounded_regions"] = count.bounded_regions;
    add_outcome(json, outcome);
    write_output(options.output.path, to_text(json));
  } else {
    const std::string at_least = count.complete() ? "" : "at least ";
    Lines lines = {{"network", in_words(file)},
                   {"domain", in_words(domain)},
                   {"activation regions", at_least + with_commas(count.activation_regions)},
                   {"bounded regions", at_least + with_commas(count.bounded_regions)}};
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(count.reason, "count");
}

/// Every kind of count, from the complex.
int run_full(const CountOptions& options, const NetworkFile& file, const Domain& domain) {
  WalkRun run(options.walk);
  const ComplexResult result = build_complex(run, file.network, domain, options.faces, false);
  const LinearRegions linear = linear_regions(result);
  std::optional<FaceCounts> faces;
  if (options.faces) faces = count_faces(result.complex);
  const WalkOutcome outcome = run.outcome(result.reason, result.signs);
  if (options.output.wants_json()) {
    Json json = result_header("crease-count/1", file, domain, outcome);
    add_counts(json, result.complex, linear);
    if (faces) add_faces(json, result.complex, *faces);
    add_outcome(json, outcome);
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_counts(lines, result.complex, linear);
    if (faces) add_faces(lines, result.complex, *faces);
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(result.reason, "count");
}

int run(const CountOptions& options, Ranks& ranks) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  check_reach(file.network, domain, options.faces);
  return options.count_only ? run_count_only(options, file, domain, ranks) : run_full(options, file, domain);
}

}  // namespace

void add_count(CLI::App& app, Action& action, Ranks& ranks) {
  auto options = std::make_shared<CountOptions>();
  CLI::App* command =
      app.add_subcommand("count", "Count the regions of a network, exactly, in every sense of the word");
  command->footer(
      "Example:\n"
      "  crease count moons.onnx --domain 'box:-2,2' --json\n\n"
      "Without --count-only all regions are held in memory (about 100 bytes each in the plane). Boxes of more than\n"
      "10 dimensions are refused, and so are --faces of regions that vary in more.\n\n"
      "mpirun -n N crease count FILE --count-only spreads the walk over N processes, on one machine or many; each\n"
      "works on one thread unless --threads says otherwise. Only the first reads files and writes the result.\n\n"
      "Exit codes: 0 all regions counted, 4 a limit was reached, 130 after Ctrl-C (both with a valid partial\n"
      "result that says \"complete\": false), 2 wrong usage, 3 bad input, 1 anything else.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command
      ->add_flag("--count-only", options->count_only,
                 "Count activation regions and bounded regions only, in constant memory")
      ->group("Work and limits");
  command->add_flag("--faces", options->faces, "Count the faces of every dimension, too")->group("Work and limits");
  command->callback([options, &action, &ranks] {
    if (options->faces && options->count_only) throw CLI::ExcludesError("--faces", "--count-only");
    action = [options, &ranks] { return run(*options, ranks); };
  });
}

}  // namespace crease::tools
