// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/bounds_results.h"

#include <fmt/format.h>

#include <utility>

#include "algorithms/bounds.h"
#include "tools/text.h"

namespace crease::tools {

BoundsResult bounds_of(const Architecture& architecture, const Rational& gradient_constant,
                       const Rational& bias_constant) {
  BoundsResult result{gradient_constant, bias_constant, named_bounds(region_bounds(architecture)), {}, {}, {}, {}};
  result.expected = expected_regions_per_volume(architecture, gradient_constant, bias_constant);
  return result;
}

BoundsResult bounds_of(const Network& network, const Domain& domain, const Rational& gradient_constant,
                       const Rational& bias_constant) {
  NetworkBounds bounds = network_bounds(network, domain);
  BoundsResult result{gradient_constant,
                      bias_constant,
                      std::move(bounds.bounds),
                      {},
                      {},
                      bounds.unstable_units,
                      std::move(bounds.arrangement)};
  result.expected =
      expected_regions_per_volume(architecture_of(network, domain.dim()), gradient_constant, bias_constant);
  return result;
}

StopReason add_exact_ranges(BoundsResult& result, const Network& network, const Domain& domain,
                            const EnumerateOptions& walk) {
  const WalkedStablePieces walked = walked_stable_pieces(network, domain, walk);
  result.count = walked.regions;
  if (walked.reason == StopReason::kFinished) {
    result.bounds.push_back(
        activation_based_bound("serra_ramalingam_2020_exact", network, domain.dim(), walked.pieces));
  }
  return walked.reason;
}

void add_bounds(Json& json, const BoundsResult& result) {
  json["activation_regions"] = result.count ? Json(*result.count) : Json();
  json["unstable_units"] = result.unstable ? Json(*result.unstable) : Json();
  json["bounds"] = Json::object();
  for (const NamedBound& bound : result.bounds) {
    json["bounds"][bound.name] = bound.value ? Json(bound.value->get_str()) : Json();
  }
  json["arrangement"] = nullptr;
  if (result.arrangement) {
    json["arrangement"] = {{"hyperplanes", result.arrangement->num_hyperplanes},
                           {"regions", result.arrangement->regions().get_str()},
                           {"bounded_regions", result.arrangement->bounded_regions().get_str()}};
  }
  json["expectation"] = {{"name", "hanin_rolnick_2019"},
                         {"gradient_constant", to_string(result.gradient_constant)},
                         {"bias_constant", to_string(result.bias_constant)},
                         {"regions_per_volume", result.expected ? Json(to_string(*result.expected)) : Json()}};
}

void add_bounds(Lines& lines, const BoundsResult& result) {
  for (const NamedBound& bound : result.bounds) {
    const std::string value = bound.value ? in_words(Rational(*bound.value)) : "does not apply";
    lines.emplace_back(
        bound.name, fmt::format("{}{}  {}", bound.value ? (bound.is_upper ? "<= " : ">= ") : "", value, bound.meaning));
  }
  if (result.arrangement) {
    lines.emplace_back("arrangement", fmt::format("{}, {} regions, of which {} are bounded",
                                                  counted(result.arrangement->num_hyperplanes, "hyperplane"),
                                                  in_words(Rational(result.arrangement->regions())),
                                                  in_words(Rational(result.arrangement->bounded_regions()))));
  }
  if (result.expected) {
    lines.emplace_back(
        "hanin_rolnick_2019",
        fmt::format("<= {} expected per volume, for gradient constant {} and bias constant {}",
                    in_words(*result.expected), to_string(result.gradient_constant), to_string(result.bias_constant)));
  }
}

}  // namespace crease::tools
