// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/list_table.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <vector>

#include "tests/support/random.h"

using namespace crease;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

TEST_CASE("a table numbers its lists as an ordered map does", "[list_table]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  Random random(seed);
  ListTable<std::uint32_t> table;
  for (int round = 0; round < 3; ++round) {
    std::map<std::vector<std::uint32_t>, std::uint32_t> expected;
    for (int i = 0; i < scaled_cases(20000); ++i) {
      std::vector<std::uint32_t> list(static_cast<std::size_t>(random.integer(0, 4)));
      for (std::uint32_t& item : list)
        item = static_cast<std::uint32_t>(random.integer(0, 12)) << random.integer(0, 28);
      const auto [known, is_new] = expected.emplace(list, static_cast<std::uint32_t>(expected.size()));
      REQUIRE(table.insert(list) == std::pair(known->second, is_new));
    }
    REQUIRE(table.size() == expected.size());
    for (const auto& [list, i] : expected) {
      REQUIRE(std::vector<std::uint32_t>(table[i].begin(), table[i].end()) == list);
    }
    table.clear();
    CHECK(table.size() == 0);
  }
}
