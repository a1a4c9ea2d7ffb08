// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/io/complex_reader.h"
#include "core/io/json_row.h"
#include "core/io/json_tree.h"
#include "core/wall_list.h"

namespace crease {

/// How many rows and things the header of a complex file promises.
struct ComplexCounts {
  std::size_t activation_regions = 0, linear_regions = 0, affine_pieces = 0, bounded_regions = 0;
  std::size_t facets = 0, adjacencies = 0, vertices = 0, rays = 0;
};

/// Reads the rows of a complex file's tables, one by one, in any order of the tables.
class ComplexRows {
 public:
  /// The arguments must outlive this.
  ComplexRows(const Network& network, const Domain& domain, const ComplexCounts& counts);

  /// Reads the next row of "regions", "facets" or "vertices".
  void add(JsonDocument& document, const std::string& table, const JsonValue& row);
  /// Checks that all rows that were promised have come.
  void check_complete(const JsonDocument& document, const JsonValue& root) const;

  /// What was read, once.
  ComplexTables& tables() { return tables_; }
  ComplexClaims& claims() { return claims_; }

 private:
  void add_region(JsonDocument& document, const JsonValue& value);
  void add_region_claims(const JsonRow& row);
  void add_facet(JsonDocument& document, const JsonValue& value);
  void add_vertex(JsonDocument& document, const JsonValue& value);
  void read_signs(const JsonRow& row);
  void read_walls(const JsonRow& row, IndexLists<WallId>& to);
  void read_vertices(const JsonRow& row, IndexLists<VertexId>& to) const;

  const Network& network_;
  const Domain& domain_;
  const ComplexCounts& counts_;
  WallList walls_;
  bool several_breakpoints_ = false;  ///< some unit has more than one
  ComplexTables tables_;
  ComplexClaims claims_;
  std::size_t rays_ = 0;
  std::vector<std::string> region_keys_, facet_keys_, vertex_keys_;
  std::vector<Symbol> symbols_;  ///< of the region that is being read
  std::vector<std::uint64_t> above_, zero_;
};

}  // namespace crease
