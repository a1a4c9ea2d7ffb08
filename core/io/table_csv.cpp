// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/table_writers.h"
#include "core/io/text_sink.h"

namespace crease {
namespace {

void write_field(std::string_view text, TextSink& sink) {
  if (!has_any(text, [](char c) { return (c == ',') | (c == '"') | (c == '\r') | (c == '\n'); })) {
    sink.text(text);
    return;
  }
  sink.character('"');
  for (const char c : text) {
    if (c == '"') sink.character('"');
    sink.character(c);
  }
  sink.character('"');
}

template <typename Items, typename WriteItem>
void write_list(const Items& items, TextSink& sink, const WriteItem& write_item) {
  bool first = true;
  for (const auto& item : items) {
    if (!first) sink.character(' ');
    first = false;
    write_item(item);
  }
}

void write_cell(const Cell& cell, ColumnType type, TextSink& sink) {
  if (cell.is_null()) return;
  switch (type) {
    case ColumnType::kInteger:
      return sink.integer(cell.integer());
    case ColumnType::kBoolean:
      return sink.text(cell.boolean() ? "true" : "false");
    case ColumnType::kText:
      return write_field(cell.text(), sink);
    case ColumnType::kRational:
      return cell.is_infinite() ? sink.text("inf") : sink.rational(cell.rational());
    case ColumnType::kIntegers:
      return write_list(cell.integers(), sink, [&](std::int64_t item) { sink.integer(item); });
    case ColumnType::kRationals:
      return write_list(cell.rationals(), sink, [&](const Rational& item) { sink.rational(item); });
    case ColumnType::kTexts:
      return write_list(cell.texts(), sink, [&](const std::string& item) { write_field(item, sink); });
  }
}

}  // namespace

void write_csv(const Table& table, std::ostream& out) {
  TextSink sink(out);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) sink.character(',');
    write_field(table.columns[i].name, sink);
  }
  sink.text("\r\n");
  Cell cell;
  for (std::size_t row = 0; row < table.num_rows && sink.flush_when_full(); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) sink.character(',');
      cell.clear();
      table.columns[i].fill(row, cell);
      write_cell(cell, table.columns[i].type, sink);
    }
    sink.text("\r\n");
  }
  sink.flush();
}

}  // namespace crease
