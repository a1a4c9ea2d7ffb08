// SPDX-License-Identifier: GPL-3.0-or-later
// Max groups: closed forms, rational linear programs, and the laws of complexes.
#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/build_complex.h"
#include "algorithms/count.h"
#include "algorithms/linear_regions.h"
#include "algorithms/neighborhood.h"
#include "algorithms/unit_report.h"
#include "algorithms/validate.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// One layer of max groups; a row is normal, then offset.
Network max_network(const std::vector<std::vector<Rational>>& rows, const std::vector<std::size_t>& arguments) {
  const std::size_t d = rows.front().size() - 1;
  const Layer plain = layer(rows);
  return Network(d, {make_max_layer(plain.weights, plain.bias, arguments)});
}

std::uint64_t count(const Network& network, const Domain& domain) {
  return count_regions(network, domain).activation_regions;
}

std::vector<std::string> sorted_patterns(const Network& network, const Domain& domain) {
  std::vector<std::string> patterns;
  for (const OracleRegion& region : oracle_regions(network, domain)) patterns.push_back(region.pattern);
  std::sort(patterns.begin(), patterns.end());
  return patterns;
}

std::string to_text(const std::vector<Violation>& violations) {
  std::string text;
  for (const Violation& violation : violations) text += to_string(violation.code) + ": " + violation.message + "\n";
  return text;
}

}  // namespace

TEST_CASE("Layers of maxima attain their sharp bound") {
  // [MRZ21]: a layer of n units of rank k on R^d has at most sum_j e_j(k - 1, ..., k - 1), j <= d, regions.
  std::vector<std::vector<Rational>> line, plane;
  for (int u = 0; u < 4; ++u) {
    for (int i = 0; i < 3; ++i) line.push_back({Rational(i), Rational(-i * (8 * u + 2 * i))});
  }
  CHECK(count(max_network(line, {3, 3, 3, 3}), Domain::all(1)) == 9);
  for (const auto& normal : std::vector<std::vector<Rational>>{{1, 0}, {0, 1}, {1, 1}}) {
    for (int i = 0; i < 3; ++i) plane.push_back({i * normal[0], i * normal[1], Rational(-5 * i * i)});
  }
  CHECK(count(max_network(plane, {3, 3, 3}), Domain::all(2)) == 19);
}

TEST_CASE("The regions of a maximum are the vertices of an upper hull") {
  // max_i a x - a^2 for a = -n..n: all of the parabola's points are on the hull, the points below it are not.
  std::vector<std::vector<Rational>> rows;
  for (int a = -6; a <= 6; ++a) {
    rows.push_back({Rational(a), Rational(-a * a)});
    rows.push_back({Rational(a), Rational(-a * a - 1)});
  }
  CHECK(count(max_network(rows, {rows.size()}), Domain::all(1)) == 13);
  // The support function of a cube of dimension d has a region for each of its corners, and zonotopes of generic
  // segments as many as there are chambers of the planes across them.
  for (int d = 1; d <= 4; ++d) {
    rows.clear();
    for (int corner = 0; corner < 1 << d; ++corner) {
      std::vector<Rational> row(static_cast<std::size_t>(d) + 1);
      for (int j = 0; j < d; ++j) row[static_cast<std::size_t>(j)] = (corner >> j & 1) != 0 ? 1 : -1;
      rows.push_back(row);
    }
    CHECK(count(max_network(rows, {rows.size()}), Domain::all(static_cast<std::size_t>(d))) == std::uint64_t{1} << d);
  }
  rows.clear();
  const std::vector<std::vector<int>> segments{{1, 0}, {0, 1}, {1, 1}, {1, -2}};
  for (int choice = 0; choice < 16; ++choice) {
    std::vector<Rational> row(3);
    for (int s = 0; s < 4; ++s) {
      for (int j = 0; j < 2; ++j) row[static_cast<std::size_t>(j)] += (choice >> s & 1) * segments[s][j];
    }
    rows.push_back(row);
  }
  CHECK(count(max_network(rows, {16}), Domain::all(2)) == 8);
}

TEST_CASE("What the others do among themselves cuts nothing") {
  // Two arguments cross where a third one is greater.
  const Network network = max_network({{1, 0}, {-1, 0}, {0, 5}}, {3});
  CHECK(count(network, Domain::box(1, -2, 2)) == 1);
  CHECK(count(network, Domain::all(1)) == 3);
  const Complex complex = build_complex(network, Domain::all(1)).complex;
  CHECK(complex.num_interior_facets() == 2);
  CHECK(complex.num_vertices() - complex.num_rays() == 2);
}

TEST_CASE("Maxima against rational linear programs, and the laws of complexes") {
  const std::uint64_t seed = test_seed();
  std::size_t shared = 0, regions = 0;
  const int cases = scaled_cases(500);
  for (int index = 0; index < cases; ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = index % 3 + 1;
    const auto degeneracy = index % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(1 + index / 2 % 10);
    RandomCase given = random_case(random, d, degeneracy, d == 3 ? 9 : 12);
    const Network network = with_max_groups(random, given.network, random.integer(2, 5));
    const Domain& domain = given.domain;
    CAPTURE(seed, index, to_text(network), to_text(domain), to_string(degeneracy));

    const std::vector<OracleRegion> expected = oracle_regions(network, domain);
    Recorder recorder(network);
    CHECK(for_each_region(network, domain, recorder).complete());
    REQUIRE(recorder.regions.size() == expected.size());
    for (const RecordedRegion& region : recorder.regions) {
      CAPTURE(region.pattern);
      const auto inside = std::find_if(expected.begin(), expected.end(), [&](const OracleRegion& other) {
        return std::all_of(other.rows.begin(), other.rows.end(),
                           [&](const OwnedRow& row) { return row.row.at(region.interior_point) > 0; });
      });
      REQUIRE(inside != expected.end());
      CHECK(find_region_violation(network, domain, region, *inside) == "");
      shared += region.pattern.find('*') != std::string::npos;
    }
    CHECK(find_complex_violation(domain, recorder.regions) == "");
    regions += expected.size();

    for (const int threads : {1, 2}) {
      EnumerateOptions options;
      options.threads = threads;
      CHECK(count_regions(network, domain, options).activation_regions == expected.size());
    }
    const Complex complex = build_complex(network, domain).complex;
    const LinearRegions labels = linear_regions(complex);
    CHECK(to_text(validate(complex)) == "");
    CHECK(to_text(validate_linear_regions(complex, labels)) == "");
    for (const UnitReport& unit : report_units(complex, labels)) {
      // A unit that is stable bends nowhere, and the other way round.
      CHECK(unit.stable_piece.has_value() == (unit.bending_facets == 0));
    }
  }
  // What the cases are for.
  CHECK(shared > 0);
  CHECK(regions > static_cast<std::size_t>(3 * cases));
}

TEST_CASE("Complexes of maxima do not depend on threads") {
  Random random(test_seed(), 1);
  const Network network = with_max_groups(random, he_network(random, 2, {36, 36, 36, 2}), 3);
  const Domain domain = Domain::box(2, -1, 1);
  ComplexOptions options;
  options.walk.threads = 1;
  const Complex one = build_complex(network, domain, options).complex;
  CHECK(one.num_regions() > 500);
  for (const int threads : {2, 4}) {
    options.walk.threads = threads;
    const Complex several = build_complex(network, domain, options).complex;
    CHECK(several.tables().signs == one.tables().signs);
    CHECK(several.tables().facet_walls == one.tables().facet_walls);
    CHECK(several.tables().coordinates == one.tables().coordinates);
    CHECK(count_regions(network, domain, options.walk).activation_regions == one.num_regions());
  }
}

TEST_CASE("A maximum of two rows is the first plus a ReLU of the difference") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = index % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(1 + index / 2 % 10);
    const RandomCase given = random_case(random, index % 3 + 1, degeneracy, 8);
    CAPTURE(seed, index, to_text(given.network), to_text(given.domain));
    std::vector<Layer> pairs, relus;
    for (const Layer& original : given.network.layers()) {
      // Of every row, max(z, 0) as a maximum of two rows, and as a ReLU.
      const std::size_t n = original.num_units();
      Layer pair{Matrix<Rational>(2 * n, original.num_inputs()), std::vector<Rational>(2 * n), {}, {}};
      for (std::size_t u = 0; u < n; ++u) {
        std::copy(original.weights.row(u).begin(), original.weights.row(u).end(),
                  pair.weights.row(2 * u + u % 2).begin());
        pair.bias[2 * u + u % 2] = original.bias[u];
      }
      pairs.push_back(make_max_layer(pair.weights, pair.bias, std::vector<std::size_t>(n, 2)));
      relus.push_back({original.weights, original.bias, std::vector<Activation>(n, Activation::relu())});
    }
    const Complex a = build_complex(Network(given.network.input_dim(), pairs), given.domain).complex;
    const Complex b = build_complex(Network(given.network.input_dim(), relus), given.domain).complex;
    CHECK(a.num_regions() == b.num_regions());
    CHECK(a.num_interior_facets() == b.num_interior_facets());
    CHECK(a.num_vertices() == b.num_vertices());
    CHECK(linear_regions(a).num_affine_pieces == linear_regions(b).num_affine_pieces);
  }
}

TEST_CASE("The surroundings of a region of maxima are those in the complex") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = index % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(1 + index / 2 % 10);
    const RandomCase given = random_case(random, index % 3 + 1, degeneracy, 8);
    const Network network = with_max_groups(random, given.network, 4);
    CAPTURE(seed, index, to_text(network), to_text(given.domain));
    const Complex complex = build_complex(network, given.domain).complex;
    std::vector<std::string> patterns;
    for (const RegionId region : complex.regions()) patterns.push_back(complex.pattern(region));
    std::sort(patterns.begin(), patterns.end());
    CHECK(patterns == sorted_patterns(network, given.domain));

    NeighborhoodOptions options;
    options.rings = 1;
    for (const RegionId region : complex.regions()) {
      const Neighborhood local = neighborhood(network, given.domain, complex.interior_point(region), options);
      CHECK(local.regions.size() == 1 + complex.degree(region));
    }
  }
}
