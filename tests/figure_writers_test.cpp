// SPDX-License-Identifier: GPL-3.0-or-later
// Drawings and meshes in files, byte by byte where they are short.
#include "core/io/figure_writers.h"

#include <catch2/catch.hpp>
#include <limits>
#include <sstream>

#include "core/io/mesh_writers.h"
#include "core/io/valid_text.h"
#include "tests/support/random.h"

namespace crease::testing {
namespace {

TEST_CASE("lengths are rounded once, to nearest", "[plot]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(2000); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int denominator = random.integer(1, 50);
    const Rational value(random.integer(-500, 500), denominator);
    const Rational off = rounded_length(value) - value;
    CAPTURE(seed, index, to_string(value));
    REQUIRE(off > Rational(-1, 2));
    REQUIRE(off <= Rational(1, 2));
  }
  CHECK(rounded_length(parse_rational("1e400")) == 1'000'000'000);
  CHECK(rounded_length(parse_rational("-1e400")) == -1'000'000'000);
  CHECK(mixed({0, 0, 0}, {255, 101, 1}, 1, 2) == Color{128, 51, 1});
}

TEST_CASE("texts become valid UTF-8 without control characters", "[plot]") {
  CHECK(valid_text("a\tb\n\x01\x7f\xff") == "a b \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(valid_text("\xef\xbf\xbf \xc3\xa9") == "\xef\xbf\xbd \xc3\xa9");
}

Figure example() {
  Figure figure;
  figure.width = 10'000;
  figure.height = 5'050;
  figure.title = "a < b & \"c\"";
  figure.description = "d";
  figure.frame_most = {10'000, 5'000};
  figure.ramp = {{0, 0, 0}, {255, 255, 255}};
  FigureGroup group{"g", "", {Color{255, 0, 0}, std::nullopt, 100, {}, 100}, true, {}};
  group.add(FigureLines{{{{0, 0}, {150, 0}, {105, -9}}}, true}, {}, "R0");
  group.add(FigureLines{{{{0, 0}, {100, 100}}}}, FigureStyle{std::nullopt, Color{0, 0, 1}, 50, {200, 100}, 50});
  group.add(FigureEllipse{{100, 200}, 30, 40}).gradient = FigureShape::Gradient{{0, 0}, {100, 0}};
  group.add(FigureText{{0, 100}, "50% <|>", 1'000, TextAnchor::kEnd, true, false, true});
  figure.groups.push_back(group);
  return figure;
}

TEST_CASE("a drawing as SVG", "[plot]") {
  std::ostringstream out;
  write_svg(example(), out);
  CHECK(
      out.str() ==
      R"svg(<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="50.5" viewBox="0 0 100 50.5" role="img" aria-labelledby="title description" font-family="sans-serif">
<title id="title">a &lt; b &amp; &quot;c&quot;</title>
<desc id="description">d</desc>
<defs>
<clipPath id="frame"><rect x="0" y="0" width="100" height="50"/></clipPath>
<linearGradient id="ramp"><stop offset="0%" stop-color="#000000"/><stop offset="100%" stop-color="#ffffff"/></linearGradient>
<linearGradient id="g0" xlink:href="#ramp" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="1" y2="0"/>
</defs>
<rect width="100%" height="100%" fill="#ffffff"/>
<g id="g" fill="#ff0000" stroke-linejoin="round" stroke-linecap="round" clip-path="url(#frame)">
<path d="M0,0L1.5,0 1.05 -0.09Z"><title>R0</title></path>
<path d="M0,0L1,1" fill="none" stroke="#000001" stroke-width="0.5" stroke-dasharray="2 1" opacity="0.5"/>
<ellipse cx="1" cy="2" rx="0.3" ry="0.4" fill="url(#g0)"/>
<text transform="translate(0 1) rotate(-90)" font-size="10" text-anchor="end" font-weight="bold" font-family="monospace">50% &lt;|&gt;</text>
</g>
</svg>
)svg");
}

TEST_CASE("a drawing as TikZ", "[plot]") {
  std::ostringstream out;
  write_tikz(example(), false, out);
  CHECK(out.str() ==
        R"tex(\begin{tikzpicture}[x=0.75bp,y=-0.75bp,line join=round,line cap=round,inner sep=0pt,font=\sffamily]
\useasboundingbox (0,0) rectangle (100,50.5);
\begin{scope}
\clip (0,0) rectangle (100,50);
\path[fill={rgb,255:red,255;green,0;blue,0},] (0,0)--(1.5,0)--(1.05,-0.09)--cycle
;
\path[draw={rgb,255:red,0;green,0;blue,1},line width=0.375bp,dash pattern=on 1.5bp off 0.75bp ,opacity=0.5,] (0,0)--(1,1)
;
\path[] (1,2) ellipse [x radius=0.3,y radius=0.4];
\node[text={rgb,255:red,255;green,0;blue,0},anchor=base east,rotate=90,font=\ttfamily\bfseries\fontsize{7.5bp}{7.5bp}\selectfont] at (0,1) {50\% \textless{}\textbar{}\textgreater{}};
\end{scope}
\end{tikzpicture}
)tex");
  Figure negative = example();
  negative.groups[0].add(FigureText{{0, 0}, "\u22121 \u2248 2\u2026", 1'000});
  std::ostringstream minus;
  write_tikz(negative, false, minus);
  CHECK(minus.str().find("{$-$1 $\\approx$ 2\\dots{}};") != std::string::npos);
  std::ostringstream document;
  write_tikz(example(), true, document);
  CHECK(document.str().starts_with("\\documentclass"));
  CHECK(document.str().ends_with("\\end{document}\n"));
}

TEST_CASE("a mesh as VTU", "[plot]") {
  MeshPart square;
  square.name = "square";
  square.points = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0.1}};
  square.polygons.push_list(std::vector<std::uint32_t>{0, 1, 2, 3});
  square.cells = {0};
  square.colors = {{1, 2, 3}};
  square.attributes = {{"n", true, {7}}, {"volume", false, {std::numeric_limits<double>::infinity()}}};
  std::ostringstream out;
  write_vtu({"mesh", {square}}, out);
  const std::string text = out.str();
  CHECK(text.find("<Piece NumberOfPoints=\"4\" NumberOfCells=\"1\">") != std::string::npos);
  CHECK(text.find("0 1 0.1 \n") != std::string::npos);
  CHECK(text.find("Name=\"n\" format=\"ascii\">\n7 \n") != std::string::npos);
  CHECK(text.find("\ninf \n") != std::string::npos);
  CHECK(text.find("faces") == std::string::npos);
}

}  // namespace
}  // namespace crease::testing
