// SPDX-License-Identifier: GPL-3.0-or-later
// Random VNN-LIB assertions: where they hold, evaluated as they are written, against the polyhedron that is read.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/io/vnnlib.h"
#include "tests/support/random.h"

using namespace crease;
using crease::testing::Random;
using crease::testing::scaled_cases;
using crease::testing::test_seed;

namespace {

bool contains(const Domain& domain, const std::vector<Rational>& x) {
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    Rational value = domain.offsets()[i];
    for (std::size_t j = 0; j < x.size(); ++j) value += domain.rows()(i, j) * x[j];
    if (value < 0) return false;
  }
  return true;
}

/// A random affine expression: its text and its value at a point, which knows nothing of coefficients.
struct Expression {
  std::string text;
  std::function<Rational(const std::vector<Rational>&)> at;
};

Expression number(Random& random) {
  const int tenths = random.integer(-30, 30);
  const std::string sign = tenths < 0 ? "-" : "";
  return {sign + std::to_string(std::abs(tenths) / 10) + "." + std::to_string(std::abs(tenths) % 10),
          [tenths](const std::vector<Rational>&) -> Rational { return Rational(tenths) / 10; }};
}

Expression expression(Random& random, std::size_t n0, int depth, bool is_constant) {
  if (depth == 0 || random.chance(0.2)) {
    if (is_constant || random.chance(0.3)) return number(random);
    const auto input = static_cast<std::size_t>(random.integer(0, static_cast<int>(n0) - 1));
    return {"X[" + std::to_string(input) + "]", [input](const std::vector<Rational>& x) { return x[input]; }};
  }
  const char operation = random.pick(std::vector<char>{'+', '-', '*'});
  const int count = random.integer(1, 3);
  const int variable = random.integer(0, count - 1);  // of a product, the factor that may be no number
  std::vector<Expression> parts;
  std::string text = std::string("(") + operation;
  for (int i = 0; i < count; ++i) {
    parts.push_back(expression(random, n0, depth - 1, is_constant || (operation == '*' && i != variable)));
    text += " " + parts.back().text;
  }
  return {text + ")", [parts, operation](const std::vector<Rational>& x) -> Rational {
            Rational value = parts[0].at(x);
            if (operation == '-' && parts.size() == 1) return -value;
            for (std::size_t i = 1; i < parts.size(); ++i) {
              const Rational part = parts[i].at(x);
              if (operation == '*') value *= part;
              if (operation == '+') value += part;
              if (operation == '-') value -= part;
            }
            return value;
          }};
}

}  // namespace

TEST_CASE("random assertions hold where the domain says so", "[vnnlib]") {
  const std::uint64_t seed = test_seed();
  const int cases = scaled_cases(600);
  std::size_t inside = 0, outside = 0, on_boundary = 0, refused = 0;
  for (int index = 0; index < cases; ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    CAPTURE(seed, index);
    const auto n0 = static_cast<std::size_t>(random.integer(1, 4));
    std::string text = "(vnnlib-version <2.0>)(declare-network N (declare-input X real [" + std::to_string(n0) +
                       "])(declare-output Y real [1]))";
    std::vector<std::pair<Expression, Expression>> at_most;  // left <= right
    for (int n = random.integer(1, 4); n > 0; --n) {
      // Half of them small, so that bounds of one input come up again and again.
      const int depth = random.chance(0.5) ? 1 : 3;
      const Expression a = expression(random, n0, depth, false), b = expression(random, n0, depth, false);
      const std::string relation = random.pick(std::vector<std::string>{"<=", ">=", "<", ">"});
      text += "(assert (" + relation + " " + a.text + " " + b.text + "))";
      relation.starts_with('<') ? at_most.emplace_back(a, b) : at_most.emplace_back(b, a);
    }
    CAPTURE(text);
    std::optional<Domain> domain;
    try {
      domain = parse_domain_vnnlib(text, "p.vnnlib", n0);
    } catch (const InvalidDomain&) {
      ++refused;  // no input at all, or none around: then strictly inside there is none
    }
    for (int n = 0; n < 30; ++n) {
      std::vector<Rational> x;
      for (std::size_t i = 0; i < n0; ++i) x.push_back(Rational(random.integer(-30, 30)) / 10);
      bool holds = true, strictly = true;
      for (const auto& [left, right] : at_most) {
        holds &= left.at(x) <= right.at(x);
        strictly &= left.at(x) < right.at(x);
      }
      if (!domain) {
        CHECK_FALSE(strictly);
        continue;
      }
      CHECK(contains(*domain, x) == holds);
      inside += strictly;
      outside += !holds;
      on_boundary += holds && !strictly;
    }
  }
  CAPTURE(inside, outside, on_boundary, refused);
  if (cases >= 100) {
    CHECK(std::min({inside, outside}) > static_cast<std::size_t>(cases));
    CHECK(on_boundary > 0);
    CHECK(refused > 0);
  }
}
