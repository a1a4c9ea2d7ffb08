// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/path_results.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.h"
#include "tools/ball_results.h"
#include "tools/similarity_results.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

/// Breakpoints that are shown to people.
constexpr std::size_t kMostShown = 12;

NumberRecord deviation(const PathTrace& trace, const OutputMeasures& measures) {
  NumberRecord number{measures.absolute_deviation, std::nullopt};
  if (trace.num_legs() > 1) return number;
  Rational squared = 0;
  for (std::size_t j = 0; j < trace.corners[0].size(); ++j) {
    const Rational step = trace.corners[1][j] - trace.corners[0][j];
    squared += step * step;
  }
  number.exact = fmt::format("{}*sqrt({})", to_string(measures.deviation_integrals[0]), to_string(squared));
  return number;
}

std::string units_in_words(const std::vector<UnitId>& units) {
  std::string words;
  for (const UnitId unit : units) words += (words.empty() ? "" : " ") + to_string(unit);
  return words;
}

Json breakpoint_json(const PathBreakpoint& breakpoint) {
  Json json = {{"t", to_string(breakpoint.t)}, {"units", Json::array()}};
  for (const UnitId unit : breakpoint.units) json["units"].push_back(to_string(unit));
  json["derivatives"] = similarity_json(breakpoint.derivative_similarity);
  json["gradients"] = breakpoint.gradient_similarity ? similarity_json(*breakpoint.gradient_similarity) : Json();
  return json;
}

template <typename F>
Json per_output(const std::vector<OutputMeasures>& measures, F&& value) {
  if (measures.empty()) return nullptr;
  Json json = Json::array();
  for (const OutputMeasures& output : measures) json.push_back(value(output));
  return json;
}

std::vector<Rational> values_at_end(const PathPiece& piece) {
  std::vector<Rational> values = piece.value;
  for (std::size_t k = 0; k < values.size(); ++k) values[k] += piece.slope[k] * (piece.end - piece.begin);
  return values;
}

void push(Cell& cell, const std::vector<Rational>& values) {
  cell.start_list();
  for (const Rational& value : values) cell.push_rational(value);
}

}  // namespace

void check_legs(const std::vector<std::vector<Rational>>& points, bool closed) {
  for (std::size_t k = 0; k < points.size(); ++k) {
    const bool is_last = k + 1 == points.size();
    if ((is_last && !closed) || points[k] != points[is_last ? 0 : k + 1]) continue;
    throw InvalidDomain(fmt::format("the path's {} from {} to itself has no length. Leave a point out",
                                    is_last ? "closing leg" : "leg", in_words(points[k])));
  }
}

void add_path(Json& json, const PathTrace& trace, const std::vector<OutputMeasures>& measures) {
  json["density"] = trace.density();
  json["num_pieces"] = trace.num_pieces;
  json["breakpoints"] = Json::array();
  for (const PathBreakpoint& breakpoint : trace.breakpoints) json["breakpoints"].push_back(breakpoint_json(breakpoint));
  json["absolute_deviation"] =
      per_output(measures, [&](const OutputMeasures& output) { return number_json(deviation(trace, output)); });
  json["deviation_integrals"] =
      per_output(measures, [](const OutputMeasures& output) { return rationals_json(output.deviation_integrals); });
  json["total_variation"] =
      per_output(measures, [](const OutputMeasures& output) { return to_string(output.total_variation); });
  json["signed_variation"] =
      per_output(measures, [](const OutputMeasures& output) { return to_string(output.signed_variation); });
  json["layers"] = Json::array();
  for (const LayerLength& length : trace.lengths) {
    json["layers"].push_back({{"pre_activations", number_json({length.pre_activations, std::nullopt})},
                              {"outputs", number_json({length.outputs, std::nullopt})}});
  }
  json["pieces"] = Json::array();
  for (const PathPiece& piece : trace.pieces) {
    json["pieces"].push_back({{"begin", to_string(piece.begin)},
                              {"end", to_string(piece.end)},
                              {"leg", piece.leg},
                              {"pattern", piece.pattern},
                              {"value", rationals_json(piece.value)},
                              {"slope", rationals_json(piece.slope)}});
  }
}

void add_path(Lines& lines, const PathTrace& trace, const std::vector<OutputMeasures>& measures) {
  const std::string bound = trace.complete() ? "" : "at least ";
  lines.emplace_back("crossings", bound + with_commas(trace.density()) + "  places where units switch");
  lines.emplace_back("pieces", bound + with_commas(trace.num_pieces) + "  of the path's legs, one region each");
  for (std::size_t k = 0; k < measures.size(); ++k) {
    const std::string name = measures.size() > 1 ? fmt::format("f{} ", k + 1) : "";
    lines.emplace_back(name + "absolute deviation", in_words(deviation(trace, measures[k])) + "  from the chord");
    lines.emplace_back(name + "total variation",
                       in_words(measures[k].total_variation) + ", signed " + in_words(measures[k].signed_variation));
  }
  for (std::size_t l = 0; l < trace.lengths.size(); ++l) {
    lines.emplace_back(fmt::format("length in layer {}", l),
                       fmt::format("pre-activations {}, outputs {}",
                                   in_words(NumberRecord{trace.lengths[l].pre_activations, std::nullopt}),
                                   in_words(NumberRecord{trace.lengths[l].outputs, std::nullopt})));
  }
  for (std::size_t i = 0; i < std::min(kMostShown, trace.density()); ++i) {
    const PathBreakpoint& breakpoint = trace.breakpoints[i];
    lines.emplace_back(i == 0 ? "breakpoints" : "",
                       fmt::format("t = {}: {}", in_words(breakpoint.t), units_in_words(breakpoint.units)));
  }
  if (trace.density() > kMostShown) lines.emplace_back("", fmt::format("and {} more", trace.density() - kMostShown));
}

Table curve_table(const PathTrace& trace) {
  const std::vector<PathPiece>& pieces = trace.pieces;
  const auto is_end = [&pieces](std::size_t i) { return i == pieces.size(); };
  const auto place = [&pieces, is_end](std::size_t i) { return is_end(i) ? pieces.back().end : pieces[i].begin; };
  using Type = ColumnType;
  return {"curve",
          pieces.empty() ? 0 : pieces.size() + 1,
          {{"t", Type::kRational, [place](std::size_t i, Cell& cell) { cell.set_rational(place(i)); }},
           {"leg", Type::kInteger,
            [&pieces, is_end](std::size_t i, Cell& cell) {
              cell.set_integer(static_cast<std::int64_t>(pieces[is_end(i) ? i - 1 : i].leg));
            }},
           {"units", Type::kTexts,
            [&trace, place](std::size_t i, Cell& cell) {
              cell.start_list();
              const auto at = std::ranges::lower_bound(trace.breakpoints, place(i), {}, &PathBreakpoint::t);
              if (at == trace.breakpoints.end() || at->t != place(i)) return;
              for (const UnitId unit : at->units) cell.push_text(to_string(unit));
            }},
           {"pattern", Type::kText,
            [&pieces, is_end](std::size_t i, Cell& cell) {
              if (!is_end(i)) cell.set_text(pieces[i].pattern);
            }},
           {"value", Type::kRationals,
            [&pieces, is_end](std::size_t i, Cell& cell) {
              push(cell, is_end(i) ? values_at_end(pieces.back()) : pieces[i].value);
            }},
           {"slope", Type::kRationals, [&pieces, is_end](std::size_t i, Cell& cell) {
              if (!is_end(i)) push(cell, pieces[i].slope);
            }}}};
}

}  // namespace crease::tools
