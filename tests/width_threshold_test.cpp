// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/width_threshold.h"

#include <catch2/catch.hpp>
#include <numeric>
#include <stdexcept>

#include "algorithms/bounds.h"
#include "tests/support/random.h"

namespace crease::testing {
namespace {

Integer bound_of(const std::vector<Integer>& widths) {
  Architecture architecture{1, {}};
  for (const Integer& n : widths) architecture.layers.push_back({std::vector<UnitShape>(n.get_ui()), 0, 0});
  return region_bounds(architecture).serra_2018;
}

/// The most pieces that the bound allows with `total` units in `depth` layers, by trying all widths.
Integer most_pieces(int total, int depth, std::vector<Integer>& widths) {
  if (depth == 0) return total == 0 ? bound_of(widths) : Integer(0);
  Integer most = 0;
  for (int n = 1; n <= total - (depth - 1); ++n) {
    widths.emplace_back(n);
    most = std::max(most, most_pieces(total - n, depth - 1, widths));
    widths.pop_back();
  }
  return most;
}

}  // namespace

TEST_CASE("golden thresholds", "[threshold]") {
  const int table[][3] = {{16, 1, 15}, {16, 2, 6},   {16, 3, 5},   {64, 1, 63}, {64, 2, 14},
                          {64, 3, 9},  {100, 1, 99}, {100, 2, 18}, {100, 3, 11}};
  for (const auto& [pieces, depth, total] : table) {
    CAPTURE(pieces, depth);
    CHECK(width_threshold(pieces, static_cast<std::size_t>(depth)).total == total);
  }
  const Integer many = Integer(10) * 1000 * 1000 * 1000 * 1000;
  CHECK(width_threshold(many, 1).total == many - 1);
  CHECK(width_threshold(1, 3).total == 3);
  CHECK_THROWS_AS(width_threshold(0, 1), std::invalid_argument);
  CHECK_THROWS_AS(width_threshold(3, 0), std::invalid_argument);
}

TEST_CASE("thresholds against all widths", "[threshold]") {
  for (int depth = 1; depth <= 4; ++depth) {
    std::vector<Integer> none;
    for (int total = depth; total <= 12; ++total) {
      const Integer most = most_pieces(total, depth, none);
      const auto found = width_threshold(most, static_cast<std::size_t>(depth));
      CAPTURE(depth, total, most.get_str());
      CHECK(found.total == total);
      CHECK(bound_of(found.widths) >= most);
      CHECK(std::accumulate(found.widths.begin(), found.widths.end(), Integer(0)) == found.total);
      CHECK(found.widths.size() == static_cast<std::size_t>(depth));
      CHECK(width_threshold(most + 1, static_cast<std::size_t>(depth)).total == total + 1);
    }
  }
}

TEST_CASE("labels along a line", "[threshold]") {
  using Samples = std::vector<std::pair<Rational, Rational>>;
  const LabelChanges two = label_changes(Samples{{3, 0}, {1, 0}, {2, 1}, {4, 1}, {2, 1}});
  CHECK(two.samples == 4);
  CHECK(two.classes == 2);
  CHECK(two.changes == 3);
  CHECK(two.necessary_pieces == 3);
  const LabelChanges three = label_changes(Samples{{0, 0}, {1, 1}, {2, 2}, {3, 0}});
  CHECK(three.changes == 3);
  CHECK(three.necessary_pieces == 2);
  CHECK(label_changes(Samples{{0, 5}, {1, 5}}).necessary_pieces == 1);
  CHECK(label_changes(Samples{}).necessary_pieces == 0);
  CHECK_THROWS_AS(label_changes(Samples{{0, 5}, {0, 4}}), std::invalid_argument);
}

}  // namespace crease::testing
