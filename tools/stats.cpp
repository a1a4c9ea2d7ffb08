// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <memory>
#include <ostream>

#include "core/io/table_writers.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/number_results.h"
#include "tools/output.h"
#include "tools/reach.h"
#include "tools/stats_collect.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct StatsOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string points, array;
  bool units = false;
  bool domain_facets = false;
  std::size_t bins = 20;
  unsigned bits = 64;
};

bool writes_table(const StatsOptions& options) {
  const std::string extension = std::filesystem::path(options.output.path).extension().string();
  return extension == ".csv" || extension == ".jsonl" || extension == ".npz";
}

void write_table(const std::string& path, const std::vector<QuantityReport>& reports) {
  const Table table = quantity_table(reports);
  write_output(path, [&](std::ostream& out) {
    if (path.ends_with(".csv")) return write_csv(table, out);
    if (path.ends_with(".jsonl")) return write_jsonl(table, out);
    write_npz({&table, 1}, out);
  });
}

int run(const StatsOptions& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  check_reach(file.network, domain, true);
  StatsRequest request{options.units, options.domain_facets, options.bins, {options.bits}, nullptr, options.points};
  if (!writes_table(options) && !options.output.wants_json()) request.precision = for_reading();
  if (!options.points.empty()) {
    request.points = [&](const PointVisitor& visit) {
      for_each_point(options.points, {domain.dim(), file.source.decimals, options.array}, visit);
    };
  }
  const WalkRun run(options.walk);
  StatsSummary summary;
  run([&](const EnumerateOptions& walk) { summary = collect_stats(file.network, domain, walk, request); });

  const WalkOutcome outcome = run.outcome(summary.reason, summary.signs);
  if (writes_table(options)) {
    write_table(options.output.path, summary.quantities);
  } else if (options.output.wants_json()) {
    Json json = result_header("crease-stats/1", file, domain, outcome);
    add_stats(json, summary, domain);
    add_outcome(json, outcome);
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_stats(lines, summary, domain);
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines) + "\n" + quantities_in_words(summary.quantities));
  }
  return run.finish(summary.reason, "stats");
}

}  // namespace

void add_stats(CLI::App& app, Action& action) {
  auto options = std::make_shared<StatsOptions>();
  CLI::App* command =
      app.add_subcommand("stats", "Tell how sizes, distances and directions are distributed over the regions");
  command->footer(
      "Examples:\n"
      "  crease stats moons.onnx --domain 'box:-3,3'\n"
      "  crease stats moons.onnx --points train.csv -o stats.csv\n"
      "Minimum, quartiles and maximum are values that occur, found by exact comparison; no histogram rounds. In JSON\n"
      "and tables, rational numbers are exact and all others lie in enclosures; text, where every digit shown is\n"
      "right, is much faster. With --points a region counts once, however many points it holds, and a point on\n"
      "creases counts for all regions around it; distances are those of every point of the domain, repeated ones\n"
      "included, and others are left out. Without, distances are those of centroids. Volumes and distances from\n"
      "centroids are left out beyond 6 dimensions. --timeout is the time of the walk, and the same again for what is\n"
      "found of its regions. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  command
      ->add_option(
          "--points", options->points,
          "Only the regions of these points of the domain's own coordinates:\n.csv (one per line), .npy, .npz, "
          "or - for text on standard input [all regions]")
      ->type_name("FILE")
      ->group("Input");
  command->add_option("--array", options->array, "The array of a .npz file of points [its only one]")
      ->type_name("NAME")
      ->group("Input");
  command
      ->add_flag("--units", options->units,
                 "Directions of the hyperplanes of all units, too, not only of those\nthat bound the region; slower")
      ->group("What to tell");
  command->add_flag("--domain-facets", options->domain_facets, "Directions of facets on the domain's boundary, too")
      ->group("What to tell");
  command->add_option("--bins", options->bins, "Bins of histograms of cosines [20]")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100000}))
      ->option_text("N")
      ->group("What to tell");
  command
      ->add_option("--bits", options->bits,
                   "Irrational numbers in JSON and tables are enclosed to a width of\n2^-BITS of theirs [64]")
      ->check(CLI::Range(1u, 100000u))
      ->option_text("BITS")
      ->group("What to tell");
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: a table if its name ends in\n.csv, .jsonl or .npz, JSON for .json, "
          "else text [-]");
  command->callback([options, &action] {
    if (writes_table(*options) && options->output.json) {
      throw CLI::ValidationError("--json: the output is said to be a .csv, .jsonl or .npz file");
    }
    if (!options->array.empty() && !options->points.ends_with(".npz")) {
      throw CLI::ValidationError("--array names an array of --points FILE.npz");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
