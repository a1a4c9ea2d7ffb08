// SPDX-License-Identifier: GPL-3.0-or-later
#include <ostream>
#include <string>

#include "core/io/figure_writers.h"
#include "core/io/text_sink.h"
#include "core/io/valid_text.h"

namespace crease {
namespace {

class SvgWriter {
 public:
  SvgWriter(const Figure& figure, std::ostream& out) : figure_(figure), sink_(out) {}

  void write() {
    head();
    for (const FigureGroup& group : figure_.groups) {
      if (!write(group)) return;
    }
    sink_.text("</svg>\n");
    sink_.flush();
  }

 private:
  /// "12.5": hundredths without zeros at the end.
  void length(FigureLength value) {
    if (value < 0) sink_.character('-');
    const FigureLength size = value < 0 ? -value : value;
    sink_.integer(size / kFigureUnit);
    const FigureLength rest = size % kFigureUnit;
    if (rest == 0) return;
    sink_.character('.');
    sink_.character(static_cast<char>('0' + rest / 10));
    if (rest % 10 != 0) sink_.character(static_cast<char>('0' + rest % 10));
  }
  void attribute(const char* name, FigureLength value) {
    open(name);
    length(value);
    sink_.character('"');
  }
  void attribute(const char* name, std::string_view value) {
    open(name);
    sink_.text(value);
    sink_.character('"');
  }
  void open(const char* name) {
    sink_.character(' ');
    sink_.text(name);
    sink_.text("=\"");
  }
  void titled(const char* element, const char* id, const std::string& text) {
    sink_.text("<");
    sink_.text(element);
    if (*id != '\0') attribute("id", id);
    sink_.text(">");
    sink_.text(markup_text(text));
    sink_.text("</");
    sink_.text(element);
    sink_.text(">");
  }

  void head() {
    sink_.text("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    attribute("width", figure_.width);
    attribute("height", figure_.height);
    open("viewBox");
    sink_.text("0 0 ");
    length(figure_.width);
    sink_.character(' ');
    length(figure_.height);
    sink_.text("\" role=\"img\" aria-labelledby=\"title description\" font-family=\"sans-serif\">\n");
    titled("title", "title", figure_.title);
    sink_.character('\n');
    titled("desc", "description", figure_.description);
    sink_.text("\n<defs>\n<clipPath id=\"frame\"><rect");
    attribute("x", figure_.frame_least.x);
    attribute("y", figure_.frame_least.y);
    attribute("width", figure_.frame_most.x - figure_.frame_least.x);
    attribute("height", figure_.frame_most.y - figure_.frame_least.y);
    sink_.text("/></clipPath>\n");
    ramp();
    sink_.text("</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  }

  void ramp() {
    if (figure_.ramp.size() < 2) return;
    sink_.text("<linearGradient id=\"ramp\">");
    const std::size_t last = figure_.ramp.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) {
      sink_.text("<stop");
      open("offset");
      length(static_cast<FigureLength>(i * 100 * kFigureUnit / last));
      sink_.text("%\"");
      attribute("stop-color", to_string(figure_.ramp[i]));
      sink_.text("/>");
    }
    sink_.text("</linearGradient>\n");
    for (const FigureGroup& group : figure_.groups) {
      for (const FigureShape& shape : group.shapes) {
        if (shape.gradient) gradient(*shape.gradient);
      }
    }
    num_gradients_ = 0;
  }
  void gradient(const FigureShape::Gradient& gradient) {
    sink_.text("<linearGradient");
    attribute("id", gradient_id());
    sink_.text(" xlink:href=\"#ramp\" gradientUnits=\"userSpaceOnUse\"");
    attribute("x1", gradient.from.x);
    attribute("y1", gradient.from.y);
    attribute("x2", gradient.to.x);
    attribute("y2", gradient.to.y);
    sink_.text("/>\n");
    sink_.flush_when_full();
  }
  /// Gradients are numbered in the order of their shapes.
  std::string gradient_id() { return "g" + std::to_string(num_gradients_++); }

  /// What differs from `around`.
  void style(const FigureStyle& style, const FigureStyle& around) {
    if (style.fill != around.fill) attribute("fill", style.fill ? to_string(*style.fill) : "none");
    if (style.stroke != around.stroke) attribute("stroke", style.stroke ? to_string(*style.stroke) : "none");
    if (style.stroke_width != around.stroke_width) attribute("stroke-width", style.stroke_width);
    if (style.dash != around.dash) {
      open("stroke-dasharray");
      if (style.dash.empty()) sink_.text("none");
      for (std::size_t i = 0; i < style.dash.size(); ++i) {
        if (i > 0) sink_.character(' ');
        length(style.dash[i]);
      }
      sink_.character('"');
    }
    if (style.opacity != around.opacity)
      attribute("opacity", static_cast<FigureLength>(style.opacity));  // percent are hundredths
  }

  /// Whether the stream still takes something.
  bool write(const FigureGroup& group) {
    sink_.text("<g");
    if (!group.id.empty()) attribute("id", group.id);
    style(group.style, initial_style());
    sink_.text(" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
    if (group.clipped) attribute("clip-path", "url(#frame)");
    sink_.text(">\n");
    if (!group.title.empty()) titled("title", "", group.title);
    for (const FigureShape& shape : group.shapes) {
      write(shape, group.style);
      if (!sink_.flush_when_full()) return false;
    }
    sink_.text("</g>\n");
    return true;
  }

  /// SVG's own.
  static FigureStyle initial_style() {
    FigureStyle style;
    style.fill = Color{};
    return style;
  }

  void write(const FigureShape& shape, const FigureStyle& around) {
    const char* element = std::visit([this](const auto& form) { return start(form); }, shape.form);
    if (shape.gradient && figure_.ramp.size() >= 2) {
      open("fill");
      sink_.text("url(#" + gradient_id() + ")\"");
    }
    if (shape.style) style(*shape.style, around);
    const auto* text = std::get_if<FigureText>(&shape.form);
    if (shape.title.empty() && text == nullptr) {
      sink_.text("/>\n");
      return;
    }
    sink_.character('>');
    if (!shape.title.empty()) titled("title", "", shape.title);
    if (text != nullptr) sink_.text(markup_text(text->text));
    sink_.text("</");
    sink_.text(element);
    sink_.text(">\n");
  }

  const char* start(const FigureLines& form) {
    sink_.text("<path");
    open("d");
    for (const auto& line : form.lines) {
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (i < 2) sink_.character(i == 0 ? 'M' : 'L');
        if (i >= 2) sink_.character(' ');
        length(line[i].x);
        sink_.character(line[i].y < 0 ? ' ' : ',');
        length(line[i].y);
      }
      if (form.closed) sink_.character('Z');
    }
    sink_.character('"');
    return "path";
  }
  const char* start(const FigureEllipse& form) {
    sink_.text("<ellipse");
    attribute("cx", form.center.x);
    attribute("cy", form.center.y);
    attribute("rx", form.radius_x);
    attribute("ry", form.radius_y);
    return "ellipse";
  }
  const char* start(const FigureText& form) {
    sink_.text("<text");
    if (form.upright) {
      attribute("x", form.at.x);
      attribute("y", form.at.y);
    } else {
      open("transform");
      sink_.text("translate(");
      length(form.at.x);
      sink_.character(' ');
      length(form.at.y);
      sink_.text(") rotate(-90)\"");
    }
    attribute("font-size", form.size);
    if (form.anchor != TextAnchor::kStart) {
      attribute("text-anchor", form.anchor == TextAnchor::kMiddle ? "middle" : "end");
    }
    if (form.bold) attribute("font-weight", "bold");
    if (form.monospaced) attribute("font-family", "monospace");
    return "text";
  }

  const Figure& figure_;
  TextSink sink_;
  std::size_t num_gradients_ = 0;
};

}  // namespace

void write_svg(const Figure& figure, std::ostream& out) { SvgWriter(figure, out).write(); }

}  // namespace crease
