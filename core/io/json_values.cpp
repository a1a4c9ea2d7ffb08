// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_values.h"

namespace crease {

Json rationals_json(std::span<const Rational> values) {
  Json json = Json::array();
  for (const Rational& value : values) json.push_back(to_string(value));
  return json;
}

Json slice_json(const Domain& domain) {
  const auto& slice = domain.slice();
  if (!slice) return nullptr;
  Json directions = Json::array();
  for (std::size_t k = 0; k < slice->directions.cols(); ++k) {
    std::vector<Rational> direction;
    for (std::size_t i = 0; i < slice->directions.rows(); ++i) direction.push_back(slice->directions(i, k));
    directions.push_back(rationals_json(direction));
  }
  return {{"point", rationals_json(slice->point)}, {"directions", std::move(directions)}};
}

std::string to_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace crease
