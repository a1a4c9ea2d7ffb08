// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_legend.h"

#include <fmt/format.h>

#include "tools/ball_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr FigureLength kLine = 17 * kFigureUnit, kText = 11 * kFigureUnit;
constexpr FigureLength kSampleWidth = 22 * kFigureUnit, kTextLeft = 30 * kFigureUnit;
constexpr FigureLength kBarWidth = 200 * kFigureUnit, kBarHeight = 14 * kFigureUnit;
/// Characters that fit into the column.
constexpr std::size_t kMostCharacters = 38;

std::string shortened(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 1) + "\u2026";
}

std::string exact_text(const NumberRecord& number) {
  if (number.exact) return *number.exact;
  if (number.bounds.is_exact()) return to_string(number.bounds.lo);
  return fmt::format("between {} and {}", to_string(number.bounds.lo), to_string(number.bounds.hi));
}

/// The number itself where it is short, else a decimal near it.
std::string short_text(const NumberRecord& number) {
  const std::string exact = exact_text(number);
  return exact.size() <= 14 ? exact : "\u2248 " + in_decimals(number.bounds.lo);
}

}  // namespace

PlotLegend::PlotLegend(FigurePoint from)
    : at_(from), group_{"legend", "legend", {kInk, std::nullopt, kFigureUnit, {}, 100}, false, {}} {}

void PlotLegend::add_heading(const std::string& text) {
  at_.y += kLine / 2;
  group_.add(FigureText{{at_.x, at_.y + kText}, text, kText, TextAnchor::kStart, true});
  at_.y += kLine;
}

void PlotLegend::add_text(const std::string& text, const std::string& title) {
  const std::string brief = shortened(text, kMostCharacters);
  group_.add(FigureText{{at_.x, at_.y + kText}, brief, kText}, {}, title.empty() && brief != text ? text : title);
  at_.y += kLine;
}

void PlotLegend::add_name(const std::string& text) {
  const std::string brief = shortened(text, kMostCharacters - 5);
  group_.add(FigureText{{at_.x + kTextLeft, at_.y + kText}, brief, kText}, {}, brief != text ? text : "");
  at_.y += kLine;
}

void PlotLegend::add_line(const FigureStyle& style, const std::string& text) {
  const FigureLength y = at_.y + kText * 2 / 3;
  group_.add(FigureLines{{{{at_.x, y}, {at_.x + kSampleWidth, y}}}}, style);
  add_name(text);
}

void PlotLegend::add_box(const FigureStyle& style, const std::string& text) {
  const FigureLength right = at_.x + kSampleWidth, bottom = at_.y + kText * 5 / 4;
  group_.add(FigureLines{{{{at_.x, at_.y}, {right, at_.y}, {right, bottom}, {at_.x, bottom}}}, true}, style);
  add_name(text);
}

void PlotLegend::add_dot(const FigureStyle& style, FigureLength radius, const std::string& text) {
  group_.add(FigureEllipse{{at_.x + kSampleWidth / 2, at_.y + kText * 2 / 3}, radius, radius}, style);
  add_name(text);
}

void PlotLegend::add_extreme(const std::string& what, const RegionValues::Extreme& extreme,
                             const std::string& pattern) {
  add_text(fmt::format("{} {}  in {}", what, short_text(extreme.number), to_string(extreme.region)),
           fmt::format("{} {}, in {}: {}", what, exact_text(extreme.number), to_string(extreme.region), pattern));
}

void PlotLegend::add_bar(const PlotColors& colors, const PlotRegions& regions) {
  const RegionValues& values = *colors.values;
  const std::vector<Color>& ramp = colors.scale.ramp();
  if (values.least) {
    const FigurePoint from{at_.x, at_.y}, to{at_.x + kBarWidth, at_.y + kBarHeight};
    if (ramp.size() >= 2 && colors.scale.least() < colors.scale.greatest()) {
      constexpr int kBoxes = 50;
      for (int i = 0; i < kBoxes; ++i) {
        // To the bar's end, so that no background shines through between two.
        const FigureLength left = from.x + kBarWidth * i / kBoxes;
        const int place = (2 * i + 1) * static_cast<int>(ramp.size() - 1);
        const auto at = static_cast<std::size_t>(place / (2 * kBoxes));
        const Color color = mixed(ramp[at], ramp[at + 1], place % (2 * kBoxes), 2 * kBoxes);
        const FigureStyle style{color, std::nullopt, kFigureUnit, {}, 100};
        group_.add(FigureLines{{{{left, from.y}, {to.x, from.y}, to, {left, to.y}}}, true}, style);
      }
      const FigureStyle frame{std::nullopt, kInk, kFigureUnit / 2, {}, 100};
      group_.add(FigureLines{{{from, {to.x, from.y}, to, {from.x, to.y}}}, true}, frame);
      at_.y = to.y + 2 * kFigureUnit;
      const auto end = [&](FigureLength x, const Rational& value, TextAnchor anchor) {
        group_.add(FigureText{{x, at_.y + kText}, in_decimals(value, 4), kText, anchor});
      };
      end(from.x, colors.scale.least(), TextAnchor::kStart);
      end(to.x, colors.scale.greatest(), TextAnchor::kEnd);
      if (colors.scale.is_log()) {
        group_.add(FigureText{{(from.x + to.x) / 2, at_.y + kText}, "log scale", kText, TextAnchor::kMiddle});
      }
      at_.y += kLine;
    }
    add_extreme("least", *values.least, regions.whole.pattern(values.least->region));
    add_extreme("greatest", *values.greatest, regions.whole.pattern(values.greatest->region));
  }
  if (values.num_infinite > 0) {
    add_box({kNoValue, kInk, kFigureUnit / 2, {}, 100}, "infinite: " + counted(values.num_infinite, "region"));
  }
}

void PlotLegend::add(const PlotColors& colors, const PlotRegions& regions) {
  if (colors.by == ColorBy::kNone) return;
  add_heading(colors.heading);
  if (colors.values) return add_bar(colors, regions);
  for (const PlotColors::Category& category : colors.categories) {
    if (colors.by == ColorBy::kLinear) {
      add_text(category.name);
    } else {
      add_box({category.color, kInk, kFigureUnit / 2, {}, 100},
              fmt::format("{}: {}", category.name,
                          counted(category.count, colors.by == ColorBy::kClass ? "cell" : "region")));
    }
  }
}

}  // namespace crease::tools
