// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/evolve_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "tools/number_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

Json layers_json(const std::vector<LayerHistogram>& layers) {
  Json json = Json::array();
  for (const LayerHistogram& layer : layers) {
    Json splits = Json::array();
    for (const CellSplit& split : layer.splits) {
      splits.push_back({{"units", split.units}, {"children", split.children}, {"cells", split.cells}});
    }
    json.push_back({{"layer", layer.layer},
                    {"parents", layer.parents},
                    {"children", layer.children},
                    {"splits", std::move(splits)}});
  }
  return json;
}

Json to_json(const std::optional<PointMeasures>& points) {
  if (!points) return nullptr;
  return {{"on_creases", points->on_creases},
          {"squared_distance_to_crease", distribution_json(points->squared_distances)},
          {"ball_regions", points->ball_regions ? distribution_json(*points->ball_regions) : Json()}};
}

Json to_json(const std::optional<Change>& change) {
  if (!change) return nullptr;
  Json json = {{"kept_regions", change->kept},
               {"vanished_regions", change->vanished},
               {"appeared_regions", change->appeared},
               {"points", nullptr},
               {"overlap", nullptr}};
  if (const auto& points = change->points) {
    json["points"] = {{"same_pattern", points->same_pattern},
                      {"same_class", points->same_class},
                      {"hamming_distance", distribution_json(points->hamming_distances)}};
  }
  if (const auto& overlap = change->overlap) {
    json["overlap"] = {{"pieces", overlap->pieces},
                       {"kept_pieces", overlap->kept_pieces},
                       {"volume", to_string(overlap->volume)},
                       {"kept_volume", enclosure_json(overlap->kept_volume)},
                       {"mean_hamming_distance", enclosure_json(overlap->mean_hamming_distance)}};
  }
  return json;
}

Json to_json(const CheckpointMeasures& checkpoint, const NetworkFile& file) {
  Json json = {
      {"network", result_header("", file)["network"]}, {"complete", checkpoint.reason == StopReason::kFinished},
      {"reason", to_string(checkpoint.reason)},        {"activation_regions", checkpoint.activation_regions},
      {"linear_regions", checkpoint.linear_regions},   {"affine_pieces", checkpoint.affine_pieces},
      {"adjacencies", checkpoint.adjacencies},         {"bounded_regions", checkpoint.bounded_regions},
      {"layers", layers_json(checkpoint.layers)}};
  json["cut_regions"] = checkpoint.cut_regions;
  json["boundary"] = {{"pieces", checkpoint.boundary_pieces},
                      {"components", checkpoint.boundary_components},
                      {"size", checkpoint.measured ? enclosure_json(checkpoint.boundary_size) : Json()}};
  json["points"] = to_json(checkpoint.points);
  json["random_points"] = to_json(checkpoint.random_points);
  json["change"] = to_json(checkpoint.change);
  return json;
}

/// The text of a cell, "-" where there is nothing to tell.
using Words = std::function<std::string(const CheckpointMeasures&)>;

std::string middle_in_decimals(const std::optional<Enclosure>& value) {
  return value ? in_decimals((value->lo + value->hi) / 2, 4) : "inf";
}

/// The median of squared distances, as a distance.
std::string median_distance(const std::optional<PointMeasures>& points) {
  if (!points || points->squared_distances.count == 0) return "-";
  const auto& median = points->squared_distances.order[2];
  return median ? fmt::format("{:.4g}", nearest_sqrt(median->bounds.lo)) : "inf";
}

std::string mean_ball(const std::optional<PointMeasures>& points) {
  constexpr std::size_t kMean = 5;
  return points && points->ball_regions ? statistic_in_decimals(*points->ball_regions, kMean) : "-";
}

std::string percent(const Rational& part, const Rational& whole) {
  return fmt::format("{:.1f}%", nearest_double(100 * part / whole));
}

std::string points_in_words(const CheckpointMeasures& checkpoint, std::size_t PointChange::*same) {
  if (!checkpoint.change || !checkpoint.change->points) return "-";
  const PointChange& points = *checkpoint.change->points;
  return percent(Rational(points.*same), Rational(points.hamming_distances.count));
}

std::vector<std::pair<std::string, Words>> columns_in_words() {
  using C = CheckpointMeasures;
  return {{"regions", [](const C& c) { return with_commas(c.activation_regions); }},
          {"linear", [](const C& c) { return with_commas(c.linear_regions); }},
          {"pieces", [](const C& c) { return with_commas(c.affine_pieces); }},
          {"cut", [](const C& c) { return with_commas(c.cut_regions); }},
          {"boundary", [](const C& c) { return c.measured ? middle_in_decimals(c.boundary_size) : "-"; }},
          {"distance", [](const C& c) { return median_distance(c.points); }},
          {"(random)", [](const C& c) { return median_distance(c.random_points); }},
          {"balls", [](const C& c) { return mean_ball(c.points); }},
          {"(random)", [](const C& c) { return mean_ball(c.random_points); }},
          {"kept", [](const C& c) { return c.change ? with_commas(c.change->kept) : "-"; }},
          {"volume",
           [](const C& c) -> std::string {
             if (!c.change || !c.change->overlap) return "-";
             return percent(c.change->overlap->kept_volume.lo, c.change->overlap->volume);
           }},
          {"pattern", [](const C& c) { return points_in_words(c, &PointChange::same_pattern); }},
          {"class", [](const C& c) { return points_in_words(c, &PointChange::same_class); }}};
}

/// What a column of the table holds, or nothing.
using Count = std::function<std::optional<std::size_t>(const CheckpointMeasures&)>;
/// Of a real number: nothing where it was not measured, an empty enclosure where it is infinite.
using Real = std::function<std::optional<std::optional<Enclosure>>(const CheckpointMeasures&)>;
using Values = std::function<const Distribution*(const CheckpointMeasures&)>;

class TableBuilder {
 public:
  explicit TableBuilder(const EvolveMeasures& measures) : measures_(measures) {
    table_ = {"checkpoints", measures.checkpoints.size(), {}};
  }

  void add_column(const std::string& name, ColumnType type,
                  std::function<void(const CheckpointMeasures&, Cell&)> fill) {
    const auto& checkpoints = measures_.checkpoints;
    table_.columns.push_back({name, type, [&checkpoints, fill = std::move(fill)](std::size_t row, Cell& cell) {
                                fill(checkpoints[row], cell);
                              }});
  }
  void add_count(const std::string& name, const Count& count) {
    add_column(name, ColumnType::kInteger, [count](const CheckpointMeasures& c, Cell& cell) {
      if (const auto value = count(c)) cell.set_integer(static_cast<std::int64_t>(*value));
    });
  }
  void add_real(const std::string& name, const Real& real) {
    for (const bool upper : {false, true}) {
      add_column(name + (upper ? "_hi" : "_lo"), ColumnType::kRational,
                 [real, upper](const CheckpointMeasures& c, Cell& cell) {
                   const auto value = real(c);
                   if (!value) return;
                   if (!*value) return cell.set_infinite();
                   cell.set_rational(upper ? (*value)->hi : (*value)->lo);
                 });
    }
  }
  void add_distribution(const std::string& name, const Values& values) {
    for (std::size_t i = 0; i < kStatistics.size(); ++i) {
      add_real(name + "_" + kStatistics[i],
               [values, i](const CheckpointMeasures& c) -> std::optional<std::optional<Enclosure>> {
                 const Distribution* distribution = values(c);
                 if (distribution == nullptr || distribution->count == 0) return std::nullopt;
                 const auto& number = statistic(*distribution, i);
                 return number ? std::optional(number->bounds) : std::optional<Enclosure>();
               });
    }
  }
  Table finish() { return std::move(table_); }

 private:
  const EvolveMeasures& measures_;
  Table table_;
};

void add_points(TableBuilder& builder, const std::string& prefix,
                std::optional<PointMeasures> CheckpointMeasures::*points) {
  builder.add_distribution(prefix + "squared_distance", [points](const CheckpointMeasures& c) {
    return c.*points ? &(c.*points)->squared_distances : nullptr;
  });
  builder.add_distribution(prefix + "ball_regions", [points](const CheckpointMeasures& c) {
    return c.*points && (c.*points)->ball_regions ? &*(c.*points)->ball_regions : nullptr;
  });
}

/// A part of what changed, where it was measured.
template <typename Get>
auto of_change(Get get) {
  return [get](const CheckpointMeasures& c) -> std::optional<std::size_t> {
    return c.change ? std::optional(get(*c.change)) : std::nullopt;
  };
}

template <typename Get>
auto of_point_change(Get get) {
  return [get](const CheckpointMeasures& c) -> std::optional<std::size_t> {
    return c.change && c.change->points ? std::optional(get(*c.change->points)) : std::nullopt;
  };
}

template <typename Get>
auto of_overlap(Get get) {
  return [get](const CheckpointMeasures& c) -> std::optional<std::optional<Enclosure>> {
    if (!c.change || !c.change->overlap) return std::nullopt;
    return get(*c.change->overlap);
  };
}

}  // namespace

void add_evolution(Json& json, const EvolveMeasures& measures, const std::vector<NetworkFile>& files) {
  json["checkpoints"] = Json::array();
  for (std::size_t i = 0; i < measures.checkpoints.size(); ++i) {
    json["checkpoints"].push_back(to_json(measures.checkpoints[i], files[i]));
  }
}

std::string evolution_in_words(const EvolveMeasures& measures) {
  std::vector<std::vector<std::string>> rows(1 + measures.checkpoints.size());
  rows[0].push_back("checkpoint");
  for (std::size_t i = 0; i < measures.checkpoints.size(); ++i) rows[i + 1].push_back(measures.checkpoints[i].name);
  for (const auto& [name, words] : columns_in_words()) {
    std::vector<std::string> cells;
    for (const CheckpointMeasures& checkpoint : measures.checkpoints) cells.push_back(words(checkpoint));
    // A column without anything to tell is left out.
    if (std::ranges::all_of(cells, [](const std::string& cell) { return cell == "-"; })) continue;
    rows[0].push_back(name);
    for (std::size_t i = 0; i < cells.size(); ++i) rows[i + 1].push_back(std::move(cells[i]));
  }
  std::string text;
  std::vector<std::size_t> widths(rows[0].size());
  for (const auto& row : rows) {
    for (std::size_t k = 0; k < row.size(); ++k) widths[k] = std::max(widths[k], row[k].size());
  }
  for (const auto& row : rows) {
    text += fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t k = 1; k < row.size(); ++k) text += fmt::format("  {:>{}}", row[k], widths[k]);
    text += "\n";
  }
  return text;
}

Table evolution_table(const EvolveMeasures& measures) {
  using C = CheckpointMeasures;
  TableBuilder builder(measures);
  builder.add_column("name", ColumnType::kText, [](const C& c, Cell& cell) { cell.set_text(c.name); });
  builder.add_column("sha256", ColumnType::kText, [](const C& c, Cell& cell) { cell.set_text(c.sha256); });
  builder.add_column("complete", ColumnType::kBoolean,
                     [](const C& c, Cell& cell) { cell.set_boolean(c.reason == StopReason::kFinished); });
  builder.add_count("activation_regions", [](const C& c) { return c.activation_regions; });
  builder.add_count("linear_regions", [](const C& c) { return c.linear_regions; });
  builder.add_count("affine_pieces", [](const C& c) { return c.affine_pieces; });
  builder.add_count("adjacencies", [](const C& c) { return c.adjacencies; });
  builder.add_count("bounded_regions", [](const C& c) { return c.bounded_regions; });
  builder.add_count("cut_regions", [](const C& c) { return c.cut_regions; });
  builder.add_count("boundary_pieces", [](const C& c) { return c.boundary_pieces; });
  builder.add_count("boundary_components", [](const C& c) { return c.boundary_components; });
  builder.add_real("boundary_size",
                   [](const C& c) { return c.measured ? std::optional(c.boundary_size) : std::nullopt; });
  add_points(builder, "", &C::points);
  add_points(builder, "random_", &C::random_points);
  builder.add_count("kept_regions", of_change([](const Change& change) { return change.kept; }));
  builder.add_count("vanished_regions", of_change([](const Change& change) { return change.vanished; }));
  builder.add_count("appeared_regions", of_change([](const Change& change) { return change.appeared; }));
  builder.add_count("same_pattern_points",
                    of_point_change([](const PointChange& points) { return points.same_pattern; }));
  builder.add_count("same_class_points", of_point_change([](const PointChange& points) { return points.same_class; }));
  builder.add_real("kept_volume", of_overlap([](const PatternOverlap& overlap) { return overlap.kept_volume; }));
  builder.add_real("mean_hamming_distance",
                   of_overlap([](const PatternOverlap& overlap) { return overlap.mean_hamming_distance; }));
  return builder.finish();
}

}  // namespace crease::tools
