// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

#include "core/io/table.h"

namespace crease::python {

namespace nb = nanobind;

/// The columns of a table by their names, as lists: int, bool, str, Fraction (math.inf for infinity) or lists of these;
/// None for null.
nb::dict columns_of(const Table& table);

/// One row of it, by the names of the columns.
nb::dict row_of(const Table& table, std::size_t row);

}  // namespace crease::python
