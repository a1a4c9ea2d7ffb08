// SPDX-License-Identifier: GPL-3.0-or-later
// Subtrees that are handed on: together they are the whole count, whatever the budget, the threads and the kernel.
#include "algorithms/count_subtree.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <stdexcept>

#include "algorithms/walk.h"
#include "tests/support/arrangements.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

struct Total {
  std::uint64_t regions = 0, bounded = 0;
  std::size_t subtrees = 0;
  bool operator==(const Total&) const = default;
};

/// Counts piece by piece, with two kernels in turn, as on unequal machines.
Total count_by_pieces(const Network& network, const Domain& domain, const WalkBudget& budget, int threads) {
  WalkInput inputs[] = {walk_input(network, domain), walk_input(network, domain, kernel::kPortable)};
  EnumerateOptions options;
  options.threads = threads;
  Total total;
  std::set<Subtree> seen;
  std::vector<Subtree> left = {{}};
  while (!left.empty()) {
    const Subtree subtree = std::move(left.back());
    left.pop_back();
    CHECK(seen.insert(subtree).second);
    WalkOutput output;
    WalkInput& input = inputs[total.subtrees++ % 2];
    input.subtree = {subtree, budget};
    CHECK(walk(input, options, output) == StopReason::kFinished);
    total.regions += output.regions;
    total.bounded += output.bounded;
    for (Subtree& rest : output.rest) {
      CHECK(rest.size() > subtree.size());
      CHECK(std::equal(subtree.begin(), subtree.end(), rest.begin()));
      left.push_back(std::move(rest));
    }
  }
  return total;
}

void compare(const Network& network, const Domain& domain, std::initializer_list<std::uint64_t> budgets) {
  const RegionCount count = count_regions(network, domain);
  for (const std::uint64_t budget : budgets) {
    for (const int threads : {1, 2}) {
      CAPTURE(budget, threads);
      const Total total = count_by_pieces(network, domain, {budget, {}}, threads);
      CHECK(total.regions == count.activation_regions);
      CHECK(total.bounded == count.bounded_regions);
      if (threads == 1 && budget == 1 && count.activation_regions > 4) CHECK(total.subtrees > 1);
    }
  }
}

}  // namespace

TEST_CASE("Subtrees add up to the whole count", "[subtree]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    auto [network, domain] = random_case(random, random.integer(1, 4), static_cast<Degeneracy>(index % 11), 12);
    if (index % 3 == 0) network = with_max_groups(random, network, 4);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    compare(network, domain, {1, 20});
  }
}

TEST_CASE("Arrangements and deep networks in subtrees", "[subtree]") {
  compare(zigzag(2, 2, 6), Domain::box(2, -1, 1), {10, 500});
  compare(to_network(resonance(5)), Domain::all(5), {10, 500});
  compare(sawtooth(8), Domain::box(1, 0, 1), {1, 20});
}

TEST_CASE("Time as a budget", "[subtree]") {
  const Network network = zigzag(2, 2, 7);
  const Domain box = Domain::box(2, -1, 1);
  const Total total = count_by_pieces(network, box, {{}, std::chrono::microseconds(200)}, 1);
  CHECK(total.regions == 16384);
  CHECK(total.subtrees > 10);
}

TEST_CASE("A subtree counts what lies beyond its turns", "[subtree]") {
  // Two crossing lines: each of the four ways is one region.
  const Network cross(2, {layer({{1, 0, 0}, {0, 1, 0}})});
  const Domain plane = Domain::all(2);
  SubtreeCounter count(cross, plane);
  CHECK(count({}, {100, {}}).count.activation_regions == 4);
  CHECK(count({0}, {100, {}}).count.activation_regions == 2);
  CHECK(count({1, 0}, {}).count.activation_regions == 1);
  CHECK_THROWS_AS(count({2}, {}), std::invalid_argument);
  CHECK_THROWS_AS(count({1, 1, 1}, {}), std::invalid_argument);
  EnumerateOptions limited;
  limited.max_regions = 1;
  CHECK_THROWS_AS(count({}, {}, limited), std::invalid_argument);
}
