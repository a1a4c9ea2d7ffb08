// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_results.h"

#include <fmt/format.h>

#include <utility>

#include "tools/ball_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

Json extreme_json(const PlotScene& scene, const std::optional<RegionValues::Extreme>& extreme) {
  if (!extreme) return nullptr;
  return {{"region", extreme->region.index},
          {"pattern", scene.regions.whole.pattern(extreme->region)},
          {"value", number_json(extreme->number)}};
}

}  // namespace

void add_scene(Json& json, const PlotScene& scene, const std::string& format) {
  json["format"] = format.substr(1);
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

}  // namespace crease::tools
