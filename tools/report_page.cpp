// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/report_page.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>

#include "core/io/valid_text.h"
#include "tools/boundary_results.h"
#include "tools/complex_results.h"
#include "tools/histogram_picture.h"
#include "tools/number_results.h"
#include "tools/stats_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr const char* kStyle =
    "body{font:15px/1.5 system-ui,sans-serif;color:#16181d;background:#fff;max-width:980px;margin:24px auto;padding:0 "
    "16px}h1{font-size:24px}h2{font-size:19px;margin-top:32px;border-bottom:1px solid "
    "#d5d8de}table{border-collapse:collapse;width:100%;margin:8px "
    "0}th,td{text-align:left;vertical-align:top;padding:3px "
    "12px 3px 0;border-bottom:1px solid #e4e6ea;overflow-wrap:anywhere}td.number,th.number{text-align:right;"
    "font-variant-numeric:tabular-nums}code{background:#f1f2f4;padding:1px "
    "4px;border-radius:3px;overflow-wrap:anywhere}"
    "figure{margin:12px 0}.wide "
    ".number{white-space:nowrap}svg{max-width:100%;height:auto}dt{font-weight:600}.wide{overflow-x:auto}"
    "@media(prefers-color-scheme:dark){body{color:#ececf0;background:#14161a}th,td{border-color:#363b45}code{"
    "background:"
    "#1d2026}}@media print{body{max-width:none}}";

void write_source(std::ostream& out, const std::string& command) {
  out << "<p>From <code>" << markup_text(command) << "</code>.</p>\n";
}

/// Nothing where no arguments stand for the input.
void write_command(std::ostream& out, const std::string& command, const std::string& arguments,
                   const std::string& more = "") {
  if (!arguments.empty()) write_source(out, "crease " + command + " " + arguments + more);
}

void write_lines(std::ostream& out, const Lines& lines) {
  out << "<table>\n";
  for (const auto& [name, value] : lines) {
    out << "<tr><th scope=\"row\">" << markup_text(name) << "</th><td>" << markup_text(value) << "</td></tr>\n";
  }
  out << "</table>\n";
}

void write_network(std::ostream& out, const Report& report) {
  const Network& network = report.file.network;
  std::size_t parameters = 0, weights = 0;
  for (const Layer& layer : network.layers()) {
    parameters += layer.weights.rows() * (layer.weights.cols() + 1);
    for (const Rational& w : layer.weights.entries()) weights += w != 0;
  }
  out << "<h2>The network</h2>\n";
  write_lines(out, {{"network", in_words(report.file)},
                    {"SHA-256", report.file.source.sha256},
                    {"numbers", report.file.source.weight_type + ", taken exactly (" +
                                    to_string(report.file.source.decimals) + " decimals)"},
                    {"units that can bend", with_commas(network.num_bending_units())},
                    {"weights and biases",
                     with_commas(parameters) + ", of the weights " + with_commas(weights) + " are not zero"},
                    {"domain", in_words(report.result.complex.domain())}});
  write_command(out, "info", report.network_arguments);
}

void write_definitions(std::ostream& out) {
  out << "<h2>Definitions</h2>\n<dl>\n"
         "<dt>Activation region</dt><dd>A full-dimensional closed cell on whose interior every unit keeps its linear "
         "piece.</dd>\n"
         "<dt>Adjacency</dt><dd>Two activation regions that share a face of one dimension less, a facet.</dd>\n"
         "<dt>Linear region</dt><dd>A maximal union of activation regions, connected through facets, on which the "
         "network is one affine map. An affine piece is a distinct map.</dd>\n"
         "<dt>Inradius</dt><dd>The radius of a region's largest ball.</dd>\n"
         "<dt>Decision boundary</dt><dd>Where the set of greatest outputs changes; of one output, its sign.</dd>\n"
         "</dl>\n<p>Every number here is that of the function that the stored numbers define: nothing was sampled, "
         "and no comparison was rounded. Decimals are roundings of exact numbers, for reading.</p>\n";
}

void write_counts(std::ostream& out, const Report& report) {
  out << "<h2>Counts</h2>\n";
  Lines lines;
  add_counts(lines, report.result.complex, report.linear);
  add_faces(lines, report.result.complex, report.faces);
  write_lines(out, lines);
  write_command(out, "count", report.arguments, " --faces");
  out << "<h2>Counts and bounds</h2>\n<table><tr><th>bound</th><th class=\"number\">value</th><th>of what</th></tr>\n"
      << "<tr><th scope=\"row\">counted</th><td class=\"number\">" << with_commas(report.result.complex.num_regions())
      << (report.result.complex.is_complete() ? "" : " at least") << "</td><td>activation regions here</td></tr>\n";
  for (const NamedBound& bound : report.bounds) {
    out << "<tr><th scope=\"row\">" << markup_text(bound.name) << "</th><td class=\"number\">"
        << (bound.value ? (bound.is_upper ? "&le; " : "&ge; ") + markup_text(in_words(Rational(*bound.value)))
                        : std::string("does not apply"))
        << "</td><td>" << markup_text(bound.meaning) << "</td></tr>\n";
  }
  out << "</table>\n<p>Upper bounds hold for the activation regions in every convex domain; lower ones are of the best "
         "network of this architecture.</p>\n";
  write_command(out, "bounds", report.arguments);
}

void write_decision(std::ostream& out, const Report& report) {
  if (!report.decision) return;
  out << "<h2>Decision boundary</h2>\n";
  Lines lines;
  add_boundary(lines, *report.decision);
  write_lines(out, lines);
  write_command(out, "boundary", report.arguments);
}

std::string number_cell(const std::optional<RealNumber>& number, std::size_t count) {
  if (count == 0) return "<td class=\"number\">none</td>";
  if (!number) return "<td class=\"number\">infinite</td>";
  return "<td class=\"number\">" + markup_text(shown(*number)) + "</td>";
}

void write_distributions(std::ostream& out, const Report& report) {
  out << "<h2>Distributions</h2>";
  if (report.stats.regions < report.result.complex.num_regions()) {
    out << "<p><strong>Of " << with_commas(report.stats.regions) << " regions only: then the time was up.</strong></p>";
  }
  out << "\n<div class=\"wide\"><table><tr><th>quantity</th><th class=\"number\">values</th>"
         "<th class=\"number\">least</th><th class=\"number\">quartile</th><th class=\"number\">median</th><th "
         "class=\"number\">quartile</th><th class=\"number\">greatest</th><th "
         "class=\"number\">mean</th><th>histogram</th></tr>\n";
  for (const QuantityReport& quantity : report.stats.quantities) {
    const Distribution& values = quantity.distribution;
    out << "<tr><th scope=\"row\">" << markup_text(quantity.name) << "<br><small>" << markup_text(quantity.description)
        << ", over " << markup_text(quantity.over) << "</small></th><td class=\"number\">" << with_commas(values.count)
        << "</td>";
    for (const auto& number : values.order) out << number_cell(number, values.count);
    out << number_cell(values.mean, values.count) << "<td>"
        << (values.histogram.empty() ? std::string() : histogram_picture(values)) << "</td></tr>\n";
  }
  out << "</table></div>\n<p>Bars are integers, parts of one width of [0, 1] or [-1, 1], or ranges from a power of two "
         "to the next; each tells its range and count.</p>\n";
  write_command(out, "stats", report.arguments);
}

}  // namespace

void write_report_page(const Report& report, std::ostream& out) {
  const std::string name = markup_text(report.file.network.name());
  out << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
         "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n<link rel=\"icon\" "
         "href=\"data:,\">\n<title>"
      << name << ": linear regions</title>\n<style>" << kStyle << "</style>\n</head>\n<body>\n<h1>" << name
      << ": linear regions</h1>\n";
  if (!report.result.complex.is_complete()) {
    out << "<p><strong>This is a part of the regions only: the walk was ended early ("
        << to_string(report.result.reason) << ").</strong></p>\n";
  }
  write_network(out, report);
  write_definitions(out);
  write_counts(out, report);
  if (!report.picture.empty()) {
    out << "<h2>Picture</h2>\n<figure>\n" << report.picture << "</figure>\n";
    if (!report.picture_command.empty()) write_source(out, report.picture_command);
  }
  write_decision(out, report);
  write_distributions(out, report);
  out << "<p>crease " << CREASE_VERSION << "</p>\n</body>\n</html>\n";
}

}  // namespace crease::tools
