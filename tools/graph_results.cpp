// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/graph_results.h"

#include <fmt/format.h>

#include "algorithms/locate.h"
#include "core/adjacency_graph.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

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

}  // namespace

GraphAnswers answer_graph(const Complex& complex,
                          const std::optional<std::pair<std::vector<Rational>, std::vector<Rational>>>& ends) {
  const AdjacencyGraph graph = make_adjacency_graph(complex);
  GraphAnswers answers{
      components(graph), bipartition(graph), graph_extent(graph), compare_distances(complex, graph), {}};
  if (ends) {
    const auto start = region_at(complex, ends->first), end = region_at(complex, ends->second);
    if (start && end) answers.path = shortest_path(graph, *start, *end);
  }
  return answers;
}

void add_graph(Json& json, const Complex& complex, const GraphAnswers& answers) {
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
}

void add_graph(Lines& lines, const Complex& complex, const GraphAnswers& answers) {
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

}  // namespace crease::tools
