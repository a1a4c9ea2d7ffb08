// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "core/errors.h"
#include "core/io/table_writers.h"
#include "tools/boundary_results.h"
#include "tools/commands.h"
#include "tools/decision_option.h"
#include "tools/output.h"
#include "tools/point_option.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

struct BoundaryOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  std::string output;  ///< empty: only the summary, on standard output
  bool json = false;
  bool no_measures = false;
  DecisionOptions decision;
  std::optional<std::string> at;
};

const std::vector<std::string> kFileNames = {"summary.json", "pieces.csv",  "cells.csv",     "corners.csv",
                                             "pieces.jsonl", "cells.jsonl", "corners.jsonl", "boundary.npz"};

/// The one of these files that a single output is; empty for a directory.
std::string file_for(const std::string& path) {
  if (path.empty() || path.back() == '/' || fs::is_directory(path)) return "";
  const std::string extension = fs::path(path).extension().string();
  if (extension == ".json") return "summary.json";
  if (extension == ".csv" || extension == ".jsonl") return "pieces" + extension;
  return extension == ".npz" ? "boundary.npz" : "";
}

std::string usage_fault(const BoundaryOptions& options, bool has_output) {
  const std::string& path = options.output;
  if (has_output && path.empty()) return "--output: an empty name";
  if (path == "-") {
    return "--output: '-' cannot hold a directory; the summary is on standard output anyway, as JSON with --json";
  }
  const std::string extension = fs::path(path).extension().string();
  if (file_for(path).empty() && !extension.empty() && path.back() != '/' && !fs::exists(path)) {
    return fmt::format(
        "--output: '{}' is no format, they are .json, .csv, .jsonl and .npz; write '{}/' for a directory of this name",
        extension, path);
  }
  return {};
}

void write_file(const DecisionReport& report, const Json& summary, const std::string& name, std::ostream& out) {
  const Table pieces = boundary_piece_table(report), cells = decision_cell_table(report),
              corners = decision_corner_table(report);
  if (name == "summary.json") {
    out << to_text(summary);
  } else if (name == "boundary.npz") {
    write_npz(std::vector{pieces, cells, corners}, out);
  } else {
    const Table& table = name.starts_with("pieces") ? pieces : name.starts_with("cells") ? cells : corners;
    name.ends_with(".csv") ? write_csv(table, out) : write_jsonl(table, out);
  }
}

void write_files(const BoundaryOptions& options, const DecisionReport& report, const Json& summary) {
  if (options.output.empty()) return;
  const std::string single = file_for(options.output);
  const auto write = [&](const std::string& path, const std::string& name) {
    write_output(path, [&](std::ostream& out) { write_file(report, summary, name, out); });
  };
  if (!single.empty()) return write(options.output, single);
  OutputDirectory directory(options.output, kFileNames);
  for (const std::string& name : kFileNames) write(directory.file(name), name);
  directory.take_name();
}

std::string rule_in_words(const DecisionRule& rule, const Network& network) {
  if (network.output_dim() == 1) {
    return "class 1 where the output is above " + in_words(rule.level) + ", class 0 where it is below";
  }
  std::string classes;
  for (const std::size_t c : rule.classes) classes += fmt::format("{}{}", classes.empty() ? " " : ", ", c);
  return "the greatest of the outputs" +
         (classes.empty() ? fmt::format(" 0 to {}", network.output_dim() - 1) : classes);
}

int run(const BoundaryOptions& options) {
  const std::string single = file_for(options.output);
  if (!single.empty()) check_writable(options.output);
  if (single.empty() && !options.output.empty()) OutputDirectory(options.output, kFileNames);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  const DecisionRule rule = read_rule(options.decision, file, options.network.path);
  std::optional<std::vector<Rational>> point;
  if (options.at) point = parse_point("--at", *options.at, domain, file.source.decimals);
  check_reach(file.network, domain, true);
  const WalkRun run(options.walk);
  const ComplexResult result = build_complex(run, file.network, domain, true, true);
  DecisionReport report = decision_report(decision_cells(result.complex, rule));
  report.measures = !options.no_measures && domain.dim() <= kMaxMeasuredDimension;
  std::optional<BoundaryAtPoint> at;
  if (point) at = boundary_at(result.complex, report, *point);

  // What depends on the input alone, for files; time comes behind it on standard output.
  const WalkOutcome outcome = run.outcome(result.reason, result.signs);
  Json summary = result_header("crease-boundary/1", file, domain, outcome);
  summary["rule"] = rule_json(rule, report.cells, file.network);
  if (options.json || !options.output.empty()) {
    add_boundary(summary, report);
    summary["at"] = at ? at_json(result.complex, report, *at) : Json();
    write_files(options, report, summary);
  }
  const WalkOutcome end = run.outcome(result.reason, result.signs);
  if (options.json) {
    add_outcome(summary, end);
    write_output("-", to_text(summary));
  } else {
    Lines lines = {
        {"network", in_words(file)}, {"domain", in_words(domain)}, {"decision", rule_in_words(rule, file.network)}};
    add_boundary(lines, report);
    if (at) add_at(lines, result.complex, report, *at);
    add_outcome(lines, end);
    if (!options.output.empty()) lines.emplace_back("written to", options.output);
    write_output("-", aligned(lines));
  }
  return run.finish(result.reason, "boundary");
}

}  // namespace

void add_boundary(CLI::App& app, Action& action) {
  auto options = std::make_shared<BoundaryOptions>();
  CLI::App* command = app.add_subcommand("boundary", "Find where a classifier's decision changes, exactly");
  command->footer(
      "Examples:\n"
      "  crease boundary moons.onnx --domain 'box:-3,3' --at 0,1/2\n"
      "  crease boundary xor.onnx --level 1/2 --domain 'box:-1,2' -o xor\n"
      "The decision is the greatest output or, of a network with one output, whether it lies above the level. The\n"
      "boundary consists of the facets between decision cells: parts of activation regions where one class wins.\n"
      "Where several classes are tied on a set with interior, a plateau is reported, and its frontier is boundary.\n"
      "With -o DIR: summary.json, pieces, cells and corners as .csv and .jsonl, boundary.npz for numpy. Numbers count\n"
      "from 0. Sizes are lengths in the plane, areas in space, numbers of points on a line; they are left out beyond "
      "6\n"
      "dimensions, and more than 10 are refused. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  add_decision_options(*command, options->decision);
  command
      ->add_option("--at", options->at,
                   "A point, such as 0.5,1/3: what the boundary does there, and where\nit is nearest")
      ->option_text("POINT")
      ->group("Input");
  add_walk_options(*command, options->walk);
  command->add_flag("--no-measures", options->no_measures, "Leave out volumes and lengths")->group("Work and limits");
  CLI::Option* output = command
                            ->add_option("-o,--output", options->output,
                                         "Write a directory of files, or one file: .json (the summary), .csv\nor "
                                         ".jsonl (pieces), .npz; a directory of an earlier run is\nreplaced [no files]")
                            ->type_name("DIR|FILE")
                            ->group("Output");
  command->add_flag("--json", options->json, "Print the summary as JSON")->group("Output");
  command->callback([options, output, &action] {
    const std::string fault = usage_fault(*options, output->count() > 0);
    if (!fault.empty()) throw CLI::ValidationError(fault);
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
