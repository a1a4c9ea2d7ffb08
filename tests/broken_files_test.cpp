// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/io/domain_text.h"
#include "core/io/network_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_file.h"

using namespace crease;
using crease::testing::expect_broken;
using crease::testing::expect_error;
using crease::testing::TemporaryFile;
using crease::testing::Words;

namespace {

/// `text` with its first `from` replaced.
std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string kJson = R"({
 "format": "crease-network/1",
 "input_dim": 2,
 "layers": [
  {"weights": [[1, 2], [3, 4]], "bias": [5, 6], "activation": "relu"},
  {"weights": [[7, 8]], "bias": [9], "activation": "clip", "lo": -1}
 ]
})";

const std::string kNnet = R"(// comment
2,2,1,3,
2,3,1,
0,
-5.0,-5.0,
5.0,5.0,
1.0,2.0,10.0,
2.0,4.0,3.0,
1.0,0.5,
-1.0,2.0,
0.1,0.2,
0.25,
-1.0,
0.0,
1.0,-2.0,0.5,
7.5,
)";

void expect_broken_json(const std::string& from, const std::string& to, const Words& words,
                        const ReadOptions& options = {}) {
  expect_broken(with(kJson, from, to), "net.json", words, options);
}

void expect_broken_nnet(const std::string& from, const std::string& to, const Words& words,
                        const ReadOptions& options = {}) {
  expect_broken(with(kNnet, from, to), "net.nnet", words, options);
}

}  // namespace

TEST_CASE("the files that are broken below are whole at first", "[broken]") {
  CHECK(parse_network(kJson, "net.json").network.layers().size() == 2);
  CHECK(parse_network(kNnet, "net.nnet").network.layers().size() == 2);
}

TEST_CASE("broken JSON syntax", "[broken][json]") {
  expect_broken(" \n ", "net.json", {":2:", "unexpected end of input"});
  expect_broken(kJson.substr(0, 60), "net.json", {":4:", "unexpected end of input", "syntax"});
  expect_broken(kJson + " x", "net.json", {":8:", "expected end of input"});
  expect_broken(kJson + kJson, "net.json", {":8:2", "expected end of input"});
  expect_broken(kJson + "]", "net.json", {":8:2", "expected end of input"});
  expect_broken_json("[1, 2]", "[1, 2,]", {"net.json:5:", "unexpected ']'"});
  expect_broken_json("[1, 2]", "[1 2]", {"net.json:5:", "unexpected number literal"});
  expect_broken_json("\"bias\":", "bias:", {"net.json:5:", "invalid literal"});
  expect_broken_json("[5, 6]", "[NaN, 6]", {"net.json:5:", "NaN and infinities are not JSON"});
  expect_broken_json("[5, 6]", "[nan, 6]", {"net.json:5:", "NaN and infinities are not JSON"});
  expect_broken_json("[5, 6]", "[5, -Infinity]", {"net.json:5:", "NaN and infinities are not JSON"});
  expect_broken_json("[5, 6]", "[5, inf]", {"net.json:5:", "NaN and infinities are not JSON"});
  expect_broken_json("[5, 6]", "[5, 06]", {"net.json:5:", "syntax"});
  expect_broken_json("[5, 6]", "[5, +6]", {"net.json:5:", "syntax"});
  expect_broken_json("[5, 6]", "[5, .6]", {"net.json:5:", "syntax"});
  expect_broken_json("[5, 6]", "[5, 0x6]", {"net.json:5:", "syntax"});
  expect_broken_json("relu", "re\xFFlu", {"net.json:5:", "ill-formed UTF-8"});
  expect_broken_json("relu", "re\nlu", {"net.json:5:", "control character"});
  expect_broken(std::string(100000, '['), "net.json", {"net.json:1:33", "levels of nesting"});
  expect_broken(kJson.substr(0, kJson.find("[[7") + 1) + std::string(5000, '[') + std::string(5000, ']'), "net.json",
                {"nesting"});
  expect_broken_json("[5, 6]", "[5, 1e5000]", {"net.json:5:", "number overflow", "string"});
  expect_broken_json("\"input_dim\": 2,", "\"input_dim\": 2, \"input_dim\": 3,",
                     {"net.json:3:18", "duplicate key 'input_dim'"});
}

TEST_CASE("broken JSON networks", "[broken][json]") {
  expect_broken("[1, 2]", "net.json", {"net.json:1:1", "document", "expected an object, found an array"});
  expect_broken("{}", "net.json", {"net.json:1:1", "'format' is missing"});
  expect_broken("3", "net.json", {"net.json:1:1", "expected an object, found a number"});
  expect_broken_json("crease-network/1", "crease-network/2", {"net.json:2:12", "expected 'crease-network/1'", "/2'"});
  expect_broken_json("\"crease-network/1\"", "1", {"net.json:2:12", "format", "expected a string"});
  expect_broken_json("\"input_dim\": 2,", "", {"net.json:1:1", "'input_dim' is missing"});
  for (const std::string bad : {"0", "-1", "2.5", "\"2\"", "null", "99999999999999999999", "[2]"}) {
    expect_broken_json("\"input_dim\": 2", "\"input_dim\": " + bad, {"net.json:3:15", "input_dim", "positive integer"});
  }
  expect_broken_json("\"input_dim\": 2", "\"input_dim\": 3",
                     {"net.json:5:16", "layer 1, weights row 1", "expected 3 entries", "found 2"});
  expect_broken_json("\"input_dim\"", "\"input_dims\"", {"net.json:3:16", "unknown key 'input_dims'", "input_dim"});
  expect_broken_json("\"layers\"", "\"layer\"", {"unknown key 'layer'", "layers"});
  expect_broken(R"({"format": "crease-network/1", "input_dim": 2, "layers": []})", "net.json",
                {"net.json:1:58", "layers", "empty"});
  expect_broken(R"({"format": "crease-network/1", "input_dim": 2, "layers": {}})", "net.json",
                {"net.json:1:58", "expected an array, found an object"});
  expect_broken(R"({"format": "crease-network/1", "input_dim": 2, "layers": [5]})", "net.json",
                {"net.json:1:59", "layer 1", "expected an object"});
  expect_broken_json("\"weights\": [[7, 8]]", "\"wieghts\": [[7, 8]]",
                     {"net.json:6:15", "layer 2", "unknown key 'wieghts'", "weights"});
  expect_broken_json("\"weights\": [[7, 8]], ", "", {"net.json:6:3", "layer 2", "'weights' is missing"});
  expect_broken_json("[[7, 8]]", "[]", {"net.json:6:15", "layer 2, weights", "no row"});
  expect_broken_json("[[7, 8]]", "[7, 8]", {"net.json:6:16", "layer 2, weights row 1", "expected an array"});
  expect_broken_json("[[7, 8]]", "[[7]]", {"net.json:6:16", "layer 2, weights row 1", "expected 2 entries", "found 1"});
  expect_broken_json("[3, 4]", "[3, 4, 5]",
                     {"net.json:5:24", "layer 1, weights row 2", "expected 2 entries", "found 3"});
  expect_broken_json("[3, 4]", "[]", {"net.json:5:24", "layer 1, weights row 2", "found 0"});
  expect_broken_json("[3, 4]", "[3, null]", {"net.json:5:28", "layer 1, weights row 2 entry 2", "found null"});
  expect_broken_json("[3, 4]", "[3, \"4/0\"]", {"net.json:5:28", "layer 1, weights row 2 entry 2", "divides by zero"});
  expect_broken_json("[3, 4]", "[3, \"four\"]", {"net.json:5:28", "entry 2", "'four' is not a number"});
  expect_broken_json("[3, 4]", "[\"\", 4]", {"net.json:5:25", "entry 1", "is not a number"});
  expect_broken_json("[3, 4]", "[\"1/2/3\", 4]", {"net.json:5:25", "entry 1", "is not a number"});
  expect_broken_json("[3, 4]", "[\"NaN\", 4]", {"net.json:5:25", "entry 1", "'NaN' is not a number"});
  expect_broken_json("[3, 4]", "[\"1e999999999\", 4]", {"net.json:5:25", "entry 1", "exponent"});
  expect_broken_json("[3, 4]", "[\"" + std::string(200000, '7') + "\", 4]", {"net.json:5:25", "entry 1", "digits"});
  expect_broken_json("[3, 4]", "[1e300, 4]", {"net.json:5:25", "entry 1", "outside the range of float32"},
                     {.decimals = DecimalPolicy::kFloat32});
  expect_broken_json("[5, 6]", "[5]", {"net.json:5:41", "layer 1, bias", "expected 2 entries", "found 1"});
  expect_broken_json("[5, 6]", "5", {"net.json:5:41", "layer 1, bias", "expected an array"});
  expect_broken_json("[5, 6]", "null", {"net.json:5:41", "layer 1, bias", "expected an array, found null"});
  expect_broken_json("[5, 6]", "[5, true]", {"net.json:5:45", "layer 1, bias entry 2", "found a boolean"});
  // Many numbers that are short to write and long to store.
  std::string heavy = "\"1e-99999\"";
  for (int i = 0; i < 1000; ++i) heavy += ", \"1e-99999\"";
  expect_broken_json("[5, 6]", "[" + heavy + "]", {"net.json:5:", "layer 1, bias entry", "out of all proportion"});
}

TEST_CASE("broken JSON activations", "[broken][json]") {
  const auto expect = [](const std::string& to, const Words& words) {
    expect_broken_json("\"activation\": \"relu\"", to, words);
  };
  expect("\"activation\": \"rleu\"",
         {"net.json:5:63", "layer 1, activation", "unknown activation 'rleu'", "leaky_relu"});
  expect("\"activation\": 3", {"net.json:5:63", "layer 1, activation", "expected a string"});
  expect("\"activation\": \"relu\", \"alpha\": 1", {"net.json:5:80", "layer 1", "unknown key 'alpha'"});
  expect("\"activation\": \"leaky_relu\"", {"layer 1, activation", "'alpha' is missing"});
  expect("\"activation\": \"clip\"", {"net.json:5:63", "clip needs 'lo', 'hi' or both"});
  expect("\"activation\": {\"type\": \"clip\", \"lo\": 2, \"hi\": 1}",
         {"net.json:5:63", "layer 1, activation", "above the upper bound"});
  expect("\"activation\": {\"type\": \"clip\", \"lo\": 1e4000, \"hi\": 1}", {"net.json:5:63", "layer 1, activation"});
  expect("\"activation\": {\"type\": \"relu\", \"lo\": 2}", {"net.json:5:", "layer 1, activation", "unknown key 'lo'"});
  expect("\"activation\": {\"alpha\": 2}", {"net.json:5:63", "'type' is missing"});
  expect("\"activation\": \"piecewise\", \"breakpoints\": [1, 0], \"slopes\": [0, 1, 2], \"anchor\": 0, \"value\": 0",
         {"net.json:5:63", "layer 1, activation", "increasing"});
  expect("\"activation\": \"piecewise\", \"breakpoints\": [0], \"slopes\": [0], \"anchor\": 0, \"value\": 0",
         {"net.json:5:63", "1 breakpoints need 2 slopes"});
  expect("\"activation\": \"piecewise\", \"breakpoints\": 0, \"slopes\": [0], \"anchor\": 0, \"value\": 0",
         {"net.json:5:", "breakpoints", "expected an array"});
  expect("\"activations\": [\"relu\"]", {"net.json:5:64", "layer 1, activations", "expected 2 entries", "found 1"});
  expect("\"activations\": [\"relu\", \"clip\"]",
         {"net.json:5:73", "layer 1, activations entry 2", "needs parameters"});
  expect("\"activations\": [\"relu\", \"abs\"], \"activation\": \"relu\"", {"net.json:5:", "layer 1", "keep one"});
  expect_broken_json(", \"activation\": \"relu\"", "", {"net.json:5:3", "layer 1", "'activation' is missing"});
}

TEST_CASE("broken .nnet files", "[broken][nnet]") {
  expect_broken("", "net.nnet", {"empty"});
  expect_broken("\n\n", "net.nnet", {"the file ends before header"});
  expect_broken("// only a comment\n", "net.nnet", {"net.nnet", "the file ends before header"});
  expect_broken_nnet("2,2,1,3,", "2,2,1,", {"net.nnet:2:7", "header", "expected 4 numbers, found 3"});
  expect_broken_nnet("2,2,1,3,", "2,2,1,3,4", {"net.nnet:2:9", "header", "more than the expected 4"});
  expect_broken_nnet("2,2,1,3,", "2,,1,3,", {"net.nnet:2:3", "header", "missing"});
  expect_broken_nnet("2,2,1,3,", "0,2,1,3,", {"net.nnet:2:1", "header", "positive integer", "'0'"});
  expect_broken_nnet("2,2,1,3,", "2,-2,1,3,", {"net.nnet:2:3", "header", "'-2'"});
  expect_broken_nnet("2,2,1,3,", "2,2.0,1,3,", {"net.nnet:2:3", "header", "'2.0'"});
  expect_broken_nnet("2,2,1,3,", "two,2,1,3,", {"net.nnet:2:1", "header", "'two'"});
  expect_broken_nnet("2,2,1,3,", "999999999,2,1,3,", {"net.nnet:2:1", "999999999 layers do not fit"});
  expect_broken_nnet("2,2,1,3,", "99999999999999999999,2,1,3,", {"net.nnet:2:1", "header", "positive integer"});
  expect_broken_nnet("2,2,1,3,", "3,2,1,3,", {"net.nnet:3:7", "layer sizes", "expected 4 numbers, found 3"});
  expect_broken_nnet("2,3,1,", "2,3,2,", {"net.nnet:3:1", "layer sizes", "differ from the header"});
  expect_broken_nnet("2,3,1,", "3,3,1,", {"net.nnet:3:1", "layer sizes", "differ from the header"});
  expect_broken_nnet("2,3,1,", "2,0,1,", {"net.nnet:3:3", "layer sizes", "positive integer"});
  expect_broken_nnet("2,3,1,", "2,4,1,", {"net.nnet:12:6", "layer 1, weights row 4", "expected 2 numbers, found 1"});
  expect_broken_nnet("2,3,1,", "2,999999999,1,", {"net.nnet:8", "layer 1", "999999999 x 2 weights do not fit"});
  expect_broken_nnet("-5.0,-5.0,", "-5.0", {"net.nnet:5:5", "input minima", "expected 2 numbers, found 1"});
  expect_broken_nnet("\n5.0,5.0,", "\n5.0,5.0,5.0", {"net.nnet:6:9", "input maxima", "more than the expected 2"});
  expect_broken_nnet("1.0,2.0,10.0,", "1.0,2.0,", {"net.nnet:7:9", "means", "expected 3 numbers, found 2"});
  expect_broken_nnet("2.0,4.0,3.0,", "2.0,0.0,3.0,", {"net.nnet:8:1", "ranges", "a range is 0"});
  expect_broken_nnet("2.0,4.0,3.0,", "2.0,4.0,nan,", {"net.nnet:8:9", "ranges", "'nan' is not a number"});
  expect_broken_nnet("1.0,0.5,", "1.0,", {"net.nnet:9:5", "layer 1, weights row 1", "expected 2 numbers, found 1"});
  expect_broken_nnet("1.0,0.5,", "1.0;0.5,", {"net.nnet:9:1", "layer 1, weights row 1", "'1.0;0.5' is not a number"});
  expect_broken_nnet("1.0,0.5,", "1.0, 0,5,", {"net.nnet:9:8", "layer 1, weights row 1", "more than the expected 2"});
  expect_broken_nnet("-1.0,2.0,", "-1.0,inf,", {"net.nnet:10:6", "layer 1, weights row 2", "'inf' is not a number"});
  expect_broken_nnet("-1.0,2.0,", "-1.0,1e,", {"net.nnet:10:6", "layer 1, weights row 2", "'1e' is not a number"});
  expect_broken_nnet("-1.0,2.0,", "-1.0,1e999999,", {"net.nnet:10:6", "layer 1, weights row 2", "exponent"});
  expect_broken_nnet("-1.0,2.0,", "-1.0,1e99,", {"net.nnet:10:6", "outside the range of float32"},
                     {.decimals = DecimalPolicy::kFloat32});
  expect_broken_nnet("0.25,", "0.25,1,", {"net.nnet:12:6", "layer 1, bias 1", "more than the expected 1"});
  expect_broken_nnet("0.25,", ",", {"net.nnet:12:1", "layer 1, bias 1", "missing"});
  expect_broken_nnet("7.5,\n", "", {"net.nnet:15", "the file ends before layer 2, bias 1"});
  expect_broken_nnet("7.5,\n", "7.5,\n8.5,\n", {"net.nnet:17:1", "text after the last layer", "'8.5,'"});
  expect_broken_nnet("7.5,\n", "7.5,\n// end\n", {"net.nnet:17:1", "text after the last layer"});
  expect_broken_nnet("0.1,", std::string("0.1\0,", 5), {"net.nnet:11:1", "layer 1, weights row 3", "not a number"});
}

TEST_CASE("files without a known format", "[broken]") {
  expect_broken("", "-", {"-: the file is empty"});
  expect_broken("hello", "net.text", {"neither the name nor the first bytes", ".nnet"});
  expect_error([] { read_network("no/such/file.json"); },
               {"no/such/file.json", "cannot open", "No such file", "check the path"});
  expect_error([] { read_network("/"); }, {"/: cannot", "check"});
}

TEST_CASE("broken domains", "[broken][domain_text]") {
  const auto expect = [](const std::string& text, Words words) {
    CAPTURE(text);
    words.insert(words.begin(), text.substr(0, 30));
    expect_error([&] { parse_domain(text, 2); }, words);
  };
  expect("box:", {"--domain", ":1:5", "comma", "box:LO,HI"});
  expect("box:1", {"--domain", ":1:5", "comma"});
  expect("box:,1", {":1:5", "is not a number"});
  expect("box:0,", {":1:7", "is not a number"});
  expect("box:0,1,2", {":1:7", "'1,2' is not a number"});
  expect("box:0,1;", {":1:9", "comma"});
  expect("box:0,1;2;3,4", {":1:9", "comma"});
  expect("box:0,1;0,1;0,1", {"3 pairs for 2 inputs"});
  expect("box:0,inf", {":1:7", "'inf' is not a number"});
  expect("box:0,1/0", {":1:7", "divides by zero"});
  expect("box:0,1e999999", {":1:7", "exponent"});
  expect("bxo:0,1", {"cannot open", "--domain takes 'all'"});
  expect("", {"cannot open", "--domain takes 'all'"});
  expect_error([] { parse_domain("box:1,-1", 2); }, {"not below its upper bound"});
  expect_error([] { parse_domain("box:1,1", 2); }, {"not below its upper bound"});

  const auto expect_file = [](const std::string& text, Words words) {
    CAPTURE(text);
    const TemporaryFile file("broken-domain.json", text);
    words.insert(words.begin(), file.path());
    expect_error([&] { parse_domain(file.path(), 2); }, words);
  };
  const std::string head = R"({"format": "crease-domain/1", "rows": )";
  expect_file("", {":1:1", "unexpected end of input"});
  expect_file("{}", {":1:1", "'format' is missing"});
  expect_file(R"({"format": "crease-slice/1", "rows": []})", {":1:12", "expected 'crease-domain/1'"});
  expect_file(head + "3}", {":1:39", "rows", "expected an array"});
  expect_file(head + "[[1, 2]]}", {":1:40", "row 1", "expected an object"});
  expect_file(head + R"([{"normal": [1, 2]}]})", {":1:40", "row 1", "'offset' is missing"});
  expect_file(head + R"([{"normal": [1], "offset": 0}]})", {":1:51", "row 1, normal", "expected 2 entries", "found 1"});
  expect_file(head + R"([{"normal": [1, "a"], "offset": 0}]})",
              {":1:55", "row 1, normal entry 2", "'a' is not a number"});
  expect_file(head + R"([{"normal": [1, 2], "offset": null}]})", {"row 1, offset", "found null"});
  expect_file(head + R"([{"normal": [1, 2], "offset": 0, "strict": 1}]})", {"row 1", "unknown key 'strict'"});
}

TEST_CASE("broken slices", "[broken][domain_text]") {
  const auto expect = [](const std::string& members, Words words) {
    CAPTURE(members);
    const TemporaryFile file("broken-slice.json", R"({"format": "crease-slice/1", )" + members + "}");
    words.insert(words.begin(), file.path());
    expect_error([&] { read_slice(file.path(), Domain::all(2)); }, words);
  };
  const std::string point = R"("point": [1, 2], )";
  expect(R"("directions": [[1, 0]])", {":1:1", "'point' is missing"});
  expect(R"("point": [1], "directions": [[1, 0]])", {":1:39", "point", "expected 2 entries", "found 1"});
  expect(R"("point": [1, 2])", {":1:1", "'directions' is missing"});
  expect(point + R"("directions": [])", {":1:61", "at least one direction"});
  expect(point + R"("directions": [[1, 0, 0]])", {":1:62", "direction 1", "expected 2 entries", "found 3"});
  expect(point + R"("directions": [[1, 0], 3])", {"direction 2", "expected an array"});
  expect(point + R"("directions": [[1, 2], [2, 4]])", {"directions span only 1"});
  expect(point + R"("directions": [[0, 0]])", {"directions span only 0"});
  expect(point + R"("directions": [[1, 0]], "box": [[0, 1], [0, 1]])", {"box", "expected 1 pairs", "found 2"});
  expect(point + R"("directions": [[1, 0]], "box": [[0]])", {"box pair 1", "expected 2 entries"});
  expect(point + R"("directions": [[1, 0]], "box": [[1, 0]])", {"box pair 1", "not below"});
  expect(point + R"("directions": [[1, 0]], "boxes": [[1, 0]])", {"unknown key 'boxes'", "box"});
  expect_error([] { read_slice("no/such/slice.json", Domain::all(2)); }, {"no/such/slice.json", "cannot open"});
}
