// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <vector>

#include "algorithms/enumerate.h"
#include "core/io/json_values.h"

namespace crease::python {

namespace nb = nanobind;

/// What a JSON result of the command says, as dicts and lists: "p/q" is a Fraction, "inf" is math.inf, {lo, hi} and
/// {lo, hi, exact} are crease.Bounds. What stands under one of text_names() stays text.
nb::object to_python(const Json& json);

/// Members of JSON results whose values are words, even where they look like numbers: a pattern may be "101".
const std::vector<std::string>& text_names();

/// {complete, reason} and what `json` says.
nb::dict report(const Json& json, StopReason reason);

}  // namespace crease::python
