// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/stats_results.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/number_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

Json to_json(const QuantityReport& report) {
  Json json = {{"name", report.name}, {"description", report.description}, {"over", report.over}};
  json.update(distribution_json(report.distribution));
  return json;
}

/// The lower or upper bound of a statistic.
void fill_bound(const Distribution& distribution, std::size_t i, bool upper, Cell& cell) {
  if (distribution.count == 0) return;
  const auto& number = statistic(distribution, i);
  if (!number) return cell.set_infinite();
  cell.set_rational(upper ? number->bounds.hi : number->bounds.lo);
}

}  // namespace

void add_stats(Json& json, const StatsSummary& summary, const Domain& domain) {
  json["activation_regions"] = summary.regions;
  json["points"] = nullptr;
  if (summary.points) {
    json["points"] = {{"file", summary.points->file},
                      {"count", summary.points->count},
                      {"outside", summary.points->outside},
                      {"on_creases", summary.points->on_creases}};
  }
  json["random_mean_squared_cos"] = to_string(Rational(1) / Rational(domain.dim()));
  json["quantities"] = Json::array();
  for (const QuantityReport& report : summary.quantities) json["quantities"].push_back(to_json(report));
}

void add_stats(Lines& lines, const StatsSummary& summary, const Domain& domain) {
  if (summary.points) {
    lines.emplace_back("points",
                       fmt::format("{} of {}, {} outside the domain, {} on creases", with_commas(summary.points->count),
                                   summary.points->file, with_commas(summary.points->outside),
                                   with_commas(summary.points->on_creases)));
  }
  const bool complete = summary.reason == StopReason::kFinished;
  lines.emplace_back("regions", (complete ? "" : "at least ") + with_commas(summary.regions));
  lines.emplace_back("mean cos^2", to_string(Rational(1) / Rational(domain.dim())) + " for random directions");
}

std::string quantities_in_words(const std::vector<QuantityReport>& reports) {
  std::string text;
  std::size_t width = 0;
  for (const QuantityReport& report : reports) width = std::max(width, report.name.size());
  text += fmt::format("{:<{}}  {:>10}", "", width, "values");
  for (const char* name : kStatistics) text += fmt::format("  {:>10}", name);
  text += "\n";
  for (const QuantityReport& report : reports) {
    text += fmt::format("{:<{}}  {:>10}", report.name, width, with_commas(report.distribution.count));
    for (std::size_t i = 0; i < kStatistics.size(); ++i) {
      text += fmt::format("  {:>10}", statistic_in_decimals(report.distribution, i));
    }
    text += "\n";
  }
  return text;
}

Table quantity_table(const std::vector<QuantityReport>& reports) {
  Table table{"quantities", reports.size(), {}};
  const auto add = [&](const std::string& name, ColumnType type, auto fill) {
    table.columns.push_back({name, type, [&reports, fill](std::size_t row, Cell& cell) { fill(reports[row], cell); }});
  };
  using Report = QuantityReport;
  add("name", ColumnType::kText, [](const Report& report, Cell& cell) { cell.set_text(report.name); });
  add("over", ColumnType::kText, [](const Report& report, Cell& cell) { cell.set_text(report.over); });
  const auto add_count = [&](const std::string& name, std::size_t Distribution::*count) {
    add(name, ColumnType::kInteger, [count](const Report& report, Cell& cell) {
      cell.set_integer(static_cast<std::int64_t>(report.distribution.*count));
    });
  };
  add_count("count", &Distribution::count);
  add_count("infinite", &Distribution::infinite);
  add_count("missing", &Distribution::missing);
  for (std::size_t i = 0; i < kStatistics.size(); ++i) {
    for (const bool upper : {false, true}) {
      add(std::string(kStatistics[i]) + (upper ? "_hi" : "_lo"), ColumnType::kRational,
          [i, upper](const Report& report, Cell& cell) { fill_bound(report.distribution, i, upper, cell); });
    }
  }
  const auto add_edges = [&](const std::string& name, Rational Bin::*edge) {
    add(name, ColumnType::kRationals, [edge](const Report& report, Cell& cell) {
      cell.start_list();
      for (const Bin& bin : report.distribution.histogram) cell.push_rational(bin.*edge);
    });
  };
  add_edges("bin_lo", &Bin::lo);
  add_edges("bin_hi", &Bin::hi);
  add("bin_counts", ColumnType::kIntegers, [](const Report& report, Cell& cell) {
    cell.start_list();
    for (const Bin& bin : report.distribution.histogram) cell.push_integer(static_cast<std::int64_t>(bin.count));
  });
  return table;
}

}  // namespace crease::tools
