// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/preprocessing.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/expect_error.h"
#include "tests/support/fuzz.h"
#include "tests/support/temporary_file.h"

using namespace crease;
using crease::testing::expect_error;
using crease::testing::fuzz;
using crease::testing::kTextWords;
using crease::testing::TemporaryFile;
using crease::testing::Words;

namespace {

InputMap read(const std::string& text, std::size_t n0 = 2, DecimalPolicy decimals = DecimalPolicy::kExact) {
  const TemporaryFile file("preprocess.json", text);
  return read_input_map(file.path(), n0, decimals);
}

using Vector = std::vector<Rational>;

}  // namespace

TEST_CASE("means and standard deviations, scales and offsets", "[preprocessing]") {
  CHECK(read(R"({"mean": [1, "1/3"], "std": [0.5, 3]})") == InputMap{{2, Rational(1, 3)}, {-2, Rational(-1, 9)}});
  CHECK(read(R"({"mean": 0.1, "std": [2, 4]})") ==
        InputMap{{Rational(1, 2), Rational(1, 4)}, {Rational(-1, 20), Rational(-1, 40)}});
  CHECK(read(R"({"mean": [1, 2]})") == InputMap{{1, 1}, {-1, -2}});
  CHECK(read(R"({"std": "1/255"})") == InputMap{{255, 255}, {0, 0}});
  CHECK(read(R"({"format": "crease-preprocess/1", "scale": [0, -2], "offset": 7})") == InputMap{{0, -2}, {7, 7}});
  CHECK(read(R"({"offset": 1e-400})", 1).offset == Vector{parse_rational("1e-400")});
  CHECK(read(R"({"scale": 0.1})", 3, DecimalPolicy::kFloat32).scale == Vector(3, exact_rational(0.1F)));
}

TEST_CASE("broken preprocessing files are refused with their place", "[preprocessing][broken]") {
  const auto broken = [](const std::string& text, const Words& words) {
    CAPTURE(text);
    expect_error([&] { read(text); }, words);
  };
  broken("{}", {"preprocess.json:1:1", "either mean and std, or scale and offset"});
  broken(R"({"mean": 1, "offset": 2})", {"either mean and std"});
  broken(R"({"mean": 1,
 "std": 0})",
         {"preprocess.json:2:9", "input 0", "above 0"});
  broken(R"({"std": [1, "-1/2"]})", {"1:9", "input 1 is -1/2"});
  broken(R"({"mean": [1, 2, 3]})", {"mean", "2, one per input, found 3"});
  broken(R"({"scale": []})", {"scale", "found 0"});
  broken(R"({"scale": null})", {"scale", "null"});
  broken(R"({"scale": [[1], 2]})", {"scale entry 1", "an array"});
  broken(R"({"scale": "x"})", {"scale"});
  broken(R"({"sd": 1})", {"unknown key 'sd'", "mean, std"});
  broken(R"({"format": "crease-slice/1", "std": 1})", {"crease-preprocess/1"});
  broken("[1]", {"an object"});
  expect_error([] { read_input_map("/nowhere/p.json", 2); }, {"/nowhere/p.json"});
}

TEST_CASE("lists of outputs", "[preprocessing]") {
  using List = std::vector<std::size_t>;
  CHECK(parse_outputs("0", 1) == List{0});
  CHECK(parse_outputs("2,0", 3) == List{2, 0});
  CHECK(parse_outputs("0-4", 5) == List{0, 1, 2, 3, 4});
  CHECK(parse_outputs("7,0-2,5-5", 8) == List{7, 0, 1, 2, 5});
  const auto broken = [](const std::string& text, const Words& words) {
    CAPTURE(text);
    expect_error([&] { parse_outputs(text, 5); }, words);
  };
  broken("", {"--outputs ''", "expected a number"});
  broken("5", {"--outputs '5':1:1", "there are 5 outputs"});
  broken("99999999999999999999", {"there are 5 outputs"});
  broken("0,1-9", {":1:5", "there are 5 outputs"});
  broken("1,1", {":1:3", "output 1 comes twice"});
  broken("0-3,2", {"output 2 comes twice"});
  broken("3-1", {":1:1", "backwards"});
  broken("1,", {":1:3", "expected a number"});
  broken("1;2", {":1:2", "a comma"});
  broken("-1", {":1:1", "expected a number"});
  broken("1-", {":1:3", "expected a number"});
  broken("one", {"expected a number"});
  broken(" 1", {"expected a number"});
}

TEST_CASE("what was done is written and read again", "[preprocessing]") {
  for (const Preprocessing& original :
       {Preprocessing{}, Preprocessing{InputMap{{1, 2}, {0, 0}}, {}}, Preprocessing{std::nullopt, {3, 0}},
        Preprocessing{InputMap{{Rational(1, 3), Rational(1, 3)}, {-1, parse_rational("1e-30")}}, {1}}}) {
    Json json = Json::object();
    add_preprocessing(json, original);
    CHECK(json.empty() == original.is_none());
    JsonDocument document(to_text(json), "f.json", DecimalPolicy::kExact);
    CHECK(read_preprocessing(document, document.root(), 2) == original);
  }
  Json json = Json::object();
  add_preprocessing(json, {InputMap{{2, 2}, {0, 1}}, {4, 2}});
  CHECK(to_text(json) == R"({"preprocess":{"scale":"2","offset":["0","1"]},"outputs":[4,2]})");
}

TEST_CASE("mutated preprocessing files and lists of outputs", "[preprocessing][fuzz]") {
  const std::string seeds[] = {R"({"mean": [1, "1/3"], "std": [0.5, 3]})", R"({"scale": 2, "offset": [1e-3, 0.25]})"};
  fuzz({seeds[0], seeds[1]}, kTextWords, 1000, [](const std::string& text) { read(text); });
  fuzz({"0-4,7", "1,0", "5"}, {"-", ",", "0", "9", "12", "1-3"}, 2000,
       [](const std::string& text) { parse_outputs(text, 10); });
}
