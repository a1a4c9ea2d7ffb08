// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <span>

#include "algorithms/complex_tables.h"
#include "algorithms/enclosing_ball.h"
#include "algorithms/facet_row.h"
#include "algorithms/insphere_records.h"
#include "algorithms/linear_regions.h"
#include "algorithms/measures.h"
#include "core/affine_map.h"
#include "core/io/table_writers.h"
#include "tools/ball_results.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/output.h"
#include "tools/point_distances.h"
#include "tools/point_option.h"
#include "tools/reach.h"
#include "tools/region_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

struct RegionOptions {
  NetworkOptions network;
  DomainOptions domain;
  WalkOptions walk;
  OutputOptions output;
  std::string at;
};

/// "1/2 y1 - y2 + 3".
std::string affine_in_words(std::span<const Rational> slopes, const Rational& constant) {
  std::string words;
  const auto add = [&](const Rational& value, const std::string& variable) {
    if (value == 0) return;
    const Rational size = abs(value);
    const std::string sign = words.empty() ? (value < 0 ? "-" : "") : (value < 0 ? " - " : " + ");
    const std::string factor = size == 1 && !variable.empty() ? "" : to_string(size) + (variable.empty() ? "" : " ");
    words += sign + factor + variable;
  };
  for (std::size_t i = 0; i < slopes.size(); ++i) add(slopes[i], "y" + std::to_string(i + 1));
  add(constant, "");
  return words.empty() ? "0" : words;
}

std::string ball_in_words(const InsphereRecord& ball) {
  if (ball.infinite) return "balls of any radius";
  std::string center, facets;
  std::vector<Rational> rational;
  for (const NumberRecord& x : ball.center) {
    center += (center.empty() ? "(" : ", ") + in_words(x);
    if (x.bounds.is_exact()) rational.push_back(x.bounds.lo);
  }
  center = rational.size() == ball.center.size() ? in_words(rational) : center + ")";
  for (const std::string& facet : ball.facets) facets += " " + facet;
  return fmt::format("radius {}, centre {}{}, touches{}", in_words(ball.radius), center,
                     ball.unique ? "" : " among others", facets);
}

void add_region(Lines& lines, const Complex& complex, RegionId region, std::span<const Rational> point) {
  lines.emplace_back("region", complex.pattern(region));
  const bool measured = !complex.is_bounded(region) || complex.dim() <= kMaxMeasuredDimension;
  if (!measured) {
    lines.emplace_back("  volume", fmt::format("finite; not computed beyond {} dimensions", kMaxMeasuredDimension));
  } else {
    const RegionMeasure measure = measure_region(complex, region);
    lines.emplace_back("  volume", measure.volume ? in_words(*measure.volume) : "infinite");
    if (measure.centroid) lines.emplace_back("  centroid", in_words(*measure.centroid));
    std::string box;
    for (const CoordinateRange& range : measure.box) {
      box += fmt::format("{}[{}, {}]", box.empty() ? "" : " x ", range.lo ? in_words(*range.lo) : "-inf",
                         range.hi ? in_words(*range.hi) : "inf");
    }
    lines.emplace_back("  box", box);
  }
  const auto ball = measured ? minimum_enclosing_ball(complex, region) : std::nullopt;
  if (ball) {
    lines.emplace_back("  enclosing ball", fmt::format("centre {}, squared radius {}", in_words(ball->center),
                                                       in_words(ball->squared_radius)));
  }
  const RegionBalls balls = balls_in(complex, region);
  lines.emplace_back("  insphere", ball_in_words(balls.sphere));
  lines.emplace_back("    without domain", ball_in_words(balls.without_domain));
  lines.emplace_back("  inscribed cube", ball_in_words(balls.cube));
  lines.emplace_back("  cross-polytope", ball_in_words(balls.cross_polytope));
  const AffineMap map = affine_map(complex, region);
  for (std::size_t k = 0; k < map.c.size(); ++k) {
    lines.emplace_back(fmt::format("  f{}(y)", map.c.size() > 1 ? std::to_string(k + 1) : ""),
                       affine_in_words(map.A.row(k), map.c[k]));
  }
  for (const FacetId facet : complex.facets(region)) {
    const FacetRow row = inward_row(complex, region, facet);
    lines.emplace_back("  facet", fmt::format("{} >= 0  ({})", affine_in_words(row.normal, row.offset),
                                              units_in_words(complex, facet)));
  }
  if (measured_distances(complex)) add_distances(lines, complex, region, point);
  add_cosines(lines, complex, region);
  for (const VertexId vertex : complex.vertices(region)) {
    lines.emplace_back(complex.is_ray(vertex) ? "  ray" : "  vertex", in_words(complex.coordinates(vertex)));
  }
  for (const std::vector<Rational>& line : complex.lineality()) lines.emplace_back("  line", "+-" + in_words(line));
}

int run(const RegionOptions& options) {
  check_writable(options.output.path);
  const NetworkFile file = read_network(options.network);
  const Domain domain = read_domain(options.domain, file.network.input_dim(), file.source.decimals);
  const std::vector<Rational> point = parse_point("--at", options.at, domain, file.source.decimals);
  check_reach(file.network, domain, true);
  const WalkRun run(options.walk);
  std::optional<ComplexResult> result;
  run([&](const EnumerateOptions& walk) {
    ComplexOptions complex_options{walk, true, true};
    complex_options.walk.through = point;
    result = crease::build_complex(file.network, domain, complex_options);
  });
  const Complex& complex = result->complex;
  const std::vector<Rational> input = domain.to_input(point);
  const std::vector<Rational> value = evaluate(file.network, input);
  const WalkOutcome outcome = run.outcome(result->reason, result->signs);
  if (options.output.wants_json()) {
    Json header = result_header("crease-region/1", file, domain, outcome);
    add_point(header, file.network, complex, point);
    add_outcome(header, outcome);
    add_surroundings(header, complex, point);
    const ComplexReport report = region_report(complex);
    const Table tables[] = {region_table(report), facet_table(report), vertex_table(report)};
    write_output(options.output.path, [&](std::ostream& out) { write_json(to_text(header), tables, out); });
  } else {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}, {"at", in_words(point)}};
    if (domain.slice()) lines.emplace_back("input", in_words(input));
    lines.emplace_back("output", in_words(value));
    lines.emplace_back("regions there",
                       (outcome.is_complete() ? "" : "at least ") + with_commas(complex.num_regions()));
    lines.emplace_back("nearest crease", nearest_crease_in_words(complex, point));
    for (const RegionId region : complex.regions()) add_region(lines, complex, region, point);
    write_output(options.output.path, aligned(lines));
  }
  return run.finish(result->reason, "region");
}

}  // namespace

void add_region(CLI::App& app, Action& action) {
  auto options = std::make_shared<RegionOptions>();
  CLI::App* command = app.add_subcommand("region", "Show the region or regions that contain a point, exactly");
  command->footer(
      "Example:\n"
      "  crease region moons.onnx --at 1/2,0.25\n"
      "Only cells around the point are looked at, so this takes little time in networks with any number of regions.\n"
      "All is in the domain's own coordinates y: the inputs, or those of the slice. Facets behind which no region\n"
      "contains the point have no second region in the JSON (kind \"open\"). Numbers count from 0: u1.2 is unit 2 of\n"
      "layer 1, the second layer. Volumes are left out beyond 6 dimensions, and regions that vary in more than 10 are\n"
      "refused: look at a slice. Balls are as in 'crease insphere'; a cube's radius is half its side. Distances are\n"
      "those of the point: to facets (left out beyond 6 dimensions, too), and to the nearest crease of the whole\n"
      "network. Cosines are those between the normals of facets, pointing inwards.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  command->add_option("--at", options->at, "The point, such as 0.5,1/3")
      ->required()
      ->type_name("POINT")
      ->group("Input");
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace crease::tools
