// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/decision_tables.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "algorithms/facet_row.h"
#include "algorithms/measures.h"

namespace crease {
namespace {

/// Adds columns whose cells are filled by functions of the row.
auto column_adder(Table& table) {
  return [&table](const char* name, ColumnType type, std::function<void(std::size_t, Cell&)> fill) {
    table.columns.push_back({name, type, std::move(fill)});
  };
}

template <typename Id>
void set_ids(Cell& cell, std::span<const Id> ids) {
  cell.start_list();
  for (const Id id : ids) cell.push_integer(id.index);
}

void set_classes(Cell& cell, const DecisionCells& cells, std::span<const std::uint32_t> classes) {
  cell.start_list();
  for (const std::uint32_t i : classes) cell.push_integer(static_cast<std::int64_t>(cells.classes[i]));
}

void set_rationals(Cell& cell, std::span<const Rational> values) {
  cell.start_list();
  for (const Rational& value : values) cell.push_rational(value);
}

void set_volume(Cell& cell, const std::optional<Rational>& value) {
  value ? cell.set_rational(*value) : cell.set_infinite();
}

void set_row_number(std::size_t row, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(row)); }

}  // namespace

DecisionReport decision_report(DecisionCells cells) {
  DecisionRegions regions = decision_regions(cells);
  DecisionBoundary boundary = decision_boundary(cells);
  return {std::move(cells), std::move(regions), std::move(boundary)};
}

Table decision_cell_table(const DecisionReport& report) {
  const DecisionCells& cells = report.cells;
  const Complex& complex = cells.complex;
  Table table{"cells", complex.num_regions(), {}};
  const auto add = column_adder(table);
  add("id", ColumnType::kInteger, set_row_number);
  add("region", ColumnType::kInteger, [&](std::size_t row, Cell& cell) { cell.set_integer(cells.region[row].index); });
  add("pattern", ColumnType::kText, [&](std::size_t row, Cell& cell) { cell.set_text(cells.pattern(RegionId(row))); });
  add("maximizers", ColumnType::kIntegers,
      [&](std::size_t row, Cell& cell) { set_classes(cell, cells, cells.maximizers[row]); });
  add("decision_region", ColumnType::kInteger,
      [&](std::size_t row, Cell& cell) { cell.set_integer(report.regions.region_of[row]); });
  add("bounded", ColumnType::kBoolean,
      [&](std::size_t row, Cell& cell) { cell.set_boolean(complex.is_bounded(RegionId(row))); });
  add("corners", ColumnType::kIntegers,
      [&](std::size_t row, Cell& cell) { set_ids(cell, complex.vertices(RegionId(row))); });
  if (report.measures) {
    add("volume", ColumnType::kRational,
        [&](std::size_t row, Cell& cell) { set_volume(cell, volume(complex, RegionId(row))); });
  }
  return table;
}

Table boundary_piece_table(const DecisionReport& report) {
  const DecisionCells& cells = report.cells;
  const Complex& complex = cells.complex;
  const std::vector<FacetId>& pieces = report.boundary.pieces;
  auto neighbors = std::make_shared<std::vector<std::vector<std::uint32_t>>>(pieces.size());
  for (const auto& [a, b] : report.boundary.adjacencies) {
    (*neighbors)[a].push_back(b);
    (*neighbors)[b].push_back(a);
  }
  for (std::vector<std::uint32_t>& list : *neighbors) std::ranges::sort(list);
  Table table{"pieces", pieces.size(), {}};
  const auto add = column_adder(table);
  add("id", ColumnType::kInteger, set_row_number);
  add("component", ColumnType::kInteger,
      [&](std::size_t row, Cell& cell) { cell.set_integer(report.boundary.topology.component[row]); });
  add("cells", ColumnType::kIntegers,
      [&](std::size_t row, Cell& cell) { set_ids(cell, std::span<const RegionId>(complex.sides(pieces[row]))); });
  add("classes", ColumnType::kIntegers,
      [&](std::size_t row, Cell& cell) { set_classes(cell, cells, cells.facet_maximizers[pieces[row].index]); });
  add("on_crease", ColumnType::kBoolean,
      [&](std::size_t row, Cell& cell) { cell.set_boolean(cells.activation_facet[pieces[row].index].is_valid()); });
  add("units", ColumnType::kTexts, [&](std::size_t row, Cell& cell) {
    cell.start_list();
    for (const UnitId unit : complex.units(pieces[row])) cell.push_text(to_string(unit));
  });
  add("corners", ColumnType::kIntegers,
      [&](std::size_t row, Cell& cell) { set_ids(cell, complex.vertices(pieces[row])); });
  add("normal", ColumnType::kRationals,
      [&](std::size_t row, Cell& cell) { set_rationals(cell, facet_row(complex, pieces[row]).normal); });
  add("offset", ColumnType::kRational,
      [&](std::size_t row, Cell& cell) { cell.set_rational(facet_row(complex, pieces[row]).offset); });
  if (report.measures) {
    add("squared_volume", ColumnType::kRational,
        [&](std::size_t row, Cell& cell) { set_volume(cell, squared_volume(complex, pieces[row])); });
  }
  add("neighbors", ColumnType::kIntegers, [neighbors](std::size_t row, Cell& cell) {
    cell.start_list();
    for (const std::uint32_t piece : (*neighbors)[row]) cell.push_integer(piece);
  });
  return table;
}

Table decision_corner_table(const DecisionReport& report) {
  const Complex& complex = report.cells.complex;
  Table table{"corners", complex.num_vertices(), {}};
  const auto add = column_adder(table);
  add("id", ColumnType::kInteger, set_row_number);
  add("kind", ColumnType::kText,
      [&](std::size_t row, Cell& cell) { cell.set_text(complex.is_ray(VertexId(row)) ? "ray" : "vertex"); });
  add("coordinates", ColumnType::kRationals,
      [&](std::size_t row, Cell& cell) { set_rationals(cell, complex.coordinates(VertexId(row))); });
  return table;
}

}  // namespace crease
