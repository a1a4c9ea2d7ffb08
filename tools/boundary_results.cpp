// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/boundary_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "algorithms/locate.h"
#include "algorithms/total_volume.h"
#include "core/enclosure.h"
#include "tools/number_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

using Classes = std::vector<std::size_t>;

/// Outputs of the network (with one output: 0 below the level, 1 above).
Classes outputs_of(const DecisionCells& cells, std::span<const std::uint32_t> classes) {
  Classes result;
  for (const std::uint32_t i : classes) result.push_back(cells.classes[i]);
  return result;
}

std::string in_words(const Classes& classes) {
  std::string words;
  for (const std::size_t c : classes) words += (words.empty() ? "" : " = ") + std::to_string(c);
  return words;
}

Json pairs_json(const DecisionCells& cells, const std::vector<std::array<std::uint32_t, 2>>& pairs) {
  Json json = Json::array();
  for (const auto& pair : pairs) json.push_back(outputs_of(cells, pair));
  return json;
}

std::string in_words(const std::optional<Enclosure>& value) {
  if (!value) return "infinite";
  return value->is_exact() ? tools::in_words(value->lo) : "about " + in_decimals(value->lo, 12);
}

Enclosure distance(const NearestPoint& nearest) { return sqrt_enclosure(nearest.squared_distance); }

/// Of a part of the boundary when `complete` is false: what is missing may be nearer.
Json nearest_json(const DecisionReport& report, const std::vector<NearestOnFacets>& nearest, bool complete) {
  if (nearest.empty()) return complete ? Json() : Json("unknown");
  const NearestPoint& first = nearest.front().nearest;
  Json points = Json::array();
  for (const NearestOnFacets& on : nearest) {
    std::vector<std::ptrdiff_t> pieces;
    std::set<std::uint32_t> classes;
    for (const FacetId facet : on.facets) {
      pieces.push_back(std::ranges::lower_bound(report.boundary.pieces, facet) - report.boundary.pieces.begin());
      const auto here = report.cells.facet_maximizers[facet.index];
      classes.insert(here.begin(), here.end());
    }
    points.push_back({{"point", rationals_json(on.nearest.point)},
                      {"pieces", pieces},
                      {"classes", outputs_of(report.cells, std::vector(classes.begin(), classes.end()))}});
  }
  return {{"upper_bound", !complete},
          {"squared_distance", to_string(first.squared_distance)},
          {"distance", enclosure_json(distance(first), "sqrt(" + to_string(first.squared_distance) + ")")},
          {"points", std::move(points)}};
}

/// Pieces, and decision cells, by the classes that attain the maximum on them.
using ByClasses = std::map<Classes, std::vector<FacetId>>;

ByClasses pieces_by_classes(const DecisionReport& report) {
  ByClasses result;
  for (const FacetId piece : report.boundary.pieces) {
    result[outputs_of(report.cells, report.cells.facet_maximizers[piece.index])].push_back(piece);
  }
  return result;
}

std::map<Classes, std::vector<RegionId>> cells_by_classes(const DecisionCells& cells) {
  std::map<Classes, std::vector<RegionId>> result;
  for (const RegionId cell : cells.complex.regions()) {
    result[outputs_of(cells, cells.maximizers[cell.index])].push_back(cell);
  }
  return result;
}

std::map<Classes, std::size_t> regions_by_classes(const DecisionReport& report) {
  std::map<Classes, std::size_t> result;
  for (std::size_t r = 0; r < report.regions.size(); ++r) {
    ++result[outputs_of(report.cells, report.cells.maximizers[report.regions.cells[r][0].index])];
  }
  return result;
}

std::size_t cut_regions(const std::map<std::size_t, std::size_t>& histogram) {
  std::size_t cut = 0;
  for (const auto& [pieces, regions] : histogram) cut += pieces > 0 ? regions : 0;
  return cut;
}

std::size_t pieces_on_creases(const DecisionReport& report) {
  return static_cast<std::size_t>(std::ranges::count_if(
      report.boundary.pieces, [&](FacetId piece) { return report.cells.activation_facet[piece.index].is_valid(); }));
}

bool is_bounded(const Complex& complex, std::span<const RegionId> cells) {
  return std::ranges::all_of(cells, [&](RegionId cell) { return complex.is_bounded(cell); });
}

Json boundary_json(const DecisionReport& report) {
  const DecisionBoundary& boundary = report.boundary;
  const Complex& complex = report.cells.complex;
  const auto size = [&](std::span<const FacetId> pieces) {
    return report.measures ? enclosure_json(total_volume(complex, pieces)) : Json();
  };
  Json json = {{"pieces", boundary.pieces.size()},
               {"pieces_on_creases", pieces_on_creases(report)},
               {"adjacencies", boundary.adjacencies.size()},
               {"touching_facets", boundary.touching.size()},
               {"f_vector", boundary.f_vector},
               {"bounded_faces", boundary.bounded_faces},
               {"betti", boundary.topology.betti},
               {"euler_characteristic", boundary.topology.euler_characteristic},
               {"size", size(boundary.pieces)},
               {"components", Json::array()},
               {"by_classes", Json::array()}};
  std::vector<std::vector<FacetId>> members(boundary.topology.components.size());
  for (std::size_t i = 0; i < boundary.pieces.size(); ++i) {
    members[boundary.topology.component[i]].push_back(boundary.pieces[i]);
  }
  for (std::size_t c = 0; c < members.size(); ++c) {
    const ComponentTopology& component = boundary.topology.components[c];
    json["components"].push_back({{"pieces", component.size},
                                  {"bounded", component.bounded},
                                  {"betti", component.betti},
                                  {"size", size(members[c])}});
  }
  for (const auto& [classes, pieces] : pieces_by_classes(report)) {
    json["by_classes"].push_back({{"classes", classes}, {"pieces", pieces.size()}, {"size", size(pieces)}});
  }
  return json;
}

}  // namespace

BoundaryAtPoint boundary_at(const Complex& regions, const DecisionReport& report, std::vector<Rational> point) {
  const DecisionCells& cells = report.cells;
  BoundaryAtPoint at;
  at.point = std::move(point);
  at.input = regions.domain().to_input(at.point);
  at.output = evaluate(regions.network(), at.input);
  const std::vector<Rational> competing = evaluate(cells.complex.network(), at.input);
  const Rational greatest = *std::ranges::max_element(competing);
  for (std::uint32_t i = 0; i < competing.size(); ++i) {
    if (competing[i] == greatest) at.maximizers.push_back(i);
  }
  at.regions = locate(regions, at.point);
  for (const RegionId region : at.regions) at.decisions.push_back(region_decisions(cells, region));
  at.nearest = nearest_on_facets(cells.complex, report.boundary.pieces, at.point);
  at.nearest_in_regions = nearest_on_facets(cells.complex, pieces_in(cells, report.boundary, at.regions), at.point);
  return at;
}

Json rule_json(const DecisionRule& rule, const DecisionCells& cells, const Network& network) {
  if (network.output_dim() == 1) return {{"kind", "level"}, {"level", to_string(rule.level)}, {"classes", {0, 1}}};
  return {{"kind", "argmax"}, {"level", nullptr}, {"classes", cells.classes}};
}

void add_boundary(Json& json, const DecisionReport& report) {
  const DecisionCells& cells = report.cells;
  const auto histogram = pieces_per_region(cells);
  const std::size_t cut = cut_regions(histogram), regions = cells.num_activation_regions;
  json["activation_regions"] = regions;
  json["cut_regions"] = cut;
  Rational fraction(cut, std::max<std::size_t>(regions, 1));
  fraction.canonicalize();
  json["cut_fraction"] = to_string(fraction);
  json["pieces_per_region"] = Json::object();
  for (const auto& [pieces, count] : histogram) json["pieces_per_region"][std::to_string(pieces)] = count;
  json["decision_cells"] = cells.complex.num_regions();
  json["plateau_cells"] =
      std::ranges::count_if(cells.complex.regions(), [&](RegionId c) { return cells.is_plateau(c); });
  json["decision_regions"] = Json::array();
  for (std::size_t r = 0; r < report.regions.size(); ++r) {
    const auto members = report.regions.cells[r];
    json["decision_regions"].push_back(
        {{"maximizers", outputs_of(cells, cells.maximizers[members[0].index])},
         {"cells", members.size()},
         {"bounded", is_bounded(cells.complex, members)},
         {"betti", topology(cells, members).betti},
         {"volume", report.measures ? enclosure_json(total_volume(cells.complex, members)) : Json()}});
  }
  json["boundary"] = boundary_json(report);
}

void add_boundary(Lines& lines, const DecisionReport& report) {
  const DecisionCells& cells = report.cells;
  const Complex& complex = cells.complex;
  const DecisionBoundary& boundary = report.boundary;
  const std::string part = in_this_part(complex);
  const auto histogram = pieces_per_region(cells);
  lines.emplace_back("activation regions", at_least(complex) + with_commas(cells.num_activation_regions));
  std::string pieces;
  for (const auto& [n, count] : histogram) {
    pieces += fmt::format("{}{}: {}", pieces.empty() ? "" : ", ", n, with_commas(count));
  }
  const std::size_t cut = cut_regions(histogram);
  lines.emplace_back("cut regions",
                     fmt::format("{}{}  ({:.2f} %) by the decision boundary", at_least(complex), with_commas(cut),
                                 100.0 * static_cast<double>(cut) /
                                     static_cast<double>(std::max<std::size_t>(cells.num_activation_regions, 1))));
  lines.emplace_back("pieces per region", part + pieces);
  lines.emplace_back("decision cells", at_least(complex) + with_commas(complex.num_regions()));
  const auto regions = regions_by_classes(report);
  for (const auto& [classes, members] : cells_by_classes(cells)) {
    std::string words =
        fmt::format("{}{} in {}", part, counted(members.size(), "cell"), counted(regions.at(classes), "region"));
    if (report.measures) words += ", volume " + in_words(total_volume(complex, members));
    lines.emplace_back((classes.size() > 1 ? "plateau " : "class ") + in_words(classes), words);
  }
  lines.emplace_back(
      "boundary",
      fmt::format("{}{}, {} of them on creases; {} of pieces", part, counted(boundary.pieces.size(), "piece"),
                  with_commas(pieces_on_creases(report)), counted(boundary.adjacencies.size(), "adjacent pair")));
  if (report.measures) {
    const char* names[] = {"points", "length", "area"};
    lines.emplace_back(complex.dim() <= 3 ? names[complex.dim() - 1] : "size",
                       part + in_words(total_volume(complex, boundary.pieces)));
  }
  std::string betti, faces;
  for (const std::size_t b : boundary.topology.betti) betti += (betti.empty() ? "" : ", ") + with_commas(b);
  for (const std::size_t f : boundary.f_vector) faces += (faces.empty() ? "" : "  ") + with_commas(f);
  lines.emplace_back("components", part + with_commas(boundary.topology.components.size()));
  lines.emplace_back("Betti numbers", part + betti + "  (over Z/2)");
  lines.emplace_back("faces", part + faces + "  of dimension 0, 1, ...");
  if (!boundary.touching.empty()) {
    lines.emplace_back("touching", part + counted(boundary.touching.size(), "facet") +
                                       " on which one more class attains the maximum, but does not take over");
  }
}

Json at_json(const Complex& regions, const DecisionReport& report, const BoundaryAtPoint& at) {
  const DecisionCells& cells = report.cells;
  Json json = {{"point", rationals_json(at.point)},
               {"input", rationals_json(at.input)},
               {"output", rationals_json(at.output)},
               {"maximizers", outputs_of(cells, at.maximizers)},
               {"regions", Json::array()},
               {"nearest", nearest_json(report, at.nearest, regions.is_complete())},
               {"nearest_in_regions", nearest_json(report, at.nearest_in_regions, regions.is_complete())}};
  for (std::size_t i = 0; i < at.regions.size(); ++i) {
    const RegionDecisions& here = at.decisions[i];
    json["regions"].push_back({{"id", at.regions[i].index},
                               {"pattern", regions.pattern(at.regions[i])},
                               {"pieces", here.pieces.size()},
                               {"meeting", pairs_json(cells, here.meeting)},
                               {"tied", pairs_json(cells, here.tied)},
                               {"sign_changes", outputs_of(cells, here.sign_changes[at.maximizers.front()])}});
  }
  return json;
}

void add_at(Lines& lines, const Complex& regions, const DecisionReport& report, const BoundaryAtPoint& at) {
  lines.emplace_back("at", tools::in_words(at.point));
  lines.emplace_back("  output", tools::in_words(at.output));
  lines.emplace_back("  class", in_words(outputs_of(report.cells, at.maximizers)));
  for (std::size_t i = 0; i < at.regions.size(); ++i) {
    lines.emplace_back("  region",
                       fmt::format("{}  {}, {} inside", to_string(at.regions[i]), regions.pattern(at.regions[i]),
                                   counted(at.decisions[i].pieces.size(), "piece")));
  }
  const auto add = [&](const std::string& name, const std::vector<NearestOnFacets>& nearest) {
    const bool complete = regions.is_complete();
    if (nearest.empty()) lines.emplace_back(name, complete ? "none" : "unknown: none in this part");
    for (const NearestOnFacets& on : nearest) {
      lines.emplace_back(name,
                         fmt::format("{}{} at distance {}{}", in_this_part(regions), tools::in_words(on.nearest.point),
                                     complete ? "" : "at most ", in_words(std::optional(distance(on.nearest)))));
    }
  };
  add("  nearest", at.nearest);
  add("  nearest in region", at.nearest_in_regions);
}

}  // namespace crease::tools
