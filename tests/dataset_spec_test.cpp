// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_spec.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/errors.h"
#include "tests/support/fuzz.h"
#include "tests/support/random.h"
#include "tools/toml_tree.h"

using namespace crease;
using namespace crease::testing;
using namespace crease::tools;

namespace {

const std::string kToml = R"(# A comment, with an ä.
format = "crease-dataset-spec/1"
name = "small"
description = """
two
lines"""
quantities = ["regions", "faces"]
max_regions = 1_000

[[networks]]
files = ["a.onnx", 'b c.json', { file = "run.npz", checkpoint = "3" }]
domains = ["all", { domain = "box:-1,1", slice = "s.json" }]

[[networks]]
architectures = [[2, 3, 1], [1, 4, 4, 1]]
initializations = ["he_normal", "integers:-1,1"]
seeds = { from = 10, to = 12 }
)";

const std::string kJson = R"({"format": "crease-dataset-spec/1", "name": "small", "description": "two\nlines",
 "quantities": ["regions", "faces"], "max_regions": 1000,
 "networks": [
  {"files": ["a.onnx", "b c.json", {"file": "run.npz", "checkpoint": "3"}], "domains": ["all", {"domain": "box:-1,1", "slice": "s.json"}]},
  {"architectures": [[2, 3, 1], [1, 4, 4, 1]], "initializations": ["he_normal", "integers:-1,1"],
   "seeds": {"from": 10, "to": 12}}]}
)";

std::string error_of(const std::string& text, const std::string& path = "spec.toml") {
  try {
    parse_dataset_spec(text, path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// The specification with a piece of it replaced.
std::string with(const std::string& from, const std::string& to) {
  const std::size_t at = kToml.find(from);
  REQUIRE(at != std::string::npos);
  return std::string(kToml).replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("TOML and JSON say the same") {
  const DatasetSpec spec = parse_dataset_spec(kToml, "spec.toml");
  CHECK(to_json(spec) == to_json(parse_dataset_spec(kJson, "spec.json")));
  CHECK(spec.name == "small");
  CHECK(spec.description == "two\nlines");
  CHECK(spec.license.empty());
  CHECK(spec.quantities == std::vector<std::string>{"counts", "faces", "regions"});
  CHECK(spec.formats == std::vector<std::string>{"jsonl", "csv"});
  CHECK(spec.max_regions == 1000);
  REQUIRE(spec.groups.size() == 2);
  CHECK(spec.groups[0].domains == std::vector<DomainWords>{{"all", ""}, {"box:-1,1", "s.json"}});
  CHECK(spec.groups[0].num_items() == 6);
  CHECK(spec.groups[0].files[1].text() == "b c.json");
  CHECK(spec.groups[0].files[2].text() == "run.npz#3");
  const NetworkGroup& grid = spec.groups[1];
  CHECK(grid.num_networks() == 2 * 2 * 3);
  CHECK(grid.domains == std::vector<DomainWords>{{"all", ""}});
  CHECK(grid.activations == std::vector<std::string>{"relu"});
  CHECK(grid.biases == std::vector<std::string>{"zero"});
  CHECK((grid.seeds.size() == 3 && grid.seeds.at(2) == 12));
}

TEST_CASE("a specification with its defaults is a specification") {
  const Json json = to_json(parse_dataset_spec(kToml, "spec.toml"));
  CHECK(to_json(parse_dataset_spec(json.dump(), "again.json")) == json);
  CHECK(to_json(parse_dataset_spec(with("{ from = 10, to = 12 }", "[5, 3, 5]"), "s.toml"))["networks"][1]["seeds"] ==
        Json({5, 3, 5}));
}

TEST_CASE("what is wrong is refused with its place") {
  const struct {
    std::string from, to, message;
  } cases[] = {
      {"crease-dataset-spec/1", "crease-dataset-spec/2", "spec.toml:2:10: format"},
      {"name = \"small\"", "nane = \"small\"", "spec.toml:3:8: specification: unknown key 'nane'"},
      {"name = \"small\"\n", "", "the key 'name' is missing"},
      {"name = \"small\"", "name = 3", "spec.toml:3:8: name: expected a string, found a number"},
      {"name = \"small\"", "name = \"\"", "name: expected one line"},
      {"name = \"small\"", "name = \"small", "spec.toml:3:"},
      {"name = \"small\"", "name = \"a\"\nname = \"b\"", "spec.toml:4:"},
      {"\"regions\"", "\"region\"", "spec.toml:7:15: quantities: 'region' is none of counts"},
      {"\"faces\"", "\"regions\"", "'regions' is there twice"},
      {"[\"regions\", \"faces\"]", "[]", "quantities: an empty list"},
      {"1_000", "0", "spec.toml:8:15: max_regions"},
      {"1_000", "1e3", "spec.toml:8:15: max_regions"},
      {"1_000", "-5", "max_regions"},
      {"1_000", "1979-05-27", "spec.toml:8:15: dates"},
      {"1_000", "nan", "spec.toml:8:15: expected a number, found 'nan'"},
      {"1_000", "-inf", "spec.toml:8:15: expected a number, found '-inf'"},
      {"name = \"small\"", R"(name = "a\u0007b")",
       "spec.toml:3:8: name: expected one line of text, found the control character U+0007"},
      {"name = \"small\"", R"(name = "a\nb")", "spec.toml:3:8: name: expected one line of text, found"},
      {"name = \"small\"", R"(name = "a\tb")", "character U+0009"},
      {"name = \"small\"", R"(name = "a\u007f")", "character U+007F"},
      {"name = \"small\"", "name = \"small\"\nlicense = \"\\u001b[1m\"", "spec.toml:4:11: license: expected one line"},
      {"two\nlines", R"(two\u0000lines)", "description: expected lines of text, found the control character U+0000"},
      {"two\nlines", R"(two\rlines)", "character U+000D"},
      {"\"a.onnx\"", "\"-\"", "spec.toml:11:10: networks entry 1, files: '-' is standard input"},
      {"file = \"run.npz\"", "file = \"-\"", "files, file: '-' is standard input"},
      {"domains = [\"all\"", "domains = [\"-\"", "domains: '-' is standard input"},
      {"domain = \"box:-1,1\"", "domain = \"-\"", "domains, domain: '-' is standard input"},
      {"slice = \"s.json\"", "slice = \"-\"", "domains, slice: '-' is standard input"},
      {"checkpoint = \"3\"", "epoch = 3", "networks entry 1, files: unknown key 'epoch'"},
      {", checkpoint = \"3\"", "", "the key 'checkpoint' is missing"},
      {"files = [\"a.onnx\", 'b c.json', { file = \"run.npz\", checkpoint = \"3\" }]", "files = []",
       "networks entry 1, files: an empty list"},
      {"files = [\"a.onnx\",", "files = [1,", "spec.toml:11:10: networks entry 1, files"},
      {"files = [", "seeds = [1]\nfiles = [", "networks entry 1: unknown key 'seeds'"},
      {"slice = \"s.json\"", "slices = \"s.json\"", "unknown key 'slices'"},
      {", slice = \"s.json\"", "", "the key 'slice' is missing"},
      {"[2, 3, 1]", "[2]", "spec.toml:15:18: networks entry 2, architectures: an architecture has"},
      {"[2, 3, 1]", "[2, 0, 1]", "expected a positive integer"},
      {"[2, 3, 1]", "[10000, 10000, 1]", "more than 10^7 weights"},
      {"[2, 3, 1]", "2", "networks entry 2, architectures: expected an array"},
      {"\"he_normal\"", "\"he\"", "spec.toml:16:20: networks entry 2, initializations: 'he' is none of"},
      {"integers:-1,1", "integers:1,-1", "'integers:1,-1'"},
      {"seeds = { from = 10, to = 12 }", "", "the key 'seeds' is missing"},
      {"seeds = { from = 10, to = 12 }", "seeds = 3", "seeds: expected an object"},
      {"from = 10", "from = 13", "'to' is less than 'from'"},
      {"to = 12", "to = 100000000", "more than 10000000 seeds"},
      {"to = 12", "to = 5000000", "more than 10000000 networks"},
      {"seeds = {", "activations = [\"tanh\"]\nseeds = {", "activations: 'tanh' is none of relu"},
      {"architectures", "widths", "networks entry 2: unknown key 'widths'"},
  };
  for (const auto& [from, to, message] : cases) {
    CAPTURE(from, to);
    const std::string error = error_of(with(from, to));
    CHECK(error.find(message) != std::string::npos);
    CHECK(error.starts_with("spec.toml:"));
    CHECK(error.find('\n') == std::string::npos);
    UNSCOPED_INFO(error);
  }
  CHECK(error_of("{", "x.json").starts_with("x.json:1:"));
  CHECK(error_of("").find("'format' is missing") != std::string::npos);
}

TEST_CASE("TOML's places count characters before them") {
  CHECK(error_of("format = \"crease-dataset-spec/1\"\n\"ä\" = 1").starts_with("spec.toml:2:8: "));  // bytes, as all do
}

TEST_CASE("numbers of TOML keep their text") {
  const JsonValue root = parse_toml("a = 0.1\nb = 1_0.5e+3\nc = 0xff\nd = +7\ne = true", "t");
  CHECK(root.find("a")->text == "0.1");
  CHECK(root.find("b")->text == "10.5e+3");
  CHECK(root.find("c")->text == "255");
  CHECK(root.find("d")->text == "7");
  CHECK(root.find("e")->kind == JsonValue::Kind::kBoolean);
  CHECK(root.keys == std::vector<std::string>{"a", "b", "c", "d", "e"});
}

TEST_CASE("nesting without end is refused") {
  std::string keys = "a", arrays = "x = ";
  for (int i = 0; i < 40; ++i) keys += ".a";
  for (int i = 0; i < 40; ++i) arrays += "[";
  CHECK(error_of(keys + " = 1").find("levels") != std::string::npos);
  CHECK(error_of(arrays + std::string(40, ']')).find("levels") != std::string::npos);
  for (int i = 0; i < 10000; ++i) keys += ".a", arrays += "[";
  CHECK_FALSE(error_of(keys + " = 1").empty());
  CHECK_FALSE(error_of(arrays).empty());
}

TEST_CASE("mutated specifications", "[fuzz]") {
  std::vector<std::string> words = kTextWords;
  words.insert(words.end(), {"= ", "[[networks]]\n", "\"\"\"", "'", "#", "seeds = [1]\n", "domains", "integers:-1,1",
                             "max:2", "leaky_relu:1/3", "[1, 2]", "{ from = 0, to = 9 }", "1979-05-27T07:32:00Z", "inf",
                             "0x1F", "true", "files = [\"a\"]\n", ".", "\xC3\xA4"});
  fuzz({kToml}, words, 5000, [](const std::string& text) { parse_dataset_spec(text, "spec.toml"); });
  fuzz({kJson}, words, 2000, [](const std::string& text) { parse_dataset_spec(text, "spec.json"); });
}
