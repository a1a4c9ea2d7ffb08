// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/complex_results.h"

#include <fmt/format.h>

#include <map>

#include "algorithms/graph_properties.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

std::string degrees_in_words(const std::map<std::size_t, std::size_t>& histogram) {
  std::string words;
  std::size_t regions = 0, sum = 0;
  for (const auto& [degree, count] : histogram) {
    words += fmt::format("{}{}: {}", words.empty() ? "" : ", ", degree, with_commas(count));
    regions += count;
    sum += degree * count;
  }
  return regions == 0 ? "none"
                      : fmt::format("{} (mean {:.3f})", words, static_cast<double>(sum) / static_cast<double>(regions));
}

}  // namespace

std::string at_least(const Complex& complex) { return complex.is_complete() ? "" : "at least "; }

std::string in_this_part(const Complex& complex) { return complex.is_complete() ? "" : "in this part "; }

Json result_header(const std::string& schema, const NetworkFile& file, const Domain& domain,
                   const WalkOutcome& outcome) {
  Json json = result_header(schema, file);
  json["domain"] = domain_json(domain);
  json["complete"] = outcome.is_complete();
  json["reason"] = to_string(outcome.reason);
  return json;
}

void add_outcome(Json& json, const WalkOutcome& outcome) {
  json["seconds"] = outcome.seconds;
  json["threads"] = outcome.threads;
  if (outcome.processes > 1) json["processes"] = outcome.processes;
  json["sign_tests"] = {{"tests", outcome.signs.tests}, {"exact", outcome.signs.exact}};
}

Json bounds_json(const DistanceBounds& bounds) { return {{"lo", bounds.lo}, {"hi", bounds.hi}}; }

std::string workers_in_words(const WalkOutcome& outcome) {
  const std::string threads = counted(static_cast<std::size_t>(outcome.threads), "thread");
  return outcome.processes == 1 ? threads : fmt::format("{} processes of {}", outcome.processes, threads);
}

void add_outcome(Lines& lines, const WalkOutcome& outcome) {
  lines.emplace_back("complete", outcome.is_complete() ? "yes" : "no: " + to_string(outcome.reason));
  lines.emplace_back("time", fmt::format("{:.3f} s on {}", outcome.seconds, workers_in_words(outcome)));
  lines.emplace_back("sign tests", fmt::format("{}, of which {} needed integers", with_commas(outcome.signs.tests),
                                               with_commas(outcome.signs.exact)));
}

void add_counts(Json& json, const Complex& complex, const LinearRegions& linear) {
  json["activation_regions"] = complex.num_regions();
  json["linear_regions"] = linear.size();
  json["affine_pieces"] = linear.num_affine_pieces;
  json["adjacencies"] = complex.num_interior_facets();
  json["bounded_regions"] = complex.num_bounded_regions();
  json["degree_histogram"] = Json::object();
  for (const auto& [degree, count] : degree_histogram(complex))
    json["degree_histogram"][std::to_string(degree)] = count;
}

void add_faces(Json& json, const Complex& complex, const FaceCounts& faces) {
  json["f_vector"] = faces.f_vector;
  json["bounded_faces"] = faces.bounded;
  json["euler_characteristic"] = complex.is_complete() ? Json(faces.euler_characteristic) : Json();
}

void add_counts(Lines& lines, const Complex& complex, const LinearRegions& linear) {
  const std::string bound = at_least(complex);
  lines.emplace_back("activation regions", bound + with_commas(complex.num_regions()) +
                                               "  cells on whose interior no unit changes its piece");
  lines.emplace_back("linear regions", in_this_part(complex) + with_commas(linear.size()) +
                                           "  unions of these, connected through facets, with one affine map");
  lines.emplace_back("affine pieces", bound + with_commas(linear.num_affine_pieces) + "  different affine maps");
  lines.emplace_back("bounded regions", bound + with_commas(complex.num_bounded_regions()));
  lines.emplace_back("adjacencies",
                     bound + with_commas(complex.num_interior_facets()) + "  facets between two activation regions");
  lines.emplace_back("neighbours", in_this_part(complex) + degrees_in_words(degree_histogram(complex)));
}

void add_faces(Lines& lines, const Complex& complex, const FaceCounts& faces) {
  std::string f_vector;
  for (const std::size_t f : faces.f_vector) f_vector += (f_vector.empty() ? "" : "  ") + with_commas(f);
  lines.emplace_back("faces", at_least(complex) + f_vector + "  of dimension 0, 1, ...");
  if (complex.is_complete()) lines.emplace_back("Euler characteristic", std::to_string(faces.euler_characteristic));
}

std::string in_words(const Domain& domain) {
  return fmt::format("{} ({}dimension {})", domain.label(), domain.slice() ? "slice of " : "", domain.dim());
}

std::string in_words(const NetworkFile& file) {
  const Preprocessing& preprocessing = file.source.preprocessing;
  return fmt::format(
      "{} ({}{}{})", file.network.name(), shape_of(file.network), preprocessing.input ? ", inputs preprocessed" : "",
      preprocessing.outputs.empty() ? ""
                                    : fmt::format(", outputs {} of the file", fmt::join(preprocessing.outputs, ", ")));
}

}  // namespace crease::tools
