// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/numbers.h"

namespace crease::python {

namespace nb = nanobind;

/// A fractions.Fraction of the same value.
nb::object to_python(const Rational& value);
/// An int of the same value.
nb::object to_python(const Integer& value);
/// A list of Fractions, and one of such lists, row by row.
nb::list to_python(std::span<const Rational> values);
nb::list to_python(const Matrix<Rational>& matrix);

/// The value of a number of Python: int, float, Fraction, Decimal, a scalar of numpy, or text with a decimal or p/q.
/// Floats are the dyadic rationals they are. Throws InputError, with `place` before the cause, for NaN, infinities and
/// whatever is no number.
Rational to_rational(nb::handle value, const std::string& place);
std::vector<Rational> to_rationals(nb::handle values, const std::string& place);
/// A sequence of rows of one length. Throws InputError, naming the row, for others.
Matrix<Rational> to_matrix(nb::handle rows, const std::string& place);

}  // namespace crease::python
