// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/neighborhood_results.h"

#include <fmt/format.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphml.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <ostream>
#include <set>
#include <utility>

#include "algorithms/inequalities.h"
#include "core/enclosure.h"
#include "tools/ball_results.h"
#include "tools/similarity_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

std::vector<std::string> texts(std::span<const UnitId> units) {
  std::vector<std::string> result;
  for (const UnitId unit : units) result.push_back(to_string(unit));
  return result;
}

std::string joined(std::span<const UnitId> units) {
  std::string text;
  for (const UnitId unit : units) text += (text.empty() ? "" : " ") + to_string(unit);
  return text;
}

bool is_boundary(const Neighborhood& neighborhood, const NeighborFacet& facet) {
  return neighborhood.walls.is_domain_row(facet.walls.back());
}

const char* kind_of(const Neighborhood& neighborhood, const NeighborFacet& facet) {
  return facet.neighbor.is_valid() ? "interior" : is_boundary(neighborhood, facet) ? "boundary" : "open";
}

std::vector<std::size_t> ring_sizes(const Neighborhood& neighborhood) {
  std::vector<std::size_t> sizes;
  for (const NeighborRegion& region : neighborhood.regions) {
    sizes.resize(std::max(sizes.size(), static_cast<std::size_t>(region.ring) + 1));
    ++sizes[static_cast<std::size_t>(region.ring)];
  }
  return sizes;
}

/// Pairs of neighbours, each once, with the facet of the first one from which it is known.
std::vector<const NeighborFacet*> crossings(const Neighborhood& neighborhood) {
  std::set<std::pair<RegionId, RegionId>> known;
  std::vector<const NeighborFacet*> result;
  for (const NeighborFacet& facet : neighborhood.facets) {
    if (facet.neighbor.is_valid() && known.insert(std::minmax(facet.region, facet.neighbor)).second) {
      result.push_back(&facet);
    }
  }
  return result;
}

/// How the law of map_similarity.h fared: of crossings, those where one unit flips, where the jump has rank one, where
/// its rows are no multiples of the normal.
struct JumpCounts {
  std::size_t crossings = 0, one_unit = 0, rank_one = 0, violations = 0;
};

JumpCounts count_jumps(const Neighborhood& neighborhood) {
  JumpCounts counts;
  for (const NeighborFacet* facet : crossings(neighborhood)) {
    ++counts.crossings;
    counts.one_unit += facet->flipped.size() == 1;
    counts.rank_one += facet->jump_rank == 1;
    counts.violations += !facet->jump_rank;
  }
  return counts;
}

Json facet_json(const Neighborhood& neighborhood, const NeighborFacet& facet, std::size_t id) {
  return {{"id", id},
          {"region", facet.region.index},
          {"neighbor", facet.neighbor.is_valid() ? Json(facet.neighbor.index) : Json()},
          {"kind", kind_of(neighborhood, facet)},
          {"units", texts(neighborhood.walls.units(facet.walls))},
          {"flipped", texts(facet.flipped)},
          {"domain_rows", neighborhood.walls.domain_rows(facet.walls)},
          {"jump_rank", facet.jump_rank ? Json(*facet.jump_rank) : Json()},
          {"normal", rationals_json(facet.normal)},
          {"offset", to_string(facet.offset)}};
}

Json region_json(const Neighborhood& neighborhood, RegionId id) {
  const NeighborRegion& region = neighborhood.regions[id.index];
  Json json = {{"id", id.index},
               {"ring", region.ring},
               {"pattern", neighborhood.pattern(id)},
               {"flipped", texts(region.flipped)},
               {"facets", region.has_facets ? Json(region.facets) : Json()},
               {"interior_point", rationals_json(region.interior_point)}};
  json.update(similarity_json(region.similarity));
  json["outputs"] = Json::array();
  for (const MapSimilarity& similarity : region.output_similarity) {
    json["outputs"].push_back(similarity_json(similarity));
  }
  return json;
}

std::string similarity_in_words(const MapSimilarity& similarity) {
  const std::string cosine_text =
      similarity.cos_squared ? fmt::format("{:.6f}", nearest_double(cosine(similarity).lo)) : "none";
  const std::string difference =
      similarity.squared_difference ? in_decimals(sqrt_enclosure(*similarity.squared_difference).lo) : "inf";
  return fmt::format("cos {}, |A' - A| / |A| {}", cosine_text, difference);
}

std::string in_words(const JumpCounts& jumps) {
  if (jumps.crossings == 0) return "0";
  const std::string direction = jumps.violations > 0 ? fmt::format(", NOT along the normal at {}", jumps.violations)
                                : jumps.rank_one > 0 ? ", always along the facet's normal"
                                                     : "";
  return fmt::format("{}, of which {} flip one unit; the gradient's jump has rank one at {}{}", jumps.crossings,
                     jumps.one_unit, jumps.rank_one, direction);
}

std::string radius_in_words(const RegionRadii& radii, std::size_t region) {
  if (region >= radii.size()) return "not computed";
  return radii[region] ? tools::in_words(*radii[region]) : "infinite";
}

void push_units(Cell& cell, std::span<const UnitId> units) {
  cell.start_list();
  for (const UnitId unit : units) cell.push_text(to_string(unit));
}

void push_rationals(Cell& cell, std::span<const Rational> values) {
  cell.start_list();
  for (const Rational& value : values) cell.push_rational(value);
}

}  // namespace

RegionRadii radii_of(const Neighborhood& neighborhood, const std::function<bool()>& is_over) {
  RegionRadii radii;
  for (std::size_t i = 0; i < neighborhood.regions.size() && !is_over(); ++i) {
    const auto symbol_of = [&](UnitId unit) { return neighborhood.symbol(RegionId(i), unit); };
    const Inequalities own = inequalities(neighborhood.network, neighborhood.domain, symbol_of, RowSet::kRegion);
    const Insphere ball = insphere(own.rows, neighborhood.domain.dim());
    radii.push_back(ball.infinite ? std::nullopt : std::optional(record(ball.radius, std::nullopt)));
  }
  return radii;
}

void add_neighborhood(Json& json, const Neighborhood& neighborhood, const std::optional<RegionRadii>& radii) {
  json["rings"] = ring_sizes(neighborhood);
  const JumpCounts jumps = count_jumps(neighborhood);
  json["crossings"] = jumps.crossings;
  json["rank_one_law"] = {
      {"one_unit_flips", jumps.one_unit}, {"rank_one", jumps.rank_one}, {"violations", jumps.violations}};
  const FacetStages& stages = neighborhood.stages;
  json["stages"] = {{"shots", stages.shots},
                    {"points", stages.points},
                    {"triage", stages.triage},
                    {"basis", stages.basis},
                    {"programs", stages.programs}};
  json["regions"] = Json::array();
  for (std::size_t i = 0; i < neighborhood.regions.size(); ++i) {
    json["regions"].push_back(region_json(neighborhood, RegionId(i)));
    if (!radii) continue;
    Json& radius = json["regions"].back()["radius"];
    if (i < radii->size()) radius = (*radii)[i] ? number_json(*(*radii)[i]) : Json("inf");
  }
  json["facets"] = Json::array();
  for (std::size_t i = 0; i < neighborhood.facets.size(); ++i) {
    json["facets"].push_back(facet_json(neighborhood, neighborhood.facets[i], i));
  }
}

void add_neighborhood(Lines& lines, const Neighborhood& neighborhood, const std::optional<RegionRadii>& radii) {
  const std::vector<std::size_t> sizes = ring_sizes(neighborhood);
  for (std::size_t ring = 0; ring < sizes.size(); ++ring) {
    lines.emplace_back(fmt::format("ring {}", ring), counted(sizes[ring], "region"));
  }
  lines.emplace_back("crossings", in_words(count_jumps(neighborhood)));
  for (std::size_t i = 0; i < neighborhood.regions.size(); ++i) {
    const NeighborRegion& region = neighborhood.regions[i];
    const std::string facets = region.has_facets ? ", " + counted(region.facets.size(), "facet") : "";
    lines.emplace_back(to_string(RegionId(i)), neighborhood.pattern(RegionId(i)));
    const std::string radius = radii ? ", inradius " + radius_in_words(*radii, i) : "";
    lines.emplace_back("", fmt::format("ring {}{}, flipped {}, {}{}", region.ring, facets,
                                       region.flipped.empty() ? "none" : joined(region.flipped),
                                       similarity_in_words(region.similarity), radius));
  }
}

Table neighbor_table(const Neighborhood& neighborhood, const std::optional<RegionRadii>& radii) {
  const auto& regions = neighborhood.regions;
  const auto cosine_cell = [&regions](std::size_t i, Cell& cell, auto&& fill) {
    if (regions[i].similarity.cos_squared) fill(cell, regions[i].similarity);
  };
  using Type = ColumnType;
  Table table{
      "regions",
      regions.size(),
      {
          {"id", Type::kInteger, [](std::size_t i, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(i)); }},
          {"ring", Type::kInteger, [&regions](std::size_t i, Cell& cell) { cell.set_integer(regions[i].ring); }},
          {"pattern", Type::kText,
           [&neighborhood](std::size_t i, Cell& cell) { cell.set_text(neighborhood.pattern(RegionId(i))); }},
          {"flipped", Type::kTexts, [&regions](std::size_t i, Cell& cell) { push_units(cell, regions[i].flipped); }},
          {"facets", Type::kIntegers,
           [&regions](std::size_t i, Cell& cell) {
             if (!regions[i].has_facets) return;
             cell.start_list();
             for (const std::size_t facet : regions[i].facets) cell.push_integer(static_cast<std::int64_t>(facet));
           }},
          {"interior_point", Type::kRationals,
           [&regions](std::size_t i, Cell& cell) { push_rationals(cell, regions[i].interior_point); }},
          {"cos_sign", Type::kInteger,
           [cosine_cell](std::size_t i, Cell& out) {
             cosine_cell(i, out, [](Cell& cell, const MapSimilarity& s) { cell.set_integer(s.cos_sign); });
           }},
          {"cos_squared", Type::kRational,
           [cosine_cell](std::size_t i, Cell& out) {
             cosine_cell(i, out, [](Cell& cell, const MapSimilarity& s) { cell.set_rational(*s.cos_squared); });
           }},
          {"cos_lo", Type::kRational,
           [cosine_cell](std::size_t i, Cell& out) {
             cosine_cell(i, out, [](Cell& cell, const MapSimilarity& s) { cell.set_rational(cosine(s).lo); });
           }},
          {"cos_hi", Type::kRational,
           [cosine_cell](std::size_t i, Cell& out) {
             cosine_cell(i, out, [](Cell& cell, const MapSimilarity& s) { cell.set_rational(cosine(s).hi); });
           }},
          {"squared_difference", Type::kRational,
           [&regions](std::size_t i, Cell& cell) {
             const auto& difference = regions[i].similarity.squared_difference;
             difference ? cell.set_rational(*difference) : cell.set_infinite();
           }},
      }};
  for (const bool upper : {false, true}) {
    if (!radii) break;
    table.columns.push_back(
        {upper ? "radius_hi" : "radius_lo", Type::kRational, [&radii = *radii, upper](std::size_t i, Cell& cell) {
           if (i >= radii.size()) return;
           if (!radii[i]) return cell.set_infinite();
           cell.set_rational(upper ? radii[i]->bounds.hi : radii[i]->bounds.lo);
         }});
  }
  return table;
}

Table neighbor_facet_table(const Neighborhood& neighborhood) {
  const auto& facets = neighborhood.facets;
  using Type = ColumnType;
  return {
      "facets",
      facets.size(),
      {
          {"id", Type::kInteger, [](std::size_t i, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(i)); }},
          {"region", Type::kInteger,
           [&facets](std::size_t i, Cell& cell) { cell.set_integer(facets[i].region.index); }},
          {"neighbor", Type::kInteger,
           [&facets](std::size_t i, Cell& cell) {
             if (facets[i].neighbor.is_valid()) cell.set_integer(facets[i].neighbor.index);
           }},
          {"kind", Type::kText,
           [&neighborhood](std::size_t i, Cell& cell) {
             cell.set_text(kind_of(neighborhood, neighborhood.facets[i]));
           }},
          {"units", Type::kTexts,
           [&neighborhood](std::size_t i, Cell& cell) {
             push_units(cell, neighborhood.walls.units(neighborhood.facets[i].walls));
           }},
          {"flipped", Type::kTexts, [&facets](std::size_t i, Cell& cell) { push_units(cell, facets[i].flipped); }},
          {"domain_rows", Type::kIntegers,
           [&neighborhood](std::size_t i, Cell& cell) {
             cell.start_list();
             for (const std::size_t row : neighborhood.walls.domain_rows(neighborhood.facets[i].walls)) {
               cell.push_integer(static_cast<std::int64_t>(row));
             }
           }},
          {"jump_rank", Type::kInteger,
           [&facets](std::size_t i, Cell& cell) {
             if (facets[i].jump_rank) cell.set_integer(*facets[i].jump_rank);
           }},
          {"normal", Type::kRationals,
           [&facets](std::size_t i, Cell& cell) { push_rationals(cell, facets[i].normal); }},
          {"offset", Type::kRational, [&facets](std::size_t i, Cell& cell) { cell.set_rational(facets[i].offset); }},
      }};
}

void write_graphml(const Neighborhood& neighborhood, std::ostream& out) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                      boost::property<boost::edge_name_t, std::string>>;
  Graph graph(neighborhood.regions.size());
  for (const NeighborFacet* facet : crossings(neighborhood)) {
    boost::add_edge(facet->region.index, facet->neighbor.index, joined(neighborhood.walls.units(facet->walls)), graph);
  }
  const auto property = [](auto&& f) { return boost::make_function_property_map<std::size_t>(f); };
  boost::dynamic_properties properties;
  properties.property("region", property([](std::size_t i) { return to_string(RegionId(i)); }));
  properties.property("ring", property([&](std::size_t i) { return neighborhood.regions[i].ring; }));
  properties.property("pattern", property([&](std::size_t i) { return neighborhood.pattern(RegionId(i)); }));
  properties.property("units", boost::get(boost::edge_name, graph));
  boost::write_graphml(out, graph, properties, true);
}

}  // namespace crease::tools
