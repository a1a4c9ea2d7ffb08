// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/results.h"

#include "core/io/preprocessing.h"

namespace crease::tools {

Json result_header(const std::string& schema, const NetworkFile& file) {
  Json json;
  json["schema"] = schema;
  json["tool_version"] = CREASE_VERSION;
  json["network"] = {{"name", file.network.name()}, {"sha256", file.source.sha256}};
  if (file.source.rounded > 0) json["network"]["rounded_factors"] = file.source.rounded;
  add_preprocessing(json["network"], file.source.preprocessing);
  json["decimals"] = to_string(file.source.decimals);
  return json;
}

Json domain_json(const Domain& domain) {
  Json json;
  json["label"] = domain.label();
  if (!domain.notes().empty()) json["notes"] = domain.notes();
  json["dim"] = domain.dim();
  json["slice"] = slice_json(domain);
  return json;
}

std::string to_text(const Json& json) { return crease::to_text(json, 2) + "\n"; }

}  // namespace crease::tools
