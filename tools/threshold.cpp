// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "algorithms/width_threshold.h"
#include "core/errors.h"
#include "core/io/points.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/exit_codes.h"
#include "tools/output.h"
#include "tools/text.h"
#include "tools/threshold_results.h"

namespace crease::tools {
namespace {

struct ThresholdCommand {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string pieces, samples;
  std::size_t depth = 1;
};

LabelChanges read_labels(const ThresholdCommand& options) {
  std::vector<std::pair<Rational, Rational>> samples;
  for_each_point(options.samples, {2, options.network.read.decimals, ""},
                 [&](std::span<const Rational> point, const std::string&) {
                   samples.emplace_back(point[0], point[1]);
                   return true;
                 });
  try {
    return label_changes(samples);
  } catch (const std::invalid_argument& error) {
    throw InputError(fmt::format("{}: {}. Give every place one label", options.samples, error.what()));
  }
}

Integer read_pieces(const std::string& text) {
  try {
    const Rational value = parse_rational(text);
    if (value.get_den() == 1 && value >= 1) return value.get_num();
  } catch (const std::exception&) {
  }
  throw InputError("--pieces '" + text + "': it is not an integer above 0. Give one such as 64");
}

Json labels_json(const LabelChanges& labels) {
  return {{"places", labels.samples},
          {"classes", labels.classes},
          {"changes", labels.changes},
          {"necessary_pieces", labels.necessary_pieces}};
}

int run(const ThresholdCommand& options) {
  check_writable(options.output.path);
  const WalkRun run(options.walk);
  std::optional<LabelChanges> labels;
  if (!options.samples.empty()) labels = read_labels(options);
  std::optional<NetworkFile> file;
  std::optional<Domain> domain;
  std::optional<LinePieces> network;
  if (!options.network.path.empty()) {
    file = read_network(options.network);
    domain = read_domain(options.domain, file->network.input_dim(), file->source.decimals);
    network = count_line_pieces(run, *file, *domain, options.network.path);
  }
  Integer pieces =
      labels ? std::max<Integer>(1, Integer(static_cast<unsigned long>(labels->necessary_pieces))) : Integer(1);
  if (!options.pieces.empty()) pieces = read_pieces(options.pieces);
  const WidthThreshold threshold = width_threshold(pieces, options.depth);

  std::string widths;
  for (const Integer& width : threshold.widths) widths += (widths.empty() ? "" : ",") + width.get_str();
  if (options.output.wants_json()) {
    Json json = network ? result_header("crease-threshold/1", *file, *domain, network->outcome)
                        : Json{{"schema", "crease-threshold/1"}, {"tool_version", CREASE_VERSION}, {"complete", true}};
    json["pieces"] = pieces.get_str();
    json["depth"] = options.depth;
    json["least_width"] = threshold.total.get_str();
    json["example"] = Json::array();
    for (const Integer& width : threshold.widths) json["example"].push_back(width.get_str());
    json["samples"] = labels ? labels_json(*labels) : Json();
    json["network_pieces"] = network ? Json(network->pieces) : Json();
    json["enough"] = nullptr;
    if (network) {
      if (const std::optional<bool> enough = network->are_enough(pieces)) json["enough"] = *enough;
    }
    write_output(options.output.path, to_text(json));
  } else {
    Lines lines;
    if (labels) {
      lines.emplace_back("labels", fmt::format("{} at {}, {}", counted(labels->classes, "class"),
                                               counted(labels->samples, "place"), counted(labels->changes, "change")));
    }
    lines.emplace_back("pieces", pieces.get_str() + (labels && options.pieces.empty() ? "  necessary" : ""));
    lines.emplace_back("least width", fmt::format("{}  units in {}, such as {}", threshold.total.get_str(),
                                                  counted(options.depth, "layer"), widths));
    if (network) {
      lines.emplace_back("network", in_words(*file));
      std::string verdict;
      if (const std::optional<bool> enough = network->are_enough(pieces)) verdict = *enough ? "  enough" : "  too few";
      lines.emplace_back("its pieces",
                         (network->outcome.is_complete() ? "" : "at least ") + with_commas(network->pieces) + verdict);
    }
    write_output(options.output.path, aligned(lines));
  }
  return network ? run.finish(network->outcome.reason, "threshold") : kSuccess;
}

}  // namespace

void add_threshold(CLI::App& app, Action& action) {
  auto options = std::make_shared<ThresholdCommand>();
  CLI::App* command = app.add_subcommand("threshold", "Tell how many units so many pieces on a line need");
  command->footer(
      "Examples:\n"
      "  crease threshold --pieces 64 --depth 3\n"
      "  crease threshold --samples labels.csv --depth 2\n"
      "  crease threshold net.json --samples labels.csv\n"
      "The least number of ReLUs, in layers of one or more, with which the bound serra_2018 of 'crease bounds'\n"
      "allows so many pieces of a function of one input: fewer cannot do. Samples are lines 'place,label'; an\n"
      "affine piece of K scores changes its greatest one at most K - 1 times, so that changes / (K - 1) pieces\n"
      "are necessary for K labels. With FILE, a network along a line, its pieces are counted and held against\n"
      "that.");
  add_network_options(*command, options->network);
  command->get_option("FILE")->required(false);
  add_domain_options(*command, options->domain);
  auto* pieces = command->add_option("--pieces", options->pieces, "How many pieces")->type_name("P")->group("Input");
  command->add_option("--samples", options->samples, "Labelled places on a line, whose labels ask for so many pieces")
      ->type_name("FILE.csv")
      ->excludes(pieces)
      ->group("Input");
  command->add_option("--depth", options->depth, "How many layers [1]")
      ->check(CLI::Range(1, 1000))
      ->option_text("L")
      ->group("Input");
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->callback([options, &action] {
    if (options->pieces.empty() && options->samples.empty()) {
      throw CLI::ValidationError("--pieces", "a number is needed: --pieces or --samples");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
