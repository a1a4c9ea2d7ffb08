// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/domain.h"
#include "core/io/json_tree.h"
#include "core/io/json_values.h"

namespace crease {

/// The rows of a domain in its own coordinates, as {normal, offset}.
Json rows_json(const Domain& domain);

/// A domain as a part of a larger JSON document: what crease-count/1 says of it, and its rows, which make it exact.
Json domain_value(const Domain& domain);

/// The domain of such a value, for a network with so many inputs. Throws ParseError.
Domain read_domain_value(JsonDocument& document, const JsonValue& value, std::size_t inputs);

}  // namespace crease
