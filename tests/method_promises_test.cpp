// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/method_promises.h"

#include <catch2/catch.hpp>

namespace crease::tools {
namespace {

MethodRow row(const std::string& method, MethodKind kind, int value) {
  MethodRow row;
  row.method = method;
  row.kind = kind;
  row.value = Rational(value);
  return row;
}

}  // namespace

TEST_CASE("promises that hold and that do not", "[promises]") {
  const ExactCounts counts{10, 8, 8, 12, 0};
  const std::vector<MethodRow> good = {
      row("serra_2018", MethodKind::kUpperBound, 10), row("montufar_2014", MethodKind::kArchitectureBound, 10),
      row("random", MethodKind::kLowerBound, 10), row("float_lp", MethodKind::kEstimate, 99), MethodRow()};
  CHECK(broken_promises(counts, good).empty());
  CHECK(broken_promises({10, 11, 9, 12, 0}, good).size() == 1);
  CHECK(broken_promises({10, 9, 11, 12, 0}, good).size() == 1);
  CHECK(broken_promises({11, 9, 9, 12, 0}, good).size() == 1);
  CHECK(broken_promises({9, 9, 9, 12, 0}, good).size() == 1);
  // More than the network at hand has is what the best one may have, but not more than any can have.
  std::vector<MethodRow> high = good;
  high.push_back(row("serra_2018_lower", MethodKind::kArchitectureBound, 11));
  const std::vector<std::string> broken = broken_promises(counts, high);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0] == "serra_2018_lower is 11, more than the upper bound serra_2018 = 10");
  // Units that are stable in this domain say nothing of the others.
  std::vector<MethodRow> stable = good;
  stable.push_back(row("serra_ramalingam_2020", MethodKind::kUpperBound, 10));
  stable[0].value = Rational(20);
  stable[1].value = Rational(15);
  CHECK(broken_promises(counts, stable).empty());
}

TEST_CASE("ratios of methods", "[promises]") {
  MethodRow method = row("naive", MethodKind::kUpperBound, 16);
  CHECK_FALSE(method.ratio());
  method.exact = {Rational(12), Rational(12)};
  CHECK(*method.ratio() == Rational(4, 3));
  method.exact->hi = 13;
  CHECK_FALSE(method.ratio());
  method.exact = {Rational(0), Rational(0)};
  CHECK_FALSE(method.ratio());
  method.exact = {Rational(12), Rational(12)};
  method.value = 16.0;
  CHECK_FALSE(method.ratio());
}

}  // namespace crease::tools
