// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/io/table_writers.h"
#include "core/io/text_sink.h"

namespace crease {
namespace {

void write_string(std::string_view text, TextSink& sink) {
  const bool plain = !has_any(text, [](char c) { return (c < ' ') | (c > '~') | (c == '"') | (c == '\\'); });
  if (!plain) {
    sink.text(nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  sink.character('"');
  sink.text(text);
  sink.character('"');
}

void write_rational(const Rational& value, TextSink& sink) {
  sink.character('"');
  sink.rational(value);
  sink.character('"');
}

template <typename Items, typename WriteItem>
void write_list(const Items& items, TextSink& sink, const WriteItem& write_item) {
  sink.character('[');
  bool first = true;
  for (const auto& item : items) {
    if (!first) sink.character(',');
    first = false;
    write_item(item);
  }
  sink.character(']');
}

void write_cell(const Cell& cell, ColumnType type, TextSink& sink) {
  if (cell.is_null()) return sink.text("null");
  switch (type) {
    case ColumnType::kInteger:
      return sink.integer(cell.integer());
    case ColumnType::kBoolean:
      return sink.text(cell.boolean() ? "true" : "false");
    case ColumnType::kText:
      return write_string(cell.text(), sink);
    case ColumnType::kRational:
      return cell.is_infinite() ? sink.text("\"inf\"") : write_rational(cell.rational(), sink);
    case ColumnType::kIntegers:
      return write_list(cell.integers(), sink, [&](std::int64_t item) { sink.integer(item); });
    case ColumnType::kRationals:
      return write_list(cell.rationals(), sink, [&](const Rational& item) { write_rational(item, sink); });
    case ColumnType::kTexts:
      return write_list(cell.texts(), sink, [&](const std::string& item) { write_string(item, sink); });
  }
}

void write_row(const Table& table, std::size_t row, Cell& cell, TextSink& sink) {
  sink.character('{');
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    sink.text(i == 0 ? "\"" : ",\"");
    sink.text(table.columns[i].name);
    sink.text("\":");
    cell.clear();
    table.columns[i].fill(row, cell);
    write_cell(cell, table.columns[i].type, sink);
  }
  sink.character('}');
}

/// The text of an object without its closing brace, and whether it has members.
std::pair<std::string_view, bool> opened(std::string_view object) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = object.find_first_not_of(kSpace);
  const std::size_t end = object.find_last_not_of(kSpace);
  if (begin == std::string_view::npos || object[begin] != '{' || object[end] != '}' || begin == end) {
    throw std::invalid_argument("write_json: the header is not the text of a JSON object");
  }
  std::string_view open = object.substr(begin, end - begin);
  open = open.substr(0, open.find_last_not_of(kSpace) + 1);
  return {open, open.size() > 1};
}

}  // namespace

void write_jsonl(const Table& table, std::ostream& out) {
  TextSink sink(out);
  Cell cell;
  for (std::size_t row = 0; row < table.num_rows && sink.flush_when_full(); ++row) {
    write_row(table, row, cell, sink);
    sink.character('\n');
  }
  sink.flush();
}

void write_json(const std::string& header, std::span<const Table> tables, std::ostream& out) {
  const auto [open, has_members] = opened(header);
  TextSink sink(out);
  sink.text(open);
  bool needs_comma = has_members;
  Cell cell;
  for (const Table& table : tables) {
    sink.text(needs_comma ? ",\n  \"" : "\n  \"");
    needs_comma = true;
    sink.text(table.name);
    sink.text("\": [");
    for (std::size_t row = 0; row < table.num_rows && sink.flush_when_full(); ++row) {
      sink.text(row == 0 ? "\n    " : ",\n    ");
      write_row(table, row, cell, sink);
    }
    sink.text(table.num_rows == 0 ? "]" : "\n  ]");
  }
  sink.text("\n}\n");
  sink.flush();
}

}  // namespace crease
