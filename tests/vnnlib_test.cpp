// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/vnnlib.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/io/domain_text.h"
#include "tests/support/expect_error.h"
#include "tests/support/fuzz.h"
#include "tests/support/temporary_file.h"

using namespace crease;
using crease::testing::expect_error;
using crease::testing::fuzz;
using crease::testing::TemporaryFile;
using crease::testing::Words;

namespace {

const std::string kPath = "p.vnnlib";

Domain parse(const std::string& text, std::size_t n0, DecimalPolicy decimals = DecimalPolicy::kExact) {
  return parse_domain_vnnlib(text, kPath, n0, decimals);
}

/// Declarations of version 1.0.
std::string numbers(std::size_t inputs, std::size_t outputs) {
  std::string text;
  for (std::size_t i = 0; i < inputs; ++i) text += "(declare-const X_" + std::to_string(i) + " Real)\n";
  for (std::size_t i = 0; i < outputs; ++i) text += "(declare-const Y_" + std::to_string(i) + " Real)\n";
  return text;
}

void check_same(const Domain& domain, const Domain& expected) {
  CHECK(domain.ambient_dim() == expected.ambient_dim());
  CHECK(domain.rows() == expected.rows());
  CHECK(domain.offsets() == expected.offsets());
}

void expect_broken(const std::string& text, const Words& words, std::size_t n0 = 2) {
  CAPTURE(text);
  Words all = words;
  all.insert(all.begin(), kPath);
  expect_error([&] { parse(text, n0); }, all);
}

/// Two inputs, one output, and an assertion in line 4.
void expect_broken_assertion(const std::string& assertion, const Words& words) {
  Words all = words;
  all.insert(all.begin(), kPath + ":4:");
  expect_broken(numbers(2, 1) + assertion, all);
}

const std::string kCollisionAvoidance = R"(; Property 2 of a collision avoidance network, in the usual layout.

(declare-const X_0 Real)
(declare-const X_1 Real)
(declare-const X_2 Real)
(declare-const X_3 Real)
(declare-const X_4 Real)

(declare-const Y_0 Real)
(declare-const Y_1 Real)
(declare-const Y_2 Real)
(declare-const Y_3 Real)
(declare-const Y_4 Real)

; Unscaled Input 0: (55947.691, 60760)
(assert (<= X_0 0.679857769))
(assert (>= X_0 0.6))

(assert (<= X_1 0.5))
(assert (>= X_1 -0.5))

(assert (<= X_2 0.5))
(assert (>= X_2 -0.5))

(assert (<= X_3 0.5))
(assert (>= X_3 0.45))

(assert (<= X_4 -0.45))
(assert (>= X_4 -0.5))

; Unsafe if COC is not minimal
(assert (or
    (and (<= Y_1 Y_0))
    (and (<= Y_2 Y_0))
    (and (<= Y_3 Y_0))
    (and (<= Y_4 Y_0))
))
)";

}  // namespace

TEST_CASE("a collision avoidance property is the box of its bounds", "[vnnlib]") {
  const Domain domain = parse(kCollisionAvoidance, 5);
  check_same(domain, parse_domain("box:0.6,0.679857769;-0.5,0.5;-0.5,0.5;0.45,0.5;-0.5,-0.45", 5));
  REQUIRE(domain.notes().size() == 1);
  CHECK_THAT(domain.notes()[0], Catch::Contains("outputs left out") && Catch::Contains(": 1"));
  CHECK(parse(kCollisionAvoidance, 5, DecimalPolicy::kFloat32).offsets()[0] == -exact_rational(0.6F));

  const TemporaryFile file("prop_2.vnnlib", kCollisionAvoidance);
  check_same(parse_domain(file.path(), 5), domain);
  CHECK(parse_domain(file.path(), 5).label() == file.path());
  CHECK(parse_domain(file.path(), 5).notes() == domain.notes());
  const TemporaryFile nameless("prop_2", kCollisionAvoidance);
  check_same(parse_domain(nameless.path(), 5), domain);
}

TEST_CASE("VNN-LIB 2.0 has tensors", "[vnnlib]") {
  const std::string text = R"((vnnlib-version <2.0>)
(declare-network N
  (declare-input X real [2, 1,3] "input:0")
  (declare-hidden H real [7] "relu")
  (declare-output Y real [5]))
(assert (and (<= 0 X[0,0,0] 1) (<= 1 X [ 0 , 0 , 1 ] 2) (<= 2 X[0,0,2] 3)))
(assert (<= 3.0 X[1,0,0] 4) )
(assert (and (and (>= 5 X[1,0,1] 4)) (<= X[1,0,2] 6) (>= X[1,0,2] 5) (<= H[6] 2)))
(assert (> Y[0] Y[4]))
)";
  const Domain domain = parse(text, 6);
  check_same(domain, parse_domain("box:0,1;1,2;2,3;3,4;4,5;5,6", 6));
  REQUIRE(domain.notes().size() == 1);
  CHECK_THAT(domain.notes()[0], Catch::Contains(": 2"));

  const auto typed = [](const std::string& type) {
    return "(vnnlib-version <2.0>)(declare-network N (declare-input x_in " + type +
           " []) (declare-output y Real [1,1]))(assert (<= -0.1 x_in 0.1))";
  };
  check_same(parse(typed("real"), 1), parse_domain("box:-0.1,0.1", 1));
  CHECK(parse(typed("real"), 1).notes().empty());
  for (const std::string type : {"float16", "bfloat16", "float32", "float64"}) {
    check_same(parse(typed(type), 1), parse_domain("box:-0.1,0.1", 1));
    REQUIRE(parse(typed(type), 1).notes().size() == 1);
    CHECK_THAT(parse(typed(type), 1).notes()[0], Catch::Contains(type) && Catch::Contains("exact"));
  }
  for (const std::string type : {"int8", "uint64", "bool", "complex64", "string", "tensor"}) {
    expect_broken(typed(type), {"p.vnnlib:1:", "'" + type + "'", "float32"}, 1);
  }
}

TEST_CASE("what is no box becomes a polyhedron", "[vnnlib]") {
  const Domain domain = parse(numbers(2, 0) +
                                  "(assert (<= (+ X_0 (* 3.5 X_1) X_0) 3)) (assert (>= (- X_1) -1))"
                                  "(assert (>= (+ X_1 0.1) 0)) (assert (and (<= X_1 X_0)))",
                              2);
  Matrix<Rational> G(4, 2);
  G(0, 1) = 1;
  G(1, 1) = -1;
  G(2, 0) = -2;
  G(2, 1) = Rational(-7, 2);
  G(3, 0) = 1;
  G(3, 1) = -1;
  check_same(domain, Domain::polytope(G, std::vector<Rational>{Rational(1, 10), 1, 3, 0}));
  CHECK(parse(numbers(3, 2), 3).rows().rows() == 0);
}

TEST_CASE("the same set in other words", "[vnnlib]") {
  const Domain square = parse_domain("box:-1,1/2", 2);
  for (const std::string assertions : {
           "(assert (<= -1 X_0 0.5))(assert (<= -1 X_1 0.5))",
           "(assert (and (>= 0.5 X_0 -1) (<= -1 X_1 5e-1)))",
           "(assert (<= (- X_0) 1)) (assert (<= (* 2 X_0) 1)) (assert (or (and (<= -1 X_1) (<= X_1 0.5))))",
           "(assert (<= X_0 7)) (assert (<= X_0 (/ 1 2))) (assert (<= X_0 0.5)) (assert (>= X_0 -1.0 -2)) "
           "(assert (<= (- 3 4) X_1 (+ 0.25 0.125 0.125)))",
           "(assert (<= (+ X_0 X_1 -1) (+ X_1 (- 0.5 1)))) (assert (>= (- X_0 1 -1) -1)) (assert (<= -1 X_1 0.5))",
           "(assert (<= (* -1 (- X_0 1) -1 (/ 2 2)) -0.5)) (assert (>= (* (- 2) X_0) -1)) (assert (>= (/ X_0 4) -0.25))"
           "(assert (<= -1 X_1 0.5)) (assert (< 3 4)) (assert (<= 0 (* 0 X_1)))",
           "(set-logic QF_LRA)(assert (<= -1 X_0 0.5))(assert (<= -1 X_1 0.5))(check-sat)(get-model)(exit)",
       }) {
    CAPTURE(assertions);
    check_same(parse(numbers(2, 1) + assertions, 2), square);
    CHECK(parse(numbers(2, 1) + assertions, 2).notes().empty() == (assertions.find("(< ") == std::string::npos));
    std::string functions = numbers(2, 1) + assertions;
    for (std::size_t at = 0; (at = functions.find("-const", at)) != std::string::npos;) {
      functions.replace(at, 6, "-fun");
      functions.insert(functions.find(" Real", at), " ()");
    }
    check_same(parse(functions, 2), square);
  }
}

TEST_CASE("strict inequalities are taken with their boundary, and counted", "[vnnlib]") {
  const Domain domain = parse(numbers(1, 1) + "(assert (< 0 X_0 1))(assert (< Y_0 3))(assert (>= 1 X_0))", 1);
  check_same(domain, parse_domain("box:0,1", 1));
  REQUIRE(domain.notes().size() == 2);
  CHECK_THAT(domain.notes()[1], Catch::Contains("strict") && Catch::Contains(": 2"));
}

TEST_CASE("what is about outputs is left out", "[vnnlib]") {
  for (const std::string property :
       {"(<= Y_0 0)", "(= Y_0 1)", "(!= Y_0 X_0)", "(<= Y_0 X_0)", "(or (<= Y_0 1) (>= Y_0 2))", "(<= (* Y_0 Y_0) X_1)",
        "(<= (* 2 X_0 Y_0) 1)", "(or (and (<= Y_0 1) (>= Y_0 0)) (= Y_0 7))", "(>= (/ Y_0 2) (+ X_0 Y_0 1))"}) {
    CAPTURE(property);
    const Domain domain = parse(numbers(2, 1) + "(assert " + property + ")(assert (<= X_0 1))", 2);
    CHECK(domain.rows().rows() == 1);
    REQUIRE(domain.notes().size() == 1);
    CHECK_THAT(domain.notes()[0], Catch::Contains("outputs left out") && Catch::EndsWith(": 1"));
  }
}

TEST_CASE("broken assertions are refused with their place", "[vnnlib][broken]") {
  expect_broken_assertion("(assert (= X_0 1))", {"4:9", "equality", "--slice"});
  expect_broken_assertion("(assert (== X_0 X_1))", {"equality", "--slice"});
  expect_broken_assertion("(assert (!= X_0 1))", {"two sides"});
  expect_broken_assertion("(assert (or (<= X_0 1) (>= X_0 2)))", {"4:9", "2 branches", "a file for each"});
  expect_broken_assertion("(assert (or (<= X_0 1) (<= Y_0 2)))", {"2 branches"});
  expect_broken_assertion("(assert (or (<= 0 1) (<= 0 2)))", {"2 branches"});
  expect_broken_assertion("(assert (<= (* X_0 X_1) 1))", {"4:13", "not linear"});
  expect_broken_assertion("(assert (<= (* 2 X_0 (+ 1 X_0)) 1))", {"not linear"});
  expect_broken_assertion("(assert (<= (/ 1 X_0) 1))", {"4:18", "other than 0"});
  expect_broken_assertion("(assert (<= (/ X_0 0) 1))", {"other than 0"});
  expect_broken_assertion("(assert (<= 1 X_0 1))", {"4:9", "fixed to 1", "--slice"});
  expect_broken_assertion("(assert (<= 1 X_0 1/2))", {"at least 1 and at most 1/2", "no input at all"});
  expect_broken_assertion("(assert (<= 1 0))", {"never holds"});
  expect_broken_assertion("(assert (< (+ X_0 1) (- X_0 -1)))", {"never holds"});
  expect_broken_assertion("(assert (<= X_2 1))", {"4:13", "'X_2'", "declare"});
  expect_broken_assertion("(assert (<= x_0 1))", {"'x_0'", "declare"});
  expect_broken_assertion("(assert (<= X_0[0] 1))", {"takes 0 indices, found 1"});
  expect_broken_assertion("(assert (<= X_0[] 1))", {"takes 0 indices"});
  expect_broken_assertion("(assert (<= X_0 1.2.3))", {"4:17", "1.2.3"});
  expect_broken_assertion("(assert (<= X_0 1e999999))", {"4:17"});
  expect_broken_assertion("(assert (<= X_0 \"1\"))", {"a number or a variable"});
  expect_broken_assertion("(assert (<= X_0 1[0]))", {"a number or a variable"});
  expect_broken_assertion("(assert (<= X_0))", {"two sides"});
  expect_broken_assertion("(assert (<= X_0 (+)))", {"4:17", "work on"});
  expect_broken_assertion("(assert (<= X_0 (max 1 2)))", {"'max'", "+, -"});
  expect_broken_assertion("(assert (<= X_0 ()))", {"+, -"});
  expect_broken_assertion("(assert (not (<= X_0 1)))", {"4:9", "'not'", "comparison"});
  expect_broken_assertion("(assert true)", {"'true'", "comparison"});
  expect_broken_assertion("(assert (and))", {"'and' needs"});
  expect_broken_assertion("(assert)", {"'assert' takes one"});
  expect_broken_assertion("(assert (<= X_0 1) (<= X_0 2))", {"'assert' takes one"});
  expect_broken_assertion("(assert (<= X_0 1)", {"4:1", "never closed"});
  expect_broken_assertion("(assert (<= X_0 [1]))", {"4:9", "two sides"});
  expect_broken_assertion("(assert ([1]))", {"4:10", "no name before"});
  expect_broken_assertion("(assert (<= \"X\" [1]))", {"no name before"});
  expect_broken_assertion("(assert (<= X_0 [1] [1]))", {"no name before"});
  expect_broken_assertion("(assert (<= X_0 1)))", {"4:20", "expected '('"});
  expect_broken_assertion("(assert (<= X_0 1) ])", {"']'"});
  expect_broken_assertion("(assert (<= X_0 \"1)))", {"string never ends"});
  expect_broken_assertion("(assert (<= X_0[1 1)))", {"never closed"});
  expect_broken_assertion("(maximize X_0)", {"4:1", "'maximize'", "'assert'"});
  expect_broken_assertion("assert", {"4:1", "expected '('"});
  expect_broken_assertion("(declare-const X_1 Real)", {"4:16", "second time"});
  expect_broken_assertion("(declare-const X_2 Real)", {"'X_2'", "2 inputs"});
  expect_broken_assertion("(declare-const Y_1 Int)", {"Real", "'Int'"});
  expect_broken_assertion("(declare-const Z_0 Real)", {"'Z_0'", "X_0"});
  expect_broken_assertion("(declare-const Y_01 Real)", {"'Y_01'"});
  expect_broken_assertion("(declare-const Y_99999999999999999999 Real)", {"Y_0"});
  expect_broken_assertion("(declare-fun Y_1 (Real) Real)", {"expected (declare-const"});
  expect_broken_assertion("(vnnlib-version <3.0>)", {"versions 1 and 2"});
  expect_broken_assertion("(declare-network N (declare-input X real [2]))", {"second network"});
  expect_broken_assertion("(assert " + std::string(300, '(') + std::string(300, ')') + ")", {"256 levels"});
}

TEST_CASE("broken declarations are refused with their place", "[vnnlib][broken]") {
  expect_broken("", {"p.vnnlib:1:1", "declares 0 inputs, the network has 2"});
  expect_broken("(assert (<= 0 1))", {"declares 0 inputs"});
  expect_broken(numbers(1, 1), {"declares 1 inputs"});
  const auto network = [](const std::string& tensors) {
    return "(vnnlib-version <2.0>)\n(declare-network N " + tensors;
  };
  expect_broken(network("(declare-input X real [3]))"), {"2:37", "3 elements", "2 inputs"});
  expect_broken(network("(declare-input X real [0,2]))"), {"no element"});
  expect_broken(network("(declare-input X real [99999,99999,99999]))"), {"10^9"});
  expect_broken(network("(declare-input X real [1,-2]))"), {"numbers below 10^9"});
  expect_broken(network("(declare-input X real [1,,2]))"), {"numbers below 10^9"});
  expect_broken(network("(declare-input X real 2))"), {"expected (declare-input X real [1,5])"});
  expect_broken(network("(declare-input X real [1]) (declare-input Z real [1]))"), {"1 elements"});
  expect_broken(network("(declare-input X real [2]) (declare-input Z real [2]))"), {"second input tensor"});
  expect_broken(network("(declare-input X real [2]) (declare-output X real [2]))"), {"second time"});
  expect_broken(network("(equal-to M) (declare-input X real [2]))"), {"'equal-to'"});
  expect_broken(network("(declare-input X real [2])) (declare-network M (declare-input Z real [2]))"),
                {"second network"});
  expect_broken(network("(declare-input X real [2])) (declare-const X_0 Real)"), {"network already"});
  expect_broken(network("(declare-input X real [1,2])) (assert (<= X[0] 1))"), {"takes 2 indices, found 1"});
  expect_broken(network("(declare-input X real [1,2])) (assert (<= X 1))"), {"takes 2 indices, found 0"});
  expect_broken(network("(declare-input X real [1,2])) (assert (<= X[0,2] 1))"), {"index 2", "there are 2"});
  expect_broken(network("(declare-input X real [1,2])) (assert (<= X[0,x] 1))"), {"numbers below 10^9"});
  expect_broken(network("(declare-output X real [1,2]))"), {"declares 0 inputs"});
  expect_broken(network("real)"), {"'real'", "declare-input"});
  expect_broken("(declare-network)", {"NAME"});
}

TEST_CASE("numbers out of all proportion are refused", "[vnnlib][broken]") {
  std::string product = "(*";
  for (int i = 0; i < 1000; ++i) product += " 1e99999";
  expect_broken_assertion("(assert (<= X_0 " + product + ")))", {"million bits"});
  std::string many = numbers(1000, 0);
  for (int i = 0; i < 20000; ++i) many += "(assert (<= X_0 X_1))";
  expect_broken(many, {"out of all proportion"}, 1000);
}

TEST_CASE("mutated VNN-LIB files", "[vnnlib][fuzz]") {
  const std::string two = R"((vnnlib-version <2.0>)
(declare-network N (declare-input X float32 [1,2] "in") (declare-output Y real [2])) ; comment
(assert (and (<= -1 X[0,0] 1) (>= (+ (* 2 X[0,1]) (- X[0,0]) 0.5) 0)))
(assert (or (<= Y[0] Y[1]) (> Y[0] 1e-3)))
)";
  const std::string one = numbers(2, 1) + "(assert (<= X_0 0.5))(assert (>= X_0 (- 1)))(assert (< 0 X_1 (/ 3 2)))";
  const Words words = {"(",       ")",
                       "[",       "]",
                       "\"",      ";",
                       "X_0",     "X[0,1]",
                       "Y",       "and",
                       "or",      "<=",
                       "<",       "!=",
                       "(* ",     "(- ",
                       "1e99999", "0",
                       "-1",      "1/3",
                       "assert",  "declare-const",
                       "[0]",     "real",
                       "\n",      "(and ",
                       "\xFF",    "<2.0>",
                       ",",       "99999999999999999999"};
  fuzz({one, two}, words, 5000, [](const std::string& text) { parse(text, 2); });
}
