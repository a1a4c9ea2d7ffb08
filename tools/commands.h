// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "tools/options.h"
#include "tools/ranks.h"

namespace crease::tools {

/// Each declares one subcommand; when the user asks for it, parsing leaves what is to be done in `action`.
void add_analyze(CLI::App& app, Action& action);
void add_ball(CLI::App& app, Action& action);
void add_boundary(CLI::App& app, Action& action);
void add_bounds(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_count(CLI::App& app, Action& action, Ranks& ranks);
void add_dataset(CLI::App& app, Action& action, Ranks& ranks);
void add_evolve(CLI::App& app, Action& action);
void add_graph(CLI::App& app, Action& action);
void add_insphere(CLI::App& app, Action& action);
void add_info(CLI::App& app, Action& action);
void add_convert(CLI::App& app, Action& action);
void add_neighborhood(CLI::App& app, Action& action);
void add_path(CLI::App& app, Action& action);
void add_plot(CLI::App& app, Action& action);
void add_region(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_stats(CLI::App& app, Action& action);
void add_threshold(CLI::App& app, Action& action);
void add_validate(CLI::App& app, Action& action);
void add_view(CLI::App& app, Action& action);

}  // namespace crease::tools
