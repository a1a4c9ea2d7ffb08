// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/tables.h"

#include <limits>

#include "tools/python/exact_numbers.h"

namespace crease::python {
namespace {

nb::object value_of(const Cell& cell, ColumnType type) {
  if (cell.is_null()) return nb::none();
  switch (type) {
    case ColumnType::kInteger:
      return nb::int_(cell.integer());
    case ColumnType::kBoolean:
      return nb::bool_(cell.boolean());
    case ColumnType::kText:
      return nb::str(cell.text().data(), cell.text().size());
    case ColumnType::kRational:
      if (cell.is_infinite()) return nb::float_(std::numeric_limits<double>::infinity());
      return to_python(cell.rational());
    case ColumnType::kRationals:
      return to_python(cell.rationals());
    default:
      break;
  }
  nb::list list;
  if (type == ColumnType::kIntegers) {
    for (const std::int64_t item : cell.integers()) list.append(item);
  } else {
    for (const std::string& item : cell.texts()) list.append(nb::str(item.data(), item.size()));
  }
  return list;
}

}  // namespace

nb::dict columns_of(const Table& table) {
  nb::dict result;
  Cell cell;
  for (const Column& column : table.columns) {
    nb::list values;
    for (std::size_t row = 0; row < table.num_rows; ++row) {
      cell.clear();
      column.fill(row, cell);
      values.append(value_of(cell, column.type));
    }
    result[column.name.c_str()] = values;
  }
  return result;
}

nb::dict row_of(const Table& table, std::size_t row) {
  nb::dict result;
  Cell cell;
  for (const Column& column : table.columns) {
    cell.clear();
    column.fill(row, cell);
    result[column.name.c_str()] = value_of(cell, column.type);
  }
  return result;
}

}  // namespace crease::python
