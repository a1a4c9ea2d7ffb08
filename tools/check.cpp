// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "tools/check_directory.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/output.h"
#include "tools/results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct CheckOptions {
  std::string directory;
  OutputOptions output;
};

Json to_json(const CheckOptions& options, const std::vector<Finding>& findings, const std::vector<std::string>& files) {
  Json json;
  json["schema"] = "crease-check/1";
  json["tool_version"] = CREASE_VERSION;
  json["directory"] = options.directory;
  json["ok"] = findings.empty();
  json["files"] = files;
  json["findings"] = Json::array();
  for (const Finding& finding : findings) {
    json["findings"].push_back({{"code", finding.code}, {"law", finding.law}, {"message", finding.message}});
  }
  return json;
}

std::string to_words(const std::vector<Finding>& findings, const std::vector<std::string>& files) {
  std::string words;
  for (const Finding& finding : findings) {
    words += fmt::format("{}{}: {}\n", finding.code, finding.law > 0 ? fmt::format(" (law {})", finding.law) : "",
                         finding.message);
  }
  return words + (findings.empty() ? fmt::format("ok: what {} hold{} is what the network gives, and all laws hold\n",
                                                 counted(files.size(), "file"), files.size() == 1 ? "s" : "")
                                   : fmt::format("{} found\n", counted(findings.size(), "fault")));
}

int run(const CheckOptions& options) {
  check_writable(options.output.path);
  std::vector<std::string> files;
  const std::vector<Finding> findings = check_directory(options.directory, files);
  write_output(options.output.path,
               options.output.wants_json() ? to_text(to_json(options, findings, files)) : to_words(findings, files));
  return findings.empty() ? kSuccess : kBadInput;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      app.add_subcommand("check", "Hold the results of 'crease analyze' against the network and the laws");
  command->footer(
      "Example:\n"
      "  crease check moons\n"
      "Nothing in the directory is trusted but the network itself: it is evaluated anew, exactly, at every vertex\n"
      "and in every region; facets, volumes, Euler's formula and the linear regions are held against their laws;\n"
      "and every file against the bytes that follow. Exit codes: 0 all is right, 3 something is wrong or cannot be\n"
      "read.");
  command->add_option("DIR", options->directory, "A directory that 'crease analyze -o DIR' has written")
      ->required()
      ->type_name("")
      ->group("Input");
  add_output_options(*command, options->output);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace crease::tools
