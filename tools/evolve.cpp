// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <ostream>
#include <utility>

#include "algorithms/point_signs.h"
#include "core/errors.h"
#include "core/io/points.h"
#include "core/io/table_writers.h"
#include "tools/commands.h"
#include "tools/evolve_results.h"
#include "tools/output.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct EvolveCommand {
  std::vector<std::string> paths;
  NetworkOptions network;  ///< how each is read
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string points, array;
  std::optional<Rational> radius;
  std::optional<std::size_t> random_points;  ///< none: as many as there are points, where the domain is bounded
  std::uint64_t seed = 1;
  bool no_measures = false;
};

/// What became of the points of the data file.
struct ReadPoints {
  Points points;
  std::size_t outside = 0;
};

std::vector<NetworkFile> read_checkpoints(const EvolveCommand& options) {
  std::vector<NetworkFile> files;
  for (const std::string& path : options.paths) {
    NetworkOptions one = options.network;
    one.path = path;
    for (NetworkFile& file : read_networks(one)) {
      if (!files.empty() && file.network.input_dim() != files[0].network.input_dim()) {
        throw InputError(fmt::format("{}: {}, but {} has {}. Give checkpoints with the same inputs", path,
                                     counted(file.network.input_dim(), "input"), options.paths[0],
                                     files[0].network.input_dim()));
      }
      files.push_back(std::move(file));
    }
  }
  return files;
}

ReadPoints read_points(const EvolveCommand& options, const Network& network, const Domain& domain,
                       DecimalPolicy decimals) {
  ReadPoints read;
  if (options.points.empty()) return read;
  const PointEvaluator evaluator(network, domain);
  for_each_point(options.points, {domain.dim(), decimals, options.array},
                 [&](std::span<const Rational> point, const std::string&) {
                   if (evaluator.at(point).in_domain) {
                     read.points.emplace_back(point.begin(), point.end());
                   } else {
                     ++read.outside;
                   }
                   return true;
                 });
  return read;
}

Json to_json(const EvolveCommand& options, const std::vector<NetworkFile>& files, const ReadPoints& read,
             const EvolveRequest& request, const EvolveMeasures& measures, const WalkOutcome& outcome) {
  Json json = result_header("crease-evolve/1", files.front(), request.domain, outcome);
  json.erase("network");  // every checkpoint has its own
  json["points"] = nullptr;
  if (!options.points.empty()) {
    json["points"] = {{"file", options.points}, {"count", read.points.size()}, {"outside", read.outside}};
  }
  json["random_points"] = nullptr;
  if (!request.random_points.empty()) {
    json["random_points"] = {{"count", request.random_points.size()}, {"seed", options.seed}};
  }
  json["ball_radius"] = request.radius ? Json(to_string(*request.radius)) : Json();
  add_evolution(json, measures, files);
  add_outcome(json, outcome);
  return json;
}

Lines to_lines(const EvolveCommand& options, const NetworkFile& first, std::size_t num_files, const ReadPoints& read,
               const EvolveRequest& request, const EvolveMeasures& measures) {
  const std::size_t done = measures.checkpoints.size();
  Lines lines = {{"checkpoints", fmt::format("{}{} ({})", done < num_files ? with_commas(done) + " of " : "",
                                             with_commas(num_files), shape_of(first.network))},
                 {"domain", in_words(request.domain)}};
  if (!options.points.empty()) {
    lines.emplace_back("points", fmt::format("{} of {}, {} more outside the domain", with_commas(read.points.size()),
                                             options.points, with_commas(read.outside)));
  }
  if (!request.random_points.empty()) {
    lines.emplace_back("random points",
                       fmt::format("{}, seed {}", with_commas(request.random_points.size()), options.seed));
  }
  if (request.radius) lines.emplace_back("balls", "of radius " + in_words(*request.radius));
  return lines;
}

int run(const EvolveCommand& options) {
  check_writable(options.output.path);
  const std::vector<NetworkFile> files = read_checkpoints(options);
  const NetworkFile& first = files.front();
  EvolveRequest request{
      read_domain(options.domain, first.network.input_dim(), first.source.decimals), {}, {}, {}, true};
  for (const NetworkFile& file : files) check_reach(file.network, request.domain, true);
  ReadPoints read = read_points(options, first.network, request.domain, first.source.decimals);
  request.points = read.points;
  request.random_points = draw_points(request.domain, options.random_points, read.points.size(), options.seed);
  request.radius = options.radius;
  request.measures = !options.no_measures && request.domain.dim() <= kMaxMeasuredDimension;

  const WalkRun run(options.walk);
  EvolveMeasures measures;
  run([&](const EnumerateOptions& walk) { measures = measure_evolution(files, request, walk); });
  const WalkOutcome outcome = run.outcome(measures.reason, measures.signs);
  if (!options.output.json && std::filesystem::path(options.output.path).extension() == ".csv") {
    write_output(options.output.path, [&](std::ostream& out) { write_csv(evolution_table(measures), out); });
  } else if (options.output.wants_json()) {
    write_output(options.output.path, to_text(to_json(options, files, read, request, measures, outcome)));
  } else {
    Lines lines = to_lines(options, first, files.size(), read, request, measures);
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines) + "\n" + evolution_in_words(measures));
  }
  return run.finish(measures.reason, "evolve");
}

void add_point_options(CLI::App& command, EvolveCommand& options) {
  constexpr const char* kInput = "Input";
  command
      .add_option(
          "--points", options.points,
          "Points of the data, in the domain's own coordinates:\n.csv (one per line), .npy, .npz, or - for text "
          "on standard input [none]")
      ->type_name("FILE")
      ->group(kInput);
  command.add_option("--array", options.array, "The array of a .npz file of points [its only one]")
      ->type_name("NAME")
      ->group(kInput);
  command
      .add_option("--random-points", options.random_points,
                  "So many random points of a bounded domain, to compare\n[as many as points of the data]")
      ->option_text("N")
      ->group(kInput);
  command.add_option("--seed", options.seed, "Seed of the random points [1]")->option_text("S")->group(kInput);
  command
      .add_option_function<std::string>(
          "--balls",
          [&options](const std::string& text) {
            try {
              options.radius = parse_rational(text);
            } catch (const std::exception& error) {
              throw CLI::ValidationError("--balls", error.what());
            }
            if (*options.radius <= 0) throw CLI::ValidationError("--balls", "'" + text + "' is not above 0");
          },
          "Count the regions that a ball of this radius meets, around every\npoint, such as 1/10 [no balls]")
      ->type_name("R")
      ->group("What to tell");
  command.add_flag("--no-measures", options.no_measures, "Leave out lengths and volumes")->group("Work and limits");
}

std::string usage_fault(const EvolveCommand& options) {
  if (options.radius && options.points.empty() && !options.random_points) {
    return "--balls needs points: --points, --random-points, or both";
  }
  if (!options.array.empty() && !options.points.ends_with(".npz")) {
    return "--array names an array of --points FILE.npz";
  }
  return {};
}

}  // namespace

void add_evolve(CLI::App& app, Action& action) {
  auto options = std::make_shared<EvolveCommand>();
  CLI::App* command = app.add_subcommand("evolve", "Follow regions through the checkpoints of a training");
  command->footer(
      "Examples:\n"
      "  crease evolve epoch_*.onnx --domain box:-1,1 --points train.npy --balls 1/10\n"
      "  crease evolve run.npz --domain box:-1,1 -o run.csv\n"
      "A line per checkpoint, in the order given; a file of several gives all of them. Columns:\n"
      "  regions, linear, pieces   activation regions, linear regions, affine pieces\n"
      "  cut, boundary             regions that the decision boundary cuts, and its length (area in space)\n"
      "  distance, balls           of the data's points: the median distance from the nearest crease, and the mean\n"
      "                            number of regions that a ball around a point meets; (random): of random points\n"
      "  kept, volume              regions whose pattern the checkpoint before had, too, and the part of the domain\n"
      "                            in which the pattern stayed the same (in one or two dimensions)\n"
      "  pattern, class            points of the data whose pattern, and whose class, stayed the same\n"
      "JSON has everything: quartiles, per layer how many units cut how many cells into how many parts, what vanished\n"
      "and appeared. All of it is exact, irrational numbers in enclosures; only text is rounded. The decision is the\n"
      "greatest output, or the sign of the only one. --max-regions is a limit for each checkpoint, --timeout one for\n"
      "all together. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  command->remove_option(command->get_option("FILE"));
  command
      ->add_option("CHECKPOINT", options->paths,
                   "Networks with the same inputs, in order; formats as for 'crease count',\nor a file of several")
      ->required()
      ->type_name("")
      ->group("Input");
  add_domain_options(*command, options->domain);
  add_point_options(*command, *options);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: the table if its name ends in\n.csv, JSON for .json, else text [-]");
  command->callback([options, &action] {
    const std::string fault = usage_fault(*options);
    if (!fault.empty()) throw CLI::ValidationError(fault);
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
