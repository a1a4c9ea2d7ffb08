// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/complex_header.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/io/network_file.h"

namespace crease {
namespace {

/// Members keep their order.
using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

template <typename Numbers>
Json list_of(const Numbers& values) {
  Json json = Json::array();
  for (const Rational& value : values) json.push_back(to_string(value));
  return json;
}

/// As crease-count/1 has it, and its rows, which make it exact.
Json domain_of(const Domain& domain) {
  Json json = {{"label", domain.label()}, {"dim", domain.dim()}, {"ambient_dim", domain.ambient_dim()}};
  json["slice"] = nullptr;
  if (const auto& slice = domain.slice()) {
    Json directions = Json::array();
    for (std::size_t k = 0; k < slice->directions.cols(); ++k) {
      std::vector<Rational> direction;
      for (std::size_t i = 0; i < slice->directions.rows(); ++i) direction.push_back(slice->directions(i, k));
      directions.push_back(list_of(direction));
    }
    json["slice"] = {{"point", list_of(slice->point)}, {"directions", std::move(directions)}};
  }
  Json rows = Json::array();
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    rows.push_back({{"normal", list_of(domain.rows().row(i))}, {"offset", to_string(domain.offsets()[i])}});
  }
  json["rows"] = std::move(rows);
  return json;
}

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
  for (const std::vector<Rational>& line : complex.lineality()) lineality.push_back(list_of(line));

  // The network comes in the lines its own writer gives it.
  std::string text = "{\n  \"schema\": \"crease-complex/1\"";
  const auto add = [&text](const char* key, const std::string& value) {
    text += std::string(",\n  \"") + key + "\": " + value;
  };
  add("tool_version", text_of(header.tool_version));
  add("network", "{\"name\": " + text_of(complex.network().name()) + ", \"sha256\": " + text_of(header.sha256) +
                     ", \"model\": " + model_text + "}");
  add("decimals", text_of(to_string(header.decimals)));
  add("domain", text_of(domain_of(complex.domain())));
  add("complete", complex.is_complete() ? "true" : "false");
  add("reason", text_of(header.reason));
  add("counts", text_of(counts_of(complex, header)));
  add("lineality", text_of(lineality));
  return text + "\n}\n";
}

}  // namespace crease
