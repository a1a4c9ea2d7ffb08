// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/domain.h"
#include "core/io/json_values.h"
#include "core/io/network_file.h"

namespace crease::tools {

/// Parts that the JSON results of several subcommands share.

/// {"schema": "crease-NAME/1", "tool_version": "...", "network": {name, sha256}, "decimals": "..."}; where factors of
/// BatchNormalization were rounded, network says how many (rounded_factors), and where it was preprocessed, how
/// (preprocess, outputs).
Json result_header(const std::string& schema, const NetworkFile& file);

/// {label, dim, slice: null or {point, directions}}; directions[k] is the k-th direction. Behind the label notes, where
/// there are any.
Json domain_json(const Domain& domain);

/// The text of a result, with a line end; bytes of file names that are not UTF-8 are replaced.
std::string to_text(const Json& json);

}  // namespace crease::tools
