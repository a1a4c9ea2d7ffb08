// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "core/errors.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/output.h"
#include "tools/ranked_count.h"
#include "tools/ranked_dataset.h"
#include "tools/signals.h"
#include "tools/usage_error.h"

namespace crease::tools {
namespace {

int fail(int code, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  fmt::print(stderr, "crease: error: {}\n", message);
  return code;
}

/// The command line of the subcommand the user was in, for help and errors.
CLI::App& current_command(CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : *chosen.front();
}

int usage_error(CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = current_command(app);
  const std::string name = &command == &app ? "crease" : "crease " + command.get_name();
  return fail(kUsage, fmt::format("{}: {}. Run '{} --help' for its options", name, error.what(), name));
}

/// Checks the first word before CLI11 does, which would call an unknown command an unexpected argument.
void check_command_name(const CLI::App& app, int argc, char** argv) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (argc > 1 && command->get_name() == argv[1]) return;
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  if (argc == 1) throw CLI::ParseError("a command is missing: one of " + names, kUsage);
  if (argv[1][0] != '-') {
    throw CLI::ParseError(fmt::format("'{}' is not a command: they are {}", argv[1], names), kUsage);
  }
}

/// CLI11 leaves two blank lines between groups of options.
std::string help_text(CLI::App& app) {
  const bool of_command = !app.get_subcommands().empty();
  std::string text = current_command(app).help(of_command ? "crease" : "");
  for (std::size_t at = 0; (at = text.find("\n\n\n", at)) != std::string::npos;) text.erase(at, 1);
  return text;
}

int run(int argc, char** argv, Ranks& ranks) {
  CLI::App app("Exact linear regions of piecewise-linear neural networks", "crease");
  app.set_version_flag("--version", "crease " CREASE_VERSION, "Print the version and exit");
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.require_subcommand(1);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("Positionals", "Arguments");
  app.get_formatter()->label("REQUIRED", "");
  app.footer("'crease COMMAND --help' tells more about a command.");
  app.get_formatter()->column_width(26);

  Action action;
  add_count(app, action, ranks);
  add_analyze(app, action);
  add_check(app, action);
  add_evolve(app, action);
  add_graph(app, action);
  add_region(app, action);
  add_insphere(app, action);
  add_neighborhood(app, action);
  add_ball(app, action);
  add_boundary(app, action);
  add_path(app, action);
  add_plot(app, action);
  add_bounds(app, action);
  add_threshold(app, action);
  add_validate(app, action);
  add_stats(app, action);
  add_view(app, action);
  add_report(app, action);
  add_dataset(app, action, ranks);
  add_info(app, action);
  add_convert(app, action);
  for (CLI::App* command : app.get_subcommands(nullptr)) command->group("Commands");
  try {
    check_command_name(app, argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    write_output("-", help_text(app));
    return kSuccess;
  } catch (const CLI::CallForVersion& version) {
    write_output("-", std::string(version.what()) + "\n");
    return kSuccess;
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
  return action();
}

}  // namespace
}  // namespace crease::tools

int main(int argc, char** argv) {
  using namespace crease;
  using namespace crease::tools;
  try {
    Ranks ranks;
    if (ranks.rank() == 0) return run(argc, argv, ranks);
    const SignalWatcher signals;  // rank 0 tells what to do when one comes
    try {
      work_for_root(ranks, {{"count", make_count_worker}, {"dataset", make_dataset_worker}}, signals.token());
    } catch (...) {
      ranks.give_up();  // rank 0 may wait for an answer: this process must not wait for rank 0
      throw;
    }
    return kSuccess;
  } catch (const InputError& error) {
    return fail(kBadInput, error.what());
  } catch (const UsageError& error) {
    return fail(kUsage, error.what());
  } catch (const OutputError& error) {
    return fail(kFailure, error.what());
  } catch (const std::bad_alloc&) {
    return fail(kFailure, "memory: there is not enough of it. Use a smaller network or domain, or fewer threads");
  } catch (const std::exception& error) {
    return fail(kFailure,
                std::string("internal: ") + error.what() + ". This is a bug: please report it with the input");
  }
}
