// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/domain.h"
#include "core/network.h"
#include "tests/support/arrangements.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

/// What the benchmarks work on.
namespace crease::benchmarks {

/// Networks counted one after another, in one domain.
struct Work {
  std::string name;
  std::vector<Network> networks;
  Domain domain;
};

/// Ten random networks of one shape.
inline Work he(int d, const std::vector<int>& widths) {
  Work work{"he/" + std::to_string(d), {}, Domain::box(static_cast<std::size_t>(d), -1, 1)};
  for (const int width : widths) work.name += "-" + std::to_string(width);
  for (std::uint64_t index = 0; index < 10; ++index) {
    testing::Random random(testing::test_seed(), index);
    work.networks.push_back(testing::he_network(random, d, widths));
  }
  return work;
}

inline std::vector<Work> random_work() {
  return {he(2, {64, 64, 64, 1}), he(2, {32, 32, 32, 1}), he(3, {32, 32, 1}), he(4, {16, 16, 1}), he(5, {16, 16, 1})};
}

inline std::vector<Work> known_work() {
  return {{"resonance/6", {testing::to_network(testing::resonance(6))}, Domain::all(6)},
          {"zigzag/2-2-10", {testing::zigzag(2, 2, 10)}, Domain::box(2, -1, 1)},
          {"threshold/6", {testing::to_network(testing::threshold(6))}, Domain::all(7)}};
}

}  // namespace crease::benchmarks
