// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/io/json_tree.h"

namespace crease::tools {

/// What a TOML text (version 1.0) says, as the tree of the JSON that says the same, with places in the text: tables are
/// objects, numbers keep their text where that is a decimal. Throws ParseError "file:line:column: cause" for what is no
/// TOML, and for what JSON has not: dates, times, infinities, NaN.
JsonValue parse_toml(const std::string& bytes, const std::string& file);

}  // namespace crease::tools
