// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/io/json_tree.h"
#include "core/network.h"

namespace crease {

/// Reads a network in the JSON network format that is a part of a larger document. `place` is for messages; empty for a
/// document of its own. Throws ParseError, InvalidNetwork.
Network read_network_value(JsonDocument& document, const JsonValue& value, const std::string& place,
                           const std::string& name);

}  // namespace crease
