// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/domain.h"
#include "core/network.h"
#include "core/region.h"

/// The regions of a network, found in another way than the engine's: for every sign vector, the exact linear program
/// "is there a point strictly inside?" (PPL's rational simplex), with the rows of every layer computed from scratch by
/// substituting the pattern. Slow and plain on purpose: it is what the engine is held against.

namespace crease::testing {

/// To be called before PPL is used; it leaves the rounding mode of doubles alone.
void initialise_ppl();

/// normal . y + offset.
struct Row {
  std::vector<Rational> normal;
  Rational offset;
  bool is_constant() const;
  Rational at(const std::vector<Rational>& y) const;
  bool operator==(const Row&) const = default;
};

/// The positive multiple of a row with coprime integer entries (normal and offset together).
Row primitive(const Row& row);

/// An inequality row >= 0 of a region and where it comes from.
struct OwnedRow {
  Row row;
  std::optional<UnitId> unit;  ///< the unit that sits on a breakpoint where the row vanishes, or none:
  std::size_t domain_row = 0;  ///< then a row of the domain.
};

struct OracleRegion {
  std::string pattern;
  std::vector<OwnedRow> rows;     ///< The region is where all are >= 0; none is constant.
  std::vector<Rational> witness;  ///< A point where all are > 0.
  std::size_t dim() const { return witness.size(); }
};

/// The activation regions, depth first over the units; the empty vector when the domain has no interior.
std::vector<OracleRegion> oracle_regions(const Network& network, const Domain& domain);

/// Every vector of symbols is tried on its own, '*' included: a check of the oracle. Sorted by pattern. Of networks
/// without max groups.
/// Cost: prod (pieces + 1) linear programs.
std::vector<std::string> brute_force_patterns(const Network& network, const Domain& domain);

/// Is {rows >= 0} bounded? By Stiemke: the rows span and a linear program finds no direction of recession.
bool oracle_is_bounded(const OracleRegion& region);

/// The facets by PPL's minimised constraints of the whole system. `normal` and `offset` are primitive, `generators`
/// stay empty.
std::vector<Facet> oracle_facets(const OracleRegion& region);

/// The vertices and extreme rays by PPL's double description of the whole system at once, sorted; lines are left out.
std::vector<Generator> oracle_generators(const OracleRegion& region);

/// A point with all rows > 0, or nothing. Rows may be constant.
std::optional<std::vector<Rational>> strictly_feasible_point(const std::vector<Row>& rows, std::size_t dim);

/// Maximises the objective where all rows are >= 0 (PPL's rational simplex). Rows may be constant.
enum class OracleLpStatus { kOptimal, kUnbounded, kInfeasible };
struct OracleLp {
  OracleLpStatus status = OracleLpStatus::kOptimal;
  Rational value;
};
OracleLp oracle_lp(const std::vector<Row>& rows, const Row& objective);

/// A < B for sorting: points before rays, then coordinates.
bool generator_less(const Generator& a, const Generator& b);

}  // namespace crease::testing
