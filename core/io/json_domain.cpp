// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_domain.h"

#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

/// Rows {normal, offset} with `dim` entries.
std::pair<Matrix<Rational>, std::vector<Rational>> read_rows(JsonDocument& document, const JsonValue& value,
                                                             std::size_t dim) {
  std::vector<std::vector<Rational>> normals;
  std::vector<Rational> offsets;
  for (const JsonValue& row : document.array(value, "domain, rows")) {
    const std::string place = "domain, row " + std::to_string(normals.size());
    document.check_object(row, place, {"normal", "offset"});
    normals.push_back(document.numbers(document.require(row, "normal", place), dim, place + ", normal"));
    offsets.push_back(document.number(document.require(row, "offset", place), place + ", offset"));
  }
  Matrix<Rational> rows(normals.size(), dim);
  for (std::size_t i = 0; i < normals.size(); ++i) std::move(normals[i].begin(), normals[i].end(), rows.row(i).begin());
  return {std::move(rows), std::move(offsets)};
}

Slice read_slice_value(JsonDocument& document, const JsonValue& value, std::size_t n0, std::size_t dim) {
  const std::string place = "domain, slice";
  document.check_object(value, place, {"point", "directions"});
  Slice slice;
  slice.point = document.numbers(document.require(value, "point", place), n0, place + ", point");
  const JsonValue& list = document.require(value, "directions", place);
  const std::vector<JsonValue>& directions = document.array(list, place + ", directions");
  if (directions.size() != dim) {
    document.fail(list, place + ", directions: expected " + std::to_string(dim) + ", as 'dim' says, found " +
                            std::to_string(directions.size()));
  }
  // All lengths before the matrix: its size is their product.
  std::vector<std::vector<Rational>> columns;
  for (const JsonValue& direction : directions) {
    columns.push_back(document.numbers(direction, n0, place + ", direction " + std::to_string(columns.size())));
  }
  slice.directions = Matrix<Rational>(n0, dim);
  for (std::size_t i = 0; i < n0; ++i) {
    for (std::size_t k = 0; k < dim; ++k) slice.directions(i, k) = columns[k][i];
  }
  return slice;
}

}  // namespace

Json rows_json(const Domain& domain) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    rows.push_back({{"normal", rationals_json(domain.rows().row(i))}, {"offset", to_string(domain.offsets()[i])}});
  }
  return rows;
}

Json domain_value(const Domain& domain) {
  Json json = {{"label", domain.label()}, {"dim", domain.dim()}, {"ambient_dim", domain.ambient_dim()}};
  if (!domain.notes().empty()) json["notes"] = domain.notes();
  json["slice"] = slice_json(domain);
  json["rows"] = rows_json(domain);
  return json;
}

Domain read_domain_value(JsonDocument& document, const JsonValue& value, std::size_t inputs) {
  document.check_object(value, "domain", {"label", "notes", "dim", "ambient_dim", "slice", "rows"});
  const JsonValue& ambient = document.require(value, "ambient_dim", "domain");
  const std::size_t n0 = document.size(ambient, "domain, ambient_dim");
  if (n0 != inputs) {
    document.fail(ambient, "domain, ambient_dim: expected " + std::to_string(inputs) +
                               ", the network's inputs, found " + std::to_string(n0));
  }
  const JsonValue& own = document.require(value, "dim", "domain");
  const std::size_t dim = document.size(own, "domain, dim");
  const JsonValue& slice = document.require(value, "slice", "domain");
  const bool has_slice = slice.kind != JsonValue::Kind::kNull;
  if (!has_slice && dim != n0) {
    document.fail(own, "domain, dim: without a slice it is the ambient dimension, " + std::to_string(n0));
  }
  const std::string& label = document.string(document.require(value, "label", "domain"), "domain, label");
  std::vector<std::string> notes;
  if (const JsonValue* list = value.find("notes")) {
    for (const JsonValue& note : document.array(*list, "domain, notes")) {
      notes.push_back(document.string(note, "domain, note"));
    }
  }
  try {
    if (!has_slice) {
      const auto [rows, offsets] = read_rows(document, document.require(value, "rows", "domain"), dim);
      return Domain::polytope(rows, offsets).labelled(label).noted(notes);
    }
    const Domain sliced = Domain::all(n0).sliced(read_slice_value(document, slice, n0, dim));
    const auto [rows, offsets] = read_rows(document, document.require(value, "rows", "domain"), dim);
    return sliced.with_slice_rows(rows, offsets).labelled(label).noted(notes);
  } catch (const InvalidDomain& error) {
    document.fail(value, shortened(error.what()));
  }
}

}  // namespace crease
