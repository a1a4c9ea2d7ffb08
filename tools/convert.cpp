// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <memory>
#include <sstream>

#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/output.h"

namespace crease::tools {
namespace {

struct ConvertOptions {
  NetworkOptions network;
  std::string target;
};

int run(const ConvertOptions& options) {
  check_writable(options.target);
  const NetworkFile file = read_network(options.network);
  std::ostringstream json;
  write_network_json(file.network, json);
  write_output(options.target, json.str());
  return kSuccess;
}

/// Only JSON can hold every rational; the other formats would round.
std::string check_target(const std::string& target) {
  if (target == "-" || std::filesystem::path(target).extension() == ".json") return {};
  return "'" + target +
         "' is not a JSON file (.json) or -: only JSON is written, because the other formats would round";
}

}  // namespace

void add_convert(CLI::App& app, Action& action) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* command = app.add_subcommand("convert", "Convert a network to the JSON format, exactly");
  command->footer(
      "Example:\n"
      "  crease convert moons.onnx moons.json");
  add_network_options(*command, options->network);
  command->add_option("TARGET", options->target, "Where to write: FILE.json, or - for standard output")
      ->required()
      ->type_name("")
      ->check(check_target)
      ->group("Output");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace crease::tools
