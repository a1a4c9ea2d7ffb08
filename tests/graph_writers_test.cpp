// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/graph_writers.h"

#include <catch2/catch.hpp>
#include <iomanip>
#include <locale>
#include <sstream>
#include <stdexcept>

#include "tests/support/graphs.h"
#include "tests/support/networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Writer = void (*)(const Complex&, const GraphLabels&, std::ostream&);

std::string written(Writer write, const Complex& complex, const GraphLabels& labels = {}) {
  std::ostringstream out;
  write(complex, labels, out);
  return out.str();
}

RegionColumn column(const std::string& name) {
  return {name, RegionColumn::Type::kText, [](RegionId) { return std::string("x"); }};
}

/// Thousands in groups.
struct Grouped : std::numpunct<char> {
  char do_thousands_sep() const override { return ','; }
  std::string do_grouping() const override { return "\1"; }
};

}  // namespace

TEST_CASE("two intervals as DOT, byte by byte", "[graph_writers]") {
  const Complex complex = complex_of(from_text("1: relu[1 0] relu[2 0]"), Domain::box(1, -1, 1));
  GraphLabels labels;
  labels.columns.push_back({"volume", RegionColumn::Type::kText, [](RegionId r) { return "1/" + to_string(r); }});
  labels.columns.push_back({"quoted", RegionColumn::Type::kText, [](RegionId) { return std::string("a \"b\""); }});
  labels.bends.assign(complex.num_facets(), true);
  std::string facet;
  for (const FacetId f : complex.facets()) {
    if (complex.is_interior(f)) facet = to_string(f);
  }
  const std::string zero = complex.pattern(RegionId(0)), one = complex.pattern(RegionId(1));
  CHECK(written(write_dot, complex, labels) ==
        "graph G {\n"
        "R0 [bounded=\"true\", degree=\"1\", pattern=\"" +
            zero +
            "\", quoted=\"a \\\"b\\\"\", volume=\"1/R0\"]\n"
            "R1 [bounded=\"true\", degree=\"1\", pattern=\"" +
            one +
            "\", quoted=\"a \\\"b\\\"\", volume=\"1/R1\"]\n"
            "R0 -- R1 [bends=\"true\", facet=\"" +
            facet +
            "\", units=\"u0.0 u0.1\"]\n"
            "}\n");
}

TEST_CASE("bytes depend on the complex alone, not on the stream", "[graph_writers]") {
  const Complex complex = complex_of(zigzag(2, 2, 3), Domain::box(2, -1, 1));
  for (const Writer write : {write_graphml, write_dot}) {
    const std::string bytes = written(write, complex);
    std::ostringstream out;
    out.imbue(std::locale(std::locale::classic(), new Grouped));
    out << std::hex << std::showbase << std::setfill('*');
    write(complex, {}, out);
    CHECK(out.str() == bytes);
    CHECK(out.getloc() != std::locale::classic());
    CHECK((out.flags() & std::ios::hex) != 0);
  }
}

TEST_CASE("names that a format would not take", "[graph_writers]") {
  const Complex complex = complex_of(abs_1d(), Domain::all(1));
  for (const Writer write : {write_graphml, write_dot}) {
    for (const char* name : {"", "1st", "a b", "a<b", "a\"", "\xc3\xa4", "region", "pattern", "node", "Edge", "_x"}) {
      CAPTURE(name);
      CHECK_THROWS_AS(written(write, complex, {{column(name)}, {}}), std::invalid_argument);
    }
    CHECK_THROWS_AS(written(write, complex, {{column("a"), column("a")}, {}}), std::invalid_argument);
    CHECK_THROWS_AS(written(write, complex, {{{"a", RegionColumn::Type::kText, nullptr}}, {}}), std::invalid_argument);
    CHECK_THROWS_AS(written(write, complex, {{}, std::vector<bool>(complex.num_facets() + 1)}), std::invalid_argument);
    CHECK_NOTHROW(written(write, complex, {{column("a"), column("A_1")}, {}}));
  }
}

TEST_CASE("a stream that fails stays failed", "[graph_writers]") {
  const Complex complex = complex_of(abs_1d(), Domain::all(1));
  for (const Writer write : {write_graphml, write_dot}) {
    std::ostringstream out;
    out.setstate(std::ios::badbit);
    write(complex, {}, out);
    CHECK(out.bad());
    CHECK(out.str().empty());
  }
}
