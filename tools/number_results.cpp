// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/number_results.h"

#include "tools/text.h"

namespace crease::tools {

Json enclosure_json(const std::optional<Enclosure>& value, const std::string& exact) {
  if (!value) return "inf";
  if (value->is_exact()) return to_string(value->lo);
  Json json = {{"lo", to_string(value->lo)}, {"hi", to_string(value->hi)}};
  if (!exact.empty()) json["exact"] = exact;
  return json;
}

const std::optional<RealNumber>& statistic(const Distribution& distribution, std::size_t i) {
  return i < distribution.order.size() ? distribution.order[i] : distribution.mean;
}

Json distribution_json(const Distribution& distribution) {
  Json json = {{"count", distribution.count}, {"infinite", distribution.infinite}, {"missing", distribution.missing}};
  for (std::size_t i = 0; i < kStatistics.size(); ++i) {
    Json& entry = json[kStatistics[i]];
    if (distribution.count == 0) continue;
    const auto& number = statistic(distribution, i);
    entry = number ? enclosure_json(number->bounds, number->exact) : enclosure_json(std::nullopt);
  }
  json["histogram"] = Json::array();
  for (const Bin& bin : distribution.histogram) {
    json["histogram"].push_back({{"lo", to_string(bin.lo)}, {"hi", to_string(bin.hi)}, {"count", bin.count}});
  }
  return json;
}

std::string statistic_in_decimals(const Distribution& distribution, std::size_t i) {
  if (distribution.count == 0) return "-";
  const auto& number = statistic(distribution, i);
  return number ? shown(*number) : "inf";
}

std::string shown(const RealNumber& number) {
  const auto& [lo, hi] = number.bounds;
  return lo <= 0 && hi >= 0 ? "0" : in_decimals((lo + hi) / 2, kShownDigits);
}

Precision for_reading() {
  return {64, [](const Enclosure& bounds) {
            return in_decimals(bounds.lo, kShownDigits) == in_decimals(bounds.hi, kShownDigits);
          }};
}

}  // namespace crease::tools
