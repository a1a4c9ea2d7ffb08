// SPDX-License-Identifier: GPL-3.0-or-later
// The volume of unions of regions, found by what bounds them, against the sum of volumes.
#include "algorithms/total_volume.h"

#include <catch2/catch.hpp>
#include <optional>

#include "algorithms/build_complex.h"
#include "algorithms/measures.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

Complex complex_of(const Network& network, const Domain& domain) { return build_complex(network, domain).complex; }

}  // namespace

TEST_CASE("the volume of a union is the sum of volumes, whatever bounds it", "[total_volume]") {
  const std::uint64_t seed = test_seed();
  int checked = 0;
  for (int index = 0; index < scaled_cases(120); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase now = random_case(random, 1 + index % 4, index % 2 ? Degeneracy::kNone : Degeneracy::kEverything,
                                       index % 4 < 3 ? 6 : 4);
    CAPTURE(seed, index, to_text(now.network), to_text(now.domain));
    const Complex complex = complex_of(now.network, now.domain);
    for (const double chance : {0.2, 0.5, 0.9, 1.0}) {
      std::vector<RegionId> regions;
      std::optional<Rational> sum = Rational(0);
      for (const RegionId region : complex.regions()) {
        if (!random.chance(chance)) continue;
        regions.push_back(region);
        const auto own = volume(complex, region);
        sum = sum && own ? std::optional(Rational(*sum + *own)) : std::nullopt;
      }
      const auto total = total_volume(complex, regions);
      REQUIRE(total.has_value() == sum.has_value());
      if (!sum) continue;
      CHECK(total->lo <= *sum);
      CHECK(total->hi >= *sum);
      CHECK((total->hi - total->lo) * Rational(Integer(1) << 64) <= *sum);
      ++checked;
    }
  }
  CHECK(checked > scaled_cases(120));
}

TEST_CASE("the volume of thin regions far from one another is known as closely as any", "[total_volume]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  Random random(seed);
  const Rational thickness = Rational(1) / Rational(Integer("1" + std::string(50, '0')));
  // Two strips, and lines of long numbers that cut them: sums are too long to be exact.
  Rows units;
  for (const Rational& offset : {Rational(1, 4), Rational(-1, 4)}) {
    units.push_back({1, Rational(1, 3), offset});
    units.push_back({1, Rational(1, 3), offset + thickness});
  }
  for (int i = 0; i < 24; ++i) {
    std::vector<Rational>& unit = units.emplace_back();
    for (int j = 0; j < 3; ++j) {
      const auto part = [&]() -> Integer {
        return (Integer(random.integer(-1000000, 1000000)) << 60) + random.integer(1, 1000000);
      };
      unit.emplace_back(part(),
                        Integer((Integer(random.integer(1000000, 2000000)) << 60) + random.integer(1, 1000000)));
      unit.back().canonicalize();
    }
    unit.back() /= 4;
  }
  const Complex complex = complex_of(Network(2, {layer(units, Activation::relu())}), Domain::box(2, -1, 1));
  std::vector<RegionId> thin;
  Rational sum = 0;
  for (const RegionId region : complex.regions()) {
    const Rational own = volume(complex, region).value();
    // All together would be short again.
    if (own > 4 * thickness || random.chance(0.5)) continue;
    thin.push_back(region);
    sum += own;
  }
  CHECK(thin.size() > 10);
  const Enclosure total = total_volume(complex, thin).value();
  CHECK_FALSE(total.is_exact());
  CHECK(total.lo <= sum);
  CHECK(total.hi >= sum);
  CHECK((total.hi - total.lo) * Rational(Integer(1) << 64) <= sum);
}
