// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <memory>
#include <ostream>

#include "core/errors.h"
#include "core/io/table_writers.h"
#include "tools/ball_measures.h"
#include "tools/ball_option.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/output.h"
#include "tools/point_option.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct BallCommand {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string center, bounds = "lipschitz,interval,both";
  Rational radius;
  BallNorm norm = BallNorm::kEuclidean;
  bool curve = false;
  bool wants_table() const { return !output.json && std::filesystem::path(output.path).extension() == ".csv"; }
};

int run(const BallCommand& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  BallRequest request{
      {parse_point("--center", options.center, domain, file.source.decimals), options.radius, options.norm},
      options.curve || options.wants_table(),
      parse_ball_bounds(options.bounds)};
  check_ball_bounds(file.network, request.bounds);
  check_reach(file.network, domain_around(domain, request.ball), false);
  const WalkRun run(options.walk);
  BallResult result;
  run([&](const EnumerateOptions& walk) { result = measure_ball(file.network, domain, request, walk); });
  const StopReason reason = result.count.reason;
  if (options.wants_table()) {
    write_output(options.output.path,
                 [&](std::ostream& out) { write_csv(ball_curve_table(result, options.norm), out); });
    return run.finish(reason, "ball");
  }
  const WalkOutcome outcome = run.outcome(reason, result.count.signs);
  if (options.output.wants_json()) {
    Json json = result_header("crease-ball/1", file, domain, outcome);
    add_ball(json, request, result);
    add_outcome(json, outcome);
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_ball(lines, request, result);
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(reason, "ball");
}

}  // namespace

void add_ball(CLI::App& app, Action& action) {
  auto options = std::make_shared<BallCommand>();
  CLI::App* command = app.add_subcommand("ball", "Count the regions in a ball, and bound their number");
  command->footer(
      "Examples:\n"
      "  crease ball moons.onnx --center 0.5,1/3 --radius 1/4\n"
      "  crease ball moons.onnx --center 0,0 --radius 1 --curve --json\n"
      "  crease ball moons.onnx --center 0,0 --radius 1 --bounds both,cells:1,cells:2\n"
      "A region counts when its interior meets the open ball, inside the domain: one that the ball only touches\n"
      "does not. The curve tells for every radius how many regions the ball meets: entry by entry, the radius\n"
      "(its square, which is rational, for --norm euclidean) beyond which there are so many.\n"
      "Bounds need no walk but cells:m, which enumerates the cells of the first m layers that bend: lipschitz,\n"
      "interval, both of them, or none. All numbers are held against one another.\n"
      "Centre, radius and distances are those of the domain's own coordinates. Regions are found by their\n"
      "corners, for which --domain or --slice should leave 10 dimensions or fewer. -o takes .json, and .csv for\n"
      "the curve. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  command->add_option("--center", options->center, "The ball's centre, such as 0.5,1/3, or @FILE with its coordinates")
      ->type_name("POINT")
      ->required()
      ->group("Input");
  add_positive_option(*command, "--radius", options->radius, "Its radius, a decimal or p/q")
      ->type_name("R")
      ->required()
      ->group("Input");
  add_norm_option(*command, options->norm);
  command->add_flag("--curve", options->curve, "Tell how many regions every smaller ball meets, too")->group("Output");
  command->add_option("--bounds", options->bounds, "Which bounds, separated by commas [lipschitz,interval,both]")
      ->type_name("NAMES")
      ->group("Output");
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->callback([options, &action] {
    try {
      parse_ball_bounds(options->bounds);
    } catch (const InputError& error) {
      throw CLI::ValidationError(error.what());
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
