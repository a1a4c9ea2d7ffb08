// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>

#include "core/errors.h"
#include "core/io/table_writers.h"
#include "tools/commands.h"
#include "tools/compare_methods.h"
#include "tools/complex_results.h"
#include "tools/exit_codes.h"
#include "tools/method_results.h"
#include "tools/output.h"

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

struct ValidateCommand {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  MethodOptions methods;
  bool asserts = false;

  bool wants_csv() const { return output.path.ends_with(".csv"); }
};

/// What is told of one network, or of a directory.
struct Outputs {
  std::function<Json()> json;
  std::function<std::string()> words;
  std::function<Table()> table;
};

void write(const OutputOptions& output, bool csv, const Outputs& outputs) {
  if (csv) {
    write_output(output.path, [&](std::ostream& out) { write_csv(outputs.table(), out); });
  } else {
    write_output(output.path, output.wants_json() ? to_text(outputs.json()) : outputs.words());
  }
}

/// The code of a network's result; says why it is a part, where it is.
struct Compared {
  NetworkMethods methods;
  int code = kSuccess;
};

Compared compare(const ValidateCommand& options, NetworkFile file, const std::string& label) {
  const WalkRun run(options.walk);
  Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  MethodComparison comparison;
  run([&](const EnumerateOptions& walk) { comparison = compare_methods(file.network, domain, walk, options.methods); });
  const WalkOutcome outcome = run.outcome(comparison.reason, comparison.signs);
  const int code = run.finish(comparison.reason, label);
  return {{std::move(file), std::move(domain), std::move(comparison), outcome}, code};
}

/// Says on standard error what does not hold.
int assert_promises(const MethodComparison& comparison, const std::string& label) {
  for (const std::string& violation : comparison.violations) {
    fmt::print(stderr, "crease: {}: does not hold: {}\n", label, violation);
  }
  return comparison.violations.empty() ? kSuccess : kFailure;
}

int run_network(const ValidateCommand& options) {
  const Compared compared = compare(options, read_network(options.network), "validate");
  const NetworkMethods& methods = compared.methods;
  write(options.output, options.wants_csv(),
        {[&] {
           Json json = result_header("crease-validate/1", methods.file, methods.domain, methods.outcome);
           add_methods(json, methods);
           return json;
         },
         [&] { return methods_in_words(methods); }, [&] { return method_table(methods.comparison.rows); }});
  const int broken = options.asserts ? assert_promises(methods.comparison, "validate") : kSuccess;
  return compared.code != kSuccess ? compared.code : broken;
}

bool is_network_file(const fs::directory_entry& entry) {
  static const std::vector<std::string> extensions = {".json", ".nnet", ".npz", ".onnx", ".safetensors", ".txt"};
  return entry.is_regular_file() &&
         std::ranges::find(extensions, entry.path().extension().string()) != extensions.end();
}

/// A directory that holds networks rather than being one, of .npy files.
bool is_collection(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return false;
  return std::ranges::none_of(fs::directory_iterator(path),
                              [](const fs::directory_entry& entry) { return entry.path().extension() == ".npy"; });
}

std::vector<fs::path> network_files(const std::string& directory) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (is_network_file(entry)) files.push_back(entry.path());
  }
  if (files.empty()) {
    throw FileError(directory +
                    ": it holds no network. Give a network, or a directory with files whose names end in .json, .nnet, "
                    ".npz, .onnx, .safetensors or .txt");
  }
  std::ranges::sort(files);
  return files;
}

Json to_json(const NetworkRow& network) {
  Json json = {{"file", network.file}, {"error", network.error.empty() ? Json() : Json(network.error)}};
  if (!network.result) return json;
  json.update(
      result_header("crease-validate/1", network.result->file, network.result->domain, network.result->outcome));
  add_methods(json, *network.result);
  return json;
}

/// Bad input first, then an early end, then a bound that does not hold.
int worse(int a, int b) {
  const auto rank = [](int code) {
    return code >= kSignalBase ? 4 : code == kBadInput ? 3 : code == kLimitReached ? 2 : code == kFailure ? 1 : 0;
  };
  return rank(a) >= rank(b) ? a : b;
}

/// Every network of every file has its row; what is wrong with one says so there, and ends nothing else.
int run_directory(const ValidateCommand& options) {
  std::vector<NetworkRow> networks;
  int code = kSuccess;
  bool complete = true;
  const auto attempt = [&](NetworkRow& row, const std::function<void()>& work) {
    try {
      work();
    } catch (const InputError& error) {
      row.error = error.what();
      fmt::print(stderr, "crease: validate {}: error: {}\n", row.file, row.error);
      code = worse(code, kBadInput);
    }
  };
  for (const fs::path& path : network_files(options.network.path)) {
    NetworkRow of_file{path.filename().string(), std::nullopt, ""};
    NetworkOptions network = options.network;
    network.path = path.string();
    std::vector<NetworkFile> files;
    attempt(of_file, [&] { files = read_networks(network); });
    if (!of_file.error.empty()) networks.push_back(of_file);
    for (NetworkFile& file : files) {
      if (code >= kSignalBase) break;
      NetworkRow row = of_file;
      if (!file.source.checkpoint.empty()) row.file += "#" + file.source.checkpoint;
      attempt(row, [&] {
        const std::string label = "validate " + row.file;
        Compared compared = compare(options, std::move(file), label);
        complete = complete && compared.code == kSuccess;
        code = worse(code, compared.code);
        if (options.asserts) code = worse(code, assert_promises(compared.methods.comparison, label));
        row.result = std::move(compared.methods);
      });
      networks.push_back(std::move(row));
    }
    if (code >= kSignalBase) break;
  }
  write(options.output, options.wants_csv(),
        {[&] {
           Json json = {{"schema", "crease-validate-directory/1"},
                        {"tool_version", CREASE_VERSION},
                        {"directory", options.network.path},
                        {"complete", complete},
                        {"networks", Json::array()}};
           for (const NetworkRow& network : networks) json["networks"].push_back(to_json(network));
           return json;
         },
         [&] { return networks_in_words(networks); }, [&] { return network_table(networks); }});
  return code;
}

int run(const ValidateCommand& options) {
  check_writable(options.output.path);
  return is_collection(options.network.path) ? run_directory(options) : run_network(options);
}

void parse_methods(const std::string& text, std::vector<std::string>& methods) {
  const auto& names = method_names();
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string name = text.substr(begin, end - begin);
    if (std::ranges::find(names, name) == names.end()) {
      throw CLI::ValidationError("--methods", fmt::format("'{}' is none of {}", name, fmt::join(names, ", ")));
    }
    methods.push_back(name);
    begin = end + 1;
  }
}

void add_method_options(CLI::App& command, ValidateCommand& options) {
  constexpr const char* kGroup = "Methods";
  MethodOptions& methods = options.methods;
  command
      .add_option_function<std::string>(
          "--methods", [&methods](const std::string& text) { parse_methods(text, methods.methods); },
          "Some of bounds, grid, random, segments, float_lp,\nmonte_carlo_volumes, float_insphere, with commas [all]")
      ->type_name("A,B,...")
      ->group(kGroup);
  command.add_option("--samples", methods.samples, "Points of random samples, and at most of the grid [10000]")
      ->type_name("M")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000000000}).description(""))
      ->group(kGroup);
  command.add_option("--segments", methods.segments, "Random segments [100]")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000000000}).description(""))
      ->group(kGroup);
  command
      .add_option("--tolerance", methods.tolerance,
                  "Of float_lp and float_insphere: shorter normals are zero, smaller\nslacks redundant, smaller balls "
                  "no regions [1e-6]")
      ->type_name("T")
      ->check(CLI::Range(0.0, 1.0).description(""))
      ->group(kGroup);
  command.add_option("--seed", methods.seed, "Of all random numbers [1]")->type_name("S")->group(kGroup);
  command.add_flag("--assert", options.asserts, "Fail when a bound does not hold (exit code 1)")->group(kGroup);
}

}  // namespace

void add_validate(CLI::App& app, Action& action) {
  auto options = std::make_shared<ValidateCommand>();
  CLI::App* command = app.add_subcommand("validate", "Hold approximate methods and bounds against the exact regions");
  command->footer(
      "Examples:\n"
      "  crease validate moons.onnx --domain box:-3,3\n"
      "  crease validate networks --domain box:-1,1 --methods bounds,random --assert -o validation.csv\n"
      "grid, random: activation patterns among points, in doubles. segments: regions on random segments, which are\n"
      "followed exactly. float_lp: a search from facet to facet that changes one unit at a time and decides by\n"
      "linear programs in doubles and a tolerance. monte_carlo_volumes: the volume of every region by random\n"
      "points; float_insphere: its largest ball by a linear program in doubles. Missed are regions (for\n"
      "monte_carlo_volumes: without a point; for float_insphere: without a right kind of radius) or adjacencies\n"
      "that a method does not find, invented those that do not exist; errors are relative. Bounds are those of\n"
      "'crease bounds'; 'architecture' ones are of the best network of an architecture, not of this one.\n"
      "--assert: affine pieces <= linear regions <= activation regions <= upper bounds, lower bounds <= activation\n"
      "regions. Methods that need a bounded domain are left out where it is not. Of a directory, a row per network\n"
      "in it, with ratios to the exact count or greatest errors; limits hold for each network. -o takes .json and\n"
      ".csv. Exit codes: 0 done, 1 with --assert a bound does not hold (or an internal error), 2 wrong usage, 3 bad\n"
      "input (of a directory: some), 4 a limit was reached (what it ended has no value), 130 after Ctrl-C.");
  add_network_options(*command, options->network);
  command->get_option("FILE")->description("A network, or a directory of networks");
  add_domain_options(*command, options->domain);
  add_method_options(*command, *options);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: the table if its name ends in\n.csv, JSON for .json, else text [-]");
  command->callback([options, &action] {
    if (options->wants_csv() && options->output.json) {
      throw CLI::ValidationError("--json: the output is said to be a .csv file");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
