// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_columns.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace crease::tools {
namespace {

using enum ColumnType;
using Columns = std::vector<ColumnDefinition>;

Columns item_columns() {
  return {{"item", kInteger, "number of the item, a network in a domain, counted from 0"},
          {"network", kText, "file of the network, exact, in the JSON format of crease"},
          {"network_sha256", kText, "SHA-256 of that file"},
          {"source", kText,
           "file it was taken from, with # and its name where the file holds several; null for a random network"},
          {"architecture", kText, "inputs, units of every hidden layer, outputs"},
          {"activation", kText, "of the hidden units of a random network"},
          {"initialization", kText, "how its weights were drawn"},
          {"biases", kText, "how its biases were drawn"},
          {"seed", kInteger, "its seed"},
          {"units", kInteger, "units that can bend"},
          {"domain", kText, "where regions were counted"},
          {"slice", kText, "file of the affine slice; null without one"},
          {"dim", kInteger, "dimension of the domain"},
          {"complete", kBoolean, "false: max_regions was reached, and everything is of that part of the regions"}};
}

Columns count_columns() {
  return {{"activation_regions", kInteger, "cells on whose interior no unit changes its piece"},
          {"linear_regions", kInteger, "unions of these, connected through facets, with one affine map"},
          {"affine_pieces", kInteger, "different affine maps"},
          {"adjacencies", kInteger, "facets between two activation regions"},
          {"boundary_facets", kInteger, "facets of activation regions on the boundary of the domain"},
          {"bounded_regions", kInteger, "activation regions that are bounded"},
          {"degree_histogram", kIntegers, "entry k: activation regions with k neighbours"}};
}

Columns face_columns() {
  return {{"f_vector", kIntegers, "faces of dimension 0, 1, ..., those on the domain's boundary included"},
          {"bounded_faces", kIntegers, "how many of these are bounded"},
          {"euler_characteristic", kInteger, "alternating sum of f_vector; null where the item is not complete"}};
}

Columns volume_columns() {
  return {{"volume", kRational, "of the bounded activation regions together; null beyond 6 dimensions"}};
}

Columns inradius_columns() {
  Columns columns;
  const auto add = [&](const std::string& name, const std::string& which) {
    columns.push_back({name + "_region", kInteger, "activation region with " + which + ", the first of equals"});
    columns.push_back({name + "_lo", kRational, which + ": lower bound, exact where both are equal; inf"});
    columns.push_back({name + "_hi", kRational, which + ": upper bound"});
    columns.push_back({name + "_exact", kText, which + " in closed form; null where that is long"});
  };
  add("min_inradius", "the least radius of a largest ball");
  add("max_inradius", "the greatest radius of a largest ball");
  columns.push_back({"infinite_inradii", kInteger, "activation regions that hold balls of every radius"});
  columns.push_back({"unique_inspheres", kInteger, "activation regions with one largest ball only"});
  return columns;
}

Columns boundary_columns() {
  return {{"decision_cells", kInteger, "parts of activation regions on which one class attains the maximum"},
          {"decision_regions", kInteger, "unions of these, connected through facets, with the same class"},
          {"cut_regions", kInteger, "activation regions whose interior the decision boundary meets"},
          {"boundary_pieces", kInteger, "facets of the decision boundary"},
          {"boundary_components", kInteger, "its connected components"},
          {"boundary_betti", kIntegers, "its Betti numbers over Z/2"},
          {"boundary_size_lo", kRational, "its points, length, or area: lower bound; inf; null beyond 6 dimensions"},
          {"boundary_size_hi", kRational, "the same: upper bound, equal where the size is rational"}};
}

Columns bound_columns() {
  Columns columns = {{"unstable_units", kInteger, "units that intervals do not show to be stable in the domain"}};
  const auto add = [&](const std::string& name, const std::string& meaning) {
    columns.push_back({name, kRational, meaning});
  };
  add("montufar_2014", "lower bound for the best ReLU network of this architecture; null where there is none");
  add("serra_2018_lower", "the same");
  for (const char* name : {"naive", "montufar_2017", "montufar_ren_zhang_2021", "serra_2018", "hinz_2019"}) {
    add(name, "upper bound of the activation regions, by the architecture");
  }
  add("serra_ramalingam_2020", "upper bound, with the units that intervals show to be stable");
  add("zaslavsky", "regions of the first layer's hyperplanes in all of the space; null where later layers bend");
  return columns;
}

const ColumnDefinition kItem = {"item", kInteger, "number of the item"};

TableDefinition regions_definition() {
  return {"regions",
          "activation regions",
          {kItem,
           {"id", kInteger, "number in the item, counted from 0"},
           {"pattern", kText, "piece of every unit, layers separated by |; * on a breakpoint throughout"},
           {"signs", kText, "sign of every crease; only where units have several breakpoints"},
           {"linear_region", kInteger, "number of its linear region"},
           {"affine_piece", kInteger, "number of its affine map"},
           {"bounded", kBoolean, "whether it is bounded"},
           {"degree", kInteger, "activation regions that share a facet with it"},
           {"facets", kIntegers, "ids of its facets"},
           {"vertices", kIntegers, "ids of its vertices and rays"},
           {"interior_point", kRationals, "a point of its interior"},
           {"volume", kRational, "inf where unbounded"},
           {"centroid", kRationals, "null where unbounded"},
           {"box_lo", kRationals, "least corner of the least box around it; null where unbounded"},
           {"box_hi", kRationals, "greatest corner of it"},
           {"A", kRationals, "the network is x -> A x + c on it: A row by row, in the domain's coordinates"},
           {"c", kRationals, "c of the same"}}};
}

TableDefinition facets_definition() {
  return {"facets",
          "facets of activation regions",
          {kItem,
           {"id", kInteger, "number in the item"},
           {"region", kInteger, "activation region on one side"},
           {"neighbor", kInteger, "activation region on the other side; null where there is none"},
           {"kind", kText, "interior, boundary (of the domain), or open (the other side is beyond max_regions)"},
           {"units", kTexts, "units that bend there: u0.3 is unit 3 of layer 0"},
           {"creases", kIntegers, "creases there; only where units have several breakpoints"},
           {"domain_rows", kIntegers, "rows of the domain that are 0 there"},
           {"vertices", kIntegers, "ids of its vertices and rays"},
           {"bends", kBoolean, "whether the network's map differs on the two sides"},
           {"normal", kRationals, "normal . x + offset >= 0 on region: primitive integers"},
           {"offset", kRational, "offset of the same"},
           {"squared_volume", kRational, "of the facet, in one dimension less; inf where unbounded"},
           {"gradient_jump", kRationals, "A of neighbor minus A of region, row by row"}}};
}

TableDefinition vertices_definition() {
  return {"vertices",
          "vertices and rays of activation regions",
          {kItem,
           {"id", kInteger, "number in the item"},
           {"kind", kText, "vertex or ray"},
           {"region", kInteger, "first activation region that has it"},
           {"pattern", kText, "as of regions"},
           {"units", kTexts, "units that bend there in that region"},
           {"creases", kIntegers, "creases there; only where units have several breakpoints"},
           {"domain_rows", kIntegers, "rows of the domain that are 0 there"},
           {"coordinates", kRationals, "a point, or a direction"}}};
}

TableDefinition inspheres_definition() {
  return {"inspheres",
          "the largest ball in every activation region, in the domain",
          {kItem,
           {"id", kInteger, "id of the activation region"},
           {"pattern", kText, "as of regions"},
           {"radius_lo", kRational, "radius: lower bound, exact where both are equal; inf"},
           {"radius_hi", kRational, "radius: upper bound"},
           {"radius_exact", kText, "radius in closed form; null where that is long"},
           {"unique", kBoolean, "whether there is one largest ball only; null where the radius is infinite"},
           {"center_lo", kRationals, "centre: lower bounds"},
           {"center_hi", kRationals, "centre: upper bounds"},
           {"facets", kTexts, "what the ball touches: u0.3 for a unit, domain.2 for a row of the domain"}}};
}

std::vector<TableDefinition> decision_definitions() {
  return {{"decision_cells",
           "full-dimensional parts of activation regions on which one class attains the maximum",
           {kItem,
            {"id", kInteger, "number in the item"},
            {"region", kInteger, "id of the activation region it is part of"},
            {"pattern", kText, "as of regions"},
            {"maximizers", kIntegers, "the class that wins; several on a plateau"},
            {"decision_region", kInteger, "number of its decision region"},
            {"bounded", kBoolean, "whether it is bounded"},
            {"corners", kIntegers, "ids of decision_corners"},
            {"volume", kRational, "inf where unbounded"}}},
          {"boundary_pieces",
           "facets between decision cells of different classes",
           {kItem,
            {"id", kInteger, "number in the item"},
            {"component", kInteger, "number of its connected component"},
            {"cells", kIntegers, "the two decision cells"},
            {"classes", kIntegers, "all classes that attain the maximum on it"},
            {"on_crease", kBoolean, "whether it lies between two activation regions"},
            {"units", kTexts, "of these: the units that bend there"},
            {"corners", kIntegers, "ids of decision_corners"},
            {"normal", kRationals, "normal . x + offset >= 0 on the first cell: primitive integers"},
            {"offset", kRational, "offset of the same"},
            {"squared_volume", kRational, "in one dimension less; inf where unbounded"},
            {"neighbors", kIntegers, "pieces that share a face of two dimensions less"}}},
          {"decision_corners",
           "vertices and rays of decision cells",
           {kItem,
            {"id", kInteger, "number in the item"},
            {"kind", kText, "vertex or ray"},
            {"coordinates", kRationals, "a point, or a direction"}}}};
}

TableDefinition counts_definition(const DatasetSpec& spec) {
  TableDefinition counts{"counts", "one row per item, a network in a domain", item_columns()};
  const auto add = [&](const std::string& quantity, Columns columns) {
    if (spec.wants(quantity)) std::ranges::move(columns, std::back_inserter(counts.columns));
  };
  add("counts", count_columns());
  add("faces", face_columns());
  add("volume", volume_columns());
  add("inradii", inradius_columns());
  add("boundary", boundary_columns());
  add("bounds", bound_columns());
  return counts;
}

}  // namespace

std::vector<TableDefinition> dataset_tables(const DatasetSpec& spec) {
  std::vector<TableDefinition> tables = {counts_definition(spec)};
  if (spec.wants("regions")) tables.push_back(regions_definition());
  if (spec.wants("facets")) tables.push_back(facets_definition());
  if (spec.wants("vertices")) tables.push_back(vertices_definition());
  if (spec.wants("inspheres")) tables.push_back(inspheres_definition());
  if (spec.wants("decision")) std::ranges::move(decision_definitions(), std::back_inserter(tables));
  return tables;
}

std::string type_name(ColumnType type) {
  switch (type) {
    case kInteger:
      return "integer";
    case kBoolean:
      return "boolean";
    case kText:
      return "text";
    case kRational:
      return "rational";
    case kIntegers:
      return "integers";
    case kRationals:
      return "rationals";
    case kTexts:
      return "texts";
  }
  return "";
}

Table with_columns(const Table& table, const TableDefinition& definition, std::size_t item,
                   const std::function<void()>& before_row) {
  Table result{definition.name, table.num_rows, {}};
  std::size_t used = 0;
  for (const ColumnDefinition& wanted : definition.columns) {
    if (wanted.name == "item") {
      result.columns.push_back({wanted.name, wanted.type, [item, before_row](std::size_t, Cell& cell) {
                                  before_row();
                                  cell.set_integer(static_cast<std::int64_t>(item));
                                }});
      continue;
    }
    const auto found = std::ranges::find(table.columns, wanted.name, &Column::name);
    const bool is_there = found != table.columns.end();
    if (is_there && found->type != wanted.type) {
      throw std::logic_error(definition.name + ": column " + wanted.name + " has another type");
    }
    used += is_there ? 1 : 0;
    result.columns.push_back({wanted.name, wanted.type, is_there ? found->fill : [](std::size_t, Cell&) {}});
  }
  if (used != table.columns.size()) throw std::logic_error(definition.name + ": a column is not in the data set");
  return result;
}

}  // namespace crease::tools
