// SPDX-License-Identifier: GPL-3.0-or-later
// Decision cells against rational linear programs and double descriptions, region by region.
#include "algorithms/decision_cells.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "algorithms/build_complex.h"
#include "algorithms/decision_regions.h"
#include "algorithms/measures.h"
#include "core/affine_map.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Classes = std::vector<std::uint32_t>;

/// f_i - f_j on an oracle's region.
Row difference(const AffineMap& map, std::size_t i, std::size_t j) {
  Row row{{}, map.c[i] - map.c[j]};
  for (std::size_t k = 0; k < map.A.cols(); ++k) row.normal.push_back(map.A(i, k) - map.A(j, k));
  return row;
}

bool is_zero(const Row& row) { return row.is_constant() && row.offset == 0; }

/// The map of a region of the oracle, from its witness alone: pieces are those the witness is on.
AffineMap map_at(const Network& network, const Domain& domain, const std::vector<Rational>& witness) {
  std::map<UnitId, std::size_t> pieces;
  std::vector<Rational> h = domain.to_input(witness);
  for (std::uint32_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    std::vector<Rational> next;
    for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
      Rational z = layer.bias[u];
      for (std::size_t j = 0; j < h.size(); ++j) z += layer.weights(u, j) * h[j];
      pieces[{l, u}] = layer.activations[u].piece_of(z);
      next.push_back(layer.activations[u](z));
    }
    h = std::move(next);
  }
  return affine_map(network, domain, [&](UnitId unit) { return pieces.at(unit); });
}

struct ExpectedCell {
  OracleRegion region;  ///< with the rows of the decision behind those of the region
  Classes maximizers;
};

std::vector<ExpectedCell> expected_cells(const Network& competing, const Domain& domain) {
  std::vector<ExpectedCell> result;
  for (const OracleRegion& region : oracle_regions(competing, domain)) {
    const AffineMap map = map_at(competing, domain, region.witness);
    for (std::uint32_t i = 0; i < map.c.size(); ++i) {
      ExpectedCell cell{region, {}};
      std::vector<Row> rows;
      for (const OwnedRow& row : region.rows) rows.push_back(row.row);
      bool possible = true;
      for (std::uint32_t j = 0; j < map.c.size(); ++j) {
        const Row row = difference(map, i, j);
        if (is_zero(row)) {
          cell.maximizers.push_back(j);
        } else if (row.is_constant()) {
          possible = possible && row.offset > 0;
        } else {
          rows.push_back(row);
          cell.region.rows.push_back({row, std::nullopt, 0});
        }
      }
      if (!possible || cell.maximizers.front() != i) continue;
      const auto witness = strictly_feasible_point(rows, domain.dim());
      if (!witness) continue;
      cell.region.witness = *witness;
      result.push_back(std::move(cell));
    }
  }
  return result;
}

std::vector<Generator> corners(const Complex& complex, std::span<const VertexId> vertices) {
  std::vector<Generator> result;
  for (const VertexId v : vertices) {
    const auto y = complex.coordinates(v);
    result.push_back({{y.begin(), y.end()}, complex.is_ray(v)});
  }
  std::sort(result.begin(), result.end(), generator_less);
  return result;
}

using Pair = std::array<std::uint32_t, 2>;

std::vector<Row> rows_of(const OracleRegion& region) {
  std::vector<Row> rows;
  for (const OwnedRow& row : region.rows) rows.push_back(row.row);
  return rows;
}

/// `row` on the hyperplane where `zero` vanishes, in one variable less.
Row restricted(const Row& row, const Row& zero) {
  std::size_t k = 0;
  while (zero.normal[k] == 0) ++k;
  const Rational factor = row.normal[k] / zero.normal[k];
  Row result{{}, row.offset - factor * zero.offset};
  for (std::size_t j = 0; j < row.normal.size(); ++j) {
    if (j != k) result.normal.emplace_back(row.normal[j] - factor * zero.normal[j]);
  }
  return result;
}

/// Is there a point with all rows > 0, those that are zero throughout left aside?
bool are_feasible(const std::vector<Row>& rows, std::size_t dim) {
  std::vector<Row> rest;
  for (const Row& row : rows) {
    if (is_zero(row)) continue;
    if (row.is_constant() && row.offset < 0) return false;
    if (!row.is_constant()) rest.push_back(row);
  }
  return rest.empty() || strictly_feasible_point(rest, dim).has_value();
}

/// The two tests of a region by linear programs.
void check_decisions(const DecisionCells& cells, RegionId region, const OracleRegion& truth, const AffineMap& map) {
  const std::size_t dim = truth.dim();
  const RegionDecisions found = region_decisions(cells, region);
  const auto num_classes = static_cast<std::uint32_t>(map.c.size());
  for (std::uint32_t p = 0; p < num_classes; ++p) {
    std::vector<std::uint32_t> changes;
    for (std::uint32_t j = 0; j < num_classes; ++j) {
      bool both = !is_zero(difference(map, p, j));
      for (const auto& [above, below] : {std::pair(p, j), std::pair(j, p)}) {
        std::vector<Row> rows = rows_of(truth);
        rows.push_back(difference(map, above, below));
        both = both && are_feasible(rows, dim);
      }
      if (both) changes.push_back(j);
    }
    CHECK(found.sign_changes[p] == changes);
  }
  std::vector<Pair> meeting, tied;
  // Does {f_i = f_j >= all others} lie in the hyperplane f_i = f_m, and fill it somewhere inside the region?
  const auto meet_on = [&](std::uint32_t i, std::uint32_t m) {
    const Row zero = difference(map, i, m);
    if (zero.is_constant()) return false;
    std::vector<Row> rows = rows_of(truth);
    for (std::uint32_t k = 0; k < num_classes; ++k) rows.push_back(difference(map, i, k));
    for (Row& row : rows) row = restricted(row, zero);
    // The hyperplane of a facet misses the interior.
    const bool is_on_facet = std::any_of(rows.begin(), rows.begin() + std::ptrdiff_t(truth.rows.size()), is_zero);
    return !is_on_facet && are_feasible(rows, dim - 1);
  };
  for (std::uint32_t i = 0; i < num_classes; ++i) {
    for (std::uint32_t j = i + 1; j < num_classes; ++j) {
      if (!is_zero(difference(map, i, j))) {
        if (meet_on(i, j)) meeting.push_back({i, j});
        continue;
      }
      std::vector<Row> rows = rows_of(truth);
      for (std::uint32_t m = 0; m < num_classes; ++m) rows.push_back(difference(map, i, m));
      if (are_feasible(rows, dim)) tied.push_back({i, j});
      for (std::uint32_t m = 0; m < num_classes; ++m) {
        if (!meet_on(i, m)) continue;
        meeting.push_back({i, j});
        break;
      }
    }
  }
  CHECK(found.tied == tied);
  CHECK(found.meeting == meeting);
}

struct Compared {
  std::size_t cells = 0, cut = 0, plateaus = 0, lines = 0;
};

Compared compare(const Network& network, const Domain& domain, const DecisionRule& rule) {
  const Complex regions = build_complex(network, domain).complex;
  const DecisionCells cells = decision_cells(regions, rule);
  const Complex& complex = cells.complex;
  const Network competing = decision_network(network, rule);
  Compared result;
  result.lines = complex.lineality_dim();

  std::map<std::pair<std::string, Classes>, const ExpectedCell*> expected;
  const std::vector<ExpectedCell> list = expected_cells(competing, domain);
  for (const ExpectedCell& cell : list) {
    // The oracle's pattern has the added layer of the rule, too; what bends comes before it.
    const bool is_new = expected.emplace(std::pair(cell.region.pattern, cell.maximizers), &cell).second;
    REQUIRE(is_new);
  }
  CHECK(complex.num_regions() == expected.size());
  std::map<std::string, OracleRegion> truth_of;
  for (const OracleRegion& region : oracle_regions(competing, domain)) truth_of.emplace(region.pattern, region);
  for (const RegionId cell : complex.regions()) {
    const auto maximizers = cells.maximizers[cell.index];
    const auto found = expected.find({complex.pattern(cell), Classes(maximizers.begin(), maximizers.end())});
    REQUIRE(found != expected.end());
    const OracleRegion& truth = found->second->region;
    CHECK(complex.is_bounded(cell) == oracle_is_bounded(truth));
    const std::vector<Facet> facets = oracle_facets(truth);
    CHECK(complex.facets(cell).size() == facets.size());
    if (result.lines == 0) CHECK(corners(complex, complex.vertices(cell)) == oracle_generators(truth));
    // Every facet is one of the oracle's: all of its corners lie on one of them.
    std::set<std::size_t> used;
    for (const FacetId id : complex.facets(cell)) {
      for (std::size_t f = 0; f < facets.size(); ++f) {
        const auto vertices = complex.vertices(id);
        const bool on = std::all_of(vertices.begin(), vertices.end(), [&](VertexId v) {
          Rational value = complex.is_ray(v) ? Rational(0) : facets[f].offset;
          for (std::size_t j = 0; j < complex.dim(); ++j) value += facets[f].normal[j] * complex.coordinates(v)[j];
          return value == 0;
        });
        if (on) used.insert(f);
      }
    }
    CHECK(used.size() == facets.size());
    // Who attains the maximum on a facet, from values at its corners alone.
    const AffineMap map = map_at(competing, domain, truth.witness);
    for (const FacetId id : complex.facets(cell)) {
      Classes attaining;
      for (std::uint32_t j = 0; j < map.c.size(); ++j) {
        const Row row = difference(map, maximizers[0], j);
        const auto vertices = complex.vertices(id);
        if (std::all_of(vertices.begin(), vertices.end(), [&](VertexId v) {
              Rational value = complex.is_ray(v) ? Rational(0) : row.offset;
              for (std::size_t k = 0; k < complex.dim(); ++k) value += row.normal[k] * complex.coordinates(v)[k];
              return value == 0;
            })) {
          attaining.push_back(j);
        }
      }
      CHECK(std::ranges::equal(cells.facet_maximizers[id.index], attaining));
    }
    const RegionId region = cells.region[cell.index];
    if (cell.index == 0 || region != cells.region[cell.index - 1])
      check_decisions(cells, region, truth_of.at(complex.pattern(cell)), map);
    ++result.cells;
    result.plateaus += cells.is_plateau(cell);
  }
  // Face to face: whatever is not on the domain's boundary has a cell on either side.
  for (const FacetId facet : complex.facets()) {
    CHECK(complex.is_interior(facet) != complex.is_boundary(facet));
    CHECK(cells.activation_facet[facet.index].is_valid() ==
          (!complex.is_interior(facet) ||
           cells.region[complex.sides(facet)[0].index] != cells.region[complex.sides(facet)[1].index]));
  }
  for (const auto& [pieces, count] : pieces_per_region(cells)) result.cut += pieces > 0 ? count : 0;
  return result;
}

/// The last layer with some outputs that are copies, multiples or sums of others, so that ties abound.
Network with_ties(Random& random, const Network& network, int outputs) {
  std::vector<Layer> layers = network.layers();
  Layer last;
  const std::size_t n = layers.back().num_units();
  last.weights = Matrix<Rational>(static_cast<std::size_t>(outputs), n);
  for (std::size_t i = 0; i < last.weights.rows(); ++i) {
    last.bias.emplace_back(random.chance(0.6) ? 0 : random.integer(-1, 1));
    const int kind = random.integer(0, 4);
    for (std::size_t j = 0; j < n; ++j) last.weights(i, j) = random.integer(-2, 2);
    if (kind == 0 && i > 0) {
      std::ranges::copy(last.weights.row(i - 1), last.weights.row(i).begin());
      last.bias[i] = last.bias[i - 1];
    }
    if (kind == 1) {
      for (Rational& w : last.weights.row(i)) w = 0;
    }
  }
  last.activations.assign(last.weights.rows(), random.chance(0.2) ? Activation::relu() : Activation::identity());
  layers.push_back(last);
  return Network(network.input_dim(), std::move(layers));
}

const std::vector<Degeneracy> kKinds = {Degeneracy::kNone,          Degeneracy::kDuplicates, Degeneracy::kParallel,
                                        Degeneracy::kZeroBias,      Degeneracy::kDeadLayer,  Degeneracy::kConstantUnits,
                                        Degeneracy::kOnePoint,      Degeneracy::kCancelling, Degeneracy::kSlivers,
                                        Degeneracy::kExtremeScales, Degeneracy::kEverything};

}  // namespace

TEST_CASE("decision cells of random networks are those of the linear programs") {
  const std::uint64_t seed = test_seed();
  Compared sum;
  std::size_t cases_with_lines = 0;
  for (int index = 0; index < scaled_cases(150); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 3);
    // Half of all cases are generic networks with generic outputs.
    const bool generic = random.chance(0.5);
    const RandomCase c = random_case(random, d, generic ? Degeneracy::kNone : random.pick(kKinds), 6);
    const bool level = c.network.output_dim() == 1 && random.chance(0.3);
    DecisionRule rule;
    if (level) rule.level = Rational(random.integer(-3, 3)) / 2;
    const Network network = level ? c.network : with_ties(random, c.network, random.integer(2, 5));
    if (!level && network.output_dim() > 2 && random.chance(0.3)) rule.classes = {0, network.output_dim() - 1};
    CAPTURE(to_text(network), to_text(c.domain));
    const Compared result = compare(network, c.domain, rule);
    sum.cells += result.cells;
    sum.cut += result.cut;
    sum.plateaus += result.plateaus;
    cases_with_lines += result.lines > 0;
  }
  CAPTURE(seed);
  CHECK(sum.cut > static_cast<std::size_t>(scaled_cases(70)));
  CHECK(sum.plateaus > static_cast<std::size_t>(scaled_cases(15)));
  CHECK((cases_with_lines > 0 || scaled_cases(100) < 100));  // rare
}

TEST_CASE("networks without a hidden layer have decision cells, too") {
  const Network three = from_text("2: identity[1 0 0] identity[0 1 0] identity[-1 -1 0]");
  CHECK(compare(three, Domain::all(2), {}).cells == 3);
  CHECK(compare(from_text("2: identity[1 0 0]"), Domain::all(2), {}).lines == 1);
  CHECK(compare(from_text("3: identity[1 0 0 0] identity[0 1 0 0]"), Domain::box(3, -1, 1), {}).cells == 2);
  // The same row three times, and a constant that never wins.
  CHECK(compare(from_text("1: identity[1 0] identity[1 0] identity[1 0] identity[0 -5]"), Domain::box(1, -1, 1), {})
            .cells == 1);
  CHECK(compare(from_text("2: relu[1 0 0] / identity[0 0] identity[0 0]"), Domain::all(2), {}).plateaus == 2);
  // Constants: one cell without a facet, and lines in all directions.
  CHECK(compare(from_text("2: identity[0 0 1] identity[0 0 2]"), Domain::all(2), {}).lines == 2);
  CHECK(compare(from_text("2: identity[0 0 0] identity[0 0 0]"), Domain::all(2), {}).plateaus == 1);
  CHECK(compare(from_text("3: relu[0 0 0 -1] / identity[1 0] identity[1 1]"), Domain::all(3), {}).cells == 1);
}

TEST_CASE("rules that do not fit are refused") {
  const Network one = xor_2d();
  const Network three = from_text("1: identity[1 0] identity[-1 0] identity[0 1]");
  CHECK_THROWS_AS(decision_network(one, {{0}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(decision_network(three, {{}, 1}), std::invalid_argument);
  CHECK_THROWS_AS(decision_network(three, {{1}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(decision_network(three, {{1, 1}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(decision_network(three, {{0, 3}, 0}), std::invalid_argument);
  CHECK(decision_network(three, {}) == three);
  CHECK(decision_network(three, {{0, 2}, 0}).output_dim() == 2);
  ComplexOptions options;
  options.coordinates = false;
  CHECK_THROWS_AS(decision_cells(build_complex(one, Domain::all(2), options).complex, {}), std::invalid_argument);
}

TEST_CASE("two outputs decide like the level of their difference") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(30); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Network hidden = golden(static_cast<std::uint32_t>(index + 1), 2, {5, 4});
    const Network two = with_ties(random, hidden, 2);
    std::vector<Layer> layers = two.layers();
    if (!layers.back().is_affine()) continue;
    layers.push_back(layer({{-1, 1, 0}}, Activation::identity()));
    const Network one(2, layers);
    const Domain box = Domain::box(2, -5, 5);
    const DecisionCells a = decision_cells(build_complex(two, box).complex);
    const DecisionCells b = decision_cells(build_complex(one, box).complex, {{}, 0});
    REQUIRE(a.complex.num_regions() == b.complex.num_regions());
    CHECK(a.complex.tables().coordinates == b.complex.tables().coordinates);
    CHECK(a.complex.tables().facet_vertices == b.complex.tables().facet_vertices);
    CHECK(a.maximizers == b.maximizers);
    CHECK(a.facet_maximizers == b.facet_maximizers);
  }
}

TEST_CASE("the cells of a bounded domain fill it") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(12); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = 2 + index % 3;
    const Network network = with_ties(random, he_network(random, d, {7, 4}), 3);
    const DecisionCells cells = decision_cells(build_complex(network, Domain::box(std::size_t(d), -1, 1)).complex);
    Rational sum = 0;
    for (const RegionId cell : cells.complex.regions()) sum += volume(cells.complex, cell).value();
    CHECK(sum == (1 << d));
  }
}
