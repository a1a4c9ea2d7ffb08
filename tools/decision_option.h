// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/decision_rule.h"
#include "core/io/network_file.h"

namespace crease::tools {

/// What decides, as a user says it.
struct DecisionOptions {
  std::optional<std::string> level;
  std::vector<std::size_t> classes;
};
/// --level, --classes.
void add_decision_options(CLI::App& command, DecisionOptions& options);

/// Throws InputError, naming `path`, where the rule does not fit the network.
DecisionRule read_rule(const DecisionOptions& options, const NetworkFile& file, const std::string& path);

}  // namespace crease::tools
