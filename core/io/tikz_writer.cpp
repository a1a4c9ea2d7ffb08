// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "core/io/figure_writers.h"
#include "core/io/text_sink.h"
#include "core/io/valid_text.h"

namespace crease {
namespace {

/// Characters of crease's own words that pdfTeX does not know outside of formulas.
constexpr std::pair<std::string_view, std::string_view> kCommands[] = {
    {"\u2212", "$-$"}, {"\u2248", "$\\approx$"}, {"\u2026", "\\dots{}"}, {"\u2003", "\\quad{}"}};

std::string escaped(const std::string& given) {
  const std::string text = valid_text(given);
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto* command = std::ranges::find_if(
        kCommands, [&](const auto& known) { return std::string_view(text).substr(i).starts_with(known.first); });
    if (command != std::end(kCommands)) {
      result += command->second;
      i += command->first.size() - 1;
      continue;
    }
    const char c = text[i];
    switch (c) {
      case '\\':
        result += "\\textbackslash{}";
        break;
      case '~':
        result += "\\textasciitilde{}";
        break;
      case '^':
        result += "\\textasciicircum{}";
        break;
      case '<':
        result += "\\textless{}";
        break;
      case '>':
        result += "\\textgreater{}";
        break;
      case '|':
        result += "\\textbar{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        result += '\\';
        [[fallthrough]];
      default:
        result += c;
    }
  }
  return result;
}

class TikzWriter {
 public:
  TikzWriter(const Figure& figure, std::ostream& out) : figure_(figure), sink_(out) {}

  void write(bool standalone) {
    if (standalone) {
      sink_.text(
          "\\documentclass[border=2pt]{standalone}\n\\usepackage[T1]{fontenc}\n\\usepackage{tikz}\n"
          "\\begin{document}\n");
    }
    // A unit of the figure is 1/96 inch, 0.75 of TeX's big points.
    sink_.text(
        "\\begin{tikzpicture}[x=0.75bp,y=-0.75bp,line join=round,line cap=round,inner sep=0pt,font=\\sffamily]\n"
        "\\useasboundingbox (0,0) rectangle ");
    place({figure_.width, figure_.height});
    sink_.text(";\n");
    for (const FigureGroup& group : figure_.groups) {
      if (!write(group)) return;
    }
    sink_.text("\\end{tikzpicture}\n");
    if (standalone) sink_.text("\\end{document}\n");
    sink_.flush();
  }

 private:
  void number(FigureLength value, FigureLength unit) {
    if (value < 0) sink_.character('-');
    const FigureLength size = value < 0 ? -value : value;
    sink_.integer(size / unit);
    FigureLength rest = size % unit;
    if (rest != 0) sink_.character('.');
    for (; rest != 0; rest = rest * 10 % unit) sink_.integer(rest * 10 / unit);
  }
  void place(FigurePoint point) {
    sink_.character('(');
    number(point.x, kFigureUnit);
    sink_.character(',');
    number(point.y, kFigureUnit);
    sink_.character(')');
  }
  /// In big points.
  void length(FigureLength value) {
    number(value * 3, 4 * kFigureUnit);
    sink_.text("bp");
  }
  void color(const char* name, const Color& value) {
    sink_.text(name);
    sink_.text("={rgb,255:red,");
    sink_.integer(value.red);
    sink_.text(";green,");
    sink_.integer(value.green);
    sink_.text(";blue,");
    sink_.integer(value.blue);
    sink_.text("},");
  }

  bool write(const FigureGroup& group) {
    sink_.text("\\begin{scope}\n");
    if (group.clipped) {
      sink_.text("\\clip ");
      place(figure_.frame_least);
      sink_.text(" rectangle ");
      place(figure_.frame_most);
      sink_.text(";\n");
    }
    for (const FigureShape& shape : group.shapes) {
      FigureStyle style = shape.style ? *shape.style : group.style;
      if (shape.gradient) style.fill = middle(shape);
      const auto draw = [&](const auto& form) { write(form, style); };
      std::visit(draw, shape.form);
      if (!sink_.flush_when_full()) return false;
    }
    sink_.text("\\end{scope}\n");
    return true;
  }

  /// The colour of a gradient in the middle of a shape.
  std::optional<Color> middle(const FigureShape& shape) const {
    const auto* form = std::get_if<FigureLines>(&shape.form);
    if (form == nullptr || form->lines.empty() || form->lines[0].empty() || figure_.ramp.empty()) return std::nullopt;
    FigurePoint least = form->lines[0][0], most = least;
    for (const FigurePoint& point : form->lines[0]) {
      least = {std::min(least.x, point.x), std::min(least.y, point.y)};
      most = {std::max(most.x, point.x), std::max(most.y, point.y)};
    }
    const auto& [from, to] = *shape.gradient;
    const FigureLength dx = to.x - from.x, dy = to.y - from.y, square = dx * dx + dy * dy;
    const FigureLength along = ((least.x + most.x) / 2 - from.x) * dx + ((least.y + most.y) / 2 - from.y) * dy;
    const auto last = static_cast<FigureLength>(figure_.ramp.size() - 1);
    const FigureLength step = square == 0 ? 0 : std::clamp<FigureLength>(along / (square / last + 1), 0, last);
    return figure_.ramp[static_cast<std::size_t>(step)];
  }

  void options(const FigureStyle& style) {
    sink_.text("\\path[");
    if (style.fill) color("fill", *style.fill);
    if (style.stroke) {
      color("draw", *style.stroke);
      sink_.text("line width=");
      length(style.stroke_width);
      sink_.character(',');
    }
    if (style.stroke && !style.dash.empty()) {
      sink_.text("dash pattern=");
      for (std::size_t i = 0; i < style.dash.size(); ++i) {
        sink_.text(i % 2 == 0 ? "on " : " off ");
        length(style.dash[i]);
        if (i % 2 == 1) sink_.character(' ');
      }
      sink_.character(',');
    }
    if (style.opacity != 100) {
      sink_.text("opacity=");
      number(style.opacity, 100);
      sink_.character(',');
    }
    sink_.text("] ");
  }

  void write(const FigureLines& form, const FigureStyle& style) {
    options(style);
    for (const auto& line : form.lines) {
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (i > 0) sink_.text("--");
        place(line[i]);
      }
      if (form.closed) sink_.text("--cycle");
      sink_.character('\n');
    }
    sink_.text(";\n");
  }
  void write(const FigureEllipse& form, const FigureStyle& style) {
    options(style);
    place(form.center);
    sink_.text(" ellipse [x radius=");
    number(form.radius_x, kFigureUnit);
    sink_.text(",y radius=");
    number(form.radius_y, kFigureUnit);
    sink_.text("];\n");
  }
  void write(const FigureText& form, const FigureStyle& style) {
    sink_.text("\\node[");
    if (style.fill) color("text", *style.fill);
    sink_.text(form.anchor == TextAnchor::kStart    ? "anchor=base west"
               : form.anchor == TextAnchor::kMiddle ? "anchor=base"
                                                    : "anchor=base east");
    if (!form.upright) sink_.text(",rotate=90");
    sink_.text(",font=");
    sink_.text(form.monospaced ? "\\ttfamily" : "\\sffamily");
    if (form.bold) sink_.text("\\bfseries");
    sink_.text("\\fontsize{");
    length(form.size);
    sink_.text("}{");
    length(form.size);
    sink_.text("}\\selectfont] at ");
    place(form.at);
    sink_.text(" {");
    sink_.text(escaped(form.text));
    sink_.text("};\n");
  }

  const Figure& figure_;
  TextSink sink_;
};

}  // namespace

void write_tikz(const Figure& figure, bool standalone, std::ostream& out) { TikzWriter(figure, out).write(standalone); }

}  // namespace crease
