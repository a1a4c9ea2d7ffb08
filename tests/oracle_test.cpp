// SPDX-License-Identifier: GPL-3.0-or-later
// The engine against rational linear programs, region by region, on random small networks, most of them degenerate.
// CREASE_TEST_SEED and CREASE_TEST_SCALE choose other or more of them; a failure names seed, case and network.
#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/count.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

template <typename T>
void sort_by_pattern(std::vector<T>& regions) {
  std::sort(regions.begin(), regions.end(), [](const T& a, const T& b) { return a.pattern < b.pattern; });
}

template <typename T>
std::vector<std::string> patterns_of(const std::vector<T>& regions) {
  std::vector<std::string> patterns;
  for (const T& region : regions) patterns.push_back(region.pattern);
  return patterns;
}

/// The domain as one region: that of a network without a bend.
RecordedRegion whole(const Domain& domain) {
  const std::size_t n0 = domain.ambient_dim();
  const Network flat(n0, {layer({std::vector<Rational>(n0 + 1)}, Activation::identity())});
  return from_oracle(oracle_regions(flat, domain).at(0));
}

void compare(const Network& network, const Domain& domain) {
  std::vector<OracleRegion> expected = oracle_regions(network, domain);
  sort_by_pattern(expected);
  const auto bounded = static_cast<std::uint64_t>(std::count_if(expected.begin(), expected.end(), oracle_is_bounded));

  Recorder recorder(network);
  const EnumerateResult result = for_each_region(network, domain, recorder);
  std::vector<RecordedRegion>& regions = recorder.regions;
  CHECK(result.complete());
  CHECK(result.regions == regions.size());
  sort_by_pattern(regions);
  REQUIRE(patterns_of(regions) == patterns_of(expected));
  for (std::size_t i = 0; i < regions.size(); ++i) {
    CAPTURE(regions[i].pattern);
    CHECK(find_region_violation(network, domain, regions[i], expected[i]) == "");
  }
  CHECK(find_complex_violation(domain, regions) == "");

  const RegionCount count = count_regions(network, domain);
  CHECK(count.complete());
  CHECK(count.activation_regions == expected.size());
  CHECK(count.bounded_regions == bounded);

  // In a bounded domain nothing is missing and nothing overlaps.
  if (const RecordedRegion domain_region = whole(domain); domain_region.bounded) {
    Rational sum = 0;
    for (const RecordedRegion& region : regions) sum += volume(region);
    CHECK(sum == volume(domain_region));
    if (domain.dim() <= 2) CHECK(euler_characteristic(f_vector(regions, domain.dim())) == 1);
  }
}

void compare_random(Degeneracy degeneracy, int cases) {
  const std::uint64_t seed = test_seed();
  const std::vector<int> breakpoints{12, 10, 8, 7};
  cases = scaled_cases(cases);
  for (int index = 0; index < cases; ++index) {
    Random random(seed + 1000 * static_cast<std::uint64_t>(degeneracy), static_cast<std::uint64_t>(index));
    const int d = index % 4 + 1;
    const auto [network, domain] = random_case(random, d, degeneracy, breakpoints[static_cast<std::size_t>(d - 1)]);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    compare(network, domain);
  }
}

}  // namespace

TEST_CASE("engine and oracle: generic networks", "[oracle]") { compare_random(Degeneracy::kNone, 1000); }
TEST_CASE("engine and oracle: duplicated units", "[oracle]") { compare_random(Degeneracy::kDuplicates, 120); }
TEST_CASE("engine and oracle: parallel units", "[oracle]") { compare_random(Degeneracy::kParallel, 120); }
TEST_CASE("engine and oracle: zero biases", "[oracle]") { compare_random(Degeneracy::kZeroBias, 160); }
TEST_CASE("engine and oracle: dead layers", "[oracle]") { compare_random(Degeneracy::kDeadLayer, 80); }
TEST_CASE("engine and oracle: constant units", "[oracle]") { compare_random(Degeneracy::kConstantUnits, 80); }
TEST_CASE("engine and oracle: units through one point", "[oracle]") { compare_random(Degeneracy::kOnePoint, 120); }
TEST_CASE("engine and oracle: cancelling outputs", "[oracle]") { compare_random(Degeneracy::kCancelling, 120); }
TEST_CASE("engine and oracle: slivers", "[oracle]") { compare_random(Degeneracy::kSlivers, 120); }
TEST_CASE("engine and oracle: extreme scales", "[oracle]") { compare_random(Degeneracy::kExtremeScales, 120); }
TEST_CASE("engine and oracle: everything at once", "[oracle]") { compare_random(Degeneracy::kEverything, 200); }
