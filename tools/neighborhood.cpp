// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/neighborhood.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>

#include "core/io/table_writers.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/neighborhood_results.h"
#include "tools/output.h"
#include "tools/point_option.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct NeighborhoodCommand {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string at;
  int rings = 1;
  bool radii = false;
};

std::string extension_of(const OutputOptions& options) {
  return std::filesystem::path(options.path).extension().string();
}

bool writes_table(const OutputOptions& options) {
  const std::string extension = extension_of(options);
  return extension == ".csv" || extension == ".jsonl" || extension == ".npz" || extension == ".graphml";
}

void write_table(const Neighborhood& found, const std::optional<RegionRadii>& radii, const std::string& extension,
                 std::ostream& out) {
  if (extension == ".csv") return write_csv(neighbor_table(found, radii), out);
  if (extension == ".jsonl") return write_jsonl(neighbor_table(found, radii), out);
  if (extension == ".graphml") return write_graphml(found, out);
  const Table tables[] = {neighbor_table(found, radii), neighbor_facet_table(found)};
  write_npz(tables, out);
}

int run(const NeighborhoodCommand& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  const std::vector<Rational> point = parse_point("--at", options.at, domain, file.source.decimals);
  const WalkRun run(options.walk);
  std::optional<Neighborhood> found;
  std::optional<RegionRadii> radii;
  run([&](const EnumerateOptions& walk) {
    const WorkLimits limits(walk);
    found = neighborhood(file.network, domain, point, {options.rings, walk});
    if (!options.radii) return;
    StopReason reason = StopReason::kFinished;
    radii = radii_of(*found, [&] { return (reason = limits.reason()) != StopReason::kFinished; });
    if (found->reason == StopReason::kFinished) found->reason = reason;
  });
  if (writes_table(options.output)) {
    write_output(options.output.path,
                 [&](std::ostream& out) { write_table(*found, radii, extension_of(options.output), out); });
    return run.finish(found->reason, "neighborhood");
  }

  const std::vector<Rational> input = domain.to_input(point);
  const std::vector<Rational> value = evaluate(file.network, input);
  const WalkOutcome outcome = run.outcome(found->reason, {});
  if (options.output.wants_json()) {
    Json json = result_header("crease-neighborhood/1", file, domain, outcome);
    json["at"] = rationals_json(point);
    json["input"] = rationals_json(input);
    json["output"] = rationals_json(value);
    json["asked_rings"] = options.rings;
    add_neighborhood(json, *found, radii);
    json["seconds"] = outcome.seconds;
    json["threads"] = outcome.threads;
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}, {"at", in_words(point)}};
    if (domain.slice()) lines.emplace_back("input", in_words(input));
    lines.emplace_back("output", in_words(value));
    add_neighborhood(lines, *found, radii);
    lines.emplace_back("complete", outcome.is_complete() ? "yes" : "no: " + to_string(outcome.reason));
    lines.emplace_back("time", fmt::format("{:.3f} s on {}", outcome.seconds,
                                           counted(static_cast<std::size_t>(outcome.threads), "thread")));
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(found->reason, "neighborhood");
}

}  // namespace

void add_neighborhood(CLI::App& app, Action& action) {
  auto options = std::make_shared<NeighborhoodCommand>();
  CLI::App* command = app.add_subcommand("neighborhood", "Look at the regions around a point, ring by ring");
  command->footer(
      "Examples:\n"
      "  crease neighborhood moons.onnx --at 1/2,0.25 --rings 2\n"
      "  crease neighborhood digits.onnx --domain box:0,16 --at @seven.txt --rings 1 --json\n"
      "Ring 0 are the regions that contain the point, ring k those that share a facet with one of ring k - 1.\n"
      "Nothing else is looked at, so this works in any number of regions and dimensions. A is a region's\n"
      "gradient, in the domain's own coordinates; cosines and differences are against region 0, and rounded in\n"
      "the text only. Facets are listed for all rings but the last (for ring 0 always). Numbers count from 0:\n"
      "u1.2 is unit 2 of layer 1. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  command
      ->add_option("--at", options->at,
                   "The point, such as 0.5,1/3, or @FILE with its coordinates,\nseparated by commas or white space")
      ->required()
      ->type_name("POINT")
      ->group("Input");
  command->add_option("--rings", options->rings, "How many rings of neighbours [1]")
      ->check(CLI::Range(0, 1'000'000))
      ->option_text("K")
      ->group("Input");
  command
      ->add_flag("--radii", options->radii,
                 "Tell the radius of the largest ball in every region, too, as far as\n--timeout allows")
      ->group("Input");
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: the table of regions if its\nname ends in .csv or .jsonl, regions and "
          "facets for .npz, the graph\nfor .graphml, JSON for .json, else text [-]");
  command->callback([options, &action] {
    if (writes_table(options->output) && options->output.json) {
      throw CLI::ValidationError("--json: the output is said to be a " + extension_of(options->output) + " file");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
