// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/point_distances.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "algorithms/directions.h"
#include "algorithms/distances.h"
#include "tools/reach.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

/// None where there is no crease, or no region was found before a limit came.
std::optional<NearestFacets> nearest_of(const Complex& complex, std::span<const Rational> point) {
  return complex.num_regions() > 0 ? nearest_crease(complex, point) : std::nullopt;
}

std::vector<NormalPair> cosines_of(const Complex& complex, RegionId region) {
  return pairwise_cosines(facet_normals(complex, region, true));
}

std::string in_words(const Cosine& cosine) {
  constexpr std::size_t kMostReadable = 24;
  const std::string exact = to_string(cosine);
  return exact.size() <= kMostReadable ? exact : "about " + in_decimals(enclosure(cosine, 64).lo);
}

}  // namespace

std::string units_in_words(const Complex& complex, FacetId facet) {
  std::string words;
  for (const UnitId unit : complex.units(facet)) words += (words.empty() ? "" : " ") + to_string(unit);
  for (const std::size_t row : complex.domain_rows(facet)) {
    words += (words.empty() ? "" : " ") + fmt::format("domain row {}", row);
  }
  return words;
}

Json nearest_crease_json(const Complex& complex, std::span<const Rational> point) {
  const auto nearest = nearest_of(complex, point);
  if (!nearest) return nullptr;
  Json json = {{"squared_distance", to_string(nearest->squared)}, {"units", Json::array()}, {"points", Json::array()}};
  for (const UnitId unit : nearest->units) json["units"].push_back(to_string(unit));
  for (std::size_t i = 0; i < nearest->facets.size(); ++i) {
    json["points"].push_back({{"facet", nearest->facets[i].index}, {"foot", rationals_json(nearest->feet[i])}});
  }
  return json;
}

std::string nearest_crease_in_words(const Complex& complex, std::span<const Rational> point) {
  const auto nearest = nearest_of(complex, point);
  if (!nearest) return "none";
  std::string units;
  for (const UnitId unit : nearest->units) units += (units.empty() ? "" : " ") + to_string(unit);
  return fmt::format("{} at squared distance {}, in {}{}", units, tools::in_words(nearest->squared),
                     tools::in_words(nearest->feet.front()), nearest->feet.size() > 1 ? " among others" : "");
}

bool measured_distances(const Complex& complex) { return complex.dim() <= kMaxMeasuredDimension; }

Json distances_json(const Complex& complex, std::span<const Rational> point) {
  Json json = Json::array();
  for (const RegionId region : complex.regions()) {
    Json& facets = json.emplace_back(Json{{"region", region.index}, {"facets", nullptr}})["facets"];
    if (!measured_distances(complex)) continue;
    facets = Json::array();
    for (const FacetDistance& distance : facet_distances(complex, region, point)) {
      facets.push_back({{"facet", distance.facet.index},
                        {"squared_distance", to_string(distance.squared)},
                        {"squared_distance_to_hyperplane", to_string(distance.squared_to_hyperplane)},
                        {"foot", rationals_json(distance.foot)}});
    }
  }
  return json;
}

void add_distances(Lines& lines, const Complex& complex, RegionId region, std::span<const Rational> point) {
  for (const FacetDistance& distance : facet_distances(complex, region, point)) {
    lines.emplace_back("  squared distance",
                       fmt::format("{}  ({}), in {}", in_words(distance.squared),
                                   units_in_words(complex, distance.facet), in_words(distance.foot)));
  }
}

Json cosines_json(const Complex& complex) {
  Json json = Json::array();
  for (const RegionId region : complex.regions()) {
    const auto facets = complex.facets(region);
    Json pairs = Json::array();
    for (const NormalPair& pair : cosines_of(complex, region)) {
      pairs.push_back({{"facets", {facets[pair.first].index, facets[pair.second].index}},
                       {"sign", pair.cosine.sign},
                       {"squared", to_string(pair.cosine.squared)}});
    }
    json.push_back({{"region", region.index}, {"pairs", std::move(pairs)}});
  }
  return json;
}

void add_cosines(Lines& lines, const Complex& complex, RegionId region) {
  const std::vector<NormalPair> pairs = cosines_of(complex, region);
  if (pairs.empty()) return;
  const auto [least, greatest] = std::ranges::minmax_element(
      pairs, [](const NormalPair& a, const NormalPair& b) { return compare(a.cosine, b.cosine) < 0; });
  Rational mean = 0;
  for (const NormalPair& pair : pairs) mean += pair.cosine.squared;
  mean /= Rational(pairs.size());
  lines.emplace_back("  cosines of facets",
                     fmt::format("{} to {}, mean square {}, of {}", in_words(least->cosine), in_words(greatest->cosine),
                                 tools::in_words(mean), counted(pairs.size(), "pair")));
}

}  // namespace crease::tools
