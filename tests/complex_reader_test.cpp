// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/complex_reader.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "algorithms/facet_row.h"
#include "algorithms/measures.h"
#include "core/affine_map.h"
#include "core/io/pattern_reader.h"
#include "tests/support/complex_files.h"
#include "tests/support/expect_error.h"
#include "tests/support/fuzz.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"
#include "tests/support/temporary_file.h"

using namespace crease;
using crease::testing::complex_json;
using crease::testing::expect_error;
using crease::testing::Random;
using crease::testing::report_of;
using crease::testing::Words;

namespace {

void check_same_domain(const Domain& read, const Domain& written) {
  CHECK(read.label() == written.label());
  CHECK(read.ambient_dim() == written.ambient_dim());
  CHECK(read.slice() == written.slice());
  CHECK(read.rows() == written.rows());
  CHECK(read.offsets() == written.offsets());
}

void check_same_tables(const ComplexTables& read, const ComplexTables& written) {
  CHECK(read.signs == written.signs);
  CHECK(read.bounded == written.bounded);
  CHECK(read.region_facets == written.region_facets);
  CHECK(read.region_vertices == written.region_vertices);
  CHECK(read.sides == written.sides);
  CHECK(read.facet_walls == written.facet_walls);
  CHECK(read.facet_vertices == written.facet_vertices);
  CHECK(read.vertex_region == written.vertex_region);
  CHECK(read.vertex_walls == written.vertex_walls);
  CHECK(read.coordinates == written.coordinates);
  CHECK(read.lineality == written.lineality);
  CHECK(read.complete == written.complete);
}

/// The claims against what the report's complex says.
void check_claims(const ComplexClaims& claims, const ComplexReport& report) {
  const Complex& complex = report.complex;
  CHECK(claims.adjacencies == complex.num_interior_facets());
  CHECK(claims.bounded_regions == complex.num_bounded_regions());
  CHECK(claims.linear_region == report.linear_regions.of_region);
  CHECK(claims.bends == report.linear_regions.bends);
  std::vector<Rational> points, A, c;
  for (const RegionId region : complex.regions()) {
    CHECK(claims.affine_piece[region.index] ==
          report.linear_regions.affine_piece[report.linear_regions.of_region[region.index].index]);
    CHECK(claims.degree[region.index] == complex.degree(region));
    const AffineMap map = affine_map(complex, region);
    A.insert(A.end(), map.A.entries().begin(), map.A.entries().end());
    c.insert(c.end(), map.c.begin(), map.c.end());
    const std::vector<Rational> point = complex.has_coordinates() ? complex.interior_point(region) : points;
    points.insert(points.end(), point.begin(), point.end());
  }
  if (complex.has_coordinates()) {
    CHECK(claims.A == A);
    CHECK(claims.c == c);
    CHECK(claims.interior_point == points);
    for (const RegionId region : complex.regions()) {
      const RegionMeasure measure = measure_region(complex, region);
      CHECK(claims.volume[region.index] == measure.volume);
      CHECK(claims.centroid[region.index] == measure.centroid.value_or(std::vector<Rational>()));
    }
    std::vector<Rational> normals;
    for (const FacetId facet : complex.facets()) {
      const FacetRow row = facet_row(complex, facet);
      normals.insert(normals.end(), row.normal.begin(), row.normal.end());
      CHECK(claims.offset[facet.index] == row.offset);
      CHECK(claims.squared_volume[facet.index] == squared_volume(complex, facet));
    }
    CHECK(claims.normal == normals);
  }
  for (const FacetId facet : complex.facets()) {
    const FacetType type = claims.facet_type[facet.index];
    CHECK((type == FacetType::kInterior) == complex.is_interior(facet));
    CHECK((type == FacetType::kOpen) == complex.is_open(facet));
  }
  for (const VertexId vertex : complex.vertices()) {
    CHECK(claims.vertex_pattern[vertex.index] == complex.pattern(vertex));
  }
}

/// Law: what is read is what was written, and written again it is the same bytes.
void check_round_trip(const ComplexReport& report) {
  const std::string bytes = complex_json(report);
  const ComplexFile file = parse_complex(bytes, "complex.json");
  CHECK(file.network == report.complex.network());
  CHECK(file.network.name() == report.complex.network().name());
  check_same_domain(file.domain, report.complex.domain());
  check_same_tables(file.tables, report.complex.tables());
  check_claims(file.claims, report);
  CHECK(file.header.linear_regions == report.linear_regions.size());
  CHECK(file.header.affine_pieces == report.linear_regions.num_affine_pieces);
  CHECK(complex_json(report_of(Complex(file.network, file.domain, file.tables))) == bytes);
}

/// One with several breakpoints, a slice, a zero sign and a boundary.
ComplexReport small_report() {
  const Network network = testing::from_text("2: relu[1 -1 0] pw(-1,1;0,1,0;0)[1 1 0] relu[0 0 0] / identity[1 1 1 0]");
  return report_of(network, Domain::box(2, -2, 2));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("complexes survive being written and read", "[complex_reader]") {
  const std::uint64_t seed = testing::test_seed();
  for (int index = 0; index < testing::scaled_cases(220); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<testing::Degeneracy>(index % 11);
    const auto [network, domain] = testing::random_case(random, random.integer(1, 4), degeneracy, 9);
    CAPTURE(testing::to_text(network), testing::to_text(domain));
    ComplexOptions options;
    options.vertices = !random.chance(0.2);
    options.coordinates = options.vertices && !random.chance(0.2);
    if (random.chance(0.3)) options.walk.max_regions = static_cast<std::uint64_t>(random.integer(1, 9));
    check_round_trip(report_of(network, domain, options));
  }
}

TEST_CASE("complexes of small networks survive, too", "[complex_reader]") {
  check_round_trip(small_report());
  check_round_trip(report_of(testing::from_text("2: identity[1 2 3]"), Domain::all(2)));  // no crease, no facet
  check_round_trip(report_of(testing::dead_unit(), Domain::all(testing::dead_unit().input_dim())));
  check_round_trip(report_of(testing::duplicated_units(), Domain::all(2)));
  check_round_trip(report_of(testing::parallel_units(3), Domain::all(2)));  // regions contain lines
  check_round_trip(report_of(testing::zero_on_a_cell(), Domain::all(2)));
  check_round_trip(report_of(testing::sawtooth(4), Domain::box(1, 0, 1)));
  Matrix<Rational> directions(3, 2);
  directions(0, 0) = Rational(1, 3);
  directions(1, 1) = -2;
  directions(2, 0) = 5;
  Matrix<Rational> rows(1, 2);
  rows(0, 0) = Rational(-1, 7);
  const Network network = testing::from_text("3: relu[1 2 3 4] abs[0 1/9 1 0] / identity[1 1 0] identity[2 -1 1/3]");
  const Domain domain = Domain::box(3, -1, 1)
                            .sliced({{0, Rational(1, 5), 0}, directions})
                            .with_slice_rows(rows, std::vector<Rational>{Rational(1, 2)})
                            .labelled("\"quoted\" \\ label");
  check_round_trip(report_of(network, domain));
}

TEST_CASE("the members of a complex file may come in any order", "[complex_reader]") {
  const std::string bytes = complex_json(small_report());
  const ComplexFile file = parse_complex(bytes, "complex.json");
  // Sorted: facets before the header, vertices last, and other white space.
  const std::string sorted = nlohmann::json::parse(bytes).dump(1);
  REQUIRE(sorted.find("\"facets\"") < sorted.find("\"network\""));
  const ComplexFile again = parse_complex(sorted, "complex.json");
  CHECK(again.network == file.network);
  check_same_domain(again.domain, file.domain);
  check_same_tables(again.tables, file.tables);
  CHECK(again.header == file.header);
  CHECK(again.claims.vertex_pattern == file.claims.vertex_pattern);
}

TEST_CASE("complexes are read from files", "[complex_reader]") {
  const testing::TemporaryFile file("complex.json", complex_json(small_report()));
  check_same_tables(read_complex(file.path()).tables, small_report().complex.tables());
  expect_error([] { read_complex("/nonexistent/complex.json"); }, {"/nonexistent/complex.json", "cannot open"});
}

TEST_CASE("broken complex files are refused, with place and cause", "[complex_reader]") {
  const std::string bytes = complex_json(small_report());
  struct Broken {
    std::string from, to;
    Words words;
  };
  const std::vector<Broken> cases = {
      // The header.
      {"crease-complex/1", "crease-complex/2", {"complex.json:2:13", "schema", "crease-complex/2"}},
      {"\"tool_version\": \"0.0.0\"", "\"tool_version\": 0", {"complex.json:3", "tool_version", "expected a string"}},
      {"\"tool_version\"", "\"toolversion\"", {"unknown key 'toolversion'"}},
      {"\"decimals\": \"exact\"", "\"decimals\": \"float16\"", {"decimals", "float16"}},
      {"\"complete\": true", "\"complete\": 1", {"complete", "expected true or false"}},
      {"\"model\": {", "\"model\": [{", {"complex.json:"}},
      {"crease-network/1", "crease-network/9", {"format", "crease-network/9"}},
      {"\"input_dim\": 2", "\"input_dim\": 3", {"network, model, layer 1, weights row 1", "expected 3 entries"}},
      {"\"input_dim\": 2", "\"input_dim\": 999999999", {"network, model, layer 1", "expected 999999999 entries"}},
      {"\"ambient_dim\":2", "\"ambient_dim\":3", {"domain, ambient_dim", "expected 2"}},
      {"\"dim\":2", "\"dim\":1", {"domain, dim", "without a slice"}},
      {"\"slice\":null", "\"slice\":{}", {"domain, slice", "'point' is missing"}},
      {"\"slice\":null", "\"slice\":{\"point\":[0,0],\"directions\":[[1,0],[2,0]]}", {"slice", "span only 1"}},
      {"\"slice\":null", "\"slice\":{\"point\":[0,0],\"directions\":[[1,0]]}", {"domain, slice, directions", "2, as"}},
      {"\"slice\":null", "\"slice\":{\"point\":[0],\"directions\":[]}", {"domain, slice, point", "expected 2 numbers"}},
      {"\"normal\":[\"1\",\"0\"]", "\"normal\":[\"1\"]", {"domain, row 0, normal", "expected 2 numbers, found 1"}},
      {"\"offset\":\"2\"", "\"offset\":\"2/0\"", {"domain, row 0, offset"}},
      {"\"offset\":\"2\"", "\"offset\":\"1e9999999\"", {"domain, row 0, offset"}},
      {"\"counts\": {", "\"counts\": {\"more\":1,", {"counts", "unknown key 'more'"}},
      {"\"activation_regions\":", "\"activation_regions\":1", {"regions", "rows, as the header's counts say", "found"}},
      {"\"activation_regions\":", "\"activation_regions\":-", {"counts, activation_regions", "not negative"}},
      {"\"activation_regions\":", "\"activation_regions\":9999999999", {"counts, activation_regions", "too large"}},
      {"\"facets\":", "\"facets\":1", {"facets", "rows, as the header's counts say"}},
      {"\"rays\":0", "\"rays\":1", {"vertices", "rows, as the header's counts say"}},
      {"\"lineality\": []", "\"lineality\": [[1]]", {"lineality, entry 0", "expected 2 numbers"}},
      {"\"lineality\": []", "\"lineality\": [], \"lineality\": []", {"duplicate key 'lineality'"}},
      {"\"lineality\": []", "\"lineality\": [], \"x\": []", {"unknown key 'x'"}},
      // Regions.
      {"\"regions\": [", "\"regions\": [7,", {"region 0", "expected an object, found a number"}},
      {"\"regions\": [", "\"regions\": [{},", {"region 0", "'id' is missing"}},
      {"\"regions\": [", "\"regions\": {\"x\":[", {"complex.json:"}},
      {"{\"id\":1,", "{\"id\":2,", {"region 1, id", "expected 1"}},
      {"{\"id\":1,", "{\"id\":1,\"extra\":0,", {"region 1", "unknown key 'extra'"}},
      {"{\"id\":1,", "{\"id\":\"1\",", {"region 1, id", "expected an integer"}},
      {"{\"id\":0,\"pattern\":\"",
       "{\"id\":0,\"pattern\":\"2",
       {"region 0, pattern", "character 1", "u0.0", "2 pieces"}},
      {"{\"id\":0,\"pattern\":\"", "{\"id\":0,\"pattern\":\"|", {"region 0, pattern", "character 1"}},
      {"|0\",\"signs\"", "00\",\"signs\"", {"region 0, pattern", "expected '|' before layer 1"}},
      {"|0\",\"signs\"", "|\",\"signs\"", {"region 0, pattern", "ends before unit u1.0"}},
      {"|0\",\"signs\"", "|*\",\"signs\"", {"region 0, pattern", "u1.0 has 1 piece"}},
      {"|0\",\"signs\"", "|00\",\"signs\"", {"region 0, pattern", "goes on"}},
      {"\"signs\":\"", "\"signs\":\"+", {"region 0, signs", "expected 4 characters"}},
      {"\"signs\":\"", "\"sign\":\"", {"region 0", "unknown key 'sign'"}},
      {"\"linear_region\":0", "\"linear_region\":99", {"region 0, linear_region", "99 is too large"}},
      {"\"affine_piece\":0", "\"affine_piece\":0.5", {"region 0, affine_piece", "'0.5'"}},
      {"\"bounded\":true", "\"bounded\":\"yes\"", {"region 0, bounded", "true or false"}},
      {"\"degree\":", "\"degree\":1000", {"region 0, degree", "too large"}},
      {"\"facets\":[0,1", "\"facets\":[1,1", {"region 0, facets", "do not increase"}},
      {"\"facets\":[0,", "\"facets\":[null,", {"region 0, facets", "found null"}},
      {"\"vertices\":[0,1", "\"vertices\":[0,12345", {"region 0, vertices", "12345 is too large"}},
      {"\"interior_point\":[", "\"interior_point\":[0,", {"region 0, interior_point", "expected 2 numbers, found 3"}},
      {"\"interior_point\":[\"", "\"interior_point\":[\"x", {"region 0, interior_point"}},
      {"\"volume\":\"", "\"volume\":\"-inf", {"region 0, volume", "-inf"}},
      {"\"centroid\":[", "\"centroid\":[[],", {"region 0, centroid", "expected 2 numbers, found 3"}},
      {"\"A\":[", "\"A\":[1,", {"region 0, A", "expected 2 numbers, found 3"}},
      {"\"c\":[", "\"c\":[1,", {"region 0, c", "expected 1 numbers, found 2"}},
      // Facets and vertices.
      {"\"facets\": [\n", "\"facets\": [null,\n", {"facet 0", "expected an object"}},
      {"{\"id\":0,\"region\":0,", "{\"id\":0,\"region\":null,", {"facet 0, region", "found null"}},
      {"\"neighbor\":", "\"neighbor\":1000", {"facet 0, neighbor", "too large"}},
      {"\"kind\":\"interior\"", "\"kind\":\"inside\"", {"facet ", ", kind", "'inside'"}},
      {"\"units\":[\"u0.", "\"units\":[\"u9.", {"facet ", ", units", "is not a unit of the network that can bend"}},
      {"\"units\":[\"u0.", "\"units\":[\"v0.", {"facet ", ", units", "expected a unit such as"}},
      {"\"units\":[\"u0.", "\"units\":[3,\"u0.", {"facet ", ", units", "expected units"}},
      {"\"creases\":[", "\"creases\":[3,", {"facet ", ", creases"}},
      {"\"domain_rows\":[]", "\"domain_rows\":[4]", {"domain_rows", "4 is too large; there are 4"}},
      {"\"bends\":", "\"bents\":", {"facet 0", "unknown key 'bents'"}},
      {"\"bends\":true,\"normal\":[",
       "\"bends\":true,\"normal\":[0,",
       {"facet 0, normal", "expected 2 numbers, found 3"}},
      {"\"offset\":\"0\",\"sq", "\"offset\":null,\"sq", {"facet 0, offset", "expected a number"}},
      {"\"squared_volume\":\"", "\"squared_volume\":\"1 ", {"facet 0, squared_volume"}},
      {"\"kind\":\"vertex\"", "\"kind\":\"point\"", {"vertex 0, kind", "'point'"}},
      {"\"kind\":\"vertex\"", "\"kind\":\"ray\"", {"vertices", "expected 0 rays"}},
      {"\"coordinates\":[", "\"coordinates\":[1,", {"vertex 0, coordinates", "expected 2 numbers, found 3"}},
      {"\"coordinates\":", "\"coordinate\":", {"vertex 0", "unknown key 'coordinate'"}},
      // The end.
      {"  ]\n}\n", "  ]\n}\n}", {"complex.json:", "check the JSON syntax"}},
  };
  for (const Broken& broken : cases) {
    CAPTURE(broken.from, broken.to);
    Words words = broken.words;
    words.insert(words.begin(), "complex.json:");
    expect_error([&] { parse_complex(replaced(bytes, broken.from, broken.to), "complex.json"); }, words);
  }
}

TEST_CASE("rows of one table have the same columns", "[complex_reader]") {
  const std::string bytes = complex_json(small_report());
  const std::size_t second = bytes.find("{\"id\":1,");
  const std::size_t begin = bytes.find("\"interior_point\"", second);
  const std::string without = bytes.substr(0, begin) + bytes.substr(bytes.find("\"A\"", begin));
  expect_error([&] { parse_complex(without, "c.json"); }, {"c.json", "region 1", "'interior_point' is missing"});
}

TEST_CASE("signs and patterns must agree", "[complex_reader]") {
  const std::string bytes = complex_json(small_report());
  const std::size_t at = bytes.find("\"signs\":\"") + 9;
  const std::string signs = bytes.substr(at, 4);
  int refused = 0;
  for (const std::string alphabet = "+-0"; const char a : alphabet) {
    for (const char b : alphabet) {
      for (const char c : alphabet) {
        for (const char d : alphabet) {
          const std::string other = {a, b, c, d};
          if (other == signs) continue;
          std::string changed = bytes;
          changed.replace(at, 4, other);
          // Only units on a breakpoint leave room, and there is none but the unit without weights in region 0.
          CAPTURE(signs, other);
          expect_error([&] { parse_complex(changed, "c.json"); }, {"c.json", "region 0, signs", "character"});
          ++refused;
        }
      }
    }
  }
  CHECK(refused == 80);
}

TEST_CASE("truncated complex files are refused", "[complex_reader]") {
  const std::string bytes = complex_json(report_of(testing::abs_1d(), Domain::all(1)));
  REQUIRE(bytes.ends_with("}\n"));
  for (std::size_t size = 0; size + 1 < bytes.size(); ++size) {
    CAPTURE(size);
    REQUIRE_THROWS_AS(parse_complex(bytes.substr(0, size), "c.json"), InputError);
  }
}

TEST_CASE("patterns are read as they are written", "[pattern_reader]") {
  const std::uint64_t seed = testing::test_seed();
  for (int index = 0; index < testing::scaled_cases(40); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto [network, domain] =
        testing::random_case(random, random.integer(1, 3), static_cast<testing::Degeneracy>(index % 11), 9);
    const Complex complex = build_complex(network, domain, {.vertices = false, .coordinates = false}).complex;
    std::vector<Symbol> symbols;
    for (const RegionId region : complex.regions()) {
      parse_pattern(complex.pattern(region), network, symbols);
      std::size_t i = 0;
      for (std::uint32_t l = 0; l < network.layers().size(); ++l) {
        for (std::uint32_t u = 0; u < network.layers()[l].num_units(); ++u) {
          Symbol expected = complex.symbol(region, {l, u});
          if (expected.on_breakpoint) expected.piece = 0;
          CHECK(symbols[i++] == expected);
        }
      }
    }
  }
}

TEST_CASE("pieces from 36 on stand in braces", "[pattern_reader]") {
  std::vector<Rational> breakpoints, slopes;
  for (int i = 0; i < 50; ++i) breakpoints.emplace_back(i);
  for (int i = 0; i <= 50; ++i) slopes.emplace_back(i);
  const Activation many = Activation::piecewise(breakpoints, slopes, 0, 0);
  const Network network(1, {testing::layer({{1, 0}, {1, 0}}, many)});
  std::vector<Symbol> symbols;
  parse_pattern("z{36}", network, symbols);
  CHECK(symbols == std::vector<Symbol>{{35, false}, {36, false}});
  parse_pattern("*{50}", network, symbols);
  CHECK(symbols == std::vector<Symbol>{{0, true}, {50, false}});
  for (const char* text : {"", "z", "z{35}", "z{51}", "z{36", "z{}", "z{-1}", "z{99999999}", "z{36}0", "Z0", "a|0"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_pattern(text, network, symbols), std::invalid_argument);
  }
  check_round_trip(report_of(network, Domain::box(1, Rational(-1, 2), Rational(99, 2))));
}

TEST_CASE("mutated complex files", "[fuzz][complex_reader]") {
  std::vector<std::string> words = testing::kTextWords;
  for (const char* word :
       {"\"id\":", "\"inf\"", "*", "|", "\"u0.1\"", "\"ray\"", "\"counts\"", "4294967295", "{\"id\":0}"}) {
    words.push_back(word);
  }
  const std::vector<std::string> seeds = {complex_json(report_of(testing::abs_1d(), Domain::all(1))),
                                          complex_json(small_report())};
  testing::fuzz(seeds, words, 6000, [](const std::string& text) {
    const ComplexFile file = parse_complex(text, "f.json");
    // What is read is fit to be a complex.
    const Complex complex(file.network, file.domain, file.tables);
    for (const RegionId region : complex.regions()) {
      if (complex.pattern(region).empty()) FAIL_CHECK("a pattern has a character per unit");
    }
  });
}
