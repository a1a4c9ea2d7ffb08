// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

#include "core/io/sha256_stream.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/dataset_run.h"
#include "tools/exit_codes.h"
#include "tools/make_dataset.h"
#include "tools/output.h"
#include "tools/progress.h"
#include "tools/ranked_dataset.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct DatasetCommand {
  std::string specification, directory;
  WalkOptions walk;
  bool json = false;
};

/// Makes items on all ranks, and shows how far it has come.
ItemsMade make_items(const DatasetPlan& plan, const DatasetDirectory& directory, const std::vector<std::size_t>& items,
                     const EnumerateOptions& walk, Ranks& ranks) {
  ItemProgress progress(items.size());
  const auto show = [&](const ItemsMade& made) { progress.update(made.items, made.regions); };
  if (ranks.size() > 1) return make_items_across_ranks(ranks, plan, directory, items, walk, show);
  ItemList list(items);
  return make_items(plan, directory, list, items.size(), walk, show);
}

Json to_json(const DatasetPlan& plan, const DatasetDirectory& directory, const DatasetOutcome& outcome,
             const WalkOutcome& walk) {
  Json json = {{"schema", "crease-dataset/1"},
               {"tool_version", CREASE_VERSION},
               {"name", plan.spec().name},
               {"directory", directory.path()},
               {"complete", outcome.complete},
               {"reason", to_string(walk.reason)},
               {"items", plan.num_items()},
               {"networks", plan.num_networks()},
               {"earlier_items", outcome.earlier},
               {"made_items", outcome.made.items},
               {"activation_regions", outcome.totals ? Json(outcome.totals->regions) : Json()},
               {"incomplete_items", outcome.totals ? Json(outcome.totals->incomplete) : Json()}};
  json["sha256"] = outcome.complete ? Json(file_sha256(directory.file("SHA256SUMS"))) : Json();
  json["seconds"] = walk.seconds;
  json["threads"] = walk.threads;
  if (walk.processes > 1) json["processes"] = walk.processes;
  return json;
}

Lines to_lines(const DatasetPlan& plan, const DatasetDirectory& directory, const DatasetOutcome& outcome,
               const WalkOutcome& walk) {
  Lines lines = {
      {"data set", plan.spec().name},
      {"items", fmt::format("{}  of {}", with_commas(plan.num_items()), counted(plan.num_networks(), "network"))}};
  std::string made = with_commas(outcome.made.items) + " now";
  if (outcome.earlier > 0) made += ", " + with_commas(outcome.earlier) + " by earlier runs";
  lines.emplace_back("made", made);
  if (outcome.totals) {
    lines.emplace_back("activation regions", with_commas(outcome.totals->regions));
    if (outcome.totals->incomplete > 0) {
      lines.emplace_back("limit", fmt::format("{} reached max_regions and tell of a part",
                                              counted(outcome.totals->incomplete, "item")));
    }
  }
  lines.emplace_back("complete", outcome.complete ? "yes" : "no: " + to_string(walk.reason));
  lines.emplace_back("time", fmt::format("{:.3f} s on {}", walk.seconds, workers_in_words(walk)));
  if (outcome.complete) {
    lines.emplace_back("written to", directory.path());
    lines.emplace_back("SHA256SUMS", file_sha256(directory.file("SHA256SUMS")));
  }
  return lines;
}

int run(const DatasetCommand& options, Ranks& ranks) {
  const DatasetPlan plan(options.specification);
  const DatasetDirectory directory(options.directory);
  const WalkRun run(on_ranks(options.walk, ranks));
  const DatasetOutcome outcome = make_dataset(plan, directory, [&](const std::vector<std::size_t>& items) {
    return make_items(plan, directory, items, run.options(), ranks);
  });
  const StopReason reason = outcome.complete ? StopReason::kFinished : outcome.made.reason;
  WalkOutcome walk = run.outcome(reason, {});
  walk.processes = ranks.size();
  write_output("-", options.json ? to_text(to_json(plan, directory, outcome, walk))
                                 : aligned(to_lines(plan, directory, outcome, walk)));
  if (reason == StopReason::kFinished) return kSuccess;
  fmt::print(stderr, "crease: dataset: {}; {} of {} items are there. The same command goes on from here\n",
             reason == StopReason::kTimeout ? "--timeout was reached" : "interrupted",
             with_commas(outcome.earlier + outcome.made.items), with_commas(plan.num_items()));
  return run.exit_code(reason);
}

}  // namespace

void add_dataset(CLI::App& app, Action& action, Ranks& ranks) {
  auto options = std::make_shared<DatasetCommand>();
  CLI::App* command =
      app.add_subcommand("dataset", "Make a data set of networks with everything that is exact of them");
  command->footer(
      "Example:\n"
      "  crease dataset spec.toml -o DIR\n"
      "with spec.toml\n"
      "  format = \"crease-dataset-spec/1\"\n"
      "  name = \"small networks\"\n"
      "  quantities = [\"counts\", \"faces\", \"inradii\", \"regions\"]\n"
      "  [[networks]]\n"
      "  architectures = [[2, 8, 8, 1]]\n"
      "  initializations = [\"he_normal\", \"integers:-2,2\"]\n"
      "  seeds = { from = 0, to = 99 }\n"
      "  domains = [\"box:-1,1\", \"all\"]\n"
      "makes 200 networks, 400 items. DIR gets the networks, tables as .jsonl and .csv, a README.md that describes "
      "every\n"
      "column, and SHA256SUMS. The same specification gives the same bytes, on any number of threads. A run that was\n"
      "ended at any moment, even by force, is taken up by the same command; a finished data set is checked by it.\n"
      "mpirun -n N crease dataset SPEC -o DIR spreads the items over N processes that see the same files.\n"
      "Everything about specifications: data/datasets.md.\n"
      "Exit codes: 0 the data set is finished, 4 --timeout was reached, 130 after Ctrl-C (both to be taken up), 2 "
      "wrong\n"
      "usage, 3 a bad specification or file, or a directory of something else, 1 anything else.");
  command
      ->add_option("SPEC", options->specification,
                   "Specification: TOML, or JSON in a file named .json; - for TOML from\nstandard input")
      ->required()
      ->type_name("")
      ->group("Input");
  add_walk_options(*command, options->walk);
  command->remove_option(command->get_option("--max-regions"));
  command->get_option("--timeout")
      ->description("Stop after S seconds; items that are not done then wait for the next\nrun (exit code 4) [none]");
  command->get_option("--threads")->description("Threads; 0 = all cores. The data set is the same for any number [0]");
  command->add_option("-o,--output", options->directory, "The directory of the data set, new or of an earlier run")
      ->required()
      ->type_name("DIR")
      ->group("Output");
  command->add_flag("--json", options->json, "Print what became of it as JSON")->group("Output");
  command->callback([options, &action, &ranks] {
    if (options->directory.empty()) throw CLI::ValidationError("--output: an empty name");
    action = [options, &ranks] { return run(*options, ranks); };
  });
}

}  // namespace crease::tools
