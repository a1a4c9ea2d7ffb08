// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <utility>

#include "core/errors.h"
#include "tools/commands.h"
#include "tools/complex_results.h"
#include "tools/drawn_complex.h"
#include "tools/output.h"
#include "tools/picture_file.h"
#include "tools/plot_input.h"
#include "tools/plot_items.h"
#include "tools/plot_line.h"
#include "tools/plot_mesh.h"
#include "tools/plot_plane.h"
#include "tools/plot_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

int draw(const PlotOptions& options, const WalkRun& run) {
  const std::string& path = options.output.path;
  check_writable(path);
  check_converter(path);
  const NetworkFile file = first_layers(options, read_network(options.network));
  const Domain domain =
      in_plane(options, file, read_domain(options.domain, file.network.input_dim(), file.source.decimals));
  check_dimension(options, domain);
  const Rational explode =
      options.explode.empty() ? Rational(0) : parse_number("--explode", options.explode, file.source.decimals);
  const WorkLimits limits = limits_of(run);
  const PlotScene scene = plot_scene(options, file, domain, run, limits);
  if (domain.dim() == 3) {
    write_mesh(plot_mesh(scene, explode), path);
  } else {
    write_picture(domain.dim() == 2 ? plot_plane(scene) : plot_line(scene), path, options.dpi);
  }
  const WalkOutcome outcome = run.outcome(scene.regions.reason, scene.regions.signs);
  if (path != "-" && options.output.json) {
    Json json = result_header("crease-plot/1", file, domain, outcome);
    json["until_layer"] = options.until_layer ? Json(*options.until_layer) : Json();
    add_scene(json, scene, picture_format(path));
    add_outcome(json, outcome);
    write_output("-", to_text(json));
  } else if (path != "-") {
    Lines lines = {{"network", in_words(file)}, {"domain", in_words(domain)}};
    add_scene(lines, scene);
    add_outcome(lines, outcome);
    lines.emplace_back("written to", path);
    write_output("-", aligned(lines));
  }
  return run.finish(scene.regions.reason, "plot");
}

int run(const PlotOptions& options) {
  const WalkRun run(options.walk);
  try {
    return draw(options, run);
  } catch (const PictureStopped& stopped) {
    const bool is_interrupted = limits_of(run).reason() == StopReason::kCancelled;
    fmt::print(
        stderr,
        "crease: plot: {} while it was at {}; nothing was written. Allow more time, or draw less: other colours, "
        "fewer of --show, a smaller --domain\n",
        is_interrupted ? "interrupted" : "--timeout was reached", stopped.what());
    return run.exit_code(is_interrupted ? StopReason::kCancelled : StopReason::kTimeout);
  }
}

/// Declares an option whose value is one of some words.
template <typename Value>
void add_word(CLI::App& command, const std::string& option, Value& value,
              const std::vector<std::pair<const char*, Value>>& words, const std::string& text,
              const std::string& group) {
  command
      .add_option_function<std::string>(
          option,
          [&value, words, option](const std::string& given) {
            std::string all;
            for (const auto& [word, meaning] : words) {
              if (given == word) {
                value = meaning;
                return;
              }
              all += (all.empty() ? "" : ", ") + std::string(word);
            }
            throw CLI::ValidationError(option, "'" + given + "' is not one of " + all);
          },
          text)
      ->type_name("WORD")
      ->group(group);
}

void add_view_options(CLI::App& command, PlotOptions& options) {
  constexpr const char* kInput = "Input";
  auto* plane = command
                    .add_option("--plane", options.plane,
                                "Draw the plane through three points of the input space, in a data\nfile: CSV, .npy or "
                                ".npz")
                    ->option_text("FILE")
                    ->group(kInput);
  command.add_option("--rows", options.rows, "Which points of --plane, counted from 0 [0,1,2]")
      ->delimiter(',')
      ->expected(3)
      ->allow_extra_args(false)
      ->option_text("I,J,K")
      ->needs(plane)
      ->group(kInput);
  plane->excludes(command.get_option("--slice"));
  command
      .add_option("--view", options.view,
                  "What is to be seen: LO,HI or lo1,hi1;lo2,hi2; all: the domain or, where\nit has no end, all "
                  "vertices [the same without vertices far off]")
      ->option_text("BOX")
      ->group(kInput);
  command.add_option("--cut", options.cut, "Leave out where a x + b y + c z + o < 0, to look inside [nothing]")
      ->option_text("a,b,c;o")
      ->group(kInput);
  command
      .add_option("--until-layer", options.until_layer,
                  "Draw the regions of layers 0 to L alone, as if the network ended\nthere [the last]")
      ->option_text("L")
      ->group(kInput);
  add_decision_options(command, options.decision);
}

void add_overlay_options(CLI::App& command, PlotOptions& options) {
  constexpr const char* kPicture = "Picture";
  std::vector<std::pair<const char*, ColorBy>> quantities;
  for (const char* name : {"layer", "active", "inradius", "volume", "gradient", "output", "class", "linear", "none"}) {
    quantities.emplace_back(name, *color_by(name));
  }
  add_word(
      command, "--color", options.color, quantities,
      "What colours show: layer (of the last cut), active (units),\ninradius, volume, gradient (its norm), output, "
      "class, linear\n(regions) or none [layer]",
      kPicture);
  add_word<ScaleKind>(command, "--scale", options.scale,
                      {{"auto", ScaleKind::kAuto}, {"linear", ScaleKind::kLinear}, {"log", ScaleKind::kLog}},
                      "Of numbers as colours: auto, linear or log [auto]", kPicture);
  command
      .add_option_function<std::vector<std::string>>(
          "--show",
          [&options](const std::vector<std::string>& names) {
            try {
              options.items = parse_items(names);
            } catch (const InputError& error) {
              throw CLI::ValidationError(error.what());
            }
          },
          "What is drawn on top: edges, creases (coloured by layer), boundary\n(of the decision), circles (largest in "
          "each region), graph (of\nneighbours), vertices, labels; or none [edges, and labels if few]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->option_text("LIST")
      ->group(kPicture);
  auto* points = command.add_option("--points", options.points, "Points of the data, in the domain's own coordinates")
                     ->option_text("@FILE")
                     ->group(kPicture);
  command.add_flag("--labelled", options.labelled, "The last column of --points is a label")
      ->needs(points)
      ->group(kPicture);
  auto* center =
      command.add_option("--center", options.center, "A ball: its centre")->option_text("POINT")->group(kPicture);
  auto* radius =
      command.add_option("--radius", options.radius, "A ball: its radius")->option_text("NUMBER")->group(kPicture);
  center->needs(radius);
  radius->needs(center);
  add_word<BallNorm>(command, "--norm", options.norm,
                     {{"euclidean", BallNorm::kEuclidean}, {"maximum", BallNorm::kMaximum}, {"sum", BallNorm::kSum}},
                     "A ball of which norm: euclidean, maximum or sum [euclidean]", kPicture);
  auto* from = command.add_option("--from", options.from, "A segment with its breakpoints: where it begins")
                   ->option_text("POINT")
                   ->group(kPicture);
  auto* to = command.add_option("--to", options.to, "A segment: where it ends")->option_text("POINT")->group(kPicture);
  from->needs(to);
  to->needs(from);
  command
      .add_option("--explode", options.explode,
                  "Of bodies: move them apart, 1/2 by half their distance from\nthe "
                  "middle [0]")
      ->option_text("NUMBER")
      ->group(kPicture);
  command
      .add_flag("--merged", options.merged,
                "Of the plane: all regions of one colour are one path, without\ntooltips, as beyond 3,000 regions: a "
                "smaller file")
      ->group(kPicture);
  command.add_option("--title", options.title, "The title [the network and its number of regions]")
      ->type_name("TEXT")
      ->group(kPicture);
}

std::string usage_fault(const PlotOptions& options) {
  const std::string format = picture_format(options.output.path);
  if (!is_picture_format(format) && !is_mesh_format(format)) {
    return "--output: " + no_picture(options.output.path);
  }
  if (options.output.json && options.output.path == "-") {
    return "--json: the picture goes to standard output; name a file for it with --output";
  }
  return "";
}

}  // namespace

void add_plot(CLI::App& app, Action& action) {
  auto options = std::make_shared<PlotOptions>();
  CLI::App* command = app.add_subcommand("plot", "Draw the regions of a line, a plane or of space");
  command->footer(
      "Examples:\n"
      "  crease plot moons.onnx -o moons.svg\n"
      "  crease plot moons.onnx --domain box:-3,3 --color class --show edges,boundary -o moons.pdf\n"
      "  crease plot digits.onnx --plane digits.csv --rows 0,7,12 --color inradius -o plane.png\n"
      "  crease plot shells.onnx --domain box:-2,2 --cut '0,0,-1;0' --show boundary -o shells.glb\n"
      "Where the domain has no end, the picture is the box that holds all vertices but those far from the others,\n"
      "and regions go on beyond it: what colours and numbers say is that of whole regions. Far is beyond the\n"
      "quartiles by more than 3/2 of their distance, in some coordinate; --view all shows these, too. Nothing is\n"
      "clipped by rounding; places are exact numbers, rounded once, to a hundredth of a unit (of which 96 are an\n"
      "inch). In a slice, lengths are those of its own coordinates. Networks on a line are drawn as graphs of their\n"
      "outputs; of --show, bodies have edges (.glb) and boundary. .pdf and .png need rsvg-convert (package\n"
      "librsvg2-bin). Without -o the picture is SVG on standard output; with it, what the colours say is told\n"
      "there, as JSON with --json. Exit codes as for 'crease count'.");
  add_network_options(*command, options->network);
  add_domain_options(*command, options->domain);
  add_view_options(*command, *options);
  add_overlay_options(*command, *options);
  add_walk_options(*command, options->walk);
  add_output_options(*command, options->output);
  command->get_option("--output")
      ->description(
          "Write to FILE, by its name .svg, .pdf, .png, .tikz or .tex; of bodies\n.glb, .ply or .vtu [SVG to "
          "standard output]");
  command->add_option("--dpi", options->dpi, "Pixels per inch of .png [192]")
      ->check(CLI::Range(10, 1200))
      ->option_text("N")
      ->group("Output");
  command->callback([options, &action] {
    const std::string fault = usage_fault(*options);
    if (!fault.empty()) throw CLI::ValidationError(fault);
    action = [options] { return run(*options); };
  });
}

}  // namespace crease::tools
