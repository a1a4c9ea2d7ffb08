// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <span>
#include <stdexcept>

#include "algorithms/face_table.h"
#include "algorithms/measures.h"
#include "core/adjacency_graph.h"
#include "core/io/graph_writers.h"
#include "core/io/network_file.h"
#include "core/io/preprocessing.h"
#include "core/io/table_writers.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

Table table_named(const Analysis& analysis, const std::string& name) {
  if (name == "regions") return region_table(analysis.report);
  if (name == "facets") return facet_table(analysis.report);
  return vertex_table(analysis.report);
}

void write_faces(const Analysis& analysis, const std::string& extension, std::ostream& out) {
  const FaceLattice lattice = build_face_lattice(analysis.report.complex);
  const Table table = face_table(analysis.report.complex, lattice);
  extension == ".csv" ? write_csv(table, out) : write_jsonl(table, out);
}

GraphLabels graph_labels(const Analysis& analysis) {
  const LinearRegions& linear = analysis.report.linear_regions;
  using Type = RegionColumn::Type;
  return {{{"linear_region", Type::kInteger,
            [&linear](RegionId region) { return std::to_string(linear.of_region[region.index].index); }},
           {"affine_piece", Type::kInteger,
            [&linear](RegionId region) {
              return std::to_string(linear.affine_piece[linear.of_region[region.index].index].index);
            }}},
          linear.bends};
}

void write_summary(const Analysis& analysis, const std::vector<std::string>& files, std::ostream& out) {
  const Complex& complex = analysis.report.complex;
  Json json;
  json["schema"] = "crease-analysis/1";
  json["tool_version"] = analysis.header.tool_version;
  json["network"] = {{"name", complex.network().name()}, {"sha256", analysis.header.sha256}};
  add_preprocessing(json["network"], analysis.header.preprocessing);
  json["decimals"] = to_string(analysis.header.decimals);
  json["domain"] = domain_json(complex.domain());
  json["complete"] = complex.is_complete();
  json["reason"] = analysis.header.reason;
  add_analysis(json, analysis);
  json["files"] = files;
  out << to_text(json);
}

std::string in_words(const DistanceBounds& bounds) {
  return bounds.is_exact() ? with_commas(bounds.lo)
                           : fmt::format("{} to {}", with_commas(bounds.lo), with_commas(bounds.hi));
}

Json unit_json(const UnitReport& unit) {
  Json json = {{"unit", to_string(unit.unit)},
               {"affine", unit.is_affine},
               {"constant", unit.is_constant},
               {"dead", unit.is_dead},
               {"stable_piece", nullptr},
               {"crease_facets", unit.crease_facets},
               {"bending_facets", unit.bending_facets},
               {"bends_network", unit.bends_network},
               {"same_facets_as", nullptr}};
  if (unit.stable_piece) json["stable_piece"] = *unit.stable_piece;
  if (unit.same_facets_as) json["same_facets_as"] = to_string(*unit.same_facets_as);
  return json;
}

/// "3: u0.1, u0.4, u1.2  (what they are)", the first few of them.
std::string list_units(const std::vector<UnitReport>& units, const std::string& meaning,
                       bool (*is_wanted)(const UnitReport&)) {
  constexpr std::size_t kMostNamed = 8;
  std::string names;
  std::size_t count = 0;
  for (const UnitReport& unit : units) {
    if (!is_wanted(unit)) continue;
    if (++count <= kMostNamed) names += (names.empty() ? "" : ", ") + to_string(unit.unit);
  }
  if (count == 0) return "none";
  return fmt::format("{}: {}{}  {}", with_commas(count), names, count > kMostNamed ? ", ..." : "", meaning);
}

}  // namespace

Analysis analyze(const Complex& complex, ComplexHeader header) {
  const LinearRegions linear = linear_regions(complex);
  header.linear_regions = linear.size();
  header.affine_pieces = linear.num_affine_pieces;
  Analysis analysis{{complex, linear}, std::move(header), {}, {}, {}, {}, {}, {}};
  analysis.faces = count_faces(complex);
  const AdjacencyGraph graph = make_adjacency_graph(complex);
  analysis.components = components(graph);
  analysis.bipartition = bipartition(graph);
  analysis.extent = graph_extent(graph);
  analysis.units = report_units(complex, linear);
  analysis.report.measures = complex.dim() <= kMaxMeasuredDimension;
  if (complex.has_coordinates() && analysis.report.measures) {
    analysis.volume = 0;
    for (const RegionId region : complex.regions()) {
      if (const auto part = volume(complex, region)) *analysis.volume += *part;
    }
  }
  return analysis;
}

const std::vector<std::string>& analysis_file_names() {
  static const std::vector<std::string> names = {
      "summary.json",  "network.json", "complex.json",   "regions.csv", "facets.csv",    "vertices.csv", "faces.csv",
      "regions.jsonl", "facets.jsonl", "vertices.jsonl", "faces.jsonl", "graph.graphml", "graph.dot",    "complex.npz",
  };
  return names;
}

void write_analysis_file(const Analysis& analysis, const std::string& name, const std::vector<std::string>& all_files,
                         std::ostream& out) {
  const std::filesystem::path path = name;
  const std::string stem = path.stem().string();
  const std::string extension = path.extension().string();
  if (name == "summary.json") return write_summary(analysis, all_files, out);
  if (name == "network.json") return write_network_json(analysis.report.complex.network(), out);
  if (extension == ".json") return write_complex_json(analysis.report, analysis.header, out);
  if (stem == "faces") return write_faces(analysis, extension, out);
  if (extension == ".csv") return write_csv(table_named(analysis, stem), out);
  if (extension == ".jsonl") return write_jsonl(table_named(analysis, stem), out);
  if (extension == ".graphml") return write_graphml(analysis.report.complex, graph_labels(analysis), out);
  if (extension == ".dot") return write_dot(analysis.report.complex, graph_labels(analysis), out);
  if (extension != ".npz") throw std::logic_error("no analysis file: " + name);
  const FaceLattice lattice = build_face_lattice(analysis.report.complex);
  const Table tables[] = {region_table(analysis.report), facet_table(analysis.report), vertex_table(analysis.report),
                          face_table(analysis.report.complex, lattice)};
  write_npz(tables, out);
}

void add_analysis(Json& json, const Analysis& analysis) {
  const Complex& complex = analysis.report.complex;
  add_counts(json, complex, analysis.report.linear_regions);
  std::size_t boundary = 0;
  for (const FacetId facet : complex.facets()) boundary += complex.is_boundary(facet);
  json["boundary_facets"] = boundary;
  json["rays"] = complex.num_rays();
  json["lineality_dim"] = complex.lineality_dim();
  add_faces(json, complex, analysis.faces);
  json["volume_of_bounded_regions"] = nullptr;
  if (analysis.volume) json["volume_of_bounded_regions"] = to_string(*analysis.volume);
  json["graph"] = {{"components", analysis.components.sizes.size()},
                   {"bipartite", analysis.bipartition.is_bipartite()},
                   {"diameter", nullptr},
                   {"radius", nullptr}};
  if (analysis.extent) {
    json["graph"]["diameter"] = bounds_json(analysis.extent->diameter);
    json["graph"]["radius"] = bounds_json(analysis.extent->radius);
  }
  json["units"] = Json::array();
  for (const UnitReport& unit : analysis.units) json["units"].push_back(unit_json(unit));
}

void add_analysis(Lines& lines, const Analysis& analysis) {
  const Complex& complex = analysis.report.complex;
  const std::string part = in_this_part(complex);
  add_counts(lines, complex, analysis.report.linear_regions);
  add_faces(lines, complex, analysis.faces);
  if (complex.lineality_dim() > 0) {
    lines.emplace_back("lines", fmt::format("in {} through every region; vertices and rays are modulo these",
                                            counted(complex.lineality_dim(), "direction")));
  }
  if (analysis.volume) {
    lines.emplace_back("volume", part + (complex.num_bounded_regions() == 0
                                             ? "infinite in every region"
                                             : in_words(*analysis.volume) + "  of the bounded regions together"));
  }
  lines.emplace_back("graph", fmt::format("{}{}, {}", part, counted(analysis.components.sizes.size(), "component"),
                                          analysis.bipartition.is_bipartite() ? "bipartite" : "not bipartite"));
  if (analysis.extent) {
    lines.emplace_back("diameter, radius",
                       part + in_words(analysis.extent->diameter) + ", " + in_words(analysis.extent->radius));
  }
  const auto add = [&](const char* name, const char* meaning, bool (*is_wanted)(const UnitReport&)) {
    lines.emplace_back(name, part + list_units(analysis.units, meaning, is_wanted));
  };
  add("stable units", "on one piece everywhere",
      [](const UnitReport& u) { return u.stable_piece.has_value() && !u.is_affine; });
  add("dead units", "with one output everywhere", [](const UnitReport& u) { return u.is_dead; });
  add("idle creases", "units that have facets, none of which bends the network",
      [](const UnitReport& u) { return u.crease_facets > 0 && !u.bends_network; });
  add("shared creases", "units with exactly the facets of an earlier one",
      [](const UnitReport& u) { return u.same_facets_as && *u.same_facets_as != u.unit; });
}

}  // namespace crease::tools
