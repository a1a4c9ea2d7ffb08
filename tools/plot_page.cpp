// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr FigureLength kLegendGap = 28 * kFigureUnit, kLegendWidth = 262 * kFigureUnit;
constexpr FigureLength kBelow = 52 * kFigureUnit;

/// In words what the colours show.
std::string in_words(const PlotColors& colors) {
  if (colors.by == ColorBy::kNone) return "";
  std::string words = fmt::format(" Colours show: {}", colors.heading);
  if (colors.values && colors.values->least) {
    words += fmt::format(", from {} to {}", in_decimals(colors.values->least->number.bounds.lo),
                         in_decimals(colors.values->greatest->number.bounds.hi));
  }
  for (const PlotColors::Category& category : colors.categories) {
    words +=
        fmt::format("; {}{}", category.name, colors.by == ColorBy::kLinear ? "" : fmt::format(": {}", category.count));
  }
  return words + ".";
}

}  // namespace

std::string axis_name(const PlotScene& scene, std::size_t axis) {
  return fmt::format("{}{}", scene.regions.whole.domain().slice() ? 'y' : 'x', axis);
}

Figure start_figure(const PlotScene& scene, const PlotFrame& frame) {
  Figure figure;
  figure.title = scene.title;
  figure.description = scene.subtitle + "." + in_words(scene.colors);
  figure.frame_least = frame.least();
  figure.frame_most = frame.most();
  FigureGroup group{"heading", "", {kInk, std::nullopt, kFigureUnit, {}, 100}, false, {}};
  const FigureLength left = frame.least().x;
  group.add(FigureText{{left, 24 * kFigureUnit}, scene.title, 15 * kFigureUnit, TextAnchor::kStart, true});
  group.add(FigureText{{left, 43 * kFigureUnit}, scene.subtitle, 11 * kFigureUnit});
  figure.groups.push_back(std::move(group));
  return figure;
}

PlotLegend start_legend(const PlotFrame& frame) {
  return PlotLegend({frame.most().x + kLegendGap, frame.least().y - 8 * kFigureUnit});
}

void finish_figure(Figure& figure, const PlotLegend& legend) {
  figure.groups.push_back(legend.group());
  figure.width = figure.frame_most.x + kLegendGap + kLegendWidth;
  figure.height = std::max(figure.frame_most.y + kBelow, legend.bottom() + kLegendGap);
}

}  // namespace crease::tools
