// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/io/network_file.h"
#include "tools/results.h"

namespace crease::tools {

/// What `crease info` tells of a network: shape, activations, operators, types of weights.
Json info_json(const NetworkFile& file);
std::string info_in_words(const NetworkFile& file);

/// Of the networks in the file of this name, in its order.
Json info_json(const std::vector<NetworkFile>& files, const std::string& name);
std::string info_in_words(const std::vector<NetworkFile>& files, const std::string& name);

}  // namespace crease::tools
