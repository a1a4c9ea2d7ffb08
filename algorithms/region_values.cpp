// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/region_values.h"

#include <utility>

#include "algorithms/cut_layers.h"
#include "algorithms/facet_row.h"
#include "algorithms/insphere.h"
#include "algorithms/local_maps.h"
#include "algorithms/measures.h"
#include "core/enclosure.h"

namespace crease {
namespace {

NumberRecord record_of(const Rational& value) { return {{value, value}, std::nullopt}; }

/// A square root.
struct RootOf {
  Rational squared;
};
NumberRecord record_of(const RootOf& root) {
  const Enclosure bounds = sqrt_enclosure(root.squared);
  if (bounds.is_exact()) return {bounds, std::nullopt};
  return {bounds, "sqrt(" + to_string(root.squared) + ")"};
}
NumberRecord record_of(const RootQuotient& value) { return record(value, std::nullopt); }

int compare_values(const Rational& a, const Rational& b) { return cmp(a, b); }
int compare_values(const RootOf& a, const RootOf& b) { return cmp(a.squared, b.squared); }
int compare_values(const RootQuotient& a, const RootQuotient& b) { return compare(a, b); }

Rational approximation(const Rational& value) { return value; }
Rational approximation(const RootOf& root) { return sqrt_enclosure(root.squared).lo; }
Rational approximation(const RootQuotient& value) { return value.enclosure().lo; }

/// value_of(region) gives the value, or none where it is infinite.
template <typename ValueOf>
RegionValues values_of(std::span<const RegionId> regions, const StopCheck& stop, const ValueOf& value_of) {
  using Value = typename decltype(value_of(RegionId()))::value_type;
  RegionValues result;
  std::optional<std::pair<RegionId, Value>> least, greatest;
  for (const RegionId region : regions) {
    if (stop && stop()) break;
    const std::optional<Value> value = value_of(region);
    result.values.push_back(value ? std::optional(approximation(*value)) : std::nullopt);
    result.num_infinite += !value;
    if (!value) continue;
    if (!least || compare_values(*value, least->second) < 0) least = {region, *value};
    if (!greatest || compare_values(*value, greatest->second) > 0) greatest = {region, *value};
  }
  if (least) result.least = {least->first, record_of(least->second)};
  if (greatest) result.greatest = {greatest->first, record_of(greatest->second)};
  return result;
}

}  // namespace

RegionValues active_units_of(const Complex& complex, std::span<const RegionId> regions) {
  return values_of(regions, {},
                   [&](RegionId region) { return std::optional(Rational(num_active_units(complex, region))); });
}

RegionValues volumes_of(const Complex& complex, std::span<const RegionId> regions, const StopCheck& stop) {
  return values_of(regions, stop, [&](RegionId region) { return volume(complex, region); });
}

RegionValues inradii_of(const Complex& complex, std::span<const RegionId> regions, const StopCheck& stop) {
  return values_of(regions, stop, [&](RegionId region) {
    const Insphere ball = insphere(inward_rows(complex, region), complex.dim());
    return ball.infinite ? std::nullopt : std::optional(ball.radius);
  });
}

RegionValues gradient_norms_of(const Complex& complex, std::span<const RegionId> regions, const StopCheck& stop) {
  LocalMaps maps(complex);
  return values_of(regions, stop, [&](RegionId region) {
    Rational sum = 0;
    for (const Rational& entry : maps.at(region).A.entries()) sum += entry * entry;
    return std::optional(RootOf{sum});
  });
}

}  // namespace crease
