// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <string>
#include <vector>

#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/info_results.h"
#include "tools/output.h"

namespace crease::tools {
namespace {

struct InfoOptions {
  NetworkOptions network;
  OutputOptions output;
};

int run(const InfoOptions& options) {
  check_writable(options.output.path);
  const std::vector<NetworkFile> files = read_networks(options.network);
  const bool json = options.output.wants_json();
  if (files.size() == 1) {
    write_output(options.output.path, json ? to_text(info_json(files[0])) : info_in_words(files[0]));
  } else {
    const std::string& name = options.network.path;
    write_output(options.output.path, json ? to_text(info_json(files, name)) : info_in_words(files, name));
  }
  return kSuccess;
}

}  // namespace

void add_info(CLI::App& app, Action& action) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App* command = app.add_subcommand("info",
                                         "Show a network's shape, activations, operators, weight types and "
                                         "SHA-256,\nor the networks in a file of several");
  command->footer(
      "Example:\n"
      "  crease info moons.onnx");
  add_network_options(*command, options->network);
  add_output_options(*command, options->output);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace crease::tools
