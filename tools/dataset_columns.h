// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/io/table.h"
#include "tools/dataset_spec.h"

namespace crease::tools {

/// What a column of a data set's table holds, for every network alike.
struct ColumnDefinition {
  std::string name;
  ColumnType type;
  std::string meaning;
};

/// A table of a data set: the rows of all items (networks in their domains), one item after the other. The first column
/// of each is the item's number.
struct TableDefinition {
  std::string name, meaning;
  std::vector<ColumnDefinition> columns;
};

/// The tables that the quantities of a specification ask for: "counts" first.
std::vector<TableDefinition> dataset_tables(const DatasetSpec& spec);

/// "integer", "boolean", "text", "rational", "integers", "rationals", "texts".
std::string type_name(ColumnType type);

/// The table of one item with exactly the columns of the definition: those it has not are null. `before_row` is called
/// before each row is written, and may throw. Throws std::logic_error for a column that the definition does not have.
Table with_columns(const Table& table, const TableDefinition& definition, std::size_t item,
                   const std::function<void()>& before_row);

}  // namespace crease::tools
