// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>

#include "algorithms/path_measures.h"
#include "algorithms/trace_path.h"
#include "core/errors.h"
#include "core/io/points.h"
#include "core/io/table_writers.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/output.h"
#include "tools/path_results.h"
#include "tools/point_option.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct PathCommand {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string from, to, points;
  std::vector<std::string> through;
  bool closed = false, gradients = false, lengths = false;
};

using Points = std::vector<std::vector<Rational>>;

/// In the domain's own coordinates.
Points read_points(const PathCommand& options, const Domain& domain, DecimalPolicy decimals) {
  Points points;
  if (options.points.empty()) {
    points.push_back(parse_point("--from", options.from, domain, decimals));
    for (const std::string& text : options.through) points.push_back(parse_point("--through", text, domain, decimals));
    points.push_back(parse_point("--to", options.to, domain, decimals));
  } else {
    const std::string path = options.points.substr(options.points.starts_with('@') ? 1 : 0);
    const PointsOptions reading{domain.dim(), decimals, ""};
    for_each_point(path, reading, [&](std::span<const Rational> point, const std::string& place) {
      check_in_domain("--points", place, point, domain);
      points.emplace_back(point.begin(), point.end());
      return true;
    });
  }
  if (points.size() < 2) {
    throw InvalidDomain(fmt::format("--points '{}': {}. A path needs two points or more", options.points,
                                    counted(points.size(), "point")));
  }
  check_legs(points, options.closed);
  return points;
}

int run(const PathCommand& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  const Points points = read_points(options, domain, file.source.decimals);
  Points inputs;
  for (const auto& point : points) inputs.push_back(domain.to_input(point));
  const WalkRun run(options.walk);
  PathTrace trace;
  run([&](const EnumerateOptions& walk) {
    trace = trace_path(file.network, inputs, {options.closed, true, options.gradients, options.lengths, walk});
  });
  if (!options.output.json && std::filesystem::path(options.output.path).extension() == ".csv") {
    write_output(options.output.path, [&](std::ostream& out) { write_csv(curve_table(trace), out); });
    return run.finish(trace.reason, "path");
  }
  const std::vector<OutputMeasures> measures =
      trace.complete() ? measure_outputs(trace) : std::vector<OutputMeasures>{};
  WalkOutcome outcome = run.outcome(trace.reason, trace.signs);
  outcome.threads = 1;
  if (options.output.wants_json()) {
    Json json = result_header("crease-path/1", file, domain, outcome);
    json["points"] = Json::array();
    for (const auto& point : points) json["points"].push_back(rationals_json(point));
    json["closed"] = options.closed;
    add_path(json, trace, measures);
    add_outcome(json, outcome);
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    lines.emplace_back("path", fmt::format("{}, {}{}", counted(points.size(), "point"),
                                           counted(trace.num_legs(), "leg"), options.closed ? ", closed" : ""));
    add_path(lines, trace, measures);
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(trace.reason, "path");
}

}  // namespace

void add_path(CLI::App& app, Action& action) {
  auto options = std::make_shared<PathCommand>();
  CLI::App* command = app.add_subcommand("path", "Follow a path through the regions, exactly");
  command->footer(
      "Examples:\n"
      "  crease path moons.onnx --from -1,0 --to 1,1/2\n"
      "  crease path digits.onnx --points @digits.csv --closed --json\n"
      "  crease path moons.onnx --from -1,0 --through 0,1 --to 1,0 -o curve.csv\n"
      "On leg k, from 0, t runs from k to k + 1. A breakpoint is where units switch, all of them listed.\n"
      "The absolute deviation of an output is the integral, along the path, of its distance from the chord of\n"
      "every leg. Similarities compare the derivatives along the path before and after a breakpoint and, with\n"
      "--gradients, the gradients in all directions. Works in any number of regions and dimensions, on one\n"
      "thread; limits count pieces. Points are in the domain's own coordinates, lengths those of the input\n"
      "space. -o takes .json, and .csv for the curve. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  constexpr const char* kInput = "Input";
  auto* from = command
                   ->add_option("--from", options->from,
                                "Where the path begins, such as 0.5,1/3, or @FILE with its\ncoordinates")
                   ->type_name("POINT")
                   ->group(kInput);
  auto* through = command->add_option("--through", options->through, "A point between; may be given again and again")
                      ->type_name("POINT")
                      ->allow_extra_args(false)
                      ->group(kInput);
  auto* to = command->add_option("--to", options->to, "Where the path ends")->type_name("POINT")->group(kInput);
  auto* points = command->add_option("--points", options->points, "The path's points, in a file: CSV, .npy or .npz")
                     ->type_name("@FILE")
                     ->group(kInput);
  command->add_flag("--closed", options->closed, "Go back from the last point to the first")->group(kInput);
  from->needs(to)->excludes(points);
  to->needs(from)->excludes(points);
  through->needs(from);
  command->add_flag("--gradients", options->gradients, "Compare the gradients of neighbouring regions, too")
      ->group("Output");
  command->add_flag("--lengths", options->lengths, "Tell the length of the path's image in every layer")
      ->group("Output");
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->callback([options, &action] {
    if (options->points.empty() && options->from.empty()) {
      throw CLI::ValidationError("--from", "a path is needed: --from and --to, or --points");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
