// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <vector>

#include "core/domain.h"
#include "core/numbers.h"

namespace crease::python {

namespace nb = nanobind;

/// A point of the domain's own coordinates. Throws InputError, naming `place`, for one that has another number of
/// coordinates or lies outside.
std::vector<Rational> point_of(nb::handle point, const std::string& place, const Domain& domain);

/// Points of `dim` numbers each. Throws InputError, naming the point, for others.
std::vector<std::vector<Rational>> points_of(nb::handle points, const std::string& place, std::size_t dim);

/// Throws InputError where it is not above 0.
Rational positive(nb::handle number, const std::string& place);

}  // namespace crease::python
