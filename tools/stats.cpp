// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <unordered_set>

#include "algorithms/point_signs.h"
#include "core/io/points.h"
#include "core/io/table_writers.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/output.h"
#include "tools/reach.h"
#include "tools/stats_quantities.h"
#include "tools/stats_results.h"
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

using Collectors = std::vector<std::unique_ptr<Collector>>;

/// Collects of every region of a complex.
void collect_all(const Network& network, const Domain& domain, const EnumerateOptions& walk, Collectors& collectors,
                 StatsSummary& summary) {
  const ComplexResult result = crease::build_complex(network, domain, {walk, true, true, true});
  summary.reason = result.reason;
  summary.signs = result.signs;
  SeenComplex seen(result.complex);
  const WorkLimits limits(walk);
  for (const RegionId region : result.complex.regions()) {
    if (const StopReason reason = limits.reason(); reason != StopReason::kFinished) {
      summary.reason = reason;
      break;
    }
    for (const auto& collector : collectors) collector->see(seen, region);
    ++summary.regions;
  }
}

/// The regions met so far, by their signs.
class RegionSet {
 public:
  bool contains(const Complex& complex, RegionId region) const { return seen_.contains(key(complex, region)); }
  void insert(const Complex& complex, RegionId region) { seen_.insert(key(complex, region)); }

 private:
  static std::string key(const Complex& complex, RegionId region) {
    const SignTable& signs = complex.tables().signs;
    const auto above = signs.above(region.index);
    std::string bytes(reinterpret_cast<const char*>(above.data()), above.size_bytes());
    const auto zero = signs.has_zeros() ? signs.zero(region.index) : std::span<const std::uint64_t>();
    const bool any_zero = std::ranges::any_of(zero, [](std::uint64_t word) { return word != 0; });
    return any_zero ? bytes.append(reinterpret_cast<const char*>(zero.data()), zero.size_bytes()) : bytes;
  }

  std::unordered_set<std::string> seen_;
};

/// Collects of every point of the data, and of every region that holds one. A point whose regions go beyond a limit is
/// not counted, though those within it are.
void collect_of_points(const StatsOptions& options, const NetworkFile& file, const Domain& domain,
                       const EnumerateOptions& walk, Collectors& collectors, StatsSummary& summary) {
  const WorkLimits limits(walk);
  const PointEvaluator evaluator(file.network, domain);
  RegionSet regions;
  PointsSummary& points = summary.points.emplace();
  points.file = options.points;
  ComplexOptions around{walk, true, true, true};
  around.walk.max_regions.reset();
  around.walk.progress = nullptr;
  const auto visit = [&](std::span<const Rational> point, const std::string&) {
    summary.reason = limits.reason();
    if (summary.reason != StopReason::kFinished) return false;
    if (!evaluator.at(point).in_domain) {
      ++points.count;
      ++points.outside;
      return true;
    }
    around.walk.through = std::vector<Rational>(point.begin(), point.end());
    const ComplexResult found = crease::build_complex(file.network, domain, around);
    summary.signs += found.signs;
    if (!found.complex.is_complete() && found.reason != StopReason::kFinished) {
      summary.reason = found.reason;
      return false;
    }
    std::optional<SeenComplex> seen;
    for (const RegionId region : found.complex.regions()) {
      if (regions.contains(found.complex, region)) continue;
      if (walk.max_regions && summary.regions == *walk.max_regions) {
        summary.reason = StopReason::kMaxRegions;
        return false;
      }
      regions.insert(found.complex, region);
      if (!seen) seen.emplace(found.complex);
      for (const auto& collector : collectors) collector->see(*seen, region);
      ++summary.regions;
    }
    ++points.count;
    points.on_creases += found.complex.num_regions() > 1;
    for (const auto& collector : collectors) collector->see_point(found.complex, point);
    return true;
  };
  for_each_point(options.points, {domain.dim(), file.source.decimals, options.array}, visit);
}

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
  QuantityOptions quantities{domain.dim(),  file.network.layers().size(), !options.points.empty(),
                             options.units, options.domain_facets,        options.bins};
  Collectors collectors = make_collectors(quantities);
  const WalkRun run(options.walk);
  StatsSummary summary;
  run([&](const EnumerateOptions& walk) {
    if (options.points.empty()) {
      collect_all(file.network, domain, walk, collectors, summary);
    } else {
      collect_of_points(options, file, domain, walk, collectors, summary);
    }
  });
  for (const auto& collector : collectors) collector->report(summary.quantities, options.bits);

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
      "Minimum, quartiles and maximum are values that occur, found by exact comparison; no histogram rounds. In JSON,\n"
      "rational numbers are exact and all others lie in enclosures. With --points a region counts once, however many\n"
      "points it holds, and a point on creases counts for all regions around it; distances are those of every point\n"
      "of the domain, repeated ones included, and others are left out. Without, distances are those of centroids.\n"
      "Volumes and distances from centroids are left out beyond 6 dimensions. --timeout is the time of the walk, and\n"
      "the same again for what is found of its regions. Exit codes as for 'crease count'.");
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
  command->add_option("--bits", options->bits, "Irrational numbers are enclosed to a width of 2^-BITS of theirs [64]")
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
