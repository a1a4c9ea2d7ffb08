// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ball_results.h"

#include <fmt/format.h>

#include "tools/text.h"

namespace crease::tools {
namespace {

/// Longer closed forms say nothing to the eye.
constexpr std::size_t kMostReadable = 60;

}  // namespace

Json number_json(const NumberRecord& number) {
  if (number.bounds.is_exact()) return to_string(number.bounds.lo);
  Json json = {{"lo", to_string(number.bounds.lo)}, {"hi", to_string(number.bounds.hi)}, {"exact", nullptr}};
  if (number.exact) json["exact"] = *number.exact;
  return json;
}

Json radius_json(const InsphereRecord& ball) { return ball.infinite ? Json("inf") : number_json(ball.radius); }

Json ball_json(std::size_t id, const InsphereRecord& ball) {
  Json json = {{"id", id},          {"pattern", ball.pattern}, {"radius", radius_json(ball)},
               {"center", nullptr}, {"unique", nullptr},       {"facets", ball.facets}};
  if (ball.infinite) return json;
  json["center"] = Json::array();
  for (const NumberRecord& x : ball.center) json["center"].push_back(number_json(x));
  json["unique"] = ball.unique;
  return json;
}

std::string in_words(const NumberRecord& number) {
  if (number.bounds.is_exact()) return tools::in_words(number.bounds.lo);
  const std::string decimal = "about " + in_decimals(number.bounds.lo);
  if (!number.exact || number.exact->size() > kMostReadable) return decimal;
  return fmt::format("{}  ({})", *number.exact, decimal);
}

}  // namespace crease::tools
