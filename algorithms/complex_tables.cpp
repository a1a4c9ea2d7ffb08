// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/complex_tables.h"

#include <bit>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/enclosing_ball.h"
#include "algorithms/facet_row.h"
#include "algorithms/gradient_jump.h"
#include "algorithms/local_maps.h"
#include "algorithms/measures.h"
#include "core/io/table_writers.h"

namespace crease {
namespace {

/// The last value of a function that several columns read: rows come one after the other.
template <typename Value>
class LastValue {
 public:
  explicit LastValue(std::function<Value(std::size_t)> compute) : compute_(std::move(compute)) {}
  const Value& operator()(std::size_t row) {
    if (!value_ || row_ != row) value_ = compute_(row);
    row_ = row;
    return *value_;
  }

 private:
  std::function<Value(std::size_t)> compute_;
  std::size_t row_ = 0;
  std::optional<Value> value_;
};

template <typename Compute>
auto last_value(Compute compute) {
  using Value = decltype(compute(std::size_t{0}));
  return std::make_shared<LastValue<Value>>(std::move(compute));
}

void add(Table& table, const char* name, ColumnType type, std::function<void(std::size_t, Cell&)> fill) {
  table.columns.push_back({name, type, std::move(fill)});
}

void add_id(Table& table) {
  add(table, "id", ColumnType::kInteger,
      [](std::size_t row, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(row)); });
}

template <typename Id>
void set_ids(Cell& cell, std::span<const Id> ids) {
  cell.start_list();
  for (const Id id : ids) cell.push_integer(id.index);
}

void set_rationals(Cell& cell, std::span<const Rational> values) {
  cell.start_list();
  for (const Rational& value : values) cell.push_rational(value);
}

void set_rational_or_infinite(Cell& cell, const std::optional<Rational>& value) {
  value ? cell.set_rational(*value) : cell.set_infinite();
}

/// Whether patterns leave open on which breakpoint a unit is.
bool needs_creases(const Complex& complex) {
  const WallList& walls = complex.walls();
  for (WallId crease = 0; crease < walls.num_creases(); ++crease) {
    if (walls.crease(crease).breakpoint > 0) return true;
  }
  return false;
}

/// Complex::pattern() for many: the text where every crease is below, in which those above count their unit's piece up.
/// For scalar units of up to ten pieces; others are left to Complex.
class PatternText {
 public:
  explicit PatternText(const Complex& complex) : complex_(complex) {
    for (std::size_t l = 0; l < complex.network().layers().size(); ++l) {
      if (l > 0) below_ += '|';
      const Layer& layer = complex.network().layers()[l];
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        places_.insert(places_.end(), layer.num_creases(u), below_.size());
        few_pieces_ = few_pieces_ && !layer.is_group(u) && layer.num_pieces(u) <= 10;
        below_ += '0';
      }
    }
  }

  void write(RegionId region, std::string& text) const {
    few_pieces_ ? fill(region, text) : void(text = complex_.pattern(region));
  }
  void write(VertexId vertex, std::string& text) const {
    if (!few_pieces_) {
      text = complex_.pattern(vertex);
      return;
    }
    fill(complex_.region(vertex), text);
    for (const WallId wall : complex_.walls(vertex)) {
      if (complex_.walls().is_crease(wall)) text[places_[wall]] = '*';
    }
  }

 private:
  void fill(RegionId region, std::string& text) const {
    const SignTable& signs = complex_.tables().signs;
    text = below_;
    for_each_bit(signs.above(region.index), [&](std::size_t crease) { ++text[places_[crease]]; });
    if (!signs.has_zeros()) return;
    for_each_bit(signs.zero(region.index), [&](std::size_t crease) { text[places_[crease]] = '*'; });
  }
  template <typename Visit>
  static void for_each_bit(std::span<const std::uint64_t> words, const Visit& visit) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (std::uint64_t word = words[i]; word != 0; word &= word - 1) {
        visit(64 * i + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  }

  const Complex& complex_;
  std::string below_;
  std::vector<std::size_t> places_;  ///< per crease, of its unit in the text
  bool few_pieces_ = true;
};

template <typename Id>
void add_pattern(Table& table, const Complex& complex) {
  const auto pattern = std::make_shared<const PatternText>(complex);
  add(table, "pattern", ColumnType::kText, [pattern](std::size_t row, Cell& cell) {
    cell.set_text("");
    pattern->write(Id(row), cell.text());
  });
}

/// The columns that tell the walls of a facet or a vertex.
template <typename Id>
void add_walls(Table& table, const Complex& complex) {
  const WallList& walls = complex.walls();
  add(table, "units", ColumnType::kTexts, [&complex, &walls](std::size_t row, Cell& cell) {
    cell.start_list();
    for (const UnitId unit : walls.units(complex.walls(Id(row)))) cell.push_text(to_string(unit));
  });
  if (needs_creases(complex)) {
    add(table, "creases", ColumnType::kIntegers, [&complex, &walls](std::size_t row, Cell& cell) {
      cell.start_list();
      for (const WallId wall : complex.walls(Id(row))) {
        if (walls.is_crease(wall)) cell.push_integer(wall);
      }
    });
  }
  add(table, "domain_rows", ColumnType::kIntegers, [&complex, &walls](std::size_t row, Cell& cell) {
    cell.start_list();
    for (const WallId wall : complex.walls(Id(row))) {
      if (walls.is_domain_row(wall)) cell.push_integer(static_cast<std::int64_t>(walls.row_of(wall)));
    }
  });
}

void add_combinatorics(Table& table, const ComplexReport& report) {
  const Complex& complex = report.complex;
  add_id(table);
  add_pattern<RegionId>(table, complex);
  if (needs_creases(complex)) {
    add(table, "signs", ColumnType::kText, [&complex](std::size_t row, Cell& cell) {
      cell.set_text("");
      for (WallId crease = 0; crease < complex.walls().num_creases(); ++crease) {
        cell.text() += "-+0"[static_cast<int>(complex.sign(RegionId(row), crease))];
      }
    });
  }
  const LinearRegions& linear = report.linear_regions;
  add(table, "linear_region", ColumnType::kInteger,
      [&linear](std::size_t row, Cell& cell) { cell.set_integer(linear.of_region[row].index); });
  add(table, "affine_piece", ColumnType::kInteger, [&linear](std::size_t row, Cell& cell) {
    cell.set_integer(linear.affine_piece[linear.of_region[row].index].index);
  });
  add(table, "bounded", ColumnType::kBoolean,
      [&complex](std::size_t row, Cell& cell) { cell.set_boolean(complex.is_bounded(RegionId(row))); });
  add(table, "degree", ColumnType::kInteger, [&complex](std::size_t row, Cell& cell) {
    cell.set_integer(static_cast<std::int64_t>(complex.degree(RegionId(row))));
  });
  add(table, "facets", ColumnType::kIntegers,
      [&complex](std::size_t row, Cell& cell) { set_ids(cell, complex.facets(RegionId(row))); });
  if (!complex.has_vertices()) return;
  add(table, "vertices", ColumnType::kIntegers,
      [&complex](std::size_t row, Cell& cell) { set_ids(cell, complex.vertices(RegionId(row))); });
}

void add_measures(Table& table, const Complex& complex) {
  const auto measure = last_value([&complex](std::size_t row) { return measure_region(complex, RegionId(row)); });
  add(table, "volume", ColumnType::kRational,
      [measure](std::size_t row, Cell& cell) { set_rational_or_infinite(cell, (*measure)(row).volume); });
  add(table, "centroid", ColumnType::kRationals, [measure](std::size_t row, Cell& cell) {
    if (const auto& centroid = (*measure)(row).centroid) set_rationals(cell, *centroid);
  });
  const auto add_corner = [&](const char* name, std::optional<Rational> CoordinateRange::*bound) {
    add(table, name, ColumnType::kRationals, [&complex, measure, bound](std::size_t row, Cell& cell) {
      if (!complex.is_bounded(RegionId(row))) return;
      cell.start_list();
      for (const CoordinateRange& range : (*measure)(row).box) cell.push_rational(*(range.*bound));
    });
  };
  add_corner("box_lo", &CoordinateRange::lo);
  add_corner("box_hi", &CoordinateRange::hi);
}

void add_enclosing_ball(Table& table, const Complex& complex) {
  const auto ball = last_value([&complex](std::size_t row) { return minimum_enclosing_ball(complex, RegionId(row)); });
  add(table, "ball_center", ColumnType::kRationals, [ball](std::size_t row, Cell& cell) {
    if (const auto& found = (*ball)(row)) set_rationals(cell, found->center);
  });
  add(table, "ball_squared_radius", ColumnType::kRational, [ball](std::size_t row, Cell& cell) {
    const auto& found = (*ball)(row);
    found ? cell.set_rational(found->squared_radius) : cell.set_infinite();
  });
}

}  // namespace

Table region_table(const ComplexReport& report) {
  const Complex& complex = report.complex;
  Table table{"regions", complex.num_regions(), {}};
  add_combinatorics(table, report);
  if (!complex.has_coordinates()) return table;
  if (report.interior_points) {
    add(table, "interior_point", ColumnType::kRationals,
        [&complex](std::size_t row, Cell& cell) { set_rationals(cell, complex.interior_point(RegionId(row))); });
  }
  if (report.measures) add_measures(table, complex);
  if (report.enclosing_balls) add_enclosing_ball(table, complex);
  if (report.affine_maps) {
    const auto maps = std::make_shared<LocalMaps>(complex);
    add(table, "A", ColumnType::kRationals,
        [maps](std::size_t row, Cell& cell) { set_rationals(cell, maps->at(RegionId(row)).A.entries()); });
    add(table, "c", ColumnType::kRationals,
        [maps](std::size_t row, Cell& cell) { set_rationals(cell, maps->at(RegionId(row)).c); });
  }
  return table;
}

Table facet_table(const ComplexReport& report) {
  const Complex& complex = report.complex;
  const LinearRegions& linear = report.linear_regions;
  Table table{"facets", complex.num_facets(), {}};
  add_id(table);
  add(table, "region", ColumnType::kInteger,
      [&complex](std::size_t row, Cell& cell) { cell.set_integer(complex.sides(FacetId(row))[0].index); });
  add(table, "neighbor", ColumnType::kInteger, [&complex](std::size_t row, Cell& cell) {
    if (complex.is_interior(FacetId(row))) cell.set_integer(complex.sides(FacetId(row))[1].index);
  });
  add(table, "kind", ColumnType::kText, [&complex](std::size_t row, Cell& cell) {
    const FacetId facet(row);
    cell.set_text(complex.is_interior(facet) ? "interior" : complex.is_boundary(facet) ? "boundary" : "open");
  });
  add_walls<FacetId>(table, complex);
  if (complex.has_vertices()) {
    add(table, "vertices", ColumnType::kIntegers,
        [&complex](std::size_t row, Cell& cell) { set_ids(cell, complex.vertices(FacetId(row))); });
  }
  add(table, "bends", ColumnType::kBoolean,
      [&linear](std::size_t row, Cell& cell) { cell.set_boolean(linear.bends[row]); });
  if (!complex.has_coordinates()) return table;
  if (report.normals) {
    const auto facet = last_value([&complex](std::size_t row) { return facet_row(complex, FacetId(row)); });
    add(table, "normal", ColumnType::kRationals,
        [facet](std::size_t row, Cell& cell) { set_rationals(cell, (*facet)(row).normal); });
    add(table, "offset", ColumnType::kRational,
        [facet](std::size_t row, Cell& cell) { cell.set_rational((*facet)(row).offset); });
  }
  if (report.measures) {
    add(table, "squared_volume", ColumnType::kRational, [&complex](std::size_t row, Cell& cell) {
      set_rational_or_infinite(cell, squared_volume(complex, FacetId(row)));
    });
  }
  if (report.affine_maps) {
    const auto maps = std::make_shared<LocalMaps>(complex);
    add(table, "gradient_jump", ColumnType::kRationals, [&complex, maps](std::size_t row, Cell& cell) {
      const FacetId facet(row);
      if (complex.is_interior(facet)) set_rationals(cell, gradient_jump(complex, *maps, facet).entries());
    });
  }
  return table;
}

Table vertex_table(const ComplexReport& report) {
  const Complex& complex = report.complex;
  Table table{"vertices", complex.num_vertices(), {}};
  add_id(table);
  add(table, "kind", ColumnType::kText,
      [&complex](std::size_t row, Cell& cell) { cell.set_text(complex.is_ray(VertexId(row)) ? "ray" : "vertex"); });
  add(table, "region", ColumnType::kInteger,
      [&complex](std::size_t row, Cell& cell) { cell.set_integer(complex.region(VertexId(row)).index); });
  add_pattern<VertexId>(table, complex);
  add_walls<VertexId>(table, complex);
  if (!complex.has_coordinates()) return table;
  add(table, "coordinates", ColumnType::kRationals,
      [&complex](std::size_t row, Cell& cell) { set_rationals(cell, complex.coordinates(VertexId(row))); });
  return table;
}

void write_complex_json(const ComplexReport& report, ComplexHeader header, std::ostream& out) {
  header.linear_regions = report.linear_regions.size();
  header.affine_pieces = report.linear_regions.num_affine_pieces;
  const Table tables[] = {region_table(report), facet_table(report), vertex_table(report)};
  write_json(complex_header_json(report.complex, header), tables, out);
}

}  // namespace crease
