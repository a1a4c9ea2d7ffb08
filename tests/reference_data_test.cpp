// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/io/domain_text.h"
#include "core/io/network_file.h"
#include "tests/support/lp_oracle.h"

using namespace crease;
using namespace crease::testing;

namespace {

const std::string kReference = CREASE_DATA_DIR "/reference/";

/// More linear programs than these take minutes.
constexpr std::size_t kFewRegions = 150;

std::vector<nlohmann::json> reference_rows() {
  std::ifstream in(kReference + "counts.jsonl");
  std::vector<nlohmann::json> rows;
  for (std::string line; std::getline(in, line);) rows.push_back(nlohmann::json::parse(line));
  REQUIRE(rows.size() == 90);
  return rows;
}

/// The network's map on a region, by exact values at a point inside and at one beside it for every coordinate.
std::vector<Rational> map_on(const Network& network, const OracleRegion& region) {
  const auto is_inside = [&](const std::vector<Rational>& y) {
    return std::ranges::all_of(region.rows, [&](const OwnedRow& owned) { return owned.row.at(y) > 0; });
  };
  std::vector<Rational> map, constant = evaluate(network, region.witness);
  for (std::size_t k = 0; k < region.dim(); ++k) {
    std::vector<Rational> beside = region.witness;
    Rational step = 1;
    for (beside[k] += step; !is_inside(beside); beside[k] = region.witness[k] + step) step /= 2;
    const std::vector<Rational> value = evaluate(network, beside), here = evaluate(network, region.witness);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Rational slope = (value[i] - here[i]) / step;
      map.push_back(slope);
      constant[i] -= slope * region.witness[k];
    }
  }
  map.insert(map.end(), constant.begin(), constant.end());
  return map;
}

/// What linear programs find, one region at a time.
struct Found {
  std::size_t regions = 0, bounded = 0, sides = 0, boundary = 0;
  std::vector<std::size_t> degrees;
  std::set<std::vector<Rational>> maps, vertices;
};

Found find_all(const Network& network, const Domain& domain) {
  Found found;
  for (const OracleRegion& region : oracle_regions(network, domain)) {
    ++found.regions;
    found.bounded += oracle_is_bounded(region) ? 1 : 0;
    std::size_t degree = 0;
    for (const Facet& facet : oracle_facets(region)) ++(facet.domain_rows.empty() ? degree : found.boundary);
    found.sides += degree;
    found.degrees.resize(std::max(found.degrees.size(), degree + 1));
    ++found.degrees[degree];
    found.maps.insert(map_on(network, region));
    for (const Generator& generator : oracle_generators(region)) {
      if (!generator.ray) found.vertices.insert(generator.coordinates);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the reference data set, found again by exact linear programs") {
  int degenerate = 0, checked = 0;
  for (const nlohmann::json& row : reference_rows()) {
    if (row.at("activation_regions") > kFewRegions) continue;
    CAPTURE(row.at("item"), row.at("network"), row.at("domain"));
    const Network network = read_network(kReference + row.at("network").get<std::string>()).network;
    const Found found = find_all(network, parse_domain(row.at("domain"), network.input_dim()));
    CHECK(found.regions == row.at("activation_regions"));
    CHECK(found.bounded == row.at("bounded_regions"));
    CHECK(found.maps.size() == row.at("affine_pieces"));
    CHECK(found.sides == 2 * row.at("adjacencies").get<std::size_t>());
    CHECK(found.boundary == row.at("boundary_facets"));
    CHECK(found.degrees == row.at("degree_histogram").get<std::vector<std::size_t>>());
    const std::size_t vertices = row.at("f_vector").at(0);
    if (vertices > 0) CHECK(found.vertices.size() == vertices);  // else regions contain lines
    ++checked;
    degenerate += row.at("affine_pieces") < row.at("activation_regions") ? 1 : 0;
  }
  CHECK(checked >= 80);
  CHECK(degenerate >= 10);
}
