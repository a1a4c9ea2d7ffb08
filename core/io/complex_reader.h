// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/complex.h"
#include "core/io/complex_header.h"

namespace crease {

enum class FacetType { kInterior, kBoundary, kOpen };

/// What a complex file says beyond the tables of the complex. Nobody has held it against them yet, nor the tables
/// against the network. Columns that are not in the file are empty.
struct ComplexClaims {
  std::uint64_t bounded_regions = 0, adjacencies = 0;

  // Per activation region; K = output dimension.
  std::vector<LinearRegionId> linear_region;
  std::vector<AffinePieceId> affine_piece;
  std::vector<std::uint32_t> degree;
  std::vector<Rational> interior_point;         ///< dim numbers each
  std::vector<std::optional<Rational>> volume;  ///< none: infinite
  std::vector<std::vector<Rational>> centroid;  ///< empty: none
  std::vector<Rational> A, c;                   ///< K * dim numbers each, row by row; K numbers each

  // Per facet.
  std::vector<FacetType> facet_type;
  std::vector<bool> bends;
  std::vector<Rational> normal;  ///< dim numbers each
  std::vector<Rational> offset;
  std::vector<std::optional<Rational>> squared_volume;  ///< none: infinite

  // Per vertex.
  std::vector<std::string> vertex_pattern;
};

/// All that a complex file holds.
struct ComplexFile {
  Network network;
  Domain domain;
  ComplexHeader header;
  ComplexTables tables;  ///< fit for the constructor of Complex
  ComplexClaims claims;
};

/// Reads a complex file (crease-complex/1, see data/schemas/complex.schema.json) that complex_header_json(), the tables
/// of algorithms/complex_tables.h and write_json() made. Everything is checked that can be seen row by row: shapes,
/// ranges, order, numbers of rows, patterns against the network, signs against patterns. Any order of the members will
/// do. Throws FileError, ParseError ("file:line:column: place: cause"), InvalidNetwork. Memory: the file's bytes and
/// the tables; rows are read one by one.
ComplexFile read_complex(const std::string& path);

/// As read_complex, from bytes that were already read; `path` is for messages.
ComplexFile parse_complex(const std::string& bytes, const std::string& path);

}  // namespace crease
