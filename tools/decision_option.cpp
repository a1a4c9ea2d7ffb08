// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/decision_option.h"

#include <fmt/format.h>

#include <stdexcept>

#include "core/errors.h"

namespace crease::tools {

void add_decision_options(CLI::App& command, DecisionOptions& options) {
  command.add_option("--level", options.level, "Of a network with one output: the level [0]")
      ->option_text("NUMBER")
      ->group("Input");
  command.add_option("--classes", options.classes, "Only these outputs compete, such as 0,2 [all]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->option_text("LIST")
      ->group("Input");
}

DecisionRule read_rule(const DecisionOptions& options, const NetworkFile& file, const std::string& path) {
  DecisionRule rule;
  rule.classes = options.classes;
  try {
    if (options.level) rule.level = parse_rational(*options.level, file.source.decimals);
    if (options.level && file.network.output_dim() > 1) {
      throw std::invalid_argument(
          fmt::format("--level is for networks with one output, and this one has {}", file.network.output_dim()));
    }
    decision_network(file.network, rule);
  } catch (const std::exception& error) {
    throw InputError(
        fmt::format("{}: {}. Leave --level out for several outputs, and --classes for one", path, error.what()));
  }
  return rule;
}

}  // namespace crease::tools
