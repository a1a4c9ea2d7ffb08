// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/results.h"

namespace crease::tools {

Json result_header(const std::string& schema, const NetworkFile& file) {
  Json json;
  json["schema"] = schema;
  json["tool_version"] = CREASE_VERSION;
  json["network"] = {{"name", file.network.name()}, {"sha256", file.source.sha256}};
  json["decimals"] = to_string(file.source.decimals);
  return json;
}

Json rationals_json(const std::vector<Rational>& values) {
  Json json = Json::array();
  for (const Rational& value : values) json.push_back(to_string(value));
  return json;
}

Json domain_json(const Domain& domain) {
  Json json;
  json["label"] = domain.label();
  json["dim"] = domain.dim();
  json["slice"] = nullptr;
  if (const auto& slice = domain.slice()) {
    Json directions = Json::array();
    for (std::size_t k = 0; k < slice->directions.cols(); ++k) {
      std::vector<Rational> direction;
      for (std::size_t i = 0; i < slice->directions.rows(); ++i) direction.push_back(slice->directions(i, k));
      directions.push_back(rationals_json(direction));
    }
    json["slice"] = {{"point", rationals_json(slice->point)}, {"directions", std::move(directions)}};
  }
  return json;
}

std::string to_text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace crease::tools
