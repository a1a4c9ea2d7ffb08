// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/complex_header.h"

#include <sstream>

#include "core/io/json_domain.h"
#include "core/io/network_file.h"
#include "core/io/preprocessing.h"

namespace crease {
namespace {

Json counts_of(const Complex& complex, const ComplexHeader& header) {
  Json json;
  json["activation_regions"] = complex.num_regions();
  json["linear_regions"] = header.linear_regions;
  json["affine_pieces"] = header.affine_pieces;
  json["bounded_regions"] = complex.num_bounded_regions();
  json["facets"] = complex.num_facets();
  json["adjacencies"] = complex.num_interior_facets();
  json["vertices"] = complex.num_vertices() - complex.num_rays();
  json["rays"] = complex.num_rays();
  return json;
}

}  // namespace

std::string complex_header_json(const Complex& complex, const ComplexHeader& header) {
  std::ostringstream model;
  write_network_json(complex.network(), model);
  std::string model_text = model.str();
  while (model_text.ends_with('\n')) model_text.pop_back();
  Json lineality = Json::array();
  for (const std::vector<Rational>& line : complex.lineality()) lineality.push_back(rationals_json(line));

  std::string origin = "\"name\": " + to_text(complex.network().name()) + ", \"sha256\": " + to_text(header.sha256);
  Json preprocessing = Json::object();
  add_preprocessing(preprocessing, header.preprocessing);
  for (const auto& [key, value] : preprocessing.items()) origin += ", \"" + key + "\": " + to_text(value);

  // The network comes in the lines its own writer gives it.
  std::string text = "{\n  \"schema\": \"crease-complex/1\"";
  const auto add = [&text](const char* key, const std::string& value) {
    text += std::string(",\n  \"") + key + "\": " + value;
  };
  add("tool_version", to_text(header.tool_version));
  add("network", "{" + origin + ", \"model\": " + model_text + "}");
  add("decimals", to_text(to_string(header.decimals)));
  add("domain", to_text(domain_value(complex.domain())));
  add("complete", complex.is_complete() ? "true" : "false");
  add("reason", to_text(header.reason));
  add("counts", to_text(counts_of(complex, header)));
  add("lineality", to_text(lineality));
  return text + "\n}\n";
}

}  // namespace crease
