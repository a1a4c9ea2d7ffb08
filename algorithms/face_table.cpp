// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/face_table.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace crease {
namespace {

/// A face of the lattice by its row.
struct Place {
  std::size_t dimension;
  std::size_t face;
};

class Rows {
 public:
  explicit Rows(const FaceLattice& lattice) : lattice_(lattice) {
    first_.push_back(0);
    for (const Faces& faces : lattice) first_.push_back(first_.back() + faces.size());
  }
  std::size_t size() const { return first_.back(); }
  std::size_t first(std::size_t dimension) const { return first_[dimension]; }
  Place place(std::size_t row) const {
    const auto after = std::upper_bound(first_.begin(), first_.end(), row);
    const auto dimension = static_cast<std::size_t>(after - first_.begin()) - 1;
    return {dimension, row - first_[dimension]};
  }
  const Faces& faces(Place place) const { return lattice_[place.dimension]; }

 private:
  const FaceLattice& lattice_;
  std::vector<std::size_t> first_;  ///< row of the first face of a dimension
};

}  // namespace

Table face_table(const Complex& complex, const FaceLattice& lattice) {
  const auto rows = std::make_shared<const Rows>(lattice);
  Table table{"faces", rows->size(), {}};
  const auto add = [&](const char* name, ColumnType type, auto fill) {
    table.columns.push_back(
        {name, type, [rows, fill](std::size_t row, Cell& cell) { fill(row, rows->place(row), cell); }});
  };
  add("id", ColumnType::kInteger,
      [](std::size_t row, Place, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(row)); });
  add("dimension", ColumnType::kInteger,
      [](std::size_t, Place at, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(at.dimension)); });
  add("bounded", ColumnType::kBoolean,
      [rows](std::size_t, Place at, Cell& cell) { cell.set_boolean(rows->faces(at).bounded[at.face]); });
  add("vertices", ColumnType::kIntegers, [rows](std::size_t, Place at, Cell& cell) {
    cell.start_list();
    for (const VertexId vertex : rows->faces(at).vertices[at.face]) cell.push_integer(vertex.index);
  });
  add("boundary", ColumnType::kIntegers, [rows](std::size_t, Place at, Cell& cell) {
    cell.start_list();
    for (const std::uint32_t face : rows->faces(at).boundary[at.face]) {
      cell.push_integer(static_cast<std::int64_t>(rows->first(at.dimension - 1) + face));
    }
  });
  add("regions", ColumnType::kIntegers, [rows](std::size_t, Place at, Cell& cell) {
    cell.start_list();
    for (const RegionId region : rows->faces(at).regions[at.face]) cell.push_integer(region.index);
  });
  add("units", ColumnType::kTexts, [rows, &complex](std::size_t, Place at, Cell& cell) {
    cell.start_list();
    for (const UnitId unit : complex.walls().units(rows->faces(at).walls[at.face])) cell.push_text(to_string(unit));
  });
  add("domain_rows", ColumnType::kIntegers, [rows, &complex](std::size_t, Place at, Cell& cell) {
    cell.start_list();
    for (const std::size_t row : complex.walls().domain_rows(rows->faces(at).walls[at.face])) {
      cell.push_integer(static_cast<std::int64_t>(row));
    }
  });
  return table;
}

}  // namespace crease
