// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>

#include "algorithms/insphere_records.h"
#include "core/io/table_writers.h"
#include "tools/ball_option.h"
#include "tools/ball_results.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/output.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct InsphereOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  BallNorm norm = BallNorm::kEuclidean;
  bool without_domain = false;
  std::optional<Rational> width;
};

/// The extension of a table of regions, or nothing.
std::string table_format(const OutputOptions& output) {
  const std::string extension = std::filesystem::path(output.path).extension().string();
  return extension == ".csv" || extension == ".jsonl" || extension == ".npz" ? extension : "";
}

NumberRecord number_of(const ExtremeRegion& extreme, const InsphereOptions& options) {
  return record(extreme.radius, options.width);
}

Json extreme_json(const std::optional<ExtremeRegion>& extreme, const InsphereOptions& options) {
  if (!extreme) return nullptr;
  return {{"id", extreme->region},
          {"pattern", extreme->pattern},
          {"radius", extreme->bounds.infinite ? Json("inf") : number_json(number_of(*extreme, options))}};
}

const std::optional<ExtremeRegion>& least(const InsphereSummary& summary) {
  return summary.smallest() ? summary.smallest() : summary.first_infinite();
}

const std::optional<ExtremeRegion>& greatest(const InsphereSummary& summary) {
  return summary.first_infinite() ? summary.first_infinite() : summary.largest_finite();
}

void add_summary(Json& json, const InsphereSummary& summary, const InsphereOptions& options) {
  json["norm"] = name_of(options.norm).name;
  json["with_domain"] = !options.without_domain;
  json["activation_regions"] = summary.num_regions();
  json["infinite"] = summary.num_infinite();
  json["unique"] = summary.num_unique();
  json["min"] = extreme_json(least(summary), options);
  json["max"] = extreme_json(greatest(summary), options);
  json["max_finite"] = extreme_json(summary.largest_finite(), options);
  json["decided"] = {{"doubles", summary.num_by_triage()},
                     {"integers", summary.num_regions() - summary.num_by_triage()}};
}

void add_summary(Lines& lines, const InsphereSummary& summary, const InsphereOptions& options, bool complete) {
  const auto extreme = [&](const std::optional<ExtremeRegion>& region) {
    if (!region) return std::string("none");
    return fmt::format("{}  in R{}  {}", region->bounds.infinite ? "infinite" : in_words(number_of(*region, options)),
                       region->region, region->pattern);
  };
  const std::string part = complete ? "" : "in this part ";
  lines.emplace_back("balls", fmt::format("{}{}", name_of(options.norm).ball,
                                          options.without_domain ? ", as if there were no domain" : ""));
  lines.emplace_back("activation regions", (complete ? "" : "at least ") + with_commas(summary.num_regions()));
  lines.emplace_back("smallest radius", part + extreme(least(summary)));
  lines.emplace_back("largest radius", part + extreme(greatest(summary)));
  if (summary.first_infinite()) {
    lines.emplace_back("largest finite radius", part + extreme(summary.largest_finite()));
  }
  lines.emplace_back("infinite radius", part + with_commas(summary.num_infinite()));
  const std::uint64_t finite = summary.num_regions() - summary.num_infinite();
  lines.emplace_back("one largest ball", fmt::format("{}{}  of {} with a finite radius (the others' can be moved)",
                                                     part, with_commas(summary.num_unique()), with_commas(finite)));
  lines.emplace_back("decided", fmt::format("{} by doubles, {} by integers", with_commas(summary.num_by_triage()),
                                            with_commas(summary.num_regions() - summary.num_by_triage())));
}

/// The object, and behind its members the regions, one per line.
void write_regions(const Json& json, const std::vector<InsphereRecord>& records, std::ostream& out) {
  const std::string head = to_text(json);
  out << head.substr(0, head.rfind("\n}")) << ",\n  \"regions\": [";
  for (std::size_t i = 0; i < records.size(); ++i) {
    out << (i == 0 ? "\n    " : ",\n    ") << ball_json(i, records[i]).dump();
  }
  out << (records.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

void write_table(const std::string& format, const Table& table, std::ostream& out) {
  if (format == ".csv") return write_csv(table, out);
  if (format == ".jsonl") return write_jsonl(table, out);
  write_npz({&table, 1}, out);
}

int run(const InsphereOptions& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  check_reach(file.network, domain, true);
  const BallChoice choice{options.norm, options.without_domain ? RowSet::kUnits : RowSet::kRegion};
  const std::string table = table_format(options.output);
  const bool wants_json = options.output.wants_json();
  const WalkRun run(options.walk);
  EnumerateResult result;
  const auto walk = [&](RegionVisitor& visitor) {
    run([&](const EnumerateOptions& walk_options) {
      result = for_each_region(file.network, domain, visitor, walk_options);
    });
  };
  if (!wants_json && table.empty()) {
    InsphereSummary summary(file.network, domain, choice);
    walk(summary);
    const WalkOutcome outcome = run.outcome(result.reason, result.signs);
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_summary(lines, summary, options, result.complete());
    add_outcome(lines, outcome);
    write_output(options.output.path, aligned(lines));
    return run.finish(result.reason, "insphere");
  }
  InsphereRecorder recorder(file.network, domain, choice, options.width);
  walk(recorder);
  if (!table.empty()) {
    write_output(options.output.path,
                 [&](std::ostream& out) { write_table(table, insphere_table(recorder.records()), out); });
    return run.finish(result.reason, "insphere");
  }
  const WalkOutcome outcome = run.outcome(result.reason, result.signs);
  Json json = result_header("crease-insphere/1", file, domain, outcome);
  add_summary(json, recorder.summary(), options);
  add_outcome(json, outcome);
  write_output(options.output.path, [&](std::ostream& out) { write_regions(json, recorder.records(), out); });
  return run.finish(result.reason, "insphere");
}

}  // namespace

void add_insphere(CLI::App& app, Action& action) {
  auto options = std::make_shared<InsphereOptions>();
  CLI::App* command = app.add_subcommand("insphere", "Find the largest ball in every region, exactly");
  command->footer(
      "Example:\n"
      "  crease insphere moons.onnx --domain 'box:-3,3' -o inspheres.csv\n"
      "Without --json or -o only the smallest and the largest radius are shown, and nothing is kept; 'crease stats' "
      "tells\n"
      "how radii are distributed. Which one is smaller is decided exactly. A radius is a rational number, or bounds "
      "and,\n"
      "where that is short, a closed form such as (3 - sqrt(5))/2. Where a region has many largest balls, the centre\n"
      "is the one whose first coordinate is as near to 0 as can be, then its second, and so on. Facets are those\n"
      "that the ball touches: u1.2 is unit 2 of layer 1, u1.2[0] its breakpoint 0 where it has several, domain.0 is\n"
      "row 0 of the domain. Units are those that bend there as seen from the region: one that sits on a breakpoint\n"
      "throughout it is not named, also where it bends behind the facet. All in the domain's own coordinates.\n"
      "Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  command
      ->add_flag("--without-domain", options->without_domain,
                 "Let balls leave the domain: regions of all of the space that meet\nit, bounded by units alone")
      ->group("Input");
  add_norm_option(*command, options->norm);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command
      ->add_option_function<std::string>(
          "--width",
          [options](const std::string& text) {
            try {
              options->width = parse_rational(text);
            } catch (const std::exception& error) {
              throw CLI::ValidationError("--width", error.what());
            }
            if (*options->width <= 0) throw CLI::ValidationError("--width", "'" + text + "' is not above 0");
          },
          "Give irrational numbers by bounds at most W apart, a decimal or p/q\n[2^-64 of the number]")
      ->type_name("W")
      ->group("Output");
  command->get_option("--output")
      ->description(
          "Write to FILE, - for standard output: the table of regions if its\nname ends in .csv, .jsonl or .npz, JSON "
          "for .json, else text [-]");
  command->callback([options, &action] {
    if (options->output.json && !table_format(options->output).empty()) {
      throw CLI::ValidationError("--json: the output is said to be a " + table_format(options->output) + " file");
    }
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
