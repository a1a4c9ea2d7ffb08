// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/io/json_tree.h"
#include "core/io/json_values.h"
#include "core/numbers.h"
#include "core/preprocess.h"

namespace crease {

/// Reads what follows --preprocess: a JSON file {"mean": m, "std": s}, for (x - m) / s, or {"scale": s, "offset": o},
/// for s x + o. Each is a number for all n0 inputs or a list with one per input, and one of the two may be missing. A
/// "format", if there is one, is "crease-preprocess/1". Throws ParseError, FileError; a std must be positive.
InputMap read_input_map(const std::string& path, std::size_t n0, DecimalPolicy decimals = DecimalPolicy::kExact);

/// Reads what follows --outputs: "0,2", "0-4" or both, "0-2,7". Throws ParseError for anything else, for an output that
/// comes twice, and for numbers from `num_outputs` on.
std::vector<std::size_t> parse_outputs(const std::string& text, std::size_t num_outputs);

/// Adds "preprocess": {scale, offset}, each one number where all are equal, and "outputs" to what a result says of its
/// network, where there is such a thing.
void add_preprocessing(Json& network, const Preprocessing& preprocessing);
/// Reads these members again, of a network with n0 inputs. Throws ParseError.
Preprocessing read_preprocessing(JsonDocument& document, const JsonValue& network, std::size_t n0);

}  // namespace crease
