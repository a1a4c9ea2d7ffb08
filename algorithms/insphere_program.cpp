// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/insphere_program.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace crease {

InsphereProgram insphere_program(std::span<const IntegerVector> rows, std::size_t dim) {
  InsphereProgram program;
  program.rows.dim = dim;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k].size() != dim + 1) {
      throw std::invalid_argument("insphere: row " + std::to_string(k) + " has " + std::to_string(rows[k].size() - 1) +
                                  " entries, not " + std::to_string(dim));
    }
    IntegerVector normal(dim);
    for (std::size_t j = 0; j < dim; ++j) fmpz_set(normal[j], rows[k][j]);
    if (normal.is_zero()) {
      if (fmpz_sgn(rows[k][dim]) < 0) throw std::invalid_argument("insphere: an empty polyhedron");
      continue;
    }
    program.rows.normals.push_back(std::move(normal));
    program.rows.offsets.push_back(rows[k].get(dim));
    program.origin.push_back(k);
  }
  return program;
}

RowEnclosures in_doubles(const BallRows& rows) {
  RowEnclosures result;
  result.dim = rows.dim;
  ScopedFmpz offset;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const IntegerVector& normal = rows.normals[k];
    slong exponent = 0;
    for (std::size_t j = 0; j < rows.dim; ++j) exponent = std::max(exponent, slong(fmpz_bits(normal[j])));
    fmpz_set_mpz(offset, rows.offsets[k].get_mpz_t());
    result.entries.push_back(scaled_double(offset, exponent));
    for (std::size_t j = 0; j < rows.dim; ++j) result.entries.push_back(scaled_double(normal[j], exponent));
    // Entries are below 1 and truncated; the offset's rounding is relative, and counted with that of its division.
    result.radius.push_back(0x1p-52);
  }
  return result;
}

}  // namespace crease
