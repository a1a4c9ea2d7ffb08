// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/count.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/output.h"
#include "tools/progress.h"
#include "tools/results.h"
#include "tools/signals.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct CountOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  bool count_only = false;
};

/// What was asked and what came out.
struct CountResult {
  const NetworkFile& file;
  const Domain& domain;
  RegionCount count;
  double seconds;
  int threads;
};

Json to_json(const CountResult& result) {
  Json json = result_header("crease-count/1", result.file);
  json["domain"] = domain_json(result.domain);
  json["complete"] = result.count.complete();
  json["reason"] = to_string(result.count.reason);
  json["activation_regions"] = result.count.activation_regions;
  json["bounded_regions"] = result.count.bounded_regions;
  json["seconds"] = result.seconds;
  json["threads"] = result.threads;
  json["sign_tests"] = {{"tests", result.count.signs.tests}, {"exact", result.count.signs.exact}};
  return json;
}

std::string to_words(const CountResult& result) {
  const RegionCount& count = result.count;
  const std::string at_least = count.complete() ? "" : "at least ";
  const std::string domain = fmt::format("{} ({}dimension {})", result.domain.label(),
                                         result.domain.slice() ? "slice of " : "", result.domain.dim());
  return aligned({
      {"network", fmt::format("{} ({})", result.file.network.name(), shape_of(result.file.network))},
      {"domain", domain},
      {"activation regions", at_least + with_commas(count.activation_regions)},
      {"bounded regions", at_least + with_commas(count.bounded_regions)},
      {"complete", count.complete() ? "yes" : "no: " + to_string(count.reason)},
      {"time", fmt::format("{:.3f} s on {}", result.seconds, counted(result.threads, "thread"))},
      {"sign tests",
       fmt::format("{}, of which {} needed integers", with_commas(count.signs.tests), with_commas(count.signs.exact))},
  });
}

/// Says in one line on standard error why the answer is a part only.
void explain(StopReason reason) {
  const char* cause = reason == StopReason::kMaxRegions ? "--max-regions was reached"
                      : reason == StopReason::kTimeout  ? "--timeout was reached"
                                                        : "interrupted";
  fmt::print(stderr, "crease: count: {}; the counts are of a part of the regions\n", cause);
}

int run(const CountOptions& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  SignalWatcher signals;
  if (!options.count_only) {
    fmt::print(stderr,
               "crease: count: adjacency and linear regions are not part of this version; counting activation regions "
               "only (--count-only)\n");
  }

  EnumerateOptions walk = to_enumerate_options(options.walk);
  walk.stop = signals.token();
  CountResult result{file, domain, {}, 0, walk.threads};
  {
    ProgressLine progress;
    if (progress.is_shown()) walk.progress = [&progress](const Progress& now) { progress.update(now); };
    const auto start = std::chrono::steady_clock::now();
    result.count = count_regions(file.network, domain, walk);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  write_output(options.output.path, options.output.wants_json() ? to_text(to_json(result)) : to_words(result));
  if (result.count.complete()) return kSuccess;
  explain(result.count.reason);
  return result.count.reason == StopReason::kCancelled ? kSignalBase + signals.signal() : kLimitReached;
}

}  // namespace

void add_count(CLI::App& app, Action& action) {
  auto options = std::make_shared<CountOptions>();
  CLI::App* command = app.add_subcommand("count", "Count the regions of a network, exactly");
  command->footer(
      "Example:\n"
      "  crease count moons.onnx --count-only --domain 'box:-2,2' --json\n\n"
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
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace crease::tools
