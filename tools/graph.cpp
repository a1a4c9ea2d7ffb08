// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "algorithms/graph_distances.h"
#include "algorithms/graph_extent.h"
#include "algorithms/graph_properties.h"
#include "algorithms/hamming_distance.h"
#include "algorithms/locate.h"
#include "core/adjacency_graph.h"
#include "core/errors.h"
#include "core/io/graph_writers.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/output.h"
#include "tools/point_option.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct GraphOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::optional<std::string> from, to;
};

/// What is asked of the graph.
struct GraphAnswers {
  Components components;
  Bipartition bipartition;
  std::optional<GraphExtent> extent;
  DistanceComparison comparison;
  std::optional<RegionPath> path;
};

bool writes_graph(const GraphOptions& options) {
  const std::string extension = std::filesystem::path(options.output.path).extension().string();
  return extension == ".graphml" || extension == ".dot";
}

/// The first region that contains a point; none in a complex that is a part and does not have it.
std::optional<RegionId> region_at(const Complex& complex, std::span<const Rational> point) {
  const std::vector<RegionId> regions = locate(complex, point);
  return regions.empty() ? std::nullopt : std::optional(regions.front());
}

Json path_json(const Complex& complex, const RegionPath& path) {
  Json json = {{"length", path.facets.size()}, {"regions", Json::array()}, {"crossings", Json::array()}};
  for (const RegionId region : path.regions) {
    json["regions"].push_back({{"id", region.index}, {"pattern", complex.pattern(region)}});
  }
  for (const FacetId facet : path.facets) {
    Json units = Json::array();
    for (const UnitId unit : complex.units(facet)) units.push_back(to_string(unit));
    json["crossings"].push_back({{"facet", facet.index}, {"units", std::move(units)}});
  }
  return json;
}

Json to_json(const Complex& complex, const GraphAnswers& answers) {
  Json json;
  json["activation_regions"] = complex.num_regions();
  json["adjacencies"] = complex.num_interior_facets();
  json["degree_histogram"] = Json::object();
  for (const auto& [degree, count] : degree_histogram(complex))
    json["degree_histogram"][std::to_string(degree)] = count;
  json["components"] = answers.components.sizes.size();
  json["bipartite"] = answers.bipartition.is_bipartite();
  json["odd_cycle"] = nullptr;
  if (!answers.bipartition.is_bipartite()) {
    json["odd_cycle"] = Json::array();
    for (const RegionId region : answers.bipartition.odd_cycle) json["odd_cycle"].push_back(region.index);
  }
  json["diameter"] = answers.extent ? bounds_json(answers.extent->diameter) : Json();
  json["radius"] = answers.extent ? bounds_json(answers.extent->radius) : Json();
  const DistanceComparison& c = answers.comparison;
  json["distance_minus_hamming"] = {{"pairs", c.pairs},         {"all_pairs", c.exhaustive},
                                    {"differing", c.differing}, {"min", c.min_excess},
                                    {"max", c.max_excess},      {"mean", to_string(c.mean_excess)}};
  json["path"] = answers.path ? path_json(complex, *answers.path) : Json();
  return json;
}

void add_answers(Lines& lines, const Complex& complex, const GraphAnswers& answers) {
  const std::string part = in_this_part(complex);
  lines.emplace_back("regions", at_least(complex) + with_commas(complex.num_regions()));
  lines.emplace_back("adjacencies", at_least(complex) + with_commas(complex.num_interior_facets()));
  std::string degrees;
  for (const auto& [degree, count] : degree_histogram(complex)) {
    degrees += fmt::format("{}{}: {}", degrees.empty() ? "" : ", ", degree, with_commas(count));
  }
  lines.emplace_back("neighbours", part + degrees);
  lines.emplace_back("components", part + with_commas(answers.components.sizes.size()));
  lines.emplace_back("bipartite",
                     answers.bipartition.is_bipartite()
                         ? part + "yes"
                         : fmt::format("no: {} regions form an odd cycle", answers.bipartition.odd_cycle.size()));
  const auto bounds = [](const DistanceBounds& b) {
    return b.is_exact() ? with_commas(b.lo) : fmt::format("between {} and {}", with_commas(b.lo), with_commas(b.hi));
  };
  if (answers.extent) {
    lines.emplace_back("diameter", part + bounds(answers.extent->diameter));
    lines.emplace_back("radius", part + bounds(answers.extent->radius));
  }
  const DistanceComparison& c = answers.comparison;
  lines.emplace_back("distance - Hamming",
                     c.pairs == 0 ? part + "no pairs"
                                  : fmt::format("{}{} to {}, mean {:.4f}, not 0 for {} of {}{}", part, c.min_excess,
                                                c.max_excess, c.mean_excess.get_d(), with_commas(c.differing),
                                                counted(c.pairs, "pair"), c.exhaustive ? "" : " (a sample)"));
  if (!answers.path) return;
  lines.emplace_back("path",
                     fmt::format("{} between {} and {}", counted(answers.path->facets.size(), "crossing"),
                                 to_string(answers.path->regions.front()), to_string(answers.path->regions.back())));
  for (std::size_t i = 0; i < answers.path->regions.size(); ++i) {
    std::string units;
    if (i > 0) {
      for (const UnitId unit : complex.units(answers.path->facets[i - 1])) units += " " + to_string(unit);
    }
    lines.emplace_back(
        i == 0 ? "  from" : "  across" + units,
        fmt::format("{}  {}", to_string(answers.path->regions[i]), complex.pattern(answers.path->regions[i])));
  }
}

int run(const GraphOptions& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  check_reach(file.network, domain, false);
  std::vector<Rational> from, to;
  if (options.from) {
    from = parse_point("--from", *options.from, domain, file.source.decimals);
    to = parse_point("--to", *options.to, domain, file.source.decimals);
  }
  const WalkRun run(options.walk);
  const ComplexResult result = build_complex(run, file.network, domain, false, false);
  const Complex& complex = result.complex;
  if (writes_graph(options)) {
    const GraphLabels labels{{}, linear_regions(complex).bends};
    write_output(options.output.path, [&](std::ostream& out) {
      return options.output.path.ends_with(".dot") ? write_dot(complex, labels, out)
                                                   : write_graphml(complex, labels, out);
    });
    return run.finish(result.reason, "graph");
  }

  const AdjacencyGraph graph = make_adjacency_graph(complex);
  GraphAnswers answers{
      components(graph), bipartition(graph), graph_extent(graph), compare_distances(complex, graph), {}};
  if (options.from) {
    const auto start = region_at(complex, from), end = region_at(complex, to);
    if (start && end) answers.path = shortest_path(graph, *start, *end);
  }
  const WalkOutcome outcome = run.outcome(result.reason, result.signs);
  if (options.output.wants_json()) {
    Json json = result_header("crease-graph/1", file, domain, outcome);
    json.update(to_json(complex, answers));
    add_outcome(json, outcome);
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_answers(lines, complex, answers);
    if (options.from && !answers.path) lines.emplace_back("path", "none in this part");
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(result.reason, "graph");
}

}  // namespace

void add_graph(CLI::App& app, Action& action) {
  auto options = std::make_shared<GraphOptions>();
  CLI::App* command = app.add_subcommand("graph", "Look at the graph of regions that share facets");
  command->footer(
      "Examples:\n"
      "  crease graph moons.onnx --domain 'box:-3,3' --from 0,0 --to 1,1/2\n"
      "  crease graph moons.onnx --domain 'box:-3,3' -o moons.graphml\n"
      "The path is a shortest one between the regions of two points: it crosses the fewest facets. Of all pairs of\n"
      "regions (of large graphs, of a sample), the distance is held against the Hamming distance of their patterns.\n"
      "Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  CLI::Option* from = command->add_option("--from", options->from, "A point, such as 0.5,1/3: where a path begins")
                          ->option_text("POINT")
                          ->group("Input");
  CLI::Option* to =
      command->add_option("--to", options->to, "A point: where the path ends")->option_text("POINT")->group("Input");
  from->needs(to);
  to->needs(from);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: the graph itself if its\nname ends in .graphml or .dot, JSON for "
          ".json, "
          "else text [-]");
  command->callback([options, &action] {
    if (writes_graph(*options) && options->from) {
      throw CLI::ValidationError(
          "--from: a .graphml or .dot file holds no path; leave out --output, or write text or .json");
    }
    if (writes_graph(*options) && options->output.json) {
      throw CLI::ValidationError("--json: the output is said to be a .graphml or .dot file");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
