// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <utility>

#include "core/errors.h"
#include "tools/ball_results.h"
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
#include "tools/text.h"

namespace crease::tools {
namespace {

bool is_picture_format(const std::string& format) {
  return format == ".svg" || format == ".pdf" || format == ".png" || format == ".tikz" || format == ".tex";
}

/// What the network's dimension leaves to be drawn.
void check_dimension(const PlotOptions& options, const Domain& domain) {
  const bool as_mesh = is_mesh_format(picture_format(options.output.path));
  if (domain.dim() > 3) {
    throw InvalidDomain(
        fmt::format("{}: its regions have {} dimensions, and pictures at most 3. Use --plane with three points, or "
                    "--slice",
                    options.network.path, domain.dim()));
  }
  if (domain.dim() == 3 && !as_mesh) {
    throw InvalidDomain(
        fmt::format("{}: its regions have 3 dimensions, which no flat picture holds. Write .glb, .ply or .vtu, or use "
                    "--slice",
                    options.network.path));
  }
  if (domain.dim() < 3 && as_mesh) {
    throw InvalidDomain(
        fmt::format("{}: its regions have {}, and {} holds bodies of 3. Write .svg, .pdf, .png or .tikz",
                    options.network.path, counted(domain.dim(), "dimension"), options.output.path));
  }
}

/// What bodies have no place for. Throws InvalidDomain, naming it.
void check_bodies(const PlotOptions& options) {
  const PlotItems& items = options.items;
  const std::pair<bool, const char*> flat[] = {{items.creases, "--show creases"},
                                               {items.circles, "--show circles"},
                                               {items.graph, "--show graph"},
                                               {items.vertices, "--show vertices"},
                                               {items.labels.value_or(false), "--show labels"},
                                               {!options.points.empty(), "--points"},
                                               {!options.center.empty(), "--center"},
                                               {!options.from.empty(), "--from"},
                                               {options.merged, "--merged"}};
  for (const auto& [is_asked, name] : flat) {
    if (!is_asked) continue;
    throw InvalidDomain(
        fmt::format("{}: pictures of bodies show regions, edges and boundary alone. Leave it out, or "
                    "draw a plane with --slice",
                    name));
  }
}

Json extreme_json(const PlotScene& scene, const std::optional<RegionValues::Extreme>& extreme) {
  if (!extreme) return nullptr;
  return {{"region", extreme->region.index},
          {"pattern", scene.regions.whole.pattern(extreme->region)},
          {"value", number_json(extreme->number)}};
}

void add_scene(Json& json, const PlotScene& scene, const std::string& path) {
  json["format"] = picture_format(path).substr(1);
  json["box"] = Json::array();
  for (std::size_t i = 0; i < scene.regions.box.lo.size(); ++i) {
    json["box"].push_back({to_string(scene.regions.box.lo[i]), to_string(scene.regions.box.hi[i])});
  }
  json["clipped"] = scene.regions.is_clipped;
  json["activation_regions"] = scene.regions.whole.num_regions();
  json["shown_regions"] = scene.regions.shown.num_regions();
  Json& color = json["color"] = {{"by", color_name(scene.colors.by)},
                                 {"scale", nullptr},
                                 {"least", nullptr},
                                 {"greatest", nullptr},
                                 {"infinite", nullptr}};
  if (scene.colors.values) {
    color["scale"] = scene.colors.scale.is_log() ? "log" : "linear";
    color["least"] = extreme_json(scene, scene.colors.values->least);
    color["greatest"] = extreme_json(scene, scene.colors.values->greatest);
    color["infinite"] = scene.colors.values->num_infinite;
  }
  color["categories"] = Json::array();
  for (const PlotColors::Category& category : scene.colors.categories) {
    color["categories"].push_back(
        {{"name", category.name}, {"color", to_string(category.color)}, {"count", category.count}});
  }
  json["boundary_pieces"] = scene.decision ? Json(scene.decision->boundary.pieces.size()) : Json();
  json["points"] = scene.marks.points.size();
  json["crossings"] = scene.marks.segment.empty() ? Json() : Json(scene.marks.crossings.size());
}

void add_scene(Lines& lines, const PlotScene& scene) {
  std::string box;
  for (std::size_t i = 0; i < scene.regions.box.lo.size(); ++i) {
    box += fmt::format("{}{},{}", i == 0 ? "" : ";", in_decimals(scene.regions.box.lo[i]),
                       in_decimals(scene.regions.box.hi[i]));
  }
  lines.emplace_back("in sight", fmt::format("{} to be seen in the box {}{}",
                                             counted(scene.regions.shown.num_regions(), "activation region"), box,
                                             scene.regions.is_clipped ? ", a part of the domain" : ""));
  const PlotColors& colors = scene.colors;
  if (colors.by != ColorBy::kNone) lines.emplace_back("colours", colors.heading);
  if (colors.values) {
    for (const auto& [name, extreme] :
         {std::pair("least", colors.values->least), {"greatest", colors.values->greatest}}) {
      if (!extreme) continue;
      lines.emplace_back(name, fmt::format("{}  in {}  {}", in_words(extreme->number), to_string(extreme->region),
                                           scene.regions.whole.pattern(extreme->region)));
    }
    if (colors.values->num_infinite > 0) {
      lines.emplace_back("infinite", counted(colors.values->num_infinite, "region"));
    }
  }
  for (const PlotColors::Category& category : colors.categories) {
    lines.emplace_back(
        "", colors.by == ColorBy::kLinear ? category.name : fmt::format("{}: {}", category.name, category.count));
  }
}

int draw(const PlotOptions& options, const WalkRun& run) {
  const std::string& path = options.output.path;
  check_writable(path);
  check_converter(path);
  const NetworkFile file = plot_network(options);
  const Domain domain = plot_domain(options, file);
  check_dimension(options, domain);
  if (domain.dim() == 3) check_bodies(options);
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
    add_scene(json, scene, path);
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
    return fmt::format(
        "--output: '{}' is no picture; they are .svg, .pdf, .png, .tikz, .tex, and of bodies .glb, .ply "
        "and .vtu",
        options.output.path);
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
