// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/complex.h"
#include "tests/support/random.h"

/// Complexes that are right, and what may happen to their tables.

namespace crease::testing {

Complex complex_of(const Network& network, const Domain& domain, std::optional<std::uint64_t> max_regions = {});

/// 0, then x, then 2 - x, then 0 again.
Network hat();

/// Complexes of all kinds: bounded or not, with lines, with regions on a breakpoint, in dimensions 1 to 4.
std::vector<Complex> specimens();

/// The first regions of a complex as if the file ended there.
void truncate_regions(const Complex& complex, ComplexTables& tables, std::size_t regions);

/// The last facet goes from all tables.
void drop_last_facet(const Complex& complex, ComplexTables& tables);

/// One number of one table is another one that could stand there.
/// Pre: two regions.
ComplexTables with_one_entry_changed(const Complex& complex, Random& random);

struct Corruption {
  std::string name;
  std::string code;  ///< the violation it must cause, among others
  /// Corrupted tables, at a random place; nothing, where it does not apply to this complex.
  std::function<std::optional<ComplexTables>(const Complex& complex, Random& random)> apply;
};

std::vector<Corruption> corruptions();

}  // namespace crease::testing
