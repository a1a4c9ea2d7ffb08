// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "algorithms/build_complex.h"
#include "algorithms/count.h"
#include "algorithms/linear_regions.h"
#include "algorithms/validate.h"
#include "core/io/domain_text.h"
#include "core/io/network_file.h"
#include "tests/support/lp_oracle.h"

using namespace crease;

namespace {

const std::string kData = CREASE_DATA_DIR "/";

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One entry of data/expected.json.
struct Expected {
  explicit Expected(const nlohmann::json& entry)
      : file(entry.at("network")),
        domain_text(entry.at("domain")),
        slice(entry.value("slice", "")),
        regions(entry.at("activation_regions")),
        linear_regions(entry.at("linear_regions")),
        affine_pieces(entry.at("affine_pieces")),
        bounded(entry.at("bounded_regions")),
        adjacencies(entry.at("adjacencies")),
        network(read_network(kData + file).network),
        domain(parse_domain(domain_text, network.input_dim())) {
    if (!slice.empty()) domain = read_slice(kData + slice, domain);
  }

  std::string file, domain_text, slice;
  std::uint64_t regions, linear_regions, affine_pieces, bounded, adjacencies;
  Network network;
  Domain domain;
};

std::vector<Expected> expected_counts() {
  std::vector<Expected> result;
  const nlohmann::json document = nlohmann::json::parse(read_text(kData + "expected.json"));
  for (const nlohmann::json& entry : document.at("counts")) result.emplace_back(entry);
  REQUIRE(result.size() > 20);
  return result;
}

/// So many linear programs solve in a second or two; all of them take minutes.
constexpr std::uint64_t kFewRegions = 120;

void check_against_linear_programs(const Expected& expected) {
  CAPTURE(expected.file, expected.domain.label());
  const std::vector<testing::OracleRegion> regions = testing::oracle_regions(expected.network, expected.domain);
  CHECK(regions.size() == expected.regions);
  const auto bounded = std::count_if(regions.begin(), regions.end(), testing::oracle_is_bounded);
  CHECK(static_cast<std::uint64_t>(bounded) == expected.bounded);
}

}  // namespace

TEST_CASE("The convolutional network is lowered in a moment, and counted in a plane") {
  const Network network = read_network(kData + "digits_conv.onnx").network;
  REQUIRE(network.layers().size() == 5);
  CHECK(network.layers()[1].is_group(0));
  const Domain plane = read_slice(kData + "slices/digits_0_1_7.json", Domain::all(64));
  const RegionCount count = count_regions(network, plane);
  CHECK(count.activation_regions == 69076);
  CHECK(count.bounded_regions == 69076);
}

TEST_CASE("bundled networks have the counts on record", "[data]") {
  const std::string readme = read_text(kData + "README.md");
  for (const Expected& expected : expected_counts()) {
    CAPTURE(expected.file, expected.domain.label());
    for (const int threads : {1, 2}) {
      EnumerateOptions options;
      options.threads = threads;
      const RegionCount count = count_regions(expected.network, expected.domain, options);
      CHECK(count.complete());
      CHECK(count.activation_regions == expected.regions);
      CHECK(count.bounded_regions == expected.bounded);
    }
    const Complex complex = build_complex(expected.network, expected.domain).complex;
    const LinearRegions linear = linear_regions(complex);
    CHECK(complex.num_regions() == expected.regions);
    CHECK(complex.num_bounded_regions() == expected.bounded);
    CHECK(complex.num_interior_facets() == expected.adjacencies);
    CHECK(linear.size() == expected.linear_regions);
    CHECK(linear.num_affine_pieces == expected.affine_pieces);
    const std::string where = expected.slice.empty() ? expected.domain_text : expected.slice;
    std::string line = "| " + expected.file + " | " + where + " |";
    for (const std::uint64_t number :
         {expected.regions, expected.linear_regions, expected.affine_pieces, expected.bounded, expected.adjacencies}) {
      line += " " + std::to_string(number) + " |";
    }
    CHECK(readme.find(line) != std::string::npos);
  }
}

TEST_CASE("the complexes of the smaller bundled networks keep all laws", "[data]") {
  for (const Expected& expected : expected_counts()) {
    if (expected.regions > kFewRegions) continue;
    CAPTURE(expected.file, expected.domain.label());
    const Complex complex = build_complex(expected.network, expected.domain).complex;
    CHECK(validate(complex).empty());
    CHECK(validate_linear_regions(complex, linear_regions(complex)).empty());
  }
}

TEST_CASE("linear programs find the same regions in the smaller bundled networks", "[data]") {
  for (const Expected& expected : expected_counts()) {
    if (expected.regions <= kFewRegions) check_against_linear_programs(expected);
  }
}

TEST_CASE("linear programs find the same regions in the larger bundled networks", "[.slow]") {
  for (const Expected& expected : expected_counts()) {
    if (expected.regions > kFewRegions) check_against_linear_programs(expected);
  }
}
