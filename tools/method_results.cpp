// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/method_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/text.h"

namespace crease::tools {
namespace {

using Words = std::vector<std::string>;

/// Columns two spaces apart, without those that say nothing below their header; the first `left` of them and the last
/// one start on the left, the others end on the right.
std::string in_columns(const std::vector<Words>& rows, std::size_t left) {
  std::vector<std::size_t> widths(rows[0].size());
  std::vector<bool> is_shown(widths.size());
  for (const Words& row : rows) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      widths[j] = std::max(widths[j], row[j].size());
      is_shown[j] = is_shown[j] || (&row != &rows[0] && row[j] != "-" && !row[j].empty());
    }
  }
  std::string text;
  for (const Words& row : rows) {
    std::string line;
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (!is_shown[j]) continue;
      const bool to_left = j < left || j + 1 == row.size();
      line += (line.empty() ? "" : "  ") +
              (to_left ? fmt::format("{:<{}}", row[j], widths[j]) : fmt::format("{:>{}}", row[j], widths[j]));
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

/// Long integers as decimals.
std::string short_words(const Rational& value) {
  const std::string exact = to_string(value);
  return exact.size() <= 15 ? exact : in_decimals(value, 4);
}

std::string value_in_words(const MethodRow& row) {
  const std::string sign = row.kind == MethodKind::kUpperBound   ? "<= "
                           : row.kind == MethodKind::kLowerBound ? ">= "
                                                                 : "";
  if (const auto* rational = std::get_if<Rational>(&row.value)) return sign + short_words(*rational);
  if (const auto* number = std::get_if<double>(&row.value)) return fmt::format("{:.6g}", *number);
  return "-";
}

std::string exact_in_words(const MethodRow& row) {
  if (!row.exact) return "-";
  return row.exact->is_exact() && row.exact->lo.get_den() == 1 ? short_words(row.exact->lo)
                                                               : in_decimals((row.exact->lo + row.exact->hi) / 2);
}

/// The ratio, or the greatest error.
std::string ratio_in_words(const MethodRow& row) {
  if (const auto ratio = row.ratio()) return in_decimals(*ratio, 4);
  return row.error ? fmt::format("{:.2g}", *row.error) : "-";
}

std::string count_in_words(const std::optional<std::uint64_t>& count) { return count ? with_commas(*count) : "-"; }

std::string parameters_in_words(const MethodRow& row) {
  std::string words;
  for (const auto& [name, value] : row.parameters.items()) {
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", name, value.dump());
  }
  return words;
}

/// "float_lp", "float_lp_adjacencies": the quantity where a method has several.
std::string column_name(const MethodRow& row) {
  return row.quantity == "adjacencies" ? row.method + "_adjacencies" : row.method;
}

/// The rows' columns of all networks, in their order, each once.
Words column_names(const std::vector<NetworkRow>& networks) {
  Words names;
  for (const NetworkRow& network : networks) {
    if (!network.result) continue;
    for (const MethodRow& row : network.result->comparison.rows) {
      if (std::ranges::find(names, column_name(row)) == names.end()) names.push_back(column_name(row));
    }
  }
  // What only some networks have came last: the bounds belong together.
  std::ranges::stable_partition(names, [](const std::string& name) { return name != "zaslavsky"; });
  return names;
}

const MethodRow* find_row(const NetworkRow& network, const std::string& column) {
  if (!network.result) return nullptr;
  const auto& rows = network.result->comparison.rows;
  const auto found = std::ranges::find(rows, column, column_name);
  return found == rows.end() ? nullptr : &*found;
}

Json to_json(const MethodValue& value) {
  if (const auto* rational = std::get_if<Rational>(&value)) return to_string(*rational);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return nullptr;
}

Json to_json(const std::optional<Enclosure>& exact) {
  if (!exact) return nullptr;
  if (exact->is_exact()) return to_string(exact->lo);
  return {{"lo", to_string(exact->lo)}, {"hi", to_string(exact->hi)}};
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json to_json(const MethodRow& row) {
  const auto ratio = row.ratio();
  return {{"name", row.method},
          {"quantity", row.quantity},
          {"kind", kind_name(row.kind)},
          {"parameters", row.parameters},
          {"value", to_json(row.value)},
          {"exact", to_json(row.exact)},
          {"ratio", ratio ? Json(to_string(*ratio)) : Json()},
          {"error", or_null(row.error)},
          {"mean_error", or_null(row.mean_error)},
          {"missed", or_null(row.missed)},
          {"invented", or_null(row.invented)},
          {"seconds", row.seconds},
          {"note", row.note.empty() ? Json() : Json(row.note)}};
}

void set_count(Cell& cell, std::uint64_t count) { cell.set_integer(static_cast<std::int64_t>(count)); }

void set_count(Cell& cell, const std::optional<std::uint64_t>& count) {
  if (count) set_count(cell, *count);
}

void set_double(Cell& cell, const std::optional<double>& value) {
  if (value) cell.set_text(fmt::format("{}", *value));
}

void set_value(Cell& cell, const MethodRow& row) {
  if (const auto* rational = std::get_if<Rational>(&row.value)) cell.set_text(to_string(*rational));
  if (const auto* number = std::get_if<double>(&row.value)) set_double(cell, *number);
}

void set_ratio(Cell& cell, const MethodRow& row) {
  if (const auto ratio = row.ratio()) cell.set_rational(*ratio);
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "; ") + word;
  return text;
}

}  // namespace

void add_methods(Json& json, const NetworkMethods& methods) {
  const MethodComparison& found = methods.comparison;
  json["activation_regions"] = found.counts.activation_regions;
  json["linear_regions"] = found.counts.linear_regions;
  json["affine_pieces"] = found.counts.affine_pieces;
  json["adjacencies"] = found.counts.adjacencies;
  json["counts_complete"] = found.counts_are_complete;
  json["count_seconds"] = found.counts.seconds;
  json["methods"] = Json::array();
  for (const MethodRow& row : found.rows) json["methods"].push_back(to_json(row));
  json["violations"] = found.violations;
  add_outcome(json, methods.outcome);
}

std::string methods_in_words(const NetworkMethods& methods) {
  const MethodComparison& found = methods.comparison;
  const std::string at_least = found.counts_are_complete ? "" : "at least ";
  Lines lines = {
      {"network", in_words(methods.file)},
      {"domain", in_words(methods.domain)},
      {"activation regions", fmt::format("{}{}  exactly, like the next three, in {:.3f} s", at_least,
                                         with_commas(found.counts.activation_regions), found.counts.seconds)},
      {"linear regions", at_least + with_commas(found.counts.linear_regions)},
      {"affine pieces", at_least + with_commas(found.counts.affine_pieces)},
      {"adjacencies", at_least + with_commas(found.counts.adjacencies)}};
  for (const std::string& violation : found.violations) lines.emplace_back("does not hold", violation);
  if (!methods.outcome.is_complete()) lines.emplace_back("complete", "no: " + to_string(methods.outcome.reason));
  std::vector<Words> rows = {{"method", "of", "parameters", "value", "exact", "ratio", "error", "mean error", "missed",
                              "invented", "seconds", "note"}};
  for (const MethodRow& row : found.rows) {
    const auto ratio = row.ratio();
    rows.push_back({row.method, row.quantity == "activation_regions" ? "regions" : row.quantity,
                    parameters_in_words(row), value_in_words(row), exact_in_words(row),
                    ratio ? in_decimals(*ratio, 4) : "-", row.error ? fmt::format("{:.2g}", *row.error) : "-",
                    row.mean_error ? fmt::format("{:.2g}", *row.mean_error) : "-", count_in_words(row.missed),
                    count_in_words(row.invented), fmt::format("{:.3f}", row.seconds), row.note});
  }
  return aligned(lines) + "\n" + in_columns(rows, 3);
}

std::string networks_in_words(const std::vector<NetworkRow>& networks) {
  const Words names = column_names(networks);
  std::vector<Words> rows = {{"network", "regions", "linear", "pieces"}};
  rows[0].insert(rows[0].end(), names.begin(), names.end());
  rows[0].push_back("");
  std::string below;
  for (const NetworkRow& network : networks) {
    if (!network.result) {
      below += fmt::format("{}: {}\n", network.file, network.error);
      rows.push_back({network.file});
      rows.back().resize(rows[0].size(), "-");
      rows.back().back() = "error";
      continue;
    }
    const MethodComparison& found = network.result->comparison;
    const std::string at_least = found.counts_are_complete ? "" : ">=";
    Words& row = rows.emplace_back(Words{network.file, at_least + with_commas(found.counts.activation_regions),
                                         at_least + with_commas(found.counts.linear_regions),
                                         at_least + with_commas(found.counts.affine_pieces)});
    for (const std::string& name : names) {
      const MethodRow* method = find_row(network, name);
      row.push_back(method == nullptr ? "-" : ratio_in_words(*method));
    }
    row.push_back(!network.result->outcome.is_complete() ? to_string(network.result->outcome.reason) : "");
    for (const std::string& violation : found.violations) {
      below += fmt::format("{}: does not hold: {}\n", network.file, violation);
    }
  }
  return in_columns(rows, 1) + (below.empty() ? "" : "\n" + below);
}

Table method_table(const std::vector<MethodRow>& rows) {
  Table table{"methods", rows.size(), {}};
  const auto add = [&](const std::string& name, ColumnType type, auto fill) {
    table.columns.push_back({name, type, [&rows, fill](std::size_t row, Cell& cell) { fill(rows[row], cell); }});
  };
  using Row = MethodRow;
  add("name", ColumnType::kText, [](const Row& row, Cell& cell) { cell.set_text(row.method); });
  add("quantity", ColumnType::kText, [](const Row& row, Cell& cell) { cell.set_text(row.quantity); });
  add("kind", ColumnType::kText, [](const Row& row, Cell& cell) { cell.set_text(kind_name(row.kind)); });
  add("parameters", ColumnType::kText, [](const Row& row, Cell& cell) { cell.set_text(row.parameters.dump()); });
  add("value", ColumnType::kText, [](const Row& row, Cell& cell) { set_value(cell, row); });
  add("exact_lo", ColumnType::kRational, [](const Row& row, Cell& cell) {
    if (row.exact) cell.set_rational(row.exact->lo);
  });
  add("exact_hi", ColumnType::kRational, [](const Row& row, Cell& cell) {
    if (row.exact) cell.set_rational(row.exact->hi);
  });
  add("ratio", ColumnType::kRational, [](const Row& row, Cell& cell) { set_ratio(cell, row); });
  add("error", ColumnType::kText, [](const Row& row, Cell& cell) { set_double(cell, row.error); });
  add("mean_error", ColumnType::kText, [](const Row& row, Cell& cell) { set_double(cell, row.mean_error); });
  add("missed", ColumnType::kInteger, [](const Row& row, Cell& cell) { set_count(cell, row.missed); });
  add("invented", ColumnType::kInteger, [](const Row& row, Cell& cell) { set_count(cell, row.invented); });
  add("seconds", ColumnType::kText, [](const Row& row, Cell& cell) { set_double(cell, row.seconds); });
  add("note", ColumnType::kText, [](const Row& row, Cell& cell) { cell.set_text(row.note); });
  return table;
}

Table network_table(const std::vector<NetworkRow>& networks) {
  Table table{"networks", networks.size(), {}};
  const auto add = [&](const std::string& name, ColumnType type, auto fill) {
    table.columns.push_back(
        {name, type, [&networks, fill](std::size_t row, Cell& cell) { fill(networks[row], cell); }});
  };
  const auto add_found = [&](const std::string& name, ColumnType type, auto fill) {
    add(name, type, [fill](const NetworkRow& row, Cell& cell) {
      if (row.result) fill(*row.result, cell);
    });
  };
  add("file", ColumnType::kText, [](const NetworkRow& row, Cell& cell) { cell.set_text(row.file); });
  add_found("complete", ColumnType::kBoolean,
            [](const NetworkMethods& found, Cell& cell) { cell.set_boolean(found.outcome.is_complete()); });
  for (const auto& [name, count] : {std::pair{"activation_regions", &ExactCounts::activation_regions},
                                    {"linear_regions", &ExactCounts::linear_regions},
                                    {"affine_pieces", &ExactCounts::affine_pieces},
                                    {"adjacencies", &ExactCounts::adjacencies}}) {
    add_found(name, ColumnType::kInteger, [count = count](const NetworkMethods& found, Cell& cell) {
      set_count(cell, found.comparison.counts.*count);
    });
  }
  add_found("count_seconds", ColumnType::kText,
            [](const NetworkMethods& found, Cell& cell) { set_double(cell, found.comparison.counts.seconds); });
  for (const std::string& method : column_names(networks)) {
    const auto add_method = [&](const char* suffix, ColumnType type, auto fill) {
      add(method + suffix, type, [method, fill](const NetworkRow& network, Cell& cell) {
        if (const MethodRow* row = find_row(network, method)) fill(*row, cell);
      });
    };
    add_method("_value", ColumnType::kText, [](const MethodRow& row, Cell& cell) { set_value(cell, row); });
    add_method("_ratio", ColumnType::kRational, [](const MethodRow& row, Cell& cell) { set_ratio(cell, row); });
    add_method("_error", ColumnType::kText, [](const MethodRow& row, Cell& cell) { set_double(cell, row.error); });
    add_method("_missed", ColumnType::kInteger, [](const MethodRow& row, Cell& cell) { set_count(cell, row.missed); });
    add_method("_invented", ColumnType::kInteger,
               [](const MethodRow& row, Cell& cell) { set_count(cell, row.invented); });
    add_method("_seconds", ColumnType::kText, [](const MethodRow& row, Cell& cell) { set_double(cell, row.seconds); });
  }
  add_found("violations", ColumnType::kText,
            [](const NetworkMethods& found, Cell& cell) { cell.set_text(joined(found.comparison.violations)); });
  add("failure", ColumnType::kText, [](const NetworkRow& row, Cell& cell) { cell.set_text(row.error); });
  return table;
}

}  // namespace crease::tools
