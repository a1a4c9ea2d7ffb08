// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>

#include "core/errors.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/output.h"

namespace crease::tools {
namespace {

struct ConvertOptions {
  NetworkOptions network;
  std::string target;
};

using Writer = void (*)(const Network&, std::ostream&);

/// By the extension; none where it is unknown.
Writer writer_for(const std::string& target) {
  if (target == "-") return write_network_json;
  const std::string extension = std::filesystem::path(target).extension().string();
  if (extension == ".json") return write_network_json;
  if (extension == ".onnx") return write_network_onnx;
  if (extension == ".nnet") return write_network_nnet;
  if (extension == ".npz") return write_network_npz;
  return nullptr;
}

int run(const ConvertOptions& options) {
  check_writable(options.target);
  const NetworkFile file = read_network(options.network);
  std::ostringstream bytes;
  try {
    writer_for(options.target)(file.network, bytes);
  } catch (const InputError& error) {
    throw InputError(options.network.path + ": " + error.what());
  }
  write_output(options.target, bytes.str());
  return kSuccess;
}

std::string check_target(const std::string& target) {
  if (writer_for(target) != nullptr) return {};
  return "'" + target + "' has an unknown extension: .json, .onnx, .nnet and .npz are written, and - is JSON";
}

}  // namespace

void add_convert(CLI::App& app, Action& action) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* command =
      app.add_subcommand("convert", "Convert a network to JSON, ONNX, .nnet or .npz, exactly or not at all");
  command->footer(
      "Example:\n"
      "  crease convert moons.onnx moons.json\n"
      "A number that the target cannot hold is not rounded but refused; JSON holds all.");
  add_network_options(*command, options->network);
  command
      ->add_option("TARGET", options->target,
                   "Where to write: FILE.json, .onnx, .nnet or .npz, or - for JSON on standard output")
      ->required()
      ->type_name("")
      ->check(check_target)
      ->group("Output");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace crease::tools
